"""What an action is told of lies where its actor is: right post, wrong place; and right place, wrong post."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from common.errors import DomainError
from patrols import actions
from patrols.choices import ClueKind, ClueSource
from patrols.models import Clue, Finding, Patrol, PlanRule
from tests.accounts.factories import UnitFactory
from tests.cast import NOW, staff
from tests.patrols.given import WEEKLY, a_patrol, a_plan, a_term, a_venue, seen


def nothing_written() -> bool:
    return not Patrol.objects.for_system("test").exists() and not Clue.objects.for_system("test").exists()


@pytest.fixture
def rule(school_liaison, head, school) -> PlanRule:
    plan = a_plan(school_liaison, a_term(school_liaison, school), approved_by=head)
    return PlanRule.objects.for_system("test").get(plan=plan)


# --- right post, wrong place


@pytest.mark.parametrize("user", ["outsider", "bystander", "school_liaison"])
def test_nobody_checks_a_venue_of_another_place(request, clerk, village, user):
    venue = a_venue(clerk, area=village.area)
    with pytest.raises(PermissionDenied):
        a_patrol(request.getfixturevalue(user), seen(venue=venue))
    assert nothing_written()


def test_one_venue_elsewhere_refuses_the_whole_patrol(secretary, clerk, village, village2):
    here, there = a_venue(clerk, area=village.area), a_venue(clerk, area=village2.area)
    with pytest.raises(PermissionDenied):
        a_patrol(secretary, seen(venue=here), seen(venue=there))
    assert nothing_written()


@pytest.mark.parametrize("user", ["outsider", "secretary", "bystander"])
def test_nobody_writes_a_patrol_into_another_place(request, other_township, township, user):
    by = request.getfixturevalue(user)
    elsewhere = township.area if user == "outsider" else other_township.area
    with pytest.raises(PermissionDenied):
        a_patrol(by, seen("outside", place="路口"), area=elsewhere)
    assert nothing_written()


def test_a_village_speaks_of_itself_and_not_of_the_township(secretary, township):
    with pytest.raises(PermissionDenied):
        a_patrol(secretary, seen("outside", place="路口"), area=township.area)
    assert nothing_written()


def test_a_school_speaks_of_itself_alone(school_liaison, township):
    other = UnitFactory(kind="school", area=township.area, name="示例第二小学")
    for campus in (other, None):
        with pytest.raises(PermissionDenied):
            a_patrol(school_liaison, seen("inside", place="宿舍"), campus=campus)
    assert nothing_written()


def test_a_school_of_another_township_is_no_place_of_this_one(clerk, other_township):
    elsewhere = UnitFactory(kind="school", area=other_township.area)
    with pytest.raises(PermissionDenied):
        a_patrol(clerk, seen("outside", place="路口"), campus=elsewhere)
    assert nothing_written()


@pytest.mark.parametrize("user", ["outsider", "secretary"])
def test_a_line_of_a_plan_is_walked_by_who_sees_it(request, rule, school, user):
    with pytest.raises(PermissionDenied):
        a_patrol(request.getfixturevalue(user), seen("inside", place="男生宿舍"), campus=school, rule=rule)
    assert nothing_written()


def test_a_line_of_a_plan_is_walked_where_it_says(clerk, rule):
    with pytest.raises(PermissionDenied):
        a_patrol(clerk, seen("inside", place="男生宿舍"), campus=None, rule=rule)
    assert nothing_written()


def test_nobody_elses_walk_is_written_down(clerk, secretary, outsider, auditor):
    for by, walker in ((clerk, outsider), (clerk, auditor), (secretary, clerk)):
        with pytest.raises(PermissionDenied):
            a_patrol(by, seen("outside", place="路口"), done_by=walker)
    assert nothing_written()


def test_nobody_elses_second_look_is_written_down(clerk, outsider):
    a_patrol(clerk, seen(venue=a_venue(clerk), fail="向学生出售香烟"))
    finding = Finding.objects.visible_to(clerk).get()
    with pytest.raises(PermissionDenied):
        actions.recheck(
            by=clerk,
            finding=finding,
            done_by=outsider,
            at=NOW,
            passed=True,
            note="",
            now=NOW,
            client_id=uuid4(),
        )


def tell(by, **more) -> Clue:
    values = {
        "source": ClueSource.TOLD,
        "kind": ClueKind.SELLING,
        "area": by.acting.unit.area,
        "text": "有人兜售",
    }
    return actions.tell_clue(by=by, now=NOW, client_id=uuid4(), **values | more)


@pytest.mark.parametrize("user", ["clerk", "liaison"])
def test_a_clue_is_told_of_the_own_place(
    request, user, police_post, other_police_post, other_township, outsider
):
    by = request.getfixturevalue(user)
    with pytest.raises(PermissionDenied):
        tell(by, area=other_township.area)
    with pytest.raises(PermissionDenied):
        tell(by, venue=a_venue(outsider))
    assert nothing_written()


def test_a_venue_says_itself_where_it_lies(clerk, police_post, village):
    clue = tell(clerk, venue=a_venue(clerk, area=village.area))
    assert (clue.area, clue.unit) == (village.area, police_post)


def test_a_plan_names_a_village_of_its_township(school_liaison, school, station, other_township):
    term = a_term(school_liaison, school)
    for unit in (None, station, UnitFactory(kind="village", area=f"{other_township.area}201")):
        line = replace(WEEKLY, post="village_secretary", village=unit)
        with pytest.raises(DomainError, match="哪个村"):
            a_plan(school_liaison, term, line)


# --- the same on the pages: 404 for what is elsewhere, 403 for what the post may not


def test_a_page_of_another_place_is_not_there(client_as, clerk, outsider, rule, school):
    venue = a_venue(clerk)
    client = client_as(outsider)
    for name, pk in (("venue_check", venue.pk), ("school_patrol", school.pk), ("round_add", rule.pk)):
        assert client.get(reverse(f"patrols:{name}", args=[pk])).status_code == 404
        assert client.post(reverse(f"patrols:{name}", args=[pk]), {}).status_code == 404


def test_a_post_that_does_not_walk_is_refused(client_as, clerk, leader, rule, school):
    venue = a_venue(clerk)
    client = client_as(leader)
    for name, pk in (("venue_check", venue.pk), ("school_patrol", school.pk), ("round_add", rule.pk)):
        assert client.get(reverse(f"patrols:{name}", args=[pk])).status_code == 403
    assert client.get(reverse("patrols:clue_add")).status_code == 403


# --- what a school sees (ADR 052)


def test_a_school_sees_itself_and_what_is_around_it_whoever_looked(
    client_as, clerk, school_liaison, school, station
):
    other = UnitFactory(kind="school", area=station.area, name="示例第二小学")
    near, far = (
        a_venue(clerk, campus=school, name="校门口小卖部"),
        a_venue(clerk, campus=other, name="另校小卖部"),
    )
    mine = a_patrol(clerk, seen(venue=near), campus=school)
    theirs = a_patrol(clerk, seen(venue=far), campus=other)
    page = client_as(school_liaison).get(reverse("patrols:patrol_list")).content.decode()
    assert str(mine.pk) in page
    assert str(theirs.pk) not in page
    for venue, status in ((near, 200), (far, 404)):
        url = reverse("patrols:venue_detail", args=[venue.pk])
        assert client_as(school_liaison).get(url).status_code == status


def test_a_way_around_the_township_is_no_page_of_a_school(client_as, clerk, school_liaison, school):
    """What was found near the school is its business, not where else the clerk went that day."""
    patrol = a_patrol(clerk, seen(venue=a_venue(clerk, campus=school), fail="向学生出售香烟"))
    finding = Finding.objects.visible_to(school_liaison).get()
    page = (
        client_as(school_liaison).get(reverse("patrols:finding_detail", args=[finding.pk])).content.decode()
    )
    way = reverse("patrols:patrol_detail", args=[patrol.pk])
    assert way not in page
    assert client_as(school_liaison).get(way).status_code == 404
    assert way in client_as(clerk).get(reverse("patrols:finding_detail", args=[finding.pk])).content.decode()


def test_a_colleague_may_have_walked_what_the_clerk_writes_down(clerk, village):
    other = staff("second-secretary", village, "village_secretary")
    assert a_patrol(clerk, seen("outside", place="路口"), done_by=other).done_by == other
