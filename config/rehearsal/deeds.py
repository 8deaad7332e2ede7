"""What is done for the children of `stories.py` of itself; `answers.py` plays what a duty asks."""

from base64 import b64decode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from accounts.choices import Post
from accounts.models import User
from cases import actions as cases
from cases.choices import (
    Channel,
    CustodyHow,
    CustodyKind,
    DecisionKind,
    HelpKind,
    HelpOutcome,
    Reachable,
    SuspensionCause,
)
from cases.models import Case, DrugTest, Help, Leave, Measure, UnauthorisedLeave
from cases.testwords import Avoidance, Company, Consent, LeaveReason, Result
from common import clock
from config.rehearsal.counting import OTHER, USUAL, kit_of, officer_of, take
from config.rehearsal.world import World
from minors.choices import Relation

PICTURE = b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
Deed = Callable[[World, Case, User, datetime], None]
DAY = timedelta(days=1)


def ask_leave(first: int, last: int) -> Deed:
    """Leave from the day `first` to `last`, counted from today; in writing, as three days need."""

    def act(world: World, case: Case, by: User, now: datetime) -> None:
        today = clock.local_day(now)
        cases.request_leave(
            by=by,
            case=case,
            from_on=today + DAY * first,
            until_on=today + DAY * last,
            place="示例县（演练）",
            reason=LeaveReason.FAMILY,
            company=Company.GUARDIAN,
            written_on=today,
            now=now,
        )

    return act


def ask_longer(world: World, case: Case, by: User, now: datetime) -> None:
    """Three days more, if the leave was granted."""
    rows = Leave.objects.for_system("rehearsal").filter(case=case, answer=Consent.APPROVED, returned_on=None)
    if row := rows.select_related("case").order_by("-from_on").first():
        today = clock.local_day(now)
        cases.extend_leave(
            by=by,
            leave=row,
            until_on=row.until_on + DAY * 3,
            note="班车停运（演练）",
            written_on=today,
            now=now,
        )


def come_back(world: World, case: Case, by: User, now: datetime) -> None:
    """In time: looked at on the last day of the leave."""
    rows = Leave.objects.for_system("rehearsal").filter(case=case, answer=Consent.APPROVED, returned_on=None)
    if row := rows.select_related("case").order_by("from_on").first():
        cases.check_return(by=by, leave=row, returned_on=clock.local_day(now), now=now)


def gone(days_ago: int) -> Deed:
    """Left without leave so many days ago, and not back."""

    def act(world: World, case: Case, by: User, now: datetime) -> None:
        left = clock.local_day(now) - DAY * days_ago
        cases.record_unauthorised(by=by, case=case, left_on=left, noticed="上门未见（演练）", now=now)

    return act


def back(world: World, case: Case, by: User, now: datetime) -> None:
    rows = UnauthorisedLeave.objects.for_system("rehearsal").standing().filter(case=case, returned_on=None)
    if row := rows.select_related("case").first():
        cases.close_unauthorised(by=by, row=row, returned_on=clock.local_day(now), now=now)


def refuse_test(world: World, case: Case, by: User, now: datetime) -> None:
    cases.record_refusal(
        by=by,
        case=case,
        at=now,
        how=Avoidance.REFUSED,
        witness=officer_of(world, case, now),
        note="当面拒绝（演练）",
        now=now,
    )


def test_positive(world: World, case: Case, by: User, now: datetime) -> None:
    take(world, case, by, now, result=Result.POSITIVE, kit=kit_of(by, "演练-1", USUAL, now))


def object_to_it(world: World, case: Case, by: User, now: datetime) -> None:
    row = DrugTest.objects.for_system("rehearsal").filter(case=case).select_related("case").latest("at")
    cases.object_to_test(by=by, test=row, at=now, now=now)


def test_blind(world: World, case: Case, by: User, now: datetime) -> None:
    """The only strip at hand cannot see what the case is about."""
    take(world, case, by, now, kit=kit_of(by, "演练-盲", OTHER, now))


def test_voluntarily(world: World, case: Case, by: User, now: datetime) -> None:
    take(world, case, by, now, voluntary=True)


def test_by_surprise(world: World, case: Case, by: User, now: datetime) -> None:
    cases.arrange_surprise(by=by, case=case, on=clock.local_day(now) + DAY * 2, now=now)


def test_more_often(world: World, case: Case, by: User, now: datetime) -> None:
    cases.choose_preset(by=by, case=case, preset="U28", reason="县里要求加密（演练）", now=now)


def mistake(world: World, case: Case, by: User, now: datetime) -> None:
    """Somebody types another child's paper under this one."""
    today = clock.local_day(now)
    paper = cases.DecisionIn(
        kind=DecisionKind.CORRECTION,
        number=f"演练误字〔2026〕{case.minor.code}-{now:%m%d}号",
        organ="演练县公安局",
        decided_on=today,
        served_on=today,
        paper=PICTURE,
    )
    cases.record_decision(by=by, case=case, decision=paper, now=now)


