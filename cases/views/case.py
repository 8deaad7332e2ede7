"""The list of cases, the page of one, and the way it goes."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import require
from cases import actions, rules
from cases.actions.decisions import REPORT_IN
from cases.choices import CaseStatus, WithWhom
from cases.forms import CodeForm, ResidenceForm, RouteForm
from cases.models import (
    Case,
    Contact,
    ControlDecision,
    Custody,
    CustodyWord,
    Letter,
    Measure,
    ResidenceCheck,
    RouteDecision,
    StationContact,
    Team,
    Transfer,
)
from cases.permissions import CasePerm
from cases.views.care import CARE, care_panels
from cases.views.custody import head_and_place
from cases.views.shared import (
    Rows,
    case_or_404,
    drug_case_or_404,
    linked,
    record,
    report_in_facts,
    rows_of,
)
from common import codes
from duties.models import Duty
from minors.choices import Track

PAGE, CONTACTS = 25, 40
FIRST = 3
"""So many open duties stand on the page of a case before the fold."""

OWN = (
    Team,
    Contact,
    Custody,
    CustodyWord,
    RouteDecision,
    ResidenceCheck,
    Transfer,
    ControlDecision,
    Letter,
    StationContact,
)


INSIDE = "inside"
SHOWN = [
    *((status, status.label) for status in (CaseStatus.OPEN, CaseStatus.IN_CARE, CaseStatus.LOST)),
    (INSIDE, "在所"),
]


@require_GET
def case_list(request: Request) -> HttpResponse:
    require(request.user, CasePerm.VIEW)
    form = CodeForm(request.GET)
    cases = Case.objects.visible_to(request.user).exclude(track=Track.CARE).select_related("minor", "unit")
    inside = Custody.objects.visible_to(request.user).inside().filter(case=OuterRef("pk"))
    cases = cases.annotate(is_inside=Exists(inside))
    if form.is_valid() and form.cleaned_data["q"]:
        cases = cases.filter(minor__code=codes.normalise(form.cleaned_data["q"]))
    if request.GET.get("status") == INSIDE:
        cases = cases.open().filter(is_inside=True)
    elif request.GET.get("status") in CaseStatus:
        cases = cases.filter(status=request.GET["status"])
    rows = list(_after(cases, request.GET.get("after", ""))[: PAGE + 1])
    _attach(request, rows[:PAGE])
    context = {"cases": rows[:PAGE], "form": form, "statuses": SHOWN, "now": request.now}
    context |= linked(request, rows[:PAGE])
    context["next_after"] = rows[PAGE - 1].pk if len(rows) > PAGE else None
    return render(request, "cases/case_list.html", context)


@require_GET
def case_detail(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.VIEW)
    rows = Rows(request, case, *CARE, *OWN)
    teams = _teams(request, rows)
    owed, met = _duties(request, case), _contacts(rows)
    _say_what_met(owed["done"], met["contacts"])
    context = {
        **head_and_place(request, rows),
        **care_panels(request, rows, next((team for team in teams if team.is_live), None)),
        **owed,
        **met,
        "decisions": rows.of(RouteDecision),
        "checks": rows.of(ResidenceCheck),
        "teams": teams,
        "concerns_others": rules.writes_next(case.route, household=case.household) or not case.captured_in,
        "transfers": rows.of(Transfer, "to_unit", "to_outside"),
        "controls": rows.of(ControlDecision),
        "letters": rows.of(Letter, "book", "unit"),
        "stations": rows.of(StationContact),
    }
    return render(request, "cases/case_detail.html", context)


@require_http_methods(["GET", "POST"])
def residence_verify(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.CHANGE_ROUTE)
    initial = {"household": case.household, "residence": case.residence}
    form = ResidenceForm(request.POST or None, now=request.now, initial=initial)
    said = "核实结果已记录，办理路径已重新判定。"
    return record(request, case, form, actions.verify_residence, "cases/residence_verify.html", said)


@require_http_methods(["GET", "POST"])
def route_change(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.CHANGE_ROUTE)
    typed = request.POST.copy()
    typed["was"] = case.route  # a page shown again speaks of what it shows now
    form = RouteForm(
        typed if request.method == "POST" else None, initial={"route": case.route, "was": case.route}
    )
    said = "办理路径已变更。"
    act = partial(actions.change_route, was=request.POST.get("was", ""))
    return record(request, case, form, act, "cases/route_change.html", said)


def _teams(request: Request, rows: Rows) -> list[Any]:
    """The teams; the live one says who of it is no longer in office."""
    teams: list[Any] = list(rows.of(Team, "community_officer", "social_worker", "clerk"))
    for team in teams:
        team.case = rows.case
        team.is_live = team.confirmed_at is not None and team.ended_at is None
        team.gaps = actions.gaps_of(team, request.now) if team.is_live else []
    return teams


def _duties(request: Request, case: Case) -> dict[str, Any]:
    """What is owed, the next first; what was kept or came late, behind a fold."""
    duties = Duty.objects.visible_to(request.user).filter(file=case.minor_id, voided_at=None)
    rows = list(duties.order_by("due_at", "kind"))
    owed = [duty for duty in rows if duty.met_at is None]
    awaited = next((duty for duty in owed if duty.kind == REPORT_IN), None)
    live = rows_of(Measure, request, case).live().first() if awaited else None  # type: ignore[attr-defined]
    return {
        "deadline": report_in_facts(live, awaited),
        "first": owed[:FIRST],
        "rest": owed[FIRST:],
        "done": [row for row in reversed(rows) if row.met_at],
    }


def _say_what_met(done: list[Any], contacts: list[Any]) -> None:
    """A first visit that was met by seeing the child at a test says so."""
    seen = {row.at for row in contacts if row.test_id and row.is_success}
    for duty in done:
        duty.is_at_test = duty.kind == rules.FIRST_VISIT and duty.met_at in seen


def _contacts(cases_rows: Rows) -> dict[str, Any]:
    """Attempts at the child beside the successes, and everybody else's word apart."""
    rows: list[Any] = list(cases_rows.of(Contact, "by", "test")[:CONTACTS])
    child = [row for row in rows if row.with_whom == WithWhom.CHILD]
    for row in child:
        row.is_annulled = row.test is not None and row.test.annulled_at is not None
        row.is_success = rules.is_success(row.with_whom, row.outcome) and not row.is_annulled
    lately = f"最近{CONTACTS}条中" if len(rows) == CONTACTS else ""
    reached = sum(row.is_success for row in child)
    return {
        "contacts": child,
        "others": [row for row in rows if row.with_whom != WithWhom.CHILD],
        "tally": f"{lately}找本人{len(child)}次，联系到{reached}次" if child else "",
        "reached_at": next((row.at for row in child if row.is_success), None),
    }


