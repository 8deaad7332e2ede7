"""The term of a measure: reported in, extended, standing still, ended before its day."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.breach import settle_counters
from cases.actions.days import at_day, check_day, live_measure
from cases.actions.decisions import REPORT_IN, watch_report_in
from cases.actions.endings import CHECK, end_measure, settle, stop_clocks
from cases.actions.growing import catch_up
from cases.actions.lost import catch_up as catch_up_search
from cases.actions.office import term_end_mode
from cases.actions.rows import lock, meet_all, open_known
from cases.actions.schedule import settle_tests
from cases.choices import MeasureEnd
from cases.models import Agreement, Case, Extension, Measure, PlaceChange, Suspension, TermCredit
from cases.permissions import CasePerm
from common import clock, wording
from common.errors import DomainError
from minors.choices import Track

AGREEMENT = "case.agreement"


@transaction.atomic
def report_in(*, by: User, case: Case, on: date, now: datetime) -> Measure:
    """The child has reported in on the day `on`: the term runs from that day, an agreement is owed.

    Reported twice it is once. Raises DomainError on a track without report-in or for an impossible day.
    Law: 戒毒条例14 (自报到之日起计算), 16.
    """
    require(by, CasePerm.RECORD_REPORT_IN, case)
    case = lock(case)
    measure = live_measure(case)
    if not rules.binds_child(measure.track, has_decision=True):
        raise DomainError("这项措施没有报到的规定，期限从送达之日起算。")
    if measure.reported_in_on is not None:
        return measure
    check_day(on, now, measure.served_on, "报到不会早于送达。")
    assert measure.term_months is not None  # by kind, when the decision was put on file
    measure.end_mode = term_end_mode(case.unit, clock.local_day(now))
    last = rules.term_end(on, measure.term_months, measure.end_mode)
    measure.reported_in_on, measure.ends_known_at = on, now
    measure.ends_on = max(on, last - timedelta(days=credited(measure)))
    measure.save(update_fields=["reported_in_on", "ends_on", "end_mode", "ends_known_at"])
    meet_all(REPORT_IN, case, at=at_day(on, now), now=now, by=by)
    open_known(AGREEMENT, case, at=clock.start_of_day(on), known_at=now)
    settle_tests(case, now=now)
    return measure


@transaction.atomic
def sign_agreement(
    *,
    by: User,
    case: Case,
    terms: str,
    child_on: date,
    guardian_on: date,
    station_on: date,
    now: datetime,
    client_id: UUID | None = None,
) -> Agreement:
    """Put a version of the agreement on file, signed by child, guardian and station; earlier ones stay.

    Meets `case.agreement` with the last of the three signatures. Law: 戒毒条例16, 22, 38.
    """
    require(by, CasePerm.SIGN_AGREEMENT, case)
    wording.refuse_numbers(terms, field="terms")
    client_id = client_id or uuid4()
    if row := Agreement.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = lock(case)
    measure = live_measure(case)
    if not rules.binds_child(measure.track, has_decision=True) or measure.reported_in_on is None:
        raise DomainError("报到以后才签协议；没有社区戒毒、社区康复决定的，不签协议。")
    for field, day in (("child_on", child_on), ("guardian_on", guardian_on), ("station_on", station_on)):
        check_day(
            day,
            now,
            max(measure.reported_in_on, moved_on(measure)),
            "签字不会早于报到或变更执行地。",
            field=field,
        )
    earlier = Agreement.objects.for_system("version").filter(case=case).count()
    row = Agreement(
        case=case,
        measure=measure,
        version=earlier + 1,
        terms=terms,
        child_on=child_on,
        guardian_on=guardian_on,
        station_on=station_on,
        by=by,
        at=now,
        client_id=client_id,
    )
    row.save(force_insert=True)
    last = max(child_on, guardian_on, station_on)
    settle_counters(case, now=now)  # an agreement that comes on file late counts from its own day
    meet_all(AGREEMENT, case, at=at_day(last, now), now=now, by=by)
    return row


@transaction.atomic
def extend(
    *,
    by: User,
    case: Case,
    to: date,
    reason: str,
    child_heard: str,
    guardian_heard: str,
    now: datetime,
    client_id: UUID | None = None,
) -> Extension:
    """The head signs that a 帮教 goes on until `to`, child and guardian heard. Of no other measure.

    Raises DomainError on another track, beyond three years in all, or unless both were heard.
    """
    require(by, CasePerm.END_MEASURE, case)
    client_id = client_id or uuid4()
    if row := Extension.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    reason = wording.require_reason(reason, field="reason")
    child_heard = wording.require_reason(child_heard, field="child_heard")
    guardian_heard = wording.require_reason(guardian_heard, field="guardian_heard")
    catch_up(case, now)
    case = lock(case)
    measure = live_measure(case)
    first = rules.starts_on(measure.track, measure.served_on, measure.reported_in_on)
    if first is None or measure.ends_on is None:
        raise DomainError("这项措施还没有期限，不能延长。")
    said = rules.extension_problem(
        track=measure.track, first=first, ends_on=measure.ends_on, to=to, mode=measure.end_mode
    )
    if said:
        raise DomainError(said, field="to")
    row = Extension(
        case=case,
        measure=measure,
        from_end=measure.ends_on,
        to_end=to,
        reason=reason,
        child_heard=child_heard,
        guardian_heard=guardian_heard,
        by=by,
        at=now,
        client_id=client_id,
    )
    row.save(force_insert=True)
    _new_end(case, measure, to, now)
    return row


@transaction.atomic
def credit(
    *, by: User, case: Case, days: int, basis: str, now: datetime, client_id: UUID | None = None
) -> TermCredit:
    """折抵: the head signs that `days` in all count as served; the end of the term moves by them.

    Entered anew it corrects the number before, which stays on the page. How many the paper says: no law we
    know gives a figure. Law: 戒毒条例31 (强制隔离戒毒变更为社区戒毒).
    """
    require(by, CasePerm.END_MEASURE, case)
    basis = wording.require_reason(basis, field="basis")
    client_id = client_id or uuid4()
    if row := TermCredit.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = lock(case)
    measure, before = live_measure(case), credited(live_measure(case))
    first = rules.starts_on(measure.track, measure.served_on, measure.reported_in_on)
    said = rules.credit_problem(
        track=measure.track, first=first, ends_on=measure.ends_on, days=days, before=before
    )
    if said:
        raise DomainError(said, field="days")
    row = TermCredit(case=case, measure=measure, days=days, basis=basis, by=by, at=now, client_id=client_id)
    row.save(force_insert=True)
    if measure.ends_on is not None:
        _new_end(case, measure, measure.ends_on + timedelta(days=before - days), now)
        settle_tests(case, now=now)
    return row


def credited(measure: Measure) -> int:
    """Days of the term that count as served: those of the newest row."""
    rows = TermCredit.objects.for_system("credited days").filter(measure=measure)
    return rows.values_list("days", flat=True).first() or 0


@transaction.atomic
def suspend(
    *,
    by: User,
    case: Case,
    cause: str,
    from_on: date,
    note: str,
    now: datetime,
    client_id: UUID | None = None,
) -> Suspension:
    """中止: the measure stands still from `from_on`; its statutory clocks stop. Law: 戒毒条例24."""
    require(by, CasePerm.RECORD_DECISION, case)
    wording.refuse_numbers(note, field="note")
    client_id = client_id or uuid4()
    if row := Suspension.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    catch_up(case, now)
    case = catch_up_search(lock(case), now)  # who was lost before the paper came is still looked for
    measure = live_measure(case)
    check_day(from_on, now, measure.served_on, "中止不会早于送达。", field="from_on")
    spells = Suspension.objects.for_system("is it suspended").filter(measure=measure)
    if spells.filter(resumed_on=None).exists():
        raise DomainError("已在中止中，先登记恢复。")
    if spells.filter(resumed_on__gt=from_on).exists():
        raise DomainError("与以前的中止重叠，请核对日期。", field="from_on")
    row = Suspension(
        case=case, measure=measure, cause=cause, from_on=from_on, note=note, by=by, client_id=client_id
    )
    row.save(force_insert=True)
    stop_clocks(case, rules.STATUTORY_KINDS | {CHECK}, at=now, reason="措施中止")
    return row


@transaction.atomic
def resume(*, by: User, case: Case, on: date, now: datetime) -> Measure:
    """The measure runs on from the day `on`; its end moves by the days that did not count.

    Law: 戒毒条例24 (释放后继续接受社区戒毒).
    """
    require(by, CasePerm.RECORD_DECISION, case)
    case = catch_up_search(lock(case), now)
    measure = live_measure(case)
    spell = Suspension.objects.for_system("resume").filter(measure=measure, resumed_on=None).first()
    if spell is None:
        raise DomainError("没有中止，无需恢复。")
    if on <= spell.from_on:
        raise DomainError("恢复应在中止之后。", field="on")
    check_day(on, now, spell.from_on, "恢复应在中止之后。")
    spell.resumed_on = on
    spell.save(update_fields=["resumed_on"])
    if measure.ends_on is not None:
        still = rules.stood_still([(spell.from_on, on)], on)
        _new_end(case, measure, measure.ends_on + timedelta(days=still), now)
    if rules.binds_child(measure.track, has_decision=True):
        _restart(case, measure, on, now)
    settle_tests(case, now=now)
    return measure


@transaction.atomic
def end_early(*, by: User, case: Case, on: date, how: str, reason: str, now: datetime) -> Measure:
    """提前结束 of a 帮教 by the head, or 终止 of any measure (收监, 强制性教育措施). Clocks stop that day.

    Raises DomainError where 提前结束 is asked of a measure whose end the law sets. Law: 戒毒条例24.
    """
    require(by, CasePerm.END_MEASURE, case)
    reason = wording.require_reason(reason, field="reason")
    case = catch_up_search(lock(case), now)
    measure = live_measure(case)
    if how not in (MeasureEnd.EARLY, MeasureEnd.TERMINATED):
        raise DomainError("请选择提前结束或终止。", field="how")
    if how == MeasureEnd.EARLY and measure.track not in (Track.CORRECTION, Track.VOLUNTARY_DETOX):
        raise DomainError("只有帮教矫治和自愿戒毒可以由主任提前结束。", field="how")
    check_day(on, now, measure.served_on, "结束不会早于送达。")
    end_measure(case, measure, on=on, how=how, at=now, reason=reason)
    if how == MeasureEnd.EARLY:
        settle(case, at=now, now=now)
    return measure


def _new_end(case: Case, measure: Measure, ends_on: date, now: datetime) -> None:
    """The term ends on another day: checklists of the old one are void, the sweep opens the new ones."""
    stop_clocks(case, frozenset({CHECK}), at=now, reason="期限变动")
    measure.ends_on, measure.ends_known_at = ends_on, now
    measure.save(update_fields=["ends_on", "ends_known_at"])


def _restart(case: Case, measure: Measure, on: date, now: datetime) -> None:
    """What had been stopped for the suspension and is still owed starts anew."""
    if measure.reported_in_on is None:
        watch_report_in(case, on, known_at=now)
        return
    if PlaceChange.objects.for_system("is it moving").filter(measure=measure, reported_on=None).exists():
        open_known("case.place_report", case, at=clock.start_of_day(on), known_at=now)
    if not is_agreed(measure):
        open_known(AGREEMENT, case, at=clock.start_of_day(on), known_at=now)


def is_agreed(measure: Measure) -> bool:
    """True if the station that carries the measure out now has its own agreement. Law: 戒毒条例16, 22."""
    signed = Agreement.objects.for_system("is it signed").filter(measure=measure)
    return signed.filter(station_on__gte=moved_on(measure)).exists()


def moved_on(measure: Measure) -> date:
    """The day on which the measure last went to another place: earlier agreements bound another station."""
    moves = PlaceChange.objects.for_system("whose agreement").filter(measure=measure)
    return moves.order_by("-changed_on").values_list("changed_on", flat=True).first() or date.min
