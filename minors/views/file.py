"""Search before create, and the one page on which an identity is seen."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.permissions import may, require
from common.errors import DomainError
from duties.models import Duty
from minors import actions
from minors.choices import Relation
from minors.forms.file import RevealForm, SearchForm
from minors.models import Minor
from minors.permissions import MinorPerm
from minors.sight import may_see_readers

LABELS = {
    "name": "姓名",
    "alias": "化名或绰号",
    "features": "体貌特征",
    "id_number": "证件号码",
    "birth_date": "出生日期",
    "phone": "电话",
    "household_address": "户籍地址",
    "residence_address": "现住址",
    "school": "学校",
    "class_name": "班级",
    "guardian_name": "监护人姓名",
    "guardian_relation": "监护人关系",
    "guardian_phone": "监护人电话",
}


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def search(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.SEARCH)
    form = SearchForm(request.POST or None)
    result = None
    if request.method == "POST" and form.is_valid():
        try:
            result = actions.search(by=request.user, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return render(request, "minors/search.html", {"form": form, "result": result})


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def reveal(request: Request, pk: UUID) -> HttpResponse:
    minor = get_object_or_404(Minor.objects.visible_to(request.user), pk=pk)
    require(request.user, MinorPerm.REVEAL)
    now = request.now
    form = RevealForm(request.POST or None, duties=_open_titles(request, minor))
    writes = may(request.user, MinorPerm.RECORD_SCHOOLING)
    context = {"minor": minor, "form": form, "now": now, "back": back_to(request), "writes_schooling": writes}
    context["sees_readers"] = may_see_readers(request.user, minor)
    if request.method == "POST" and form.is_valid():
        asked, purpose = form.cleaned_data["fields_asked"], form.cleaned_data["reason"]
        try:
            values = actions.reveal(by=request.user, minor=minor, fields=asked, purpose=purpose, now=now)
            return render(
                request, "minors/reveal.html", {**context, "rows": rows_of(values), "purpose": purpose}
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    masked = actions.preview(by=request.user, minor=minor, now=now)
    return render(request, "minors/reveal.html", {**context, "masked": masked})


def _open_titles(request: Request, minor: Minor) -> list[str]:
    return [duty.title for duty in Duty.objects.visible_to(request.user).open().filter(file=minor.pk)]


def rows_of(values: dict[str, str]) -> list[dict[str, str]]:
    """Label and value of what was opened, in the order of a form."""
    relations = dict(Relation.choices)
    return [
        {
            "label": label,
            "value": relations.get(values[name], values[name])
            if name == "guardian_relation"
            else values[name],
            "tel": values[name] if name.endswith("phone") else "",
        }
        for name, label in LABELS.items()
        if name in values
    ]


def back_to(request: Request) -> str:
    """The page this one was opened from, if it is one of ours."""
    back = request.GET.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/"
