"""Order → day → re-check → closed, with clocks that a new order starts anew and no order takes back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from common import clock
from common.errors import DomainError
from duties.models import Duty
from patrols import actions
from patrols.models import Finding, FixOrder
from patrols.policies import FIX_MOST_DAYS, RECHECK_DAYS
from tests.cast import NOW
from tests.patrols.given import a_patrol, a_venue, seen

TODAY = clock.local_day(NOW)


@pytest.fixture
def finding(clerk) -> Finding:
    a_patrol(clerk, seen(venue=a_venue(clerk), fail="向学生出售香烟"))
    return Finding.objects.visible_to(clerk).get()


def order(by, finding, *, days=7, now=NOW, **more) -> FixOrder:
    values = {"to_whom": "店主", "demand": "停止出售，张贴标志", "client_id": uuid4()}
    return actions.order_fix(
        by=by, finding=finding, fix_by=clock.local_day(now) + timedelta(days=days), now=now, **values | more
    )


def check(by, finding, *, passed=True, now=NOW, **more):
    values = {"done_by": by, "at": now, "note": "" if passed else "仍在出售", "client_id": uuid4()}
    return actions.recheck(by=by, finding=finding, passed=passed, now=now, **values | more)


def duty(kind: str, **more) -> Duty:
    return Duty.objects.filter(kind=kind, **more).latest("started_at")


def test_an_order_has_the_next_number_of_the_year(clerk, finding):
    a_patrol(clerk, seen("outside", place="校门口", fail="有人兜售"))
    other = Finding.objects.visible_to(clerk).exclude(pk=finding.pk).get()
    assert order(clerk, finding).number == "责改〔2026〕1号"
    assert order(clerk, other).number == "责改〔2026〕2号"


def test_an_order_meets_its_duty_and_starts_two_clocks(clerk, finding):
    order(clerk, finding, days=7)
    assert duty("finding.order").met_at == NOW
    last = clock.end_of_day(TODAY + timedelta(days=7))
    assert duty("finding.fix").due_at == last
    assert duty("finding.recheck").due_at == last + timedelta(days=RECHECK_DAYS)


def test_a_recheck_that_passes_closes_everything(clerk, finding):
    order(clerk, finding)
    later = NOW + timedelta(days=3)
    check(clerk, finding, now=later)
    assert (duty("finding.fix").met_at, duty("finding.recheck").met_at) == (later, later)
    with pytest.raises(DomainError, match="已经整改合格"):
        check(clerk, finding, now=later)


def test_a_recheck_that_fails_asks_for_a_new_order_and_keeps_the_clock(clerk, finding):
    order(clerk, finding)
    later = NOW + timedelta(days=3)
    check(clerk, finding, passed=False, now=later)
    assert duty("finding.recheck").met_at == later
    assert duty("finding.fix").met_at is None
    assert duty("finding.order").met_at is None
    order(clerk, finding, now=later + timedelta(hours=1))
    check(clerk, finding, now=later + timedelta(days=1))
    assert duty("finding.fix").met_at == later + timedelta(days=1)


@pytest.mark.parametrize("days", [-1, FIX_MOST_DAYS + 1])
def test_a_last_day_in_the_past_or_far_ahead_is_refused(clerk, finding, days):
    with pytest.raises(DomainError) as said:
        order(clerk, finding, days=days)
    assert said.value.field == "fix_by"


@pytest.mark.parametrize("days", [0, FIX_MOST_DAYS])
def test_today_and_the_last_day_allowed_are_taken(clerk, finding, days):
    assert order(clerk, finding, days=days)


def test_the_same_order_sent_twice_is_one_number(clerk, finding):
    key = uuid4()
    assert order(clerk, finding, client_id=key) == order(clerk, finding, client_id=key)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"at": NOW - timedelta(minutes=1)}, "之后"),
        ({"at": NOW + timedelta(seconds=1)}, "之后"),
        ({"passed": False, "note": " "}, "还差什么"),
    ],
)
def test_a_recheck_that_cannot_be_is_refused(clerk, finding, more, said):
    order(clerk, finding)
    with pytest.raises(DomainError, match=said):
        check(clerk, finding, **more)


def test_there_is_no_recheck_before_an_order(clerk, finding):
    with pytest.raises(DomainError, match="先下达"):
        check(clerk, finding)


def test_a_finding_that_was_none_is_withdrawn_with_a_reason(clerk, finding):
    actions.withdraw_finding(by=clerk, finding=finding, reason="当日已核实为误记", now=NOW)
    assert duty("finding.order").voided_at == NOW
    with pytest.raises(DomainError, match="已经撤销"):
        order(clerk, finding)


@pytest.mark.parametrize("user", ["secretary", "school_liaison", "leader", "county_user", "outsider"])
def test_only_the_station_of_the_place_orders(request, finding, user):
    with pytest.raises(PermissionDenied):
        order(request.getfixturevalue(user), finding)


def test_a_thing_mended_ends_every_clock_of_every_order(clerk, finding):
    """Whichever order is the last: nothing of a closed finding stays on anybody's page."""
    order(clerk, finding, days=1)
    late = NOW + timedelta(days=3)
    check(clerk, finding, passed=False, now=late)
    order(clerk, finding, days=5, now=late)
    done = late + timedelta(days=1)
    check(clerk, finding, now=done)
    assert not Duty.objects.filter(subject=finding.pk).open().exists()
    first, second = Duty.objects.filter(kind="finding.fix").order_by("started_at")
    assert (first.met_at, second.met_at) == (done, done)
    assert [duty.pk for duty in Duty.objects.missed(done).filter(kind="finding.fix")] == [first.pk]


def test_a_new_order_takes_the_place_of_one_that_still_runs(clerk, finding):
    order(clerk, finding, days=5)
    later = NOW + timedelta(days=1)
    order(clerk, finding, days=9, now=later)
    assert [
        (one.voided_at, one.period) for one in Duty.objects.filter(kind="finding.fix").order_by("due_at")
    ] == [
        (later, "2026-1"),
        (None, "2026-2"),
    ]


def test_a_second_look_that_passes_asks_for_no_order(clerk, finding):
    order(clerk, finding)
    check(clerk, finding, passed=False, now=NOW + timedelta(days=1))
    check(clerk, finding, now=NOW + timedelta(days=2))
    assert not Duty.objects.filter(subject=finding.pk).open().exists()
