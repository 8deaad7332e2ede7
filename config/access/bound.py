"""What a decision asks of a child in the made-up county: tests, refusals, leave, and leaving without it."""

from datetime import timedelta

from accounts.choices import Post
from accounts.models import User
from cases.choices import DecisionKind
from cases.models import (
    Case,
    DrugTest,
    Kit,
    Leave,
    LeaveExtension,
    Measure,
    OffsiteTest,
    RefusedTest,
    UnauthorisedLeave,
)
from cases.testwords import Avoidance, Company, LeaveReason, Method, Purpose, Specimen, TakenWhere
from common import clock
from config.access.world import NOW, World
from minors.choices import Track


def bound(world: World) -> None:
    """One row of each kind for each child with an open case at home; the engine has ticked before."""
    worker, officer = world.who(Post.SOCIAL_WORKER), world.who(Post.COMMUNITY_OFFICER)
    head = world.who(Post.STATION_HEAD)
    _kit(world.who(Post.STATION_CLERK))
    for case in Case.objects.visible_to(head).open().filter(minor__in=list(world.files)):
        measure = _measure(case, worker)
        _tests(case, measure, worker, officer)
        _leave(case, measure, worker)


def _measure(case: Case, by: User) -> Measure:
    today = clock.local_day(NOW)
    return Measure.objects.create(
        case=case,
        track=Track.COMMUNITY_DETOX,
        kind=DecisionKind.DETOX,
        number="示例决字1号",
        organ="示例公安机关",
        decided_on=today,
        served_on=today,
        addicted_on=today,
        term_months=36,
        by=by,
        at=NOW,
    )


def _kit(by: User) -> None:
    assert by.acting is not None
    given = {"name": "示例检测板", "lot": "示例批号", "specimen": Specimen.URINE}
    Kit.objects.create(unit=by.acting.unit, by=by, **given)


def _tests(case: Case, measure: Measure, by: User, second: User) -> None:
    today = clock.local_day(NOW)
    DrugTest.objects.create(
        case=case,
        purpose=Purpose.VOLUNTARY,
        at=NOW,
        specimen=Specimen.URINE,
        method=Method.LAB,
        place=TakenWhere.STATION,
        lab="示例检测所",
        taken_by=by,
        second_by=second,
        child_signed=True,
        guardian_signed=True,
    )
    RefusedTest.objects.create(
        case=case,
        measure=measure,
        at=NOW,
        how=Avoidance.values[0],
        note="示例：没有来",
        by=by,
        witness=second,
    )
    OffsiteTest.objects.create(
        case=case,
        place="示例县",
        from_on=today,
        until_on=today,
        reason="示例：探亲",
        asked_by=by,
        asked_at=NOW,
    )


def _leave(case: Case, measure: Measure, by: User) -> None:
    today = clock.local_day(NOW)
    leave = Leave.objects.create(
        case=case,
        measure=measure,
        from_on=today,
        until_on=today + timedelta(days=1),
        place="示例县",
        reason=LeaveReason.values[0],
        company=Company.values[0],
        asked_by=by,
        asked_at=NOW,
    )
    LeaveExtension.objects.create(
        case=case,
        leave=leave,
        until_on=today + timedelta(days=2),
        note="示例：多住一天",
        asked_by=by,
        asked_at=NOW,
    )
    UnauthorisedLeave.objects.create(
        case=case, measure=measure, left_on=today - timedelta(days=2), noticed="示例：家访得知", by=by, at=NOW
    )