def take_back(world: World, case: Case, by: User, now: datetime) -> None:
    """Whoever typed it asks, the head withdraws the newest decision."""
    newest = Measure.objects.for_system("rehearsal").standing().filter(case=case).first()
    if newest is not None:
        told = "已书面告知收件单位更正（演练）"
        why = "登到了别的孩子名下（演练）"
        cases.ask_withdrawal(by=by, case=case, measure=newest, reason=why, recalled=told, now=now)
        head = world.acting(case.unit, Post.STATION_HEAD, now)
        cases.decide_withdrawal(by=head, case=case, answer=Consent.APPROVED, now=now)


def agree(world: World, case: Case, by: User, now: datetime) -> None:
    day = clock.local_day(now)
    cases.sign_agreement(
        by=by,
        case=case,
        terms="按期检测、接受帮助（演练）",
        child_on=day,
        guardian_on=day,
        station_on=day,
        now=now,
    )


def plan(world: World, case: Case, by: User, now: datetime) -> None:
    cases.propose_plan(
        by=by,
        case=case,
        goals="按期检测，返校（演练）",
        steps="每月走访（演练）",
        child_view="愿意（演练）",
        guardian_view="愿意（演练）",
        now=now,
    )


def review_of(days_ago: int) -> Deed:
    """The review of half a year ago, from the papers of the time before the office had this system."""

    def act(world: World, case: Case, by: User, now: datetime) -> None:
        day = clock.local_day(now) - DAY * days_ago
        cases.record_review(by=by, case=case, on=day, result="go_on", note="纸质评估补录（演练）", now=now)

    return act


def extend(days: int) -> Deed:
    """The head signs that a 帮教 goes on, child and guardian heard."""

    def act(world: World, case: Case, by: User, now: datetime) -> None:
        cases.extend(
            by=world.acting(case.unit, Post.STATION_HEAD, now),
            case=case,
            to=clock.local_day(now) + DAY * days,
            reason="仍需帮教（演练）",
            child_heard="本人同意（演练）",
            guardian_heard="监护人同意（演练）",
            now=now,
        )

    return act


def suspend(world: World, case: Case, by: User, now: datetime) -> None:
    day = clock.local_day(now)
    cases.suspend(
        by=by, case=case, cause=SuspensionCause.DETAINED, from_on=day, note="拘留通知（演练）", now=now
    )


def go_in(world: World, case: Case, by: User, now: datetime) -> None:
    """The detention house says on the telephone that the child is there, for eight days more."""
    day = clock.local_day(now)
    cases.record_custody(
        by=by,
        case=case,
        at=now,
        kind=CustodyKind.DETENTION,
        place="示例县拘留所（演练）",
        since_on=day,
        until_on=day + DAY * 8,
        how=CustodyHow.PHONE,
        spoke_with="值班民警",
        now=now,
    )


def resume(world: World, case: Case, by: User, now: datetime) -> None:
    cases.resume(by=by, case=case, on=clock.local_day(now), now=now)


def move(world: World, case: Case, by: User, now: datetime) -> None:
    day = clock.local_day(now)
    cases.change_place(by=by, case=case, changed_on=day, to_where="示例县示例镇（演练）", now=now)


def end_early(world: World, case: Case, by: User, now: datetime) -> None:
    head = world.acting(case.unit, Post.STATION_HEAD, now)
    day = clock.local_day(now)
    cases.end_early(by=head, case=case, on=day, how="early", reason="表现良好（演练）", now=now)


def give_help(world: World, case: Case, by: User, now: datetime) -> None:
    day = clock.local_day(now)
    for kind in (HelpKind.SCHOOL, HelpKind.COUNSELLING):
        cases.give_help(by=by, case=case, kind=kind, provider="乡社工站（演练）", from_on=day, now=now)


def end_help(world: World, case: Case, by: User, now: datetime) -> None:
    rows = Help.objects.for_system("rehearsal").filter(case=case, until_on=None).select_related("case")
    for row, outcome in zip(rows.order_by("kind"), (HelpOutcome.DONE, HelpOutcome.PARTLY), strict=False):
        cases.end_help(by=by, help=row, until_on=clock.local_day(now), outcome=outcome, now=now)


def left_with_grandparents(world: World, case: Case, by: User, now: datetime) -> None:
    """Parents away, a carer by mandate: to be looked at, and asked about each week."""
    given: dict[str, Any] = {"by": by, "case": case, "from_on": clock.local_day(now), "now": now}
    cases.add_member(
        relation=Relation.PARENT, is_guardian=True, cares=False, reachable=Reachable.AWAY, **given
    )
    cases.add_member(
        relation=Relation.CARER, is_guardian=False, cares=True, reachable=Reachable.HOME, **given
    )


def call_in_vain(world: World, case: Case, by: User, now: datetime) -> None:
    """Nobody answers: the third time within a week the child is lost."""
    worker = world.acting(case.unit, Post.SOCIAL_WORKER, now)
    cases.record_contact(
        by=worker, case=case, at=now, with_whom="child", channel=Channel.PHONE, outcome="no_answer", now=now
    )


def see(world: World, case: Case, by: User, now: datetime) -> None:
    worker = world.acting(case.unit, Post.SOCIAL_WORKER, now)
    cases.record_contact(
        by=worker, case=case, at=now, with_whom="child", channel=Channel.VISIT, outcome="met", now=now
    )
