"""What every page of a case shares: the case in scope, the coded head, how an action answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import Request
from accounts.permissions import NotNow, may, require
from cases import actions, rules
from cases.choices import CaseStatus
from cases.models import FINISHED, Case, Measure, Transfer
from cases.permissions import CasePerm
from cases.wording import report_in_words
from common import calendar
from common.errors import DomainError
from duties.models import Duty
from minors.actions import COUNTY_SHUT
from minors.permissions import MinorPerm
from minors.sight import may_see_readers

CARE_ONLY = "关爱帮扶的孩子不涉毒：没有决定和期限，不检测，不分路径，不走移交函；只有关爱走访和帮扶。"
BUTTONS = {
    "team": CasePerm.PROPOSE_TEAM,
    "confirm": CasePerm.CONFIRM_TEAM,
    "contact": CasePerm.RECORD_CONTACT,
    "custody": CasePerm.RECORD_CUSTODY,
    "route": CasePerm.CHANGE_ROUTE,
    "station": CasePerm.CONTACT_STATION,
    "transfer": CasePerm.TRANSFER,
    "reveal": MinorPerm.REVEAL,
    "seal": MinorPerm.PROPOSE_SEAL,
    "disclose": MinorPerm.DISCLOSE,
    "help": MinorPerm.VIEW_HELP,
    "rights": MinorPerm.TAKE_RIGHTS,
    "decision": CasePerm.RECORD_DECISION,
    "report_in": CasePerm.RECORD_REPORT_IN,
    "agreement": CasePerm.SIGN_AGREEMENT,
    "end": CasePerm.END_MEASURE,
    "annul": CasePerm.ANNUL,
    "plan": CasePerm.PROPOSE_PLAN,
    "approve": CasePerm.APPROVE_PLAN,
    "risk": CasePerm.ASSESS_RISK,
    "close": CasePerm.CLOSE,
    "papers": CasePerm.TELL_POLICE,
}


def case_or_404(request: Request, pk: UUID, perm: str) -> Case:
    """The case in scope, or 404; 403 if the post may not do this, or the county not now."""
    rows = Case.objects.visible_to(request.user).select_related("minor__unit", "unit")
    case = get_object_or_404(rows, pk=pk)
    require(request.user, perm)
    if not actions.may_open_case(request.user, case, request.now):
        raise NotNow(COUNTY_SHUT)
    return case


def drug_case_or_404(request: Request, pk: UUID, perm: str) -> Case:
    """`case_or_404` for what is there for users alone: 403 in words for a child of 关爱帮扶 (design §5)."""
    case = case_or_404(request, pk, perm)
    if not rules.is_drug_track(case.track):
        raise NotNow(CARE_ONLY)
    return case


def linked(request: Request, cases: Iterable[Case]) -> dict[str, Any]:
    """Mark each of `cases` by whether its page opens now; `shut` explains those that do not."""
    rows = list(cases)
    opened = actions.openable_cases(request.user, rows, request.now)
    for case in rows:
        case.opens = case.pk in opened  # type: ignore[attr-defined]
    return {"shut": COUNTY_SHUT if any(case.pk not in opened for case in rows) else ""}


def back_to(request: Request, case: Case, name: str) -> HttpResponse:
    """On to the page `name` of the case, or to 今日待办 once what was done shut the case to the county."""
    if actions.may_open_case(request.user, case, request.now):
        return redirect(name, case.pk)
    return redirect("duties:today")


def record(
    request: Request,
    case: Case,
    form: forms.Form,
    action: Callable[..., Any],
    template: str,
    said: str,
    **context: Any,
) -> HttpResponse:
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(request, form, action, said, case=case, **form.cleaned_data)
    ):
        return back_to(request, case, "cases:case_detail")
    return render(request, template, {**header(request, case), "form": form, **context})


@dataclass(frozen=True)
class Page:
    """What a page of one step says: its heading, why it is there, and its button."""

    heading: str
    intro: str = ""
    submit: str = "保存"
    back: str = "cases:measure_detail"

    @property
    def topic(self) -> str:
        """What somebody else may have changed since the page was opened (`actions.stamp`)."""
        return "plan" if self.back == "cases:plan_detail" else "measure"


def step(
    request: Request,
    case: Case,
    form: forms.Form,
    action: Callable[..., Any],
    page: Page,
    said: str,
    facts: Sequence[str] = (),
) -> HttpResponse:
    """One step: the form, or back to the page it belongs to once it is done. Whoever comes second is told."""
    if tried_as_seen(request, form, action, said, case=case, topic=page.topic):
        return redirect(page.back, case.pk)
    context = {**header(request, case), "form": form, "page": page, "facts": facts}
    return render(request, "cases/_step.html", context)


def tried_as_seen(
    request: Request, form: forms.Form, action: Callable[..., Any], said: str, *, case: Case, topic: str
) -> bool:
    """`tried` on a form that carries how things stood on its page; refused, it stands as they are now."""
    form.fields["seen"] = forms.CharField(
        widget=forms.HiddenInput, required=False, initial=actions.stamp(case, topic)
    )
    if request.method != "POST" or not form.is_valid():
        return False
    seen = form.cleaned_data.pop("seen")
    given = {"case": case, "topic": topic, "act": action, "seen": seen, **form.cleaned_data}
    if tried(request, form, actions.as_seen, said, **given):
        return True
    data = request.POST.copy()
    data[form.add_prefix("seen")] = actions.stamp(case, topic)
    form.data = data
    return False


def plain_step(
    request: Request,
    pk: UUID,
    perm: str,
    form: type[forms.Form],
    action: Callable[..., Any],
    page: Page,
    said: str,
) -> HttpResponse:
    """A step that needs nothing but its form: the case in scope, the form, the action."""
    case = drug_case_or_404(request, pk, perm)
    return step(request, case, form(request.POST or None), action, page, said)


def tried(
    request: Request, form: forms.Form | None, action: Callable[..., Any], said: str, **given: Any
) -> bool:
    """Run `action`; put what a rule says on its field, or say what was done."""
    try:
        action(by=request.user, now=request.now, **given)
    except DomainError as error:
        if form is None:
            messages.error(request, str(error))
        else:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    messages.success(request, said)
    return True


def header(request: Request, case: Case) -> dict[str, Any]:
    """What every page of a case shows: the coded head, and which buttons this post has."""
    shown = offered(request, case, BUTTONS)
    shown["readers"] = may_see_readers(request.user, case.minor)
    shown["past"] = may(request.user, CasePerm.TRANSFER)
    handed = _handed(request, case)
    return {
        "case": case,
        "minor": case.minor,
        "may": shown,
        "is_care": not rules.is_drug_track(case.track),
        "handed": handed,
        "keeper": handed.to_name if handed else case.unit,
        "is_over": case.status in FINISHED,
        "state": case.get_status_display(),
        "track_now": actions.track_now(case),
        "now": request.now,
    }


def _handed(request: Request, case: Case) -> Transfer | None:
    """The hand-over with which the child has gone, on a case that is 已移交."""
    if case.status != CaseStatus.REFERRED:
        return None
    return next(
        (row for row in rows_of(Transfer, request, case, "to_unit", "to_outside") if row.took_away), None
    )


def offered(request: Request, case: Case, buttons: Mapping[str, str]) -> dict[str, bool]:
    """Which of `buttons` this post has here: on a case that is over, nothing of the case itself (`lock`)."""
    over = case.status in FINISHED
    return {
        name: may(request.user, perm) and not (over and isinstance(perm, CasePerm))
        for name, perm in buttons.items()
    }


class Rows:
    """The tables of a case for a page that shows many: which of them hold anything is one question for all,
    and one that is empty is asked no further."""

    def __init__(self, request: Request, case: Case, *models: Any) -> None:
        self.request, self.case = request, case
        found = {model.__name__: Exists(self._own(model, OuterRef("pk"))) for model in models}
        row: Any = Case.objects.visible_to(request.user).filter(pk=case.pk)
        self._filled: dict[str, bool] = row.values(**found)[0]

    def of(self, model: Any, *people: str) -> QuerySet[Any]:
        rows = rows_of(model, self.request, self.case, *people)
        return rows if self._filled[model.__name__] else rows.none()

    def _own(self, model: Any, key: Any) -> QuerySet[Any]:
        return model.objects.visible_to(self.request.user).filter(case=key)


def report_in_facts(measure: Measure | None, owed: Duty | None) -> list[str]:
    """By when to report in, while it is awaited: the same sentence on every page."""
    if measure is None or measure.reported_in_on or not rules.binds_child(measure.track, has_decision=True):
        return []
    by = rules.report_in_by(measure.served_on, calendar.overrides())
    return [report_in_words(by, owed.due_at if owed else None)]


def rows_of(model: Any, request: Request, case: Case, *people: str) -> QuerySet[Any]:
    related = people or ("by",)
    return model.objects.visible_to(request.user).filter(case=case).select_related(*related)
