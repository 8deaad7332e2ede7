"""Leave: asked for, answered by the head, extended, checked on return; and going without it."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import require
from cases.actions.breach import last_days, settle_counters
from cases.actions.lost import ask_whereabouts, end_whereabouts
from cases.actions.rows import lock, open_duty
from cases.actions.schedule import require_bound
from cases.choices import AwayEnd
from cases.models import FINISHED, Case, Leave, LeaveDay, LeaveExtension, Measure, UnauthorisedLeave
from cases.permissions import CasePerm
from cases.policies import drugtests as numbers
from cases.rules import leave as rules
from cases.rules.leave import Span
from cases.testwords import Consent
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty

DECIDE, RETURN = "case.leave_decide", "case.leave_return"
AWAY_UNKNOWN = "擅自外出，去向还没有核实"
NO_LEAVE_NEEDED = "不需要请假登记"


@transaction.atomic
def request_leave(
    *,
    by: User,
    case: Case,
    from_on: date,
    until_on: date,
    place: str,
    reason: str,
    company: str,
    written_on: date | None = None,
    note: str = "",
    now: datetime,
    client_id: UUID | None = None,
) -> Leave:
    """Ask for leave from the county, days inclusive; the head answers (`case.leave_decide`).

    From three days on the child reports in writing. Raises DomainError where no measure asks for leave, for
    days that have passed, without the writing, or if a day is taken by another leave.
    Law: 戒毒条例19(三).
    """
    require(by, CasePerm.RECORD_LEAVE, case)
    wording.refuse_numbers_in(place=place, note=note)
    client_id = client_id or uuid4()
    if row := Leave.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = lock(case)
    today = clock.local_day(now)
    measure = require_bound(case, today, NO_LEAVE_NEEDED)
    if from_on < today:
        raise DomainError("离开日期已过：没有请假就离开的，请登记擅自外出。", field="from_on")
    _check_span(from_on, until_on, written_on, measure, today)
    if rules.overlapping((from_on, until_on), [*_asked(case), *_gone(case)]):
        raise DomainError("这几天与已有的请假或外出重叠，请核对日期。", field="from_on")
    row = Leave(
        case=case, measure=measure, from_on=from_on, until_on=until_on, place=place.strip(), reason=reason,
        company=company, written_on=written_on, note=note.strip(), asked_by=by, asked_at=now,
        client_id=client_id,
    )  # fmt: skip
    row.save()
    open_duty(DECIDE, case, at=now, period=_period(row))
    return row


def _check_span(
    from_on: date, until_on: date, written_on: date | None, measure: Measure, today: date
) -> None:
    if until_on < from_on:
        raise DomainError("返回日期不能早于离开日期。", field="until_on")
    if rules.days_of(from_on, until_on) > numbers.LEAVE_MAX_DAYS:
        said = f"请假连续不超过{numbers.LEAVE_MAX_DAYS}日；要长期离开的，办理变更执行地。"
        raise DomainError(said, field="until_on")
    if measure.ends_on and until_on > measure.ends_on:
        raise DomainError(f"措施到{measure.ends_on:%Y-%m-%d}为止，之后不用请假。", field="until_on")
    if rules.needs_writing(from_on, until_on) and written_on is None:
        raise DomainError("离开3日以上须有书面报告，请填写书面报告日期。", field="written_on")
    if written_on is not None and written_on > today:
        raise DomainError("书面报告日期不能晚于今天。", field="written_on")


def _asked(case: Case, *, but: Leave | None = None) -> list[Span]:
    """The days that other requests have asked for or were given; a refused one has none."""
    rows = Leave.objects.for_system("overlap").filter(case=case).exclude(answer=Consent.REFUSED)
    leaves = list(rows.exclude(pk=but.pk) if but else rows)
    last = last_days(leaves)
    return [(row.from_on, row.returned_on or last[row.pk]) for row in leaves]


def _given(case: Case) -> list[Span]:
    """The days on which the child was away with leave; a request that waits gives none."""
    leaves = list(Leave.objects.for_system("overlap").approved().filter(case=case))
    last = last_days(leaves)
    return [(row.from_on, row.returned_on or last[row.pk]) for row in leaves]


def _gone(case: Case) -> list[tuple[date, date | None]]:
    """The spans without leave (an end of None: not back yet)."""
    rows = UnauthorisedLeave.objects.for_system("overlap").standing().filter(case=case)
    return list(rows.values_list("left_on", "returned_on"))


def _period(leave: Leave, last: date | None = None) -> str:
    return f"L-{leave.pk.hex[:8]}" + (f"-{last:%y%m%d}" if last else "")


@transaction.atomic
def decide_leave(*, by: User, leave: Leave, answer: str, note: str = "", now: datetime) -> Leave:
    """Approve or refuse; nobody answers their own request. An approval takes the days, one leave a day.

    Raises DomainError if it is answered already, one's own, or another leave has taken a day meanwhile.
    """
    require(by, CasePerm.DECIDE_LEAVE, leave)
    wording.refuse_numbers(note, field="note")
    case, row = lock(leave.case), _lock_leave(leave)
    if row.answer:
        raise DomainError("已审批过。")
    if row.asked_by_id == by.pk:
        raise DomainError("不能审批本人登记的请假。")
    if answer == Consent.REFUSED and not note.strip():
        raise DomainError("不同意的，请写明理由。", field="note")
    if answer == Consent.APPROVED:
        _refuse_if_gone(case, row.from_on, row.until_on)
    row.answer, row.decided_by, row.decided_at, row.decision_note = answer, by, now, note.strip()
    row.save(update_fields=["answer", "decided_by", "decided_at", "decision_note"])
    if answer == Consent.APPROVED:
        _take_days(row, row.from_on, row.until_on)
    duties.meet(DECIDE, subject=case.pk, period=_period(row), at=now, now=now, by=by)
    return row


def _refuse_if_gone(case: Case, from_on: date, until_on: date) -> None:
    """Leave given afterwards would take days off a counter: an absence on record comes first."""
    if rules.overlapping((from_on, until_on), _gone(case)):
        raise DomainError("这几天已记擅自外出，不能再准假；外出记录有误的，先由主任作废那条记录。")


def _lock_leave(leave: Leave) -> Leave:
    rows = Leave.objects.for_system("lock").select_related("measure", "case__minor", "case__unit")
    return rows.select_for_update(of=("self",)).get(pk=leave.pk)


def _take_days(leave: Leave, from_on: date, until_on: date) -> None:
    try:
        with transaction.atomic():
            for day in rules.days_in(from_on, until_on):
                LeaveDay(case=leave.case, leave=leave, day=day).save()
    except IntegrityError:
        raise DomainError("这几天已有另一次准假，不能重叠。") from None


@transaction.atomic
def extend_leave(
    *,
    by: User,
    leave: Leave,
    until_on: date,
    note: str,
    written_on: date | None = None,
    now: datetime,
    client_id: UUID | None = None,
) -> LeaveExtension:
    """续假: ask for a later last day while the leave runs; the head answers.

    Raises DomainError once the last day has passed, for an earlier one, or without the writing.
    """
    require(by, CasePerm.RECORD_LEAVE, leave)
    wording.refuse_numbers(note, field="note")
    client_id = client_id or uuid4()
    if row := LeaveExtension.objects.for_system("sent twice").filter(client_id=client_id).first():
        return row
    case, known = lock(leave.case), _lock_leave(leave)
    today, last = clock.local_day(now), last_days([known])[known.pk]
    if known.answer != Consent.APPROVED or known.returned_on:
        raise DomainError("只有已批准、还没有销假的请假可以续假。")
    if today > last:
        raise DomainError("假期已过，不能续假；请核实是否返回。")
    if until_on <= last:
        raise DomainError(f"请填写晚于{last:%Y-%m-%d}的日期。", field="until_on")
    _check_span(known.from_on, until_on, written_on, known.measure, today)
    others = [*_asked(case, but=known), *_gone(case)]
    if rules.overlapping((last + timedelta(days=1), until_on), others):
        raise DomainError("续假的日期与另一次请假重叠。", field="until_on")
    if LeaveExtension.objects.for_system("one waits").waiting().filter(leave=known).exists():
        raise DomainError("已有一次续假在等审批。")
    row = LeaveExtension(
        case=case, leave=known, until_on=until_on, written_on=written_on, note=note.strip(), asked_by=by,
        asked_at=now, client_id=client_id,
    )  # fmt: skip
    row.save()
    open_duty(DECIDE, case, at=now, period=_period(known, until_on))
    return row


@transaction.atomic
def decide_extension(*, by: User, extension: LeaveExtension, answer: str, now: datetime) -> LeaveExtension:
    """Approve or refuse an extension; approved, its days are taken and an overdue check not yet due ends."""
    require(by, CasePerm.DECIDE_LEAVE, extension)
    case = lock(extension.case)
    leave = _lock_leave(extension.leave)
    rows = LeaveExtension.objects.for_system("lock").select_for_update(of=("self",))
    row = rows.get(pk=extension.pk)
    if row.answer:
        raise DomainError("已审批过。")
    if row.asked_by_id == by.pk:
        raise DomainError("不能审批本人登记的续假。")
    settle_counters(case, now=now)
    last = last_days([leave])[leave.pk]
    row.answer, row.decided_by, row.decided_at = answer, by, now
    row.save(update_fields=["answer", "decided_by", "decided_at"])
    if answer == Consent.APPROVED:
        _refuse_if_gone(case, last + timedelta(days=1), row.until_on)
        _take_days(leave, last + timedelta(days=1), row.until_on)
        duties.void(RETURN, subject=case.pk, period=_period(leave, last), now=now, reason="已续假")
    duties.meet(DECIDE, subject=case.pk, period=_period(leave, row.until_on), at=now, now=now, by=by)
    return row


@transaction.atomic
def check_return(*, by: User, leave: Leave, returned_on: date, now: datetime) -> Leave:
    """销假: somebody saw that the child is back since `returned_on`; days not used are free again.

    Days after the last one of the leave stay counted as days without leave. Raises DomainError for a day
    ahead, before the leave, or twice.
    """
    require(by, CasePerm.RECORD_LEAVE, leave)
    case, row = lock(leave.case), _lock_leave(leave)
    if row.answer != Consent.APPROVED or row.returned_on:
        raise DomainError("只有已批准、还没有销假的请假可以销假。")
    if not row.from_on <= returned_on <= clock.local_day(now):
        raise DomainError("返回日期不能早于离开，也不能晚于今天。", field="returned_on")
    settle_counters(case, now=now)
    _open_overdue([row], now=now)
    row.returned_on, row.return_checked_by, row.return_checked_at = returned_on, by, now
    row.save(update_fields=["returned_on", "return_checked_by", "return_checked_at"])
    LeaveDay.objects.for_system("free again").filter(leave=row, day__gt=returned_on).delete()
    period = _period(row, last_days([row])[row.pk])
    duties.meet(RETURN, subject=case.pk, period=period, at=now, now=now, by=by)
    settle_counters(case, now=now)
    return row


@transaction.atomic
def record_unauthorised(
    *,
    by: User,
    case: Case,
    left_on: date,
    noticed: str,
    returned_on: date | None = None,
    now: datetime,
    client_id: UUID | None = None,
) -> UnauthorisedLeave:
    """Write down that the child left the county without leave; it counts as one, and its days do.

    A second row that shares a day with one on record is the same absence: it stays, and counts no more (ADR
    042). Raises DomainError where no measure asks for leave, for a day ahead or before report-in, for days on
    which the child was on leave, or while an absence that began no later still runs. Law: 戒毒条例20.
    """
    require(by, CasePerm.RECORD_LEAVE, case)
    wording.refuse_numbers(noticed, field="noticed")
    client_id = client_id or uuid4()
    if row := UnauthorisedLeave.objects.for_system("sent twice").filter(client_id=client_id).first():
        return row
    case = lock(case)
    today = clock.local_day(now)
    if left_on > today or (returned_on and returned_on > today):
        raise DomainError("日期不能晚于今天。", field="left_on" if left_on > today else "returned_on")
    if returned_on and returned_on < left_on:
        raise DomainError("返回日期不能早于离开日期。", field="returned_on")
    measure = require_bound(case, left_on, "不登记擅自外出")
    if left_on < clock.local_day(case.opened_at):
        raise DomainError(f"离开日期不能早于立案（{clock.local_day(case.opened_at)}）。", field="left_on")
    if measure.reported_in_on is None or left_on < measure.reported_in_on:
        raise DomainError("报到以前不登记擅自外出。", field="left_on")
    if rules.overlapping((left_on, returned_on or today), _given(case)):
        raise DomainError(
            "这几天与准假重叠，请核对日期；超期未归的天数由系统计入，不用另记。", field="left_on"
        )
    running = next((left for left, back in _gone(case) if back is None), None)
    if running is not None and (returned_on is None or left_on >= running):
        said = f"{running:%Y-%m-%d}离开的那次还没有返回，是同一次外出：请在那一条上登记返回。"
        raise DomainError(said, field="left_on")
    row = UnauthorisedLeave(
        case=case, measure=measure, left_on=left_on, returned_on=returned_on, noticed=noticed.strip(),
        by=by, at=now, client_id=client_id,
    )  # fmt: skip
    row.save()
    settle_counters(case, now=now)
    if row.returned_on is None:  # known to be gone, and nobody knows where: somebody has to ask
        ask_whereabouts(case, AWAY_UNKNOWN, at=now)
    return row


@transaction.atomic
def close_unauthorised(
    *, by: User, row: UnauthorisedLeave, returned_on: date, now: datetime
) -> UnauthorisedLeave:
    """Record since when the child is back."""
    require(by, CasePerm.RECORD_LEAVE, row)
    case = lock(row.case)
    rows = UnauthorisedLeave.objects.for_system("lock").standing().select_for_update(of=("self",))
    found = rows.filter(pk=row.pk, returned_on=None).first()
    if found is None:
        raise DomainError("这次外出已登记返回，或已作废。")
    if not found.left_on <= returned_on <= clock.local_day(now):
        raise DomainError("返回日期不能早于离开，也不能晚于今天。", field="returned_on")
    settle_counters(case, now=now)
    found.returned_on = returned_on
    found.save(update_fields=["returned_on"])
    end_whereabouts(case, AwayEnd.RETURNED, by=by, at=now, now=now)
    return found


def sweep_leaves(*, now: datetime) -> None:
    """Sweep: the day after the last day of a leave that nobody has checked, `case.leave_return` opens."""
    rows = Leave.objects.for_system("sweep").approved().filter(returned_on=None)
    rows = rows.filter(until_on__lt=clock.local_day(now)).exclude(case__status__in=FINISHED)
    _open_overdue(
        list(
            rows.filter(measure__ended_on=None, measure__withdrawn_at=None).select_related(
                "case__minor", "case__unit", "measure"
            )
        ),
        now=now,
    )


def sweep_leaves_of(case: Case, *, now: datetime) -> None:
    """The same for one case, for whoever acts on its measure."""
    rows = Leave.objects.for_system("catch up").approved().filter(case=case, returned_on=None)
    rows = rows.filter(measure__ended_on=None, measure__withdrawn_at=None)
    _open_overdue(list(rows.select_related("case__minor", "case__unit", "measure")), now=now)


def _open_overdue(leaves: list[Leave], *, now: datetime) -> None:
    last = last_days(leaves)
    overdue = [row for row in leaves if rules.is_overdue(last[row.pk], None, clock.local_day(now))]
    cases = {row.case_id for row in overdue}
    known = set(
        Duty.objects.filter(kind=RETURN, subject__in=cases, voided_at=None).values_list("subject", "period")
    )
    for row in overdue:
        period = _period(row, last[row.pk])
        if (row.case_id, period) not in known:
            at = max(clock.end_of_day(last[row.pk]), row.measure.clocks_from)
            open_duty(RETURN, row.case, at=at, period=period)
