"""Whatever is recorded, corrected, typed late or decided anew: no miss goes, no counter falls by itself."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cases import actions
from cases.choices import DecisionKind, SuspensionCause
from cases.models import DrugTest, Kit, Measure, RefusedTest, UnauthorisedLeave
from cases.testwords import Avoidance, Preset
from common import clock
from duties import actions as duties
from duties.models import Duty, Miss
from tests.cases.factories import DAY, HOUR, decided, fresh
from tests.cases.measured import kit, take
from tests.cases.test_lost_properties import World as Township
from tests.cast import NOW

QUIET = list(HealthCheck)
EDITS = [
    "refuse", "refuse", "refuse", "gone", "gone", "test", "back", "annul", "preset", "surprise", "suspend",
    "resume", "track", "credit", "agree", "-",
]  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.integers(1, 24 * 20),  # hours since the step before
        st.sampled_from(EDITS),
        st.integers(0, 24 * 5),  # hours by which it is typed late
        st.integers(0, 3),
    ),
    min_size=4,
    max_size=9,
)
SAYS_SINCE_WHEN = {"back", "suspend", "resume", "track"}
"""What a person writes down about days that were only taken to be without leave until then."""


class World(Township):
    """A child under 社区戒毒, reported in, with a reagent that sees what it is about."""

    def __init__(self) -> None:
        super().__init__()
        clerk = self.people["clerk"]
        decided(clerk, self.case)
        actions.report_in(by=clerk, case=self.case, on=clock.local_day(NOW), now=NOW)
        kit(clerk)

    def _do(self, what, late, n, now) -> None:
        case, at = fresh(self.case), now - HOUR * late
        today, worker, clerk = clock.local_day(now), self.act("worker", now), self.act("clerk", now)
        if what == "refuse":
            actions.record_refusal(
                by=worker, case=case, at=at, how=Avoidance.values[0], witness=self.act("officer", now),
                note="两次上门都不配合", now=now,
            )  # fmt: skip
        elif what == "test":
            take(worker, case, self.act("officer", now), Kit.objects.get(), at=at, now=now)
        elif what == "gone":
            left = clock.local_day(at)
            actions.record_unauthorised(by=worker, case=case, left_on=left, noticed="村里来电", now=now)
        elif what == "back":
            gone = UnauthorisedLeave.objects.for_system("test").standing().filter(returned_on=None)
            for row in gone[:1]:
                actions.close_unauthorised(by=worker, row=row, returned_on=clock.local_day(at), now=now)
        elif what == "annul":
            model = (RefusedTest, UnauthorisedLeave, DrugTest)[n % 3]
            for row in model.objects.for_system("test").standing()[:1]:
                actions.annul(by=self.act("head", now), row=row, reason="记录有误，经核对更正", now=now)
        elif what == "preset":
            actions.choose_preset(
                by=clerk, case=case, preset=Preset.values[n], reason="县里要求调整检测频次", now=now
            )
        elif what == "surprise":
            actions.arrange_surprise(by=clerk, case=case, by_lot=1, now=now)
        else:
            self._decide(what, clock.local_day(at), today, case, now)

    def _decide(self, what, day, today, case, now) -> None:
        clerk, head = self.act("clerk", now), self.act("head", now)
        if what == "suspend":
            cause = SuspensionCause.values[0]
            actions.suspend(by=clerk, case=case, cause=cause, from_on=day, note="", now=now)
        elif what == "resume":
            actions.resume(by=clerk, case=case, on=today, now=now)
        elif what == "track":
            decided(clerk, case, DecisionKind.RECOVERY, on=day, now=now)
            actions.report_in(by=clerk, case=case, on=day, now=now)
        elif what == "credit":
            actions.credit(by=head, case=case, days=30, basis="变更决定书第5号，已执行30日", now=now)
        elif what == "agree":
            signed = dict.fromkeys(("child_on", "guardian_on", "station_on"), day)
            actions.sign_agreement(by=clerk, case=case, terms="接受检测和帮助", now=now, **signed)


class Stands:
    """What stood at an instant: misses, hours, thresholds told of, counters of every measure."""

    def __init__(self, now) -> None:
        day = clock.local_day(now)
        self.misses = set(Miss.objects.values_list("duty", "at"))
        self.hours = set(Duty.objects.values_list("pk", "started_at", "due_at"))
        breach = Duty.objects.filter(kind="case.breach_report", voided_at=None)
        self.told = set(breach.values_list("pk", flat=True))
        self.counters = {row.pk: actions.counters_of(row, day) for row in Measure.objects.for_system("test")}


class NothingIsUndone(TestCase):
    @settings(max_examples=6, deadline=None, suppress_health_check=QUIET)
    @given(steps=STEPS)
    def test_no_edit_removes_a_miss_or_lowers_a_counter_but_a_signed_correction(self, steps):
        world, now = World(), NOW
        stood = Stands(now)
        for hours, what, late, n in steps:
            now += HOUR * hours + timedelta(minutes=1)
            with clock.at(now):
                duties.tick(now, stamp=False)
                stood = self.compare(stood, Stands(now), "-")
                world.do(what, late, n, now)
                stood = self.compare(stood, Stands(now), what)
        duties.tick(now + DAY * 30, stamp=False)
        self.compare(stood, Stands(now + DAY * 30), "-")
        assert not Duty.objects.filter(miss__isnull=False, voided_at__isnull=False).exists()

    def compare(self, before, after, what) -> Stands:
        assert before.misses <= after.misses
        assert before.hours <= after.hours
        assert before.told <= after.told
        for key, old in before.counters.items():
            new = after.counters[key]
            if what != "annul":
                assert new.refusals >= old.refusals
                assert new.leaves >= old.leaves
            if what not in {"annul", *SAYS_SINCE_WHEN}:
                assert new.days >= old.days
        return after
