"""The course of a case: on a page, whole on paper, and as one sheet of what counts."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import readlog
from accounts.choices import ReadKind
from accounts.http import Request
from cases import actions
from cases.actions.reagents import substances_of
from cases.choices import WithWhom
from cases.models import Case, Contact, Custody, Finding, Help, Measure, RefusedTest, Team
from cases.permissions import CasePerm
from cases.rules.timeline import by_month
from cases.testlist import tests_of
from cases.testwords import Result
from cases.timeline import timeline
from cases.views.custody import state_of
from cases.views.shared import case_or_404, header, rows_of
from common import clock
from duties.models import Duty

EVENTS, OWED, MONTHS = 10, 8, 13
"""So many events, open duties and months stand on one sheet of A4."""


@require_GET
def case_timeline(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.VIEW)
    events = timeline(request.user, case, request.now)
    return render(request, "cases/case_timeline.html", {**header(request, case), "events": events})


@require_GET
@transaction.atomic
def course_print(request: Request, pk: UUID) -> HttpResponse:
    """Every event, on as many sheets as it takes."""
    case = case_or_404(request, pk, CasePerm.VIEW)
    mark = _logged(request, case, "cases:course_print", "完整经过")
    events = timeline(request.user, case, request.now)
    return render(request, "cases/course_print.html", {**header(request, case), "events": events, **mark})


@require_GET
@transaction.atomic
def case_print(request: Request, pk: UUID) -> HttpResponse:
    """One sheet: what holds, what is owed, sums by month, the last events."""
    case = case_or_404(request, pk, CasePerm.VIEW)
    mark = _logged(request, case, "cases:case_print", "个案一页")
    events = timeline(request.user, case, request.now)
    owed = list(Duty.objects.visible_to(request.user).open().filter(file=case.minor_id).order_by("due_at"))
    team = Team.objects.visible_to(request.user).live().filter(case=case)
    context = {
        **header(request, case),
        **mark,
        **_measure(request, case),
        **_sums(request, case),
        "events": events[:EVENTS],
        "total": len(events),
        "duties": owed[:OWED],
        "more_duties": max(0, len(owed) - OWED),
        "team": team.select_related("community_officer", "social_worker", "clerk").first(),
        **state_of(case, rows_of(Custody, request, case).filter(left_at=None).first()),
        "helps": rows_of(Help, request, case).count(),
    }
    return render(request, "cases/case_print.html", context)


def _logged(request: Request, case: Case, view: str, what: str) -> dict[str, Any]:
    """Write the print in the read log; the sheet carries its mark."""
    entry = readlog.record(
        by=request.user, kind=ReadKind.PRINT, fields=what, purpose=f"打印{what}", basis="岗位职责范围",
        file=case.minor_id, code=case.minor.code, rows=1, view=view, key=case.pk,
    )  # fmt: skip
    return {"mark": readlog.mark(request.user, entry)}


def _measure(request: Request, case: Case) -> dict[str, Any]:
    live = rows_of(Measure, request, case).live().with_pause().first()  # type: ignore[attr-defined]
    if live is None:
        return {"live": None}
    return {"live": live, "counters": actions.counters_of(live, clock.local_day(request.now))}


def _sums(request: Request, case: Case) -> dict[str, Any]:
    """Contacts and tests summed by month: what a year of rows says on a few lines."""
    contacts: Any = rows_of(Contact, request, case)
    refused = rows_of(RefusedTest, request, case).filter(annulled_at=None)
    found = Finding.objects.visible_to(request.user).filter(case=case, test__annulled_at=None)
    standing = [one for one in tests_of(request.user, case, substances_of(case)) if not one.annulled_at]
    rows, older = by_month(
        {
            "tried": contacts.filter(with_whom=WithWhom.CHILD).values_list("at", flat=True),
            "reached": contacts.successful().values_list("at", flat=True),
            "tests": [test.at for test in standing if not test.is_blind],  # type: ignore[attr-defined]
            "blind": [test.at for test in standing if test.is_blind],  # type: ignore[attr-defined]
            "positive": found.filter(result=Result.POSITIVE).values_list("test__at", flat=True).distinct(),
            "refused": refused.values_list("at", flat=True),
        },
        MONTHS,
    )
    return {"months": rows, "older": older if any(older.values()) else None}
