"""What happened in the made-up county: every row of it written by the action its page uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from accounts import actions as accounts
from accounts.choices import Post, UnitKind
from accounts.models import Appointment, User
from cases import actions as cases
from cases.choices import Channel, Outcome, Place, WithWhom
from cases.models import Case
from cases.rules import RouteFacts
from common import clock, idnumber
from common.models import Substance
from config.access.asking import asking
from config.access.bound import bound
from config.access.care import together
from config.access.exits import exits
from config.access.handing import handing
from config.access.outreach import outreach
from config.access.places import places
from config.access.rights import rights
from config.access.world import CHILDREN, EARLIER, NOW, World, child, people_and_units
from duties import actions as duties
from duties.models import Duty
from minors import actions as minors
from minors.choices import DigestFor, GrantKind, Sex, VaultPart
from minors.models import Minor, ReadingDigest
from reporting import actions as reporting
from reporting.actions import ChildLineIn, LetterIn, SeizureIn
from reporting.choices import HowFound, IntakeSource, Measure, PlaceKind
from reporting.models import IntakeLine, Report, Seizure

SOON = EARLIER + timedelta(hours=3)
FACTS = RouteFacts(captured_in=True, household=Place.OURS, residence=Place.OURS, is_pupil=True)
SEIZED = ("own", "not mine", "expired", "waiting")


def build() -> World:
    """The whole county at NOW, in the present database, which holds nobody yet."""
    world = people_and_units()
    with idnumber.fictional_allowed():
        world.children = {label: child(label) for label in CHILDREN}
        with clock.at(EARLIER):
            _seizures(world)
            _intakes(world)
        with clock.at(SOON):
            _cases(world)
        with clock.at(NOW):
            duties.tick(NOW)
            _papers(world)
            _staff(world)
            together(world)
            bound(world)
            handing(world)
            exits(world)
            places(world)
            outreach(world)
            rights(world)
            asking(world)
    return world


@contextmanager
def acting(world: World, post: str, at: datetime, place: str = "home") -> Iterator[User]:
    """Whoever holds `post`, acting at `at`, and at NOW again afterwards."""
    user = world.people[place, post]
    yield world.act(user, at)
    world.act(user, NOW)


def _seizures(world: World) -> None:
    """One seizure of four children, one of the child whose file is sealed later, one not yet sent."""
    with acting(world, Post.POLICE_LIAISON, EARLIER) as liaison:
        for labels in (SEIZED, ("sealed",)):
            _log(world, liaison, labels)
        reporting.pre_report(
            by=liaison,
            captured_at=EARLIER,
            suspected_count=1,
            place_kind=PlaceKind.RENTED,
            client_id=uuid4(),
            now=EARLIER,
        )


def _log(world: World, by: User, labels: tuple[str, ...]) -> Seizure:
    return reporting.log_seizure(
        by=by,
        seizure=SeizureIn(
            captured_at=EARLIER - timedelta(hours=1),
            place_kind=PlaceKind.RENTED,
            how_found=HowFound.PATROL,
            substance=Substance.objects.order_by("name").first(),
            source_clue_asked=True,
        ),
        children=[_line_in(world, label) for label in labels],
        client_id=uuid4(),
        submit=True,
        now=EARLIER,
    )


def _line_in(world: World, label: str) -> ChildLineIn:
    return ChildLineIn(
        child=replace(world.children[label]),
        household=Place.OURS,
        residence=Place.OURS,
        measures=_mark(label),
        health_looked_at=True,
    )


def _mark(label: str) -> tuple[str, ...]:
    """Measures that only this child's line has: a line must be told from the next, and holds no name."""
    bits = CHILDREN.index(label) + 1
    return tuple(measure for number, measure in enumerate(Measure) if bits >> number & 1)


def _intakes(world: World) -> None:
    """A letter, a mandatory report, and a child that is registered in the next township already."""
    for place, label in (("near", "elsewhere"), ("home", "letter"), ("home", "elsewhere")):
        with acting(world, Post.STATION_CLERK, EARLIER, place) as clerk:
            letter = LetterIn(IntakeSource.LETTER, EARLIER, "示例县公安局", "示公〔2026〕1号")
            line = reporting.take_letter(
                by=clerk, letter=letter, child=_line_in(world, label), client_id=uuid4(), now=EARLIER
            )
            if place == "near":
                _register(clerk, line, world, label, EARLIER)
            elif label == "elsewhere":
                reporting.ask_county(by=clerk, line=line, identity=world.children[label], now=EARLIER)
    with acting(world, Post.SCHOOL_LIAISON, EARLIER) as school:
        given = replace(world.children["mandatory"], sex=Sex.MALE)
        reporting.report_mandatory(by=school, child=given, client_id=uuid4(), now=EARLIER)
    _label(world)


def _label(world: World) -> None:
    """Name each file after the child it is about; the one in the next township is nobody's object."""
    marks = {_mark(label): label for label in CHILDREN}
    for line in IntakeLine.objects.for_system("access matrix"):
        at_home = line.township == world.unit(UnitKind.STATION).township
        label = "mandatory" if line.source == IntakeSource.MANDATORY else marks[tuple(line.measures)]
        world.files[line.minor_id] = label if at_home else ""


