"""Whatever people do with a measure and however long the engine stands still: the rows are the same.

One child under one measure, and people who act on it of themselves, never because a duty is there: so what
they do does not depend on the engine. The same steps are played with every round of the engine and without
some; what the rows say at the end, refusals included, must be alike, and no miss may be gone meanwhile.
The child is seen before each step and so never lost: searches have a proof of their own.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.choices import Post
from accounts.models import User
from cases import actions as cases
from cases.choices import ReviewResult
from cases.models import Case, CleanProposal, Leave, Measure, MonthLine, NoReagent
from cases.testwords import Consent, PoliceAnswer, Threshold
from common import clock, codes
from common.errors import DomainError
from common.idnumber import fictional_allowed
from config.county.staff import load_staff
from config.county.units import load_units
from config.rehearsal import deeds, stories
from config.rehearsal.counting import POLICE, take
from config.rehearsal.deeds import Deed
from config.rehearsal.month import FIRST_DAY
from config.rehearsal.plan import Chance
from config.rehearsal.stories import CORRECTION, DETOX, RECOVERY, Story
from config.rehearsal.world import Options, World
from duties import actions as duties
from duties.models import Duty, Miss, Notice

HOUR = timedelta(hours=1)
LONGEST = 24 * 6
"""Hours between two steps: less than a first visit may take."""
SETTLE = timedelta(days=70)
CHILDREN = (
    Story("standstill detox", DETOX, served=-9, reported=-2),
    Story("standstill recovery", RECOVERY, served=-14, reported=-11, months=1),
    Story("standstill correction", CORRECTION, served=-350),
    Story("standstill grown", CORRECTION, served=-60, months=24, born=stories.GROWN),
    Story("standstill clean", received=-1085),
)
Rows = dict[str, list[Any]]
Step = tuple[int, str]
"""Hours since the step before, and what is done then."""


def _check(world: World, case: Case, by: User, now: datetime) -> None:
    cases.check_end(
        by=by,
        case=case,
        note="还差材料（演练）",
        now=now,
        papers=False,
        tests=True,
        child_told=True,
        guardian_told=True,
        police_asked=True,
    )


def _lift(world: World, case: Case, by: User, now: datetime) -> None:
    day = clock.local_day(now)
    cases.record_lift_notice(by=by, case=case, number="演练解字", given_on=day, now=now)


def _adult(world: World, case: Case, by: User, now: datetime) -> None:
    day = clock.local_day(now)
    cases.record_adult_receipt(
        by=by, case=case, number="演练回执", from_whom="成年人档案（演练）", on=day, now=now
    )


def _review(world: World, case: Case, by: User, now: datetime) -> None:
    day = clock.local_day(now)
    cases.record_review(by=by, case=case, on=day, result=ReviewResult.GO_ON, note="有进步（演练）", now=now)


def _grant(world: World, case: Case, by: User, now: datetime) -> None:
    row = Leave.objects.for_system("standstill").waiting().filter(case=case).select_related("case").first()
    if row is not None:
        head = world.acting(case.unit, Post.STATION_HEAD, now)
        cases.decide_leave(by=head, leave=row, answer=Consent.APPROVED, now=now)


def _test(world: World, case: Case, by: User, now: datetime) -> None:
    take(world, case, by, now)


def _breach(threshold: Threshold) -> Deed:
    def act(world: World, case: Case, by: User, now: datetime) -> None:
        cases.report_breach(
            by=by, case=case, threshold=threshold, answer=PoliceAnswer.TOLD, told_to=POLICE, at=now, now=now
        )

    return act


def _read(world: World, case: Case, by: User, now: datetime) -> None:
    cases.read_months(by=world.acting(case.unit, Post.STATION_HEAD, now), now=now)


def _clean(world: World, case: Case, by: User, now: datetime) -> None:
    head = world.acting(case.unit, Post.STATION_HEAD, now)
    cases.decide_clean(by=head, case=case, is_lifted=True, reason="三年未复吸（演练）", now=now)


def _risk(world: World, case: Case, by: User, now: datetime) -> None:
    day = clock.local_day(now) + timedelta(days=14)
    cases.assess_risk(by=by, case=case, level="mid", reasons="情况平稳（演练）", review_on=day, now=now)


def _close(world: World, case: Case, by: User, now: datetime) -> None:
    head = world.acting(case.unit, Post.STATION_HEAD, now)
    cases.close_case(by=head, case=case, reason="已办结（演练）", now=now)


DEEDS: dict[str, Deed] = {
    "agree": deeds.agree,
    "ask leave": deeds.ask_leave(0, 2),
    "back from leave": deeds.come_back,
    "breach days": _breach(Threshold.DAYS),
    "breach refusals": _breach(Threshold.REFUSALS),
    "check": _check,
    "clean": _clean,
    "close": _close,
    "gone": deeds.gone(0),
    "gone back": deeds.back,
    "grant leave": _grant,
    "grown": _adult,
    "lift": _lift,
    "longer": deeds.extend(90),
    "mistake": deeds.mistake,
    "plan": deeds.plan,
    "read months": _read,
    "refuse": deeds.refuse_test,
    "resume": deeds.resume,
    "review": _review,
    "risk": _risk,
    "suspend": deeds.suspend,
    "take back": deeds.take_back,
    "test": _test,
    "": lambda world, case, by, now: None,
}


@dataclass
class Play:
    """One township and its people, ready to play any number of times; each play leaves nothing behind."""

    world: World = field(init=False)

    def __post_init__(self) -> None:
        options = Options(townships=1, days=1, seed=7, first_day=FIRST_DAY, settle_days=0)
        with codes.seeded(random.Random(7)), clock.at(options.starts_at):  # nosec B311
            units = load_units(opened_on=options.first_day, townships=1, schools=())
            load_staff(units, password=None)
        self.world = World(options, Chance(7), units, name_of=lambda duty: (), on_duty=lambda *given: None)

    def ledger(self, child: Story, steps: Iterable[Step], off: range) -> Rows:
        """What stands in the rows after `steps` if the engine makes no round before those in `off`."""
        with transaction.atomic(), codes.seeded(random.Random(7)), fictional_allowed():  # nosec B311
            found = self._played(child, list(steps), off)
            transaction.set_rollback(True)
        return found

    def _played(self, child: Story, steps: list[Step], off: range) -> Rows:
        now = self.world.options.starts_at + stories.MORNING
        with clock.at(now):
            case = stories.begin(self.world, child, self.world.units["station"][0], now=now)
        refused: list[str] = []
        misses: set[Any] = set()
        for number, (hours, what) in enumerate(steps):
            for part in (2, 1):
                if number not in off:
                    duties.tick(now + HOUR * hours / part, stamp=False)
            now += HOUR * hours + timedelta(minutes=1)
            self._do(case, deeds.see, now)
            refused.append(self._do(case, DEEDS[what], now))
            gone = misses - set(Miss.objects.values_list("pk", flat=True))
            assert not gone, "a miss was removed"
            misses = set(Miss.objects.values_list("pk", flat=True))
        duties.tick(now + SETTLE, stamp=False)
        return {**_rows(case), "refused": refused}

    def _do(self, case: Case, deed: Deed, now: datetime) -> str:
        row = Case.objects.for_system("standstill").select_related("minor", "unit").get(pk=case.pk)
        try:
            with transaction.atomic(), clock.at(now):
                deed(self.world, row, self.world.acting(row.unit, Post.STATION_CLERK, now), now)
        except (DomainError, PermissionDenied) as error:
            return str(error)
        return ""


def _rows(case: Case) -> Rows:
    """Everything dated, without the instant at which the engine wrote it down.

    Not the proposal to seal: a round of the engine makes it, and it is dated by that round.
    """
    row = Case.objects.for_system("standstill").get(pk=case.pk)
    owed = Duty.objects.filter(file=case.minor_id) | Duty.objects.filter(subject=row.unit_id)
    owed = owed.exclude(kind="seal.decide")
    told = Notice.objects.filter(duty__in=owed)
    measures = Measure.objects.for_system("standstill").filter(case=case)
    lines = MonthLine.objects.for_system("standstill").filter(case=case)
    clean = CleanProposal.objects.for_system("standstill").filter(case=case)
    lacks = NoReagent.objects.for_system("standstill").filter(case=case)
    return {
        "case": [row.status, row.track],
        "measures": sorted(measures.values_list("ends_on", "ended_on", "ended_as", "withdrawn_at"), key=str),
        "clean": sorted(clean.values_list("proposed_at", "decided_at"), key=str),
        "months": sorted(lines.values_list("month", "track", "tried", "reached")),
        "lacks": sorted(lacks.values_list("on", flat=True)),
        "duties": sorted(owed.values_list("kind", "started_at", "due_at", "met_at", "voided_at"), key=str),
        "misses": sorted(Miss.objects.filter(duty__in=owed).values_list("duty__kind", "at")),
        "notices": sorted(told.values_list("duty__kind", "at", "step_no", "tell")),
    }


def unlike(one: Rows, other: Rows) -> Rows:
    """The rows of the first ledger that the second does not have, and the other way round."""
    found = {key: [row for row in one[key] if row not in other[key]] for key in one}
    found |= {f"{key} too": [row for row in other[key] if row not in one[key]] for key in other}
    return {key: rows for key, rows in found.items() if rows}


def run(count: int, seed: int) -> dict[str, Any]:
    """Play `count` drawn months twice, with the engine and without it for a drawn while."""
    play, differ = Play(), 0

    for number in range(count):
        rng = random.Random(f"{seed} {number}")  # nosec B311 which month is tried, not a secret
        child = rng.choice(CHILDREN)
        steps = [(rng.randint(1, LONGEST), rng.choice(sorted(DEEDS))) for _ in range(rng.randint(3, 9))]
        first = rng.randrange(len(steps))
        off = range(first, rng.randint(first + 1, len(steps)))
        differ += play.ledger(child, steps, range(0)) != play.ledger(child, steps, off)
    return {"tried": count, "missed": differ, "children": len(CHILDREN), "deeds": len(DEEDS)}
