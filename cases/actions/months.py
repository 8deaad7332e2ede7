"""每月一行: how each case stood when a month was over, for the head (四(三)4 及时掌握)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from cases import rules
from cases.choices import CaseStatus
from cases.models import FINISHED, Case, Contact, Custody, LostSpell, Measure, MonthLine, Suspension
from cases.permissions import CasePerm
from common import clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors.choices import Track

KIND = "case.month_lines"


def sweep_months(now: datetime) -> int:
    """Write the lines of every month that is over, and let each station's head know; how many lines."""
    last = clock.local_day(now).replace(day=1) - timedelta(days=1)
    cases = Case.objects.for_system("months").exclude(track=Track.CARE).filter(minor__sealed_at=None)
    lately = clock.start_of_day(last - timedelta(days=62))
    cases = cases.filter(Q(closed_at=None) | Q(closed_at__gte=lately))
    known = set(MonthLine.objects.for_system("months").values_list("case", "month"))
    written = 0
    for case in cases.select_related("minor", "unit").order_by("id"):
        until = clock.local_day(case.closed_at) if case.closed_at else last
        for month in rules.months_between(clock.local_day(case.opened_at), min(until, last)):
            if (case.pk, month) not in known:
                _write(case, month)
                written += 1
    return written


@transaction.atomic
def _write(case: Case, month: str) -> None:
    first = date.fromisoformat(f"{month}-01")
    over = clock.start_of_day((first + timedelta(days=32)).replace(day=1))
    contacts = Contact.objects.for_system("months").filter(
        case=case, at__gte=clock.start_of_day(first), at__lt=over, recorded_at__lt=over
    )
    missed = Duty.objects.filter(file=case.minor_id, due_at__gte=clock.start_of_day(first), due_at__lt=over)
    stood = Measure.objects.for_system("months").stood_at(over).filter(case=case)
    newest, running = stood.first(), stood.in_force(clock.local_day(over - timedelta(days=1))).first()
    MonthLine.objects.for_system("months").get_or_create(
        case=case,
        month=month,
        defaults={
            "unit": case.unit,
            "status": _status_at(case, over),
            "inside": _inside_at(case, over),
            "track": newest.track if newest else case.track,
            "ends_on": running.ends_on if running else None,
            "tried": contacts.count(),
            "reached": contacts.successful().count(),
            "missed": missed.exclude(voided_at__isnull=False).filter(_late(over)).count(),
        },
    )
    duties.open(
        KIND, subject=case.unit_id, unit=case.unit, label=f"{case.unit.name} {month}", at=over, period=month
    )


def _status_at(case: Case, over: datetime) -> str:
    """How the case stood at `over`, whenever the line is written: lost by its spells, closed by its day."""
    spells = LostSpell.objects.for_system("months").filter(case=case, from_at__lt=over)
    if spells.filter(Q(found_at=None) | Q(found_at__gte=over)).exists():
        return CaseStatus.LOST
    was_open = case.closed_at is None or case.closed_at >= over
    if case.status == CaseStatus.LOST or (case.status in FINISHED and was_open):
        return CaseStatus.IN_CARE
    return case.status


def _inside_at(case: Case, over: datetime) -> bool:
    """Whether the child was 在所 at `over` by the word of the place, as it was then on file."""
    rows = Custody.objects.for_system("months").filter(case=case, verified_at__lt=over)
    return rows.filter(Q(left_known_at=None) | Q(left_known_at__gte=over)).exists()


def _late(over: datetime) -> Q:
    return Q(met_at=None) | Q(met_at__gte=over)


@transaction.atomic
def read_months(*, by: User, now: datetime) -> int:
    """The head has read the lines of the station; how many months were waiting."""
    require(by, CasePerm.READ_MONTHS)
    acting = by.acting
    if acting is None or acting.unit.kind != UnitKind.STATION:
        raise DomainError("只有工作站办公室主任阅这张表。")
    sweep_months(now)  # what an engine that stood still has not written yet
    return _read(acting.unit, by, now)


def _read(unit: Unit, by: User, now: datetime) -> int:
    waiting = Duty.objects.open().filter(kind=KIND, subject=unit.pk)
    periods = list(waiting.values_list("period", flat=True))
    for period in periods:
        duties.meet(KIND, subject=unit.pk, period=period, at=now, now=now, by=by)
    return len(periods)


def mark_pauses(lines: Iterable[Any]) -> None:
    """Mark each line with `is_paused`: the measure stood still when its month was over. One query."""
    rows = list(lines)
    spells: dict[UUID, list[Suspension]] = defaultdict(list)
    found = Suspension.objects.for_system("months").filter(case__in={row.case_id for row in rows})
    for spell in found.select_related("measure"):
        spells[spell.case_id].append(spell)
    for row in rows:
        over = (date.fromisoformat(f"{row.month}-01") + timedelta(days=32)).replace(day=1)
        row.is_paused = any(
            spell.from_on < over
            and (spell.resumed_on is None or spell.resumed_on >= over)
            and (spell.measure.ended_on is None or spell.measure.ended_on >= over)
            for spell in spells[row.case_id]
        )
