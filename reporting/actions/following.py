"""What the route of a case orders about the line of the child: the talk, and the word to the county."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.choices import UnitKind
from accounts.models import User
from cases.choices import Controller, Place, Route
from cases.models import Case, Transfer
from cases.rules import RouteFacts, route
from cases.rules.transfer import COUNTY_REPORT
from duties import actions as duties
from reporting import rules
from reporting.actions import clocks
from reporting.actions.offices import police_of
from reporting.choices import LineState, Presence
from reporting.models import CountyReport, EducationTalk, IntakeLine

OF_ROUTE = ("case.education", COUNTY_REPORT)


def follow_case(*, case: Case, at: datetime, now: datetime, who: User) -> None:
    """Hook of `ON_ROUTE_CHANGE`: the newest line of the child gets what the new route orders, from `at` on.

    What the route no longer orders is voided unless its hour has passed; what was done stays done and is not
    asked for again. The word to the county about a child who has been handed over since is owed all the same.
    """
    lines = IntakeLine.objects.for_system("the route of the case changed")
    lines = lines.filter(minor=case.minor_id, state__in=(LineState.REGISTERED, LineState.MATCHED))
    row = lines.select_related("minor", "unit", "station").order_by("-received_at", "pk").first()
    if row is None:
        return
    ordered = follow_route(row, case, who, at=at, now=now)
    gone = Transfer.objects.for_system("was the child handed over").filter(
        case=case, receipt_at__isnull=False
    )
    kept = {COUNTY_REPORT} if gone.exists() else set()
    for kind in set(OF_ROUTE) - ordered - kept:
        for line in lines:
            duties.void(kind, subject=line.pk, now=now, reason="办理路径变更")


def follow_route(row: IntakeLine, case: Case, by: User, *, at: datetime, now: datetime) -> set[str]:
    """Open what the case's route orders about this line: of a matched one the case, not the line, decides.

    Returns the kinds that are ordered.
    """
    known = RouteFacts(case.captured_in, Place(case.household), Place(case.residence), case.is_pupil)
    decision = replace(
        route(known), route=Route(case.route), who_controls=Controller(case.controller)
    )  # which somebody may have chosen by hand
    police = police_of(row.township)
    # the police see no file they did not take in, a matched one included: their duty then carries none
    file = row.minor_id if row.minor.intake_unit_id == police.pk else None
    common: dict[str, Any] = {"subject": row.pk, "label": row.code, "at": at}
    ordered = set()
    if rules.educates(decision, is_pupil=case.is_pupil, source=row.source):
        ordered.add("case.education")
        if row.unit_id != police.pk:
            row.unit = police
            row.save(update_fields=["unit"])
        talks = EducationTalk.objects.for_system("once is enough").exclude(adult=Presence.NOBODY)
        if not talks.filter(line=row).exists():
            duties.open("case.education", unit=police, file=file, **common)
    owes = rules.reports_to_county(decision, is_pupil=case.is_pupil, source=row.source)
    if owes is None:
        return ordered
    kind, post = owes
    unit, file = (police, file) if kind == UnitKind.POLICE_POST else (row.station, row.minor_id)
    if not CountyReport.objects.for_system("once per line").filter(line=row).exists():
        duties.open(COUNTY_REPORT, unit=unit, post=post, file=file, **common)
    if row.forwarded_by_id is not None:  # the county sent it: it knows
        clocks.meet_line(COUNTY_REPORT, row, at=now, by=by, now=now)
    return {*ordered, COUNTY_REPORT}


def captured_at(case: Case) -> datetime | None:
    """When the child was found, or the letter about it came, that this case was opened on (`CAPTURES`)."""
    lines = IntakeLine.objects.for_system("since when the child is known").filter(minor=case.minor_id)
    before = lines.filter(registered_at__lte=case.opened_at).order_by("-registered_at")
    return before.values_list("received_at", flat=True).first()
