"""The counters of 戒毒条例20, and the human who tells the police or writes down why not."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.rows import check_when, lock, open_duty
from cases.actions.schedule import mark_of, term_of
from cases.models import (
    FINISHED,
    Agreement,
    Case,
    DrugTest,
    Leave,
    LeaveDay,
    LeaveExtension,
    Measure,
    PoliceReport,
    RefusedTest,
    Suspension,
    UnauthorisedLeave,
)
from cases.permissions import CasePerm
from cases.rules import counters
from cases.rules.counters import Counted, Counters, Gone
from cases.testwords import PoliceAnswer, Threshold
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors import actions as minors
from minors.choices import DisclosureBasis, DisclosureKind

BREACH, POSITIVE = "case.breach_report", "case.positive"
_DAY = timedelta(days=1)
_Rows = tuple[list[date], list[tuple[date, date | None]], list[Gone], set[date], date, date | None]
"""What `counters.count` is given: refusals, absences, stretches, days that count for none, until, since."""


def last_days(leaves: Iterable[Leave]) -> dict[UUID, date]:
    """The last day of each leave, its approved extensions included."""
    found = {leave.pk: leave.until_on for leave in leaves}
    for row in LeaveExtension.objects.for_system("until when").approved().filter(leave__in=found):
        found[row.leave_id] = max(found[row.leave_id], row.until_on)
    return found


def away_of(measure: Measure) -> tuple[list[Gone], set[date]]:
    """The stretches without leave under `measure`, and the days that count for none: on leave, or 中止."""
    rows = UnauthorisedLeave.objects.for_system("counters").standing().filter(measure=measure)
    gone = [Gone(row.left_on, row.returned_on, row.at) for row in rows]
    leaves = list(Leave.objects.for_system("counters").approved().filter(measure=measure))
    last = last_days(leaves)
    gone += [
        Gone(last[row.pk], row.returned_on, row.decided_at)
        for row in leaves
        if row.decided_at and (row.returned_on is None or row.returned_on > last[row.pk])
    ]
    allowed = set(
        LeaveDay.objects.for_system("counters").filter(leave__measure=measure).values_list("day", flat=True)
    )
    return gone, allowed


def _paused_days(measure: Measure, through: date) -> set[date]:
    found: set[date] = set()
    for row in Suspension.objects.for_system("counters").filter(measure=measure):
        until = min(row.resumed_on or through + _DAY, through + _DAY)
        found |= {row.from_on + _DAY * n for n in range((until - row.from_on).days)}
    return found


def counters_of(measure: Measure, day: date) -> Counters:
    """What stands against the child under `measure` on the Shanghai day: summed from rows each time.

    Counting begins with the agreement, which is what is broken, and stops with the term. A decision of the
    system it is none. Law: 戒毒条例20; 禁毒法38.
    """
    return counters.count(*_rows_of(measure, day))


def counted_of(measure: Measure, day: date) -> tuple[Counters, list[Counted]]:
    """The counters, and every row behind them, those included that do not count and why."""
    rows = _rows_of(measure, day)
    return counters.count(*rows), counters.listed(*rows)


def agreed_on(measure: Measure) -> tuple[date | None, datetime | None]:
    """The day of the last signature on the first agreement under `measure`, and when it came on file."""
    rows = Agreement.objects.for_system("counters").filter(
        measure=measure, child_on__isnull=False, guardian_on__isnull=False, station_on__isnull=False
    )
    signed: list[Any] = list(rows.values_list("child_on", "guardian_on", "station_on", "at"))
    return min(((max(days), at) for *days, at in signed), default=(None, None))


def _rows_of(measure: Measure, day: date) -> _Rows:
    gone, allowed = away_of(measure)
    through = min(day, term_of(measure, ()).last_on) if measure.reported_in_on else day
    refusals = RefusedTest.objects.for_system("counters").standing().filter(measure=measure)
    absences = UnauthorisedLeave.objects.for_system("counters").standing().filter(measure=measure)
    return (
        [clock.local_day(at) for at in refusals.values_list("at", flat=True)],
        list(absences.values_list("left_on", "returned_on")),
        gone,
        allowed | _paused_days(measure, through),
        through,
        agreed_on(measure)[0],
    )


def settle_counters(case: Case, *, now: datetime) -> None:
    """Open `case.breach_report` for every threshold reached and not yet told of, once for each.

    Whatever changes a counter calls it before and after, so that what had been reached stays told.
    """
    rows = Measure.objects.for_system("counters").live().filter(case=case, track__in=rules.STATUTORY)
    for measure in rows.select_related("case__minor", "case__unit"):
        _settle(measure, now)


def sweep_counters(*, now: datetime) -> None:
    """Sweep: days go by without anybody typing. Only measures with somebody away are looked at."""
    away = UnauthorisedLeave.objects.for_system("sweep").standing().filter(returned_on=None)
    leaves = Leave.objects.for_system("sweep").approved().filter(returned_on=None)
    keys = {*away.values_list("measure", flat=True), *leaves.values_list("measure", flat=True)}
    rows = Measure.objects.for_system("sweep").live().filter(pk__in=keys)
    rows = rows.exclude(case__status__in=FINISHED)
    for measure in rows.select_related("case__minor", "case__unit").order_by("pk"):
        _settle(measure, now)


def _settle(measure: Measure, now: datetime) -> None:
    for threshold in counters_of(measure, clock.local_day(now)).reached:
        period = period_of(threshold, measure)
        known = Duty.objects.filter(kind=BREACH, subject=measure.case_id, period=period, voided_at=None)
        told = PoliceReport.objects.for_system("told already").filter(measure=measure, threshold=threshold)
        if not known.exists() and not told.exists():
            at = _passed_at(measure, now) if threshold == Threshold.DAYS else now
            open_duty(BREACH, measure.case, at=min(at, now), period=period)


def _passed_at(measure: Measure, now: datetime) -> datetime:
    _, _, gone, allowed, through, _ = _rows_of(measure, clock.local_day(now))
    since, known_at = agreed_on(measure)
    passed = counters.passed_at(gone, allowed, through, since or date.max)
    return max(passed, known_at) if passed and known_at else now


def period_of(threshold: str, measure: Measure) -> str:
    return f"{threshold}-{mark_of(measure)}"


def breaches_open(case: Case) -> list[tuple[Threshold, Measure]]:
    """The thresholds that still wait for a human, each with its measure."""
    measures = {
        mark_of(row): row for row in Measure.objects.for_system("what waits").standing().filter(case=case)
    }
    found = []
    for period in Duty.objects.filter(kind=BREACH, subject=case.pk).open().values_list("period", flat=True):
        name, _, mark = period.partition("-")
        if mark in measures:
            found.append((Threshold(name), measures[mark]))
    return sorted(found, key=lambda pair: list(Threshold).index(pair[0]))


@transaction.atomic
def report_breach(
    *,
    by: User,
    case: Case,
    threshold: str,
    answer: str,
    told_to: str = "",
    reason: str = "",
    at: datetime,
    now: datetime,
    client_id: UUID | None = None,
) -> PoliceReport:
    """Tell the police of a serious breach, or write down why not; a human decides, once per threshold.

    Meets `case.breach_report`. Raises DomainError where no threshold waits, without a receiver or a reason.
    Law: 戒毒条例20, 21; 禁毒法35.
    """
    require(by, CasePerm.TELL_POLICE, case)
    wording.refuse_numbers_in(told_to=told_to, reason=reason)
    client_id = client_id or uuid4()
    if row := PoliceReport.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = lock(case)
    check_when(case, at, now)
    settle_counters(case, now=now)
    waiting = dict(breaches_open(case))
    measure = waiting.get(Threshold(threshold))
    if measure is None:
        raise DomainError("这一项没有达到次数，或已办理过。", field="threshold")
    row = _write(
        PoliceReport(
            case=case,
            measure=measure,
            threshold=threshold,
            answer=answer,
            told_to=told_to.strip(),
            reason=reason.strip(),
            at=at,
            by=by,
            client_id=client_id,
        ),
        what=str(Threshold(threshold).label),
        now=now,
    )
    duties.meet(BREACH, subject=case.pk, period=period_of(threshold, measure), at=at, now=now, by=by)
    return row


@transaction.atomic
def report_positive(
    *,
    by: User,
    test: DrugTest,
    told_to: str,
    reason: str = "",
    at: datetime,
    now: datetime,
    client_id: UUID | None = None,
) -> PoliceReport:
    """Tell the police of a positive test under a measure; meets `case.positive`.

    Raises DomainError for a voluntary test. Law: 禁毒法35; 戒毒条例21.
    """
    require(by, CasePerm.TELL_POLICE, test)
    wording.refuse_numbers_in(told_to=told_to, reason=reason)
    client_id = client_id or uuid4()
    if row := PoliceReport.objects.for_system("sent twice").filter(client_id=client_id, test=test).first():
        return row
    case = lock(test.case)
    if test.measure is None:
        raise DomainError("自愿检测的结果不报公安机关。")
    if not at >= test.at:
        raise DomainError("告知时间不能早于取样。", field="at")
    check_when(case, at, now)
    row = _write(
        PoliceReport(
            case=case,
            measure=test.measure,
            test=test,
            answer=PoliceAnswer.TOLD,
            told_to=told_to.strip(),
            reason=reason.strip(),
            at=at,
            by=by,
            client_id=client_id,
        ),
        what="检测阳性结果",
        now=now,
    )
    duties.meet(POSITIVE, subject=test.pk, at=at, now=now, by=by)
    return row


def _write(row: PoliceReport, *, what: str, now: datetime) -> PoliceReport:
    if row.answer == PoliceAnswer.TOLD:
        if not row.told_to:
            raise DomainError("请填写接收单位和接收人职务。", field="told_to")
    else:
        row.told_to = ""
        wording.require_reason(row.reason, field="reason")
    row.save()
    if row.answer == PoliceAnswer.TOLD:
        minors.disclose(
            by=row.by,
            minor=row.case.minor,
            kind=DisclosureKind.PHONE,
            fields=f"编号、{what}",
            recipient=row.told_to,
            basis=DisclosureBasis.OTHER,
            basis_text="禁毒法35；戒毒条例20、21",
            at=row.at,
            now=now,
            client_id=row.client_id,
        )
    return row