def _register(by: User, line: IntakeLine, world: World, label: str, now: datetime) -> Case:
    return reporting.register_line(
        by=by, line=line, facts=FACTS, now=now, identity=world.children[label], other_child_reason="示例理由"
    )


def _cases(world: World) -> None:
    """Four registered children: a team of our worker and officer, none, one that is over, one sealed."""
    lines = {world.files[line.minor_id]: line for line in IntakeLine.objects.for_system("access matrix")}
    for label in ("own", "not mine", "expired", "sealed"):
        with acting(world, Post.STATION_CLERK, SOON) as clerk:
            case = _register(clerk, lines[label], world, label, SOON)
        if label != "not mine":
            _team(world, case)
        if label == "own":
            _contact(world, case)
    _expire(world, lines["expired"].minor)
    sealed = Minor.objects.for_system("access matrix").get(pk=lines["sealed"].minor_id)
    sealed.sealed_at = SOON
    sealed.save()


def _team(world: World, case: Case) -> None:
    with acting(world, Post.STATION_HEAD, SOON) as head:
        cases.appoint_team(
            by=head,
            case=case,
            community_officer=world.people["home", Post.COMMUNITY_OFFICER],
            social_worker=world.people["home", Post.SOCIAL_WORKER],
            now=SOON,
        )


def _contact(world: World, case: Case) -> None:
    with acting(world, Post.SOCIAL_WORKER, SOON) as worker:
        cases.record_contact(
            by=worker,
            case=case,
            at=SOON,
            with_whom=WithWhom.CHILD,
            channel=Channel.VISIT,
            outcome=Outcome.MET,
            note="示例：本人在家",
            next_on=clock.local_day(NOW),
            client_id=uuid4(),
            now=SOON,
        )


def _expire(world: World, minor: Minor) -> None:
    """The team's grants end, and one by approval has run out by itself."""
    with acting(world, Post.STATION_HEAD, SOON) as head:
        for post in (Post.COMMUNITY_OFFICER, Post.SOCIAL_WORKER):
            user = world.people["home", post]
            minors.end_grants(
                by=head, minor=minor, user=user, kind=GrantKind.ASSIGNMENT, reason="示例理由", now=SOON
            )
            minors.grant(
                by=head,
                minor=minor,
                user=user,
                kind=GrantKind.APPROVAL,
                fields=list(VaultPart),
                reason="示例理由",
                approver=head,
                from_at=SOON,
                until_at=SOON + timedelta(days=1),
            )


def _papers(world: World) -> None:
    """A miss explained, a number changed, an order, a problem."""
    liaison, reviewer = world.who(Post.POLICE_LIAISON), world.who(Post.COUNTY_REVIEWER)
    missed = (
        Duty.objects.overdue(NOW).filter(unit=world.unit(UnitKind.POLICE_POST)).order_by("due_at").first()
    )
    assert missed is not None
    duties.explain_miss(by=liaison, duty=missed, reason="示例：当日停电", now=NOW)
    duties.change_policy(
        by=reviewer,
        kind="case.team",
        field="due.amount",
        value=4,
        from_on=clock.local_day(NOW) + timedelta(days=3),
        reason="示例：先行试用一个季度",
        now=NOW,
    )
    reporting.issue_order(
        by=reviewer,
        to_unit=world.unit(UnitKind.POLICE_POST),
        demand="示例：请查明原因",
        basis="示例依据",
        now=NOW,
    )
    reporting.file_problem(
        by=world.who(Post.STATION_CLERK),
        to_unit=world.unit(UnitKind.TOWNSHIP),
        text="示例：人手不足",
        now=NOW,
    )
    today = clock.local_day(NOW)
    ReadingDigest.objects.create(
        unit=world.unit(UnitKind.STATION),
        audience=DigestFor.HEAD,
        week=today - timedelta(days=today.weekday() + 7),
        readings=3,
        flagged=1,
    )
    report = Report.objects.for_system("access matrix").order_by("recorded_at").first()
    assert report is not None
    reporting.sign_report(by=world.who(Post.TOWNSHIP_LEADER), report=report, now=NOW)


def _staff(world: World) -> None:
    """An appointment to confirm, and somebody away whose deputy is a colleague."""
    newcomer = User.objects.create(
        username="newcomer", name="示例职员·新", password="made-up", password_changed_at=NOW
    )
    administrator = world.who(Post.ADMINISTRATOR)
    waiting = accounts.appoint(
        by=administrator,
        user=newcomer,
        unit=world.unit(UnitKind.STATION),
        post=Post.STATION_CLERK,
        from_on=clock.local_day(NOW),
        now=NOW,
    )
    world.named["accounts.Appointment waiting"] = waiting
    head = world.who(Post.POLICE_HEAD)
    seat = Appointment.objects.get(user=world.people["home", Post.POLICE_LIAISON])
    accounts.record_absence(
        by=head,
        appointment=seat,
        deputy=world.people["home", Post.COMMUNITY_OFFICER],
        from_at=NOW + timedelta(days=20),
        until_at=NOW + timedelta(days=21),
        now=NOW,
    )