def _after(cases: QuerySet[Case], after: str) -> QuerySet[Case]:
    """Newest first, after the row whose key is `after`; a key that is none begins at the start."""
    try:
        anchor = cases.filter(pk=UUID(after)).values_list("opened_at", flat=True).first() if after else None
    except ValueError:
        anchor = None
    if anchor is not None:
        cases = cases.filter(Q(opened_at__lt=anchor) | Q(opened_at=anchor, pk__gt=UUID(after)))
    return cases.order_by("-opened_at", "pk")


def _attach(request: Request, cases: list[Case]) -> None:
    """Give each row its team and the most urgent of what its reader may see, overdue first: two queries.

    By the file, not by the case: a round, a hand-over or a request of the child is owed as much.
    """
    keys = [case.pk for case in cases]
    teams = Team.objects.visible_to(request.user).live().filter(case__in=keys)
    of_case = {team.case_id: team for team in teams.select_related("community_officer", "social_worker")}
    files = {case.minor_id for case in cases}
    duties = Duty.objects.visible_to(request.user).open().filter(file__in=files).order_by("-due_at", "-kind")
    next_of = {duty.file: duty for duty in duties}
    for case in cases:
        case.team, case.next_duty = of_case.get(case.pk), next_of.get(case.minor_id)  # type: ignore[attr-defined]
