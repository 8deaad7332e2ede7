from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.pages import put, row_or_404
from accounts.permissions import may, require
from common.errors import DomainError
from outreach import actions
from outreach.forms.office import MaterialForm, VersionForm
from outreach.models import Material, MaterialUse, MaterialVersion
from outreach.permissions import OutreachPerm
from outreach.views.events import where_of
from outreach.views.shared import is_posted

MOST_USES = 50
"""So many of the newest uses stand on the page of a material."""


@require_GET
def material_list(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.VIEW)
    context = {
        "materials": Material.objects.visible_to(request.user),
        "may_keep": may(request.user, OutreachPerm.KEEP),
    }
    return render(request, "outreach/material_list.html", context)


@require_http_methods(["GET", "POST"])
def material_add(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.KEEP)
    form = MaterialForm(request.POST or None)
    if is_posted(request, form):
        try:
            row = actions.add_material(by=request.user, now=request.now, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "资料已入库。")
            return redirect("outreach:material_detail", row.pk)
    return render(request, "outreach/material_add.html", {"form": form})


@require_GET
def material_detail(request: Request, pk: UUID) -> HttpResponse:
    material = row_or_404(request, Material, pk, perm=OutreachPerm.VIEW)
    versions = MaterialVersion.objects.visible_to(request.user).filter(material=material)
    uses = MaterialUse.objects.visible_to(request.user).filter(version__material=material)
    uses = uses.select_related("version", "event__unit", "event__campus").order_by("-event__held_at")
    shown = list(uses.defer("version__content")[:MOST_USES])
    where = where_of([use.event for use in shown])
    context = {
        "material": material,
        "versions": versions.select_related("entered_by").defer("content"),
        "uses": [(use, where[use.event_id]) for use in shown],
        "may_keep": may(request.user, OutreachPerm.KEEP),
    }
    return render(request, "outreach/material_detail.html", context)


@require_http_methods(["GET", "POST"])
def version_add(request: Request, pk: UUID) -> HttpResponse:
    material = row_or_404(request, Material, pk, perm=OutreachPerm.KEEP)
    form = VersionForm(request.POST or None, request.FILES or None)
    if is_posted(request, form):
        upload = form.cleaned_data.pop("file")
        data = upload.read() if upload else b""
        try:
            actions.add_version(
                by=request.user, material=material, data=data, now=request.now, **form.cleaned_data
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "新的一版已入库，以前的版本都还在。")
            return redirect("outreach:material_detail", pk)
    return render(request, "outreach/version_add.html", {"form": form, "material": material})


@require_GET
def version_file(request: Request, pk: UUID) -> HttpResponse:
    row = row_or_404(request, MaterialVersion, pk, perm=OutreachPerm.VIEW)
    if row.content is None:
        raise Http404
    return HttpResponse(bytes(row.content), content_type=row.media_type)
