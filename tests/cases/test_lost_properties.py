"""Whatever happens: the engine may stand still, and a lost child stays before somebody."""

import copy
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts import actions as accounts
from accounts.acting import acting_choices
from accounts.choices import Post, UnitKind
from accounts.models import Appointment, User
from cases import actions
from cases.choices import CaseStatus, Channel, Outcome, WithWhom
from cases.models import Custody, LostSpell, SearchStep, Whereabouts
from common import clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty, Miss, Notice
from duties.today import today_of
from tests.accounts.factories import UnitFactory
from tests.cases.factories import DAY, HOUR, fresh, in_care
from tests.cast import COUNTY, NOW, TOWNSHIP, staff

QUIET = list(HealthCheck)
CHILD = {
    "met": (Channel.VISIT, Outcome.MET, ""),
    "spoke": (Channel.PHONE, Outcome.SPOKE, ""),
    "silent": (Channel.PHONE, Outcome.NO_ANSWER, ""),
    "away": (Channel.VISIT, Outcome.AWAY, "外地"),
}
KINDS = ["channel", "visit", "guardian", "village", "police", "review"]
STAYS = ["inside", "hearsay", "word", "left"]
LEAVERS = ["worker", "worker-2", "officer", "head", "clerk"]
STEPS = st.lists(
    st.tuples(
        st.integers(1, 24 * 12),  # hours since the step before
        st.sampled_from(
            [*CHILD, "silent", "silent", "step", "danger", "verified", "give up", "team", *STAYS]
        ),
        st.integers(0, 30),  # hours by which a contact is typed late
        st.integers(0, 5),
    ),
    min_size=3,
    max_size=7,
)


class World:
    """One township with everybody in it, and one child in care."""

    def __init__(self) -> None:
        self.county = UnitFactory(kind=UnitKind.COUNTY, area=COUNTY)
        UnitFactory(kind=UnitKind.TOWNSHIP, area=TOWNSHIP)
        station = UnitFactory(kind=UnitKind.STATION, area=TOWNSHIP)
        post = UnitFactory(kind=UnitKind.POLICE_POST, area=TOWNSHIP)
        self.people = {
            "clerk": staff("clerk", station, Post.STATION_CLERK),
            "head": staff("head", station, Post.STATION_HEAD),
            "worker": staff("worker", station, Post.SOCIAL_WORKER),
            "worker-2": staff("worker-2", station, Post.SOCIAL_WORKER),
            "officer": staff("officer", post, Post.COMMUNITY_OFFICER),
            "county": staff("county", self.county, Post.COUNTY_REVIEWER),
            "administrator": staff("administrator", self.county, Post.ADMINISTRATOR),
        }
        self.case = in_care(*(self.people[name] for name in ("clerk", "head", "officer", "worker")))

    def act(self, name, now) -> User:
        user = User.objects.get(username=name)
        seat = Appointment.objects.filter(user=user, ended_at=None).select_related("unit").first()
        return user.act_as(seat, at=now) if seat else user

    def do(self, what, late, n, now) -> None:
        """One step of somebody; what a rule or a post refuses leaves nothing."""
        try:
            with transaction.atomic(), clock.at(now):
                self._do(what, late, n, now)
        except (DomainError, PermissionDenied):
            pass

    def _do(self, what, late, n, now) -> None:
        case = fresh(self.case)
        if what in CHILD:
            channel, outcome, place = CHILD[what]
            actions.record_contact(
                by=self.act("worker", now), case=case, at=now - HOUR * late, with_whom=WithWhom.CHILD,
                channel=channel, outcome=outcome, away_where=place, now=now,
            )  # fmt: skip
        elif what == "step":
            by = self.act("officer" if KINDS[n] == "police" else "clerk", now)
            spoken = {"spoken_with": "村支书", "spoken_at": now} if KINDS[n] == "village" else {}
            actions.record_step(by=by, case=case, kind=KINDS[n], result="nothing", now=now, **spoken)
        elif what == "danger":
            by = self.act("clerk", now)
            actions.record_danger(by=by, case=case, danger="missing", reason="家属到站报走失", now=now)
        elif what in ("verified", "give up"):
            ok = what == "verified"
            actions.verify_whereabouts(
                by=self.act("worker", now), case=case, parents_reached=ok, child_spoken=ok,
                receiving_place="外地", give_up=not ok, note="问过亲友", at=now, now=now,
            )  # fmt: skip
        elif what in STAYS:
            self._stay(what, case, now - HOUR * late, n, now)
        elif what == "team":
            actions.appoint_team(
                by=self.act("head", now), case=case, community_officer=self.act("officer", now),
                social_worker=self.act("worker-2", now), clerk=self.act("worker", now), now=now,
            )  # fmt: skip

    def _stay(self, what, case, at, n, now) -> None:
        """What is said of a place, some hours ago, and until when."""
        by, until_on = self.act("worker", now), clock.local_day(now) + timedelta(days=n * 7)
        if what == "left":
            actions.leave_custody(by=by, case=case, at=at, now=now)
        elif what == "word":
            actions.record_word(
                by=by, case=case, at=at, how="phone", spoke_with="值班", until_on=until_on, now=now
            )
        else:
            said = {"how": "phone", "spoke_with": "值班"} if what == "inside" else {}
            actions.record_custody(
                by=by, case=case, at=at, kind="detention", place="示例拘留所",
                since_on=clock.local_day(at), until_on=until_on, now=now, **said,
            )  # fmt: skip

    def ledger(self) -> dict[str, list]:
        """Everything dated, without the instant at which it was written down."""
        spells = LostSpell.objects.for_system("test").order_by("from_at")
        steps = SearchStep.objects.for_system("test").order_by("opened_at", "kind", "no")
        trips = Whereabouts.objects.for_system("test").order_by("opened_at")
        stays = Custody.objects.for_system("test").order_by("recorded_at")
        owed = Duty.objects.filter(subject=self.case.pk).order_by("started_at", "kind", "due_at")
        missed, told = Miss.objects.filter(duty__in=owed), Notice.objects.filter(duty__in=owed)
        return {
            "status": [fresh(self.case).status],
            "spells": list(spells.values_list("from_at", "why", "found_at", "found_how", "danger_at")),
            "steps": list(steps.values_list("kind", "no", "opened_at", "due_at", "done_at", "result")),
            "trips": list(trips.values_list("opened_at", "ended_at", "ended_how")),
            "stays": list(stays.values_list("since_on", "until_on", "heard_at", "left_at")),
            "duties": list(owed.values_list("kind", "started_at", "due_at", "met_at", "voided_at")),
            "misses": sorted(missed.values_list("duty__kind", "at")),
            "notices": sorted(told.values_list("duty__kind", "at", "step_no", "tell")),
        }


