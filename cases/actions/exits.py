"""Towards the end: another place, the checklist, the police notice, the adult file."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.days import at_day, check_day, live_measure
from cases.actions.decisions import watch_report_in
from cases.actions.endings import LIFT, end_measure, settle, stop_clocks
from cases.actions.growing import catch_up
from cases.actions.measures import running_measure
from cases.actions.rows import lock, meet_all, open_duty, open_known
from cases.actions.schedule import settle_tests
from cases.actions.terms import AGREEMENT, CHECK, is_agreed
from cases.choices import MeasureEnd
from cases.models import AdultReceipt, Case, EndCheck, LiftNotice, Measure, PlaceChange
from cases.permissions import CasePerm
from common import calendar, clock, wording
from common.errors import DomainError
from duties import actions as duties
from duties.policies import policies

_MOMENT = timedelta(microseconds=1)
MATERIALS, AT_NEW_PLACE, ADULT = "case.place_materials", "case.place_report", "case.adult_handover"


@transaction.atomic
def change_place(
    *,
    by: User,
    case: Case,
    changed_on: date,
    to_where: str,
    now: datetime,
    client_id: UUID | None = None,
) -> PlaceChange:
    """The place of execution changes: papers are owed, 15 days to report there, the same end of term.

    Law: 戒毒条例22.
    """
    require(by, CasePerm.RECORD_DECISION, case)
    wording.refuse_numbers(to_where, field="to_where")
    client_id = client_id or uuid4()
    if row := PlaceChange.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    catch_up(case, now)
    case = lock(case)
    measure = live_measure(case)
    if not rules.binds_child(measure.track, has_decision=True):
        raise DomainError("只有社区戒毒、社区康复变更执行地；其他情况请走移交。")
    check_day(changed_on, now, measure.served_on, "变更不会早于送达。", field="changed_on")
    if _moving(measure) is not None:
        raise DomainError("上一次变更还没有报到，先办完。")
    row = PlaceChange(
        case=case,
        measure=measure,
        changed_on=changed_on,
        to_where=to_where,
        by=by,
        at=now,
        client_id=client_id,
    )
    row.save(force_insert=True)
    for kind in (MATERIALS, AT_NEW_PLACE):
        open_known(kind, case, at=clock.start_of_day(changed_on), known_at=now)
    return row


@transaction.atomic
def follow_place(
    *, by: User, case: Case, now: datetime, materials_on: date | None = None, reported_on: date | None = None
) -> PlaceChange:
    """Papers have gone over, or the child has reported there; a new agreement is owed then. 戒毒条例22."""
    require(by, CasePerm.RECORD_DECISION, case)
    case = lock(case)
    measure = live_measure(case)
    row = _moving(measure)
    if row is None:
        raise DomainError("没有正在办理的执行地变更。")
    if materials_on is None and reported_on is None:
        raise DomainError("请填写材料转出日期或报到日期。", field="materials_on")
    for field, day in (("materials_on", materials_on), ("reported_on", reported_on)):
        if day is not None:
            check_day(day, now, row.changed_on, "不会早于变更之日。", field=field)
    row.materials_on = materials_on or row.materials_on
    row.reported_on = reported_on or row.reported_on
    row.save(update_fields=["materials_on", "reported_on"])
    if materials_on:
        meet_all(MATERIALS, case, at=at_day(materials_on, now), now=now, by=by)
    if reported_on:
        meet_all(AT_NEW_PLACE, case, at=at_day(reported_on, now), now=now, by=by)
        stop_clocks(case, frozenset({AGREEMENT}), at=now, reason="已到新执行地报到，协议期限重新起算")
        if not is_agreed(measure):
            open_known(AGREEMENT, case, at=clock.start_of_day(reported_on), known_at=now)
    return row


def follow_station(case: Case, *, by: User, now: datetime) -> PlaceChange | None:
    """Another station has taken the child over: whatever measure binds it is carried out there from now on.

    The child reports there within 15 days, the new station signs its own agreement after that; both clocks
    start now, and the term runs on. A child who had not reported in at all does so there.
    For `accept_transfer`, which has asked and holds the lock. Law: 戒毒条例22.
    """
    today = clock.local_day(now)
    measure = running_measure(case, today)
    if measure is None or not rules.binds_child(measure.track, has_decision=True):
        return None
    if measure.reported_in_on is None:
        watch_report_in(case, today, known_at=now)
        return None
    row = _moving(measure) or PlaceChange(case=case, measure=measure, changed_on=today, by=by, at=now)
    row.to_where, row.materials_on = case.unit.name, row.materials_on or today
    row.save()
    by_when = open_duty(AT_NEW_PLACE, case, at=clock.start_of_day(today))
    if by_when is not None:  # None: the county has switched the kind off
        policy = policies()[AGREEMENT]
        open_duty(AGREEMENT, case, at=now, due_at=policy.due(by_when.due_at - _MOMENT, calendar.overrides()))
    settle_tests(case, now=now)
    return row


@transaction.atomic
def check_end(
    *, by: User, case: Case, now: datetime, note: str = "", client_id: UUID | None = None, **ticks: bool
) -> EndCheck:
    """Go through the checklist that is open; what is missing is written down. Law: 戒毒条例23, 40."""
    require(by, CasePerm.RECORD_DECISION, case)
    wording.refuse_numbers(note, field="note")
    client_id = client_id or uuid4()
    if row := EndCheck.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    catch_up(case, now)
    case = lock(case)
    measure = live_measure(case)
    if measure.ends_on is None:
        raise DomainError("这项措施还没有期满日。")
    if not all(ticks.values()) and not note.strip():
        raise DomainError("没有全部核对完的，请写明还差什么、谁在办。", field="note")
    today = clock.local_day(now)
    reached = [period for period, first, _ in rules.end_checks(measure.ends_on) if first <= today]
    if not reached:
        raise DomainError("还没有到期满前30日，现在不用核对。")
    row = EndCheck(
        case=case,
        measure=measure,
        period=reached[-1],
        note=note,
        by=by,
        at=now,
        client_id=client_id,
        **ticks,
    )
    row.save(force_insert=True)
    for period in reached:
        duties.meet(CHECK, subject=case.pk, period=period, at=now, now=now, by=by)
    return row


@transaction.atomic
def record_lift_notice(
    *, by: User, case: Case, number: str, given_on: date, now: datetime, client_id: UUID | None = None
) -> LiftNotice:
    """The 解除通知书 has come: the chase ends, and the case closes by itself if nothing else is open."""
    require(by, CasePerm.RECORD_DECISION, case)
    wording.refuse_numbers(number, field="number")
    catch_up(case, now)
    case = lock(case)
    ended = (
        Measure.objects.for_system("lifted")
        .standing()
        .filter(case=case, ended_as__in=(MeasureEnd.TERM, MeasureEnd.TERM_LOST))
    )
    measure = ended.first()
    if measure is None:
        raise DomainError("还没有期满的措施，不登记解除通知书。")
    if row := LiftNotice.objects.for_system("once").filter(measure=measure).first():
        return row
    check_day(given_on, now, measure.served_on, "日期早于送达，请核对。", field="given_on")
    row = LiftNotice(
        case=case,
        measure=measure,
        number=number,
        given_on=given_on,
        by=by,
        at=now,
        client_id=client_id or uuid4(),
    )
    row.save(force_insert=True)
    meet_all(LIFT, case, at=at_day(given_on, now), now=now, by=by)
    settle(case, at=now, now=now)
    return row


@transaction.atomic
def record_adult_receipt(
    *,
    by: User,
    case: Case,
    number: str,
    from_whom: str,
    on: date,
    now: datetime,
    client_id: UUID | None = None,
) -> AdultReceipt:
    """The adult file has answered: the measure goes on there with the same clock, and here it ends."""
    require(by, CasePerm.RECORD_DECISION, case)
    wording.refuse_numbers_in(number=number, from_whom=from_whom)
    client_id = client_id or uuid4()
    if row := AdultReceipt.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    catch_up(case, now)
    case = lock(case)
    measure = live_measure(case)
    check_day(on, now, measure.served_on, "回执不会早于送达。")
    grown = case.minor.adult_from
    if grown is None or clock.local_day(now) < rules.handover_opens_on(grown):
        raise DomainError("离成年还远，现在不办成年衔接。")
    row = AdultReceipt(
        case=case,
        measure=measure,
        number=number,
        from_whom=from_whom,
        on=on,
        by=by,
        at=now,
        client_id=client_id,
    )
    row.save(force_insert=True)
    meet_all(ADULT, case, at=at_day(on, now), now=now, by=by)
    end_measure(case, measure, on=max(on, measure.served_on), how=MeasureEnd.HANDED_OVER, at=now)
    settle(case, at=now, now=now)
    return row


def _moving(measure: Measure) -> PlaceChange | None:
    rows = PlaceChange.objects.for_system("moving").filter(measure=measure, reported_on=None)
    return rows.first()
