"""What follows a miss: the holder's explanation, the county's queue, its orders."""

from datetime import datetime, timedelta
from enum import StrEnum

from accounts.choices import Post, UnitKind
from accounts.models import Unit
from config.rehearsal import answers
from config.rehearsal.plan import Outcome
from config.rehearsal.world import World
from duties import actions as duties
from duties.choices import Decision, EscalationState
from duties.models import Duty, Escalation, Miss
from reporting import actions as reporting
from reporting.models import Order

REVIEW_HOURS = (10, 16)
PUSHED_AFTER = timedelta(hours=5)
EXPLAINED_OF_100 = 35
SIGNED_OF_100 = 70
DUTY_HEADS = {
    UnitKind.POLICE_POST: Post.POLICE_HEAD,
    UnitKind.STATION: Post.STATION_HEAD,
    UnitKind.TOWNSHIP: Post.COUNTY_REVIEWER,
}


class Ruling(StrEnum):
    """What the county does about one escalation."""

    ORDER = "order"
    REMIND = "remind"
    EXPLAINED = "explained"
    IDLE_FIRST = "idle_first"
    UNANSWERED = "unanswered"


RULINGS = {
    Ruling.ORDER: 25,
    Ruling.REMIND: 45,
    Ruling.EXPLAINED: 15,
    Ruling.IDLE_FIRST: 8,
    Ruling.UNANSWERED: 7,
}


def plan_county(world: World) -> None:
    """Twice a day somebody at the county opens the queue."""
    days = world.options.days + world.options.settle_days
    for day in range(days):
        for hour in REVIEW_HOURS:
            world.at(world.options.starts_at + timedelta(days=day, hours=hour), _review)


def _review(world: World, *, now: datetime) -> None:
    """Nothing on the days without the engine: the queue and the misses are what it writes."""
    if world.options.is_dark(now):
        return
    _explain_new_misses(world, now)
    _close_what_is_done(world, now)
    rows = Escalation.objects.filter(decided_at=None).select_related("duty__unit")
    for row in sorted(
        rows, key=lambda row: (row.raised_at, row.duty.kind, row.duty.unit.area, row.duty.label)
    ):
        if row.state(now) == EscalationState.WAITING:
            world.attempt(_rule, row, now=now)


def _rule(world: World, row: Escalation, *, now: datetime) -> None:
    name = world.name(row.duty)
    ruling = world.chance.pick(RULINGS, "ruling", row.duty.kind, *name)
    if ruling == Ruling.UNANSWERED:
        return
    idle_before = row.events.filter(step="expired").exists()
    row = duties.acknowledge_escalation(by=world.reviewer(now), escalation=row, now=now)
    if ruling == Ruling.IDLE_FIRST and not idle_before:
        return  # the acknowledgement is followed by nothing, expires, and comes back to the queue
    if ruling == Ruling.ORDER and _may_be_ordered(row.duty):
        _order(world, row, now)
    else:
        _decide(world, row, ruling, now)
    if row.decision != Decision.EXPLAINED:
        _push(world, row.duty, now)


def _may_be_ordered(duty: Duty) -> bool:
    """Not the county by itself, and no order about an order."""
    return duty.unit.kind in DUTY_HEADS and not duty.kind.startswith("order.")


def _decide(world: World, row: Escalation, ruling: Ruling, now: datetime) -> None:
    """A word on the telephone, unless an explanation that somebody signed is good enough."""
    is_signed = row.duty.excuses.filter(signed_at__isnull=False).exists()
    is_explained = ruling == Ruling.EXPLAINED and is_signed
    decision = Decision.EXPLAINED if is_explained else Decision.REMIND
    note = "说明属实（演练）" if is_explained else "已电话督促（演练）"
    by = world.reviewer(now)
    decided = duties.decide_escalation(by=by, escalation=row, decision=decision, note=note, now=now)
    row.decision = decided.decision
    if is_explained:
        duties.close_escalation(by=by, escalation=row, note="说明成立（演练）", now=now)


def _close_what_is_done(world: World, now: datetime) -> None:
    """What was decided is closed at the next look after it was done; an order closes its own."""
    rows = Escalation.objects.filter(closed_at=None, duty__met_at__isnull=False).exclude(decided_at=None)
    ordered = Order.objects.for_system("rehearsal").filter(closed_at=None).exclude(escalation=None)
    for row in rows.exclude(pk__in=ordered.values("escalation")).order_by("raised_at", "id"):
        duties.close_escalation(by=world.reviewer(now), escalation=row, note="已补办（演练）", now=now)


def _order(world: World, row: Escalation, now: datetime) -> None:
    reporting.issue_order(
        by=world.reviewer(now),
        to_unit=row.duty.unit,
        demand="请于期限内补办并说明原因（演练）。",
        basis="杆政发〔2024〕17号 五(二)",
        escalation=row,
        client_id=world.chance.uuid("order", row.duty.kind, *world.name(row.duty)),
        now=now,
    )


def _push(world: World, duty: Duty, now: datetime) -> None:
    """Somebody told by the county mostly does what was forgotten."""
    outcome = world.chance.outcome(duty.unit.area, "pushed", duty.kind, *world.name(duty))
    if outcome != Outcome.NEVER:
        world.at(now + PUSHED_AFTER, answers.discharge, duty)


def _explain_new_misses(world: World, now: datetime) -> None:
    rows = Miss.objects.filter(duty__excuses=None).select_related("duty__unit")
    for miss in sorted(rows, key=lambda row: (row.at, row.duty.kind, row.duty.unit.area, row.duty.label)):
        rng = world.chance.rng("explain", miss.duty.kind, *world.name(miss.duty))
        if rng.randrange(100) < EXPLAINED_OF_100:
            world.attempt(_explain, miss.duty, rng.randrange(100) < SIGNED_OF_100, now=now)


def _explain(world: World, duty: Duty, is_signed: bool, *, now: datetime) -> None:
    by = world.acting(duty.unit, duty.post, now)
    excuse = duties.explain_miss(by=by, duty=duty, reason="当日人手不足（演练）", now=now)
    if is_signed:
        duties.sign_excuse(by=_signer(world, duty, now), excuse=excuse, now=now)


def _signer(world: World, duty: Duty, now: datetime):
    unit: Unit = duty.unit
    if unit.kind == UnitKind.COUNTY:  # nobody signs their own
        return world.acting(unit, Post.COUNTY_REVIEWER, now, second=True)
    post = DUTY_HEADS.get(UnitKind(unit.kind), Post.COUNTY_REVIEWER)
    if post == duty.post or post == Post.COUNTY_REVIEWER:
        # nobody signs their own words: what the county itself explains its second reviewer signs
        own = duty.post == Post.COUNTY_REVIEWER
        return world.acting(world.county, Post.COUNTY_REVIEWER, now, second=own)
    return world.acting(unit, post, now)