class TheEngineMayStandStill(TestCase):
    @settings(max_examples=5, deadline=None, suppress_health_check=QUIET)
    @given(steps=STEPS, first=st.integers(0, 8), last=st.integers(0, 8))
    def test_stopping_and_catching_up_gives_the_rows_of_never_stopping(self, steps, first, last):
        world = World()
        ledgers = []
        for off in (range(0), range(first, last + 1)):
            with transaction.atomic():
                ledgers.append(self.play(world, steps, off))
                transaction.set_rollback(True)
        assert ledgers[0] == ledgers[1]

    def play(self, world, steps, off):
        now = NOW
        for number, (hours, what, late, n) in enumerate(steps):
            for part in (2, 1):
                if number not in off:
                    duties.tick(now + HOUR * (hours / part), stamp=False)
            now += HOUR * hours + timedelta(minutes=1)
            world.do(what, late, n, now)
        duties.tick(now + DAY * 45, stamp=False)
        return world.ledger()


class TheLostStayBeforeSomebody(TestCase):
    @settings(max_examples=15, deadline=None, suppress_health_check=QUIET)
    @given(
        steps=st.lists(
            st.tuples(
                st.integers(1, 24 * 9),
                st.sampled_from(
                    [
                        "silent",
                        "met",
                        "step",
                        "danger",
                        "inside",
                        "hearsay",
                        "left",
                        "absent",
                        "worker",
                        "worker-2",
                        "officer",
                        "head",
                        "clerk",
                    ]
                ),
                st.integers(0, 5),
            ),
            min_size=3,
            max_size=9,
        )
    )
    def test_at_every_instant_a_lost_child_is_on_some_today_page_and_one_inside_is_asked_after(self, steps):
        world, now = World(), NOW
        for hours, what, n in steps:
            now += HOUR * hours
            actions.sweep_lost(now)
            assert self.is_before_somebody(world, now)
            if what in world.people:
                self.leave(world, what, now)
            elif what == "absent":
                self.absent(world, now)
            else:
                world.do(what, 0, n, now)
            assert self.is_before_somebody(world, now)

    def leave(self, world, name, now) -> None:
        user = User.objects.get(username=name)
        if user.is_active:
            by = world.act("administrator", now)
            accounts.deactivate_account(by=by, user=user, reason="离职", now=now)

    def absent(self, world, now) -> None:
        try:
            with transaction.atomic():
                worker = world.act("worker", now)
                seat = Appointment.objects.get(user=worker, ended_at=None)
                deputy = world.act("worker-2", now)
                accounts.record_absence(
                    by=worker, appointment=seat, deputy=deputy, from_at=now, until_at=now + DAY * 9, now=now
                )
        except (DomainError, PermissionDenied, Appointment.DoesNotExist):
            pass

    def is_before_somebody(self, world, now) -> bool:
        case = fresh(world.case)
        if actions.custody_of(case):
            return Duty.objects.open().filter(kind="case.custody_word", subject=case.pk).exists()
        if case.status != CaseStatus.LOST:
            return True
        with clock.at(now):
            return any(
                self.shows(acting_as, case, now)
                for user in User.objects.filter(is_active=True)
                for acting_as in self.actings(user, now)
            )

    def actings(self, user, now):
        for acting in acting_choices(user, now):
            other = copy.copy(user)
            other.acting = acting
            yield other

    def shows(self, user, case, now) -> bool:
        page = today_of(user, now)
        lines = [*page.overdue, *page.due_today, *page.soon, *page.later, *page.vacant, *page.of_unit]
        codes = {row.code for section in page.sections for row in section.rows}
        return case.minor.code in codes or any(line.duty.file == case.minor_id for line in lines)
