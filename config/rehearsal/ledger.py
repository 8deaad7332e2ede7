"""The whole ledger of a month in words that do not depend on keys or on when a row was written down."""

from collections import Counter

from config.rehearsal.world import World
from duties.models import Duty, Miss, Notice

Row = tuple[str, ...]
SAME_LEDGER = "an engine that stood still catches up to the same ledger"


def ledger(world: World) -> Counter[Row]:
    """Every duty, miss and notice with its instants, each as often as it is there."""
    duties = {duty.pk: duty for duty in Duty.objects.select_related("unit")}
    names = {pk: _name(world, duty) for pk, duty in duties.items()}
    rows: Counter[Row] = Counter()
    for pk, duty in duties.items():
        instants = (duty.started_at, duty.due_at, duty.met_at, duty.met_recorded_at, duty.voided_at)
        rows["duty", *names[pk], duty.post, *(str(at) for at in instants)] += 1
    for miss in Miss.objects.all():
        rows["miss", *names[miss.duty_id], str(miss.at)] += 1
    for notice in Notice.objects.select_related("unit"):
        told = (str(notice.step_no), notice.tell, notice.unit.area, notice.post, str(notice.at))
        rows["notice", *names[notice.duty_id], *told] += 1
    return rows


def unlike(one: Counter[Row], other: Counter[Row]) -> Counter[Row]:
    """What stands in one of the two ledgers and not in the other."""
    return (one - other) + (other - one)


def _name(world: World, duty: Duty) -> Row:
    return (duty.kind, duty.unit.area, *(str(part) for part in world.name(duty)))
