from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import may, require
from common import clock
from common.errors import DomainError
from patrols import actions
from patrols.choices import ListKind
from patrols.forms.findings import EndItemForm, ItemForm
from patrols.models import ChecklistItem
from patrols.permissions import PatrolPerm
from patrols.sight import items_asked
from patrols.views.shared import put


@require_GET
def checklist(request: Request) -> HttpResponse:
    require(request.user, PatrolPerm.VIEW)
    today = clock.local_day(request.now)
    rows: dict[str, list[ChecklistItem]] = {}
    for item in ChecklistItem.objects.all():
        if item.until_on is None or item.until_on > today:
            rows.setdefault(item.kind, []).append(item)
    context = {
        "lists": [(kind, label, rows.get(kind, [])) for kind, label in ListKind.choices],
        "today": today,
        "may_edit": may(request.user, PatrolPerm.EDIT_CHECKLIST),
    }
    return render(request, "patrols/checklist.html", context)


@require_http_methods(["GET", "POST"])
def item_add(request: Request) -> HttpResponse:
    require(request.user, PatrolPerm.EDIT_CHECKLIST)
    kind = request.GET.get("kind", "")
    if kind not in ListKind.values:
        return redirect("patrols:checklist")
    form = ItemForm(request.POST or None)
    if _is_saved(request, form, kind=kind, instead_of=None):
        return redirect("patrols:checklist")
    return render(request, "patrols/item_add.html", {"form": form, "kind": ListKind(kind)})


@require_http_methods(["GET", "POST"])
def item_replace(request: Request, pk: UUID) -> HttpResponse:
    item = get_object_or_404(items_asked(request.user), pk=pk)
    require(request.user, PatrolPerm.EDIT_CHECKLIST)
    form = ItemForm(request.POST or None, initial={"text": item.text, "basis": item.basis})
    if _is_saved(request, form, kind=item.kind, instead_of=item):
        return redirect("patrols:checklist")
    return render(request, "patrols/item_replace.html", {"form": form, "item": item})


@require_http_methods(["GET", "POST"])
def item_end(request: Request, pk: UUID) -> HttpResponse:
    item = get_object_or_404(items_asked(request.user), pk=pk)
    require(request.user, PatrolPerm.EDIT_CHECKLIST)
    form = EndItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_item(
                by=request.user,
                item=item,
                until_on=form.cleaned_data["from_on"],
                today=clock.local_day(request.now),
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "已定，到那天起不再检查这一项；以前的记录不变。")
            return redirect("patrols:checklist")
    return render(request, "patrols/item_end.html", {"form": form, "item": item})


def _is_saved(request: Request, form: ItemForm, *, kind: str, instead_of: ChecklistItem | None) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        actions.add_item(
            by=request.user,
            kind=kind,
            today=clock.local_day(request.now),
            instead_of=instead_of,
            **form.cleaned_data,
        )
    except DomainError as error:
        put(form, error)
        return False
    messages.success(request, "已保存，从那天起使用；以前的记录不变。")
    return True
