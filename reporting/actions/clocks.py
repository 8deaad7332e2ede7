"""Which clocks a report starts and stops. Each function runs inside the caller's transaction."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F

from accounts.models import Unit, User
from common import clock
from duties import actions as duties
from duties.models import Duty
from reporting import rules
from reporting.actions.offices import leaders_of
from reporting.models import IntakeLine, Report, Seizure

FROM_CAPTURE = ("report.guardian", "report.identify")
"""What the police post owes about a child so many hours after the capture."""


def open_same_day(seizure: Seizure) -> None:
    """Start the same-day clock at the anchor; one per day, so that a moved day gets its own."""
    at = rules.anchor(seizure.captured_at, seizure.tested_at, seizure.identified_minor_at)
    duties.open(
        "report.same_day",
        subject=seizure.pk,
        unit=seizure.unit,
        label=seizure.code,
        at=at,
        period=clock.local_day(at).isoformat(),
    )


def move_same_day(seizure: Seizure, *, first_sent_at: datetime | None, by: User, now: datetime) -> None:
    """The anchor fell on another day: open that day's clock, void the old one if its hour is not past.

    An old one already due stays, and so does its miss. What has been sent was sent when it was sent.
    """
    at = rules.anchor(seizure.captured_at, seizure.tested_at, seizure.identified_minor_at)
    period = clock.local_day(at).isoformat()
    for duty in _open("report.same_day", seizure).exclude(period=period):
        duties.void(
            "report.same_day", subject=seizure.pk, now=now, reason="更正了查获时间", period=duty.period
        )
    open_same_day(seizure)
    if first_sent_at is not None:
        duties.meet("report.same_day", subject=seizure.pk, at=first_sent_at, now=now, by=by, period=period)


def meet_same_day(seizure: Seizure, *, by: User, now: datetime) -> None:
    """The report has gone: every same-day clock of the seizure stops now."""
    for duty in _open("report.same_day", seizure):
        duties.meet("report.same_day", subject=seizure.pk, at=now, now=now, by=by, period=duty.period)


def is_late(seizure: Seizure, now: datetime) -> bool:
    """True if a same-day clock of the seizure is still open and its hour has passed."""
    return _open("report.same_day", seizure).filter(due_at__lte=now).exists()


def was_late(seizure: Seizure) -> bool:
    """True if the clock of the day on which the seizure now stands was met after its hour."""
    at = rules.anchor(seizure.captured_at, seizure.tested_at, seizure.identified_minor_at)
    return Duty.objects.filter(
        kind="report.same_day",
        subject=seizure.pk,
        period=clock.local_day(at).isoformat(),
        voided_at=None,
        met_at__gte=F("due_at"),
    ).exists()


def meet_daily(unit: Unit, day: date, *, by: User, now: datetime) -> None:
    """The post has spoken about `day`, now: the clock of that day stops, late if the day is over."""
    duties.meet("report.daily", subject=unit.pk, at=now, now=now, by=by, period=day.isoformat())
    for duty in _daily(unit, day).open():
        duties.meet("report.daily", subject=unit.pk, at=now, now=now, by=by, period=duty.period)


def owe_day_again(unit: Unit, day: date) -> None:
    """Nothing is left that speaks of `day`: the post owes a word once more, due at that day's own hour.

    What met the first duty was true when it was said and stays; so the second has a period of its own.
    """
    known = _daily(unit, day)
    if known.open().exists() or not known.exists():
        return
    duties.open(
        "report.daily",
        subject=unit.pk,
        unit=unit,
        label=duties.period_label(unit, day),
        at=clock.start_of_day(day),
        period=f"{day.isoformat()}#{known.count() + 1}",
    )


def open_sign(report: Report, label: str) -> None:
    """The leading group signs for this version; the clocks of older versions that are not due are void."""
    older = Report.objects.for_system("older versions").filter(
        seizure=report.seizure, version__lt=report.version
    )
    for key in older.values_list("pk", flat=True):
        duties.void("report.sign", subject=key, now=report.submitted_at, reason="已有更正版本")
    unit = leaders_of(report.unit.township)
    due_at, leader = duties.sign_due(unit, report.submitted_at)
    duties.open(
        "report.sign",
        subject=report.pk,
        unit=unit,
        label=label,
        at=report.submitted_at,
        due_at=due_at,
        holder=leader,
    )


def meet_sign(report: Report, *, by: User, now: datetime) -> None:
    """The leading group answered: this version's clock stops, and any left open by an older one."""
    versions = Report.objects.for_system("versions").filter(
        seizure=report.seizure, version__lte=report.version
    )
    for key in versions.values_list("pk", flat=True):
        duties.meet("report.sign", subject=key, at=now, now=now, by=by)


def open_correct(report: Report, *, at: datetime) -> None:
    """The leading group returned this version; one clock per version, as one report may be returned twice."""
    duties.open(
        "report.correct",
        subject=report.seizure_id,
        unit=report.unit,
        label=report.seizure.code,
        at=at,
        period=f"v{report.version}",
    )


def meet_correct(seizure: Seizure, *, by: User, now: datetime) -> None:
    """A further version went: whatever was returned is put right."""
    for duty in _open("report.correct", seizure):
        duties.meet("report.correct", subject=seizure.pk, at=now, now=now, by=by, period=duty.period)


def open_register(line: IntakeLine, *, at: datetime, kind: str = "report.register") -> None:
    """The station registers the child of this line."""
    duties.open(kind, subject=line.pk, unit=line.station, label=line.code, file=line.minor_id, at=at)


def open_line(kind: str, line: IntakeLine, *, unit: Unit, at: datetime) -> None:
    """A clock of the police post about one child."""
    duties.open(kind, subject=line.pk, unit=unit, label=line.code, file=line.minor_id, at=at)


def meet_line(kind: str, line: IntakeLine, *, at: datetime, by: User, now: datetime) -> None:
    """What was owed about this child is done."""
    duties.meet(kind, subject=line.pk, at=at, now=now, by=by)


def move_lines(lines: Iterable[IntakeLine], *, by: User, now: datetime) -> None:
    """The capture moved, and `received_at` with it: what was due so many hours after it is due anew.

    An open clock that is not yet due is void and starts again; one already due stays the one that is owed,
    and so does its miss. What was done in time by the old hour only is late by the new one.
    """
    for line in lines:
        for kind in FROM_CAPTURE:
            _move_line(kind, line, by=by, now=now)


def _move_line(kind: str, line: IntakeLine, *, by: User, now: datetime) -> None:
    last = Duty.objects.filter(kind=kind, subject=line.pk, voided_at=None).order_by("-started_at").first()
    if last is None or last.started_at == line.received_at:
        return
    if last.met_at is None:
        if duties.void(kind, subject=line.pk, now=now, reason="更正了查获时间") is not None:
            open_line(kind, line, unit=line.unit, at=line.received_at)
    elif last.met_at < last.due_at and last.met_at >= line.received_at + (last.due_at - last.started_at):
        open_line(kind, line, unit=line.unit, at=line.received_at)
        meet_line(kind, line, at=last.met_at, by=by, now=now)


def _daily(unit: Unit, day: date):
    return Duty.objects.filter(kind="report.daily", subject=unit.pk, period__startswith=day.isoformat())


def _open(kind: str, seizure: Seizure):
    return Duty.objects.filter(kind=kind, subject=seizure.pk).open()
