"""An event arrives whole and once, at one's own place, and its pictures after it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from common.errors import AlreadyArrived, DomainError
from outreach import actions
from outreach.choices import Audience, Setting
from outreach.models import Event, EventPhoto, Reach
from outreach.policies import BACK_DAYS, MOST_PEOPLE, MOST_PHOTOS, PHOTO_DAYS
from tests.cast import NOW
from tests.outreach.given import a_care_round, a_parents_meeting, an_event
from tests.patrols.given import a_picture


def test_an_event_keeps_whom_it_reached_and_leaves_out_whom_it_did_not(secretary, village):
    event = an_event(secretary, village, reach={Audience.IDLE: 12, Audience.PARENT: 0, Audience.OTHER: 40})
    rows = Reach.objects.visible_to(secretary).filter(event=event)
    assert set(rows.values_list("audience", "people")) == {("idle", 12), ("other", 40)}
    assert (event.unit, event.area, event.campus) == (village, village.area, None)


def test_the_same_form_sent_twice_is_one_event(secretary, village):
    key = uuid4()
    assert an_event(secretary, village, client_id=key) == an_event(secretary, village, client_id=key)
    assert Reach.objects.for_system("test").count() == 1


def test_the_same_form_with_other_words_is_not_said_to_be_kept(secretary, village):
    key = uuid4()
    first = an_event(secretary, village, client_id=key)
    with pytest.raises(AlreadyArrived) as said:
        an_event(secretary, village, client_id=key, note="补充：发了折页")
    assert said.value.row == first


def test_a_round_and_a_meeting_with_other_words_are_not_said_to_be_kept(clerk, village, school):
    care, family = uuid4(), uuid4()
    a_care_round(clerk, village, client_id=care)
    a_parents_meeting(clerk, school, client_id=family)
    assert a_care_round(clerk, village, client_id=care)
    assert a_parents_meeting(clerk, school, client_id=family)
    with pytest.raises(AlreadyArrived):
        a_care_round(clerk, village, client_id=care, seen=4)
    with pytest.raises(AlreadyArrived):
        a_parents_meeting(clerk, school, client_id=family, reached=30)


def test_what_a_village_did_may_be_entered_by_the_station(clerk, secretary, village):
    event = an_event(clerk, village, done_by=secretary)
    assert (event.done_by, event.entered_by, event.unit) == (secretary, clerk, village)


def test_nobody_is_named_for_another_village_where_they_would_not_see_it(
    clerk, secretary, village2, school, head, outsider
):
    for place in (village2, school):
        with pytest.raises(DomainError, match="不在这个村") as said:
            an_event(clerk, place, done_by=secretary)
        assert said.value.field == "done_by"
    assert an_event(clerk, village2, done_by=head)
    with pytest.raises(PermissionDenied):
        an_event(clerk, village2, done_by=outsider)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"held_at": NOW + timedelta(seconds=1), "now": NOW}, "held_at"),
        ({"held_at": NOW - timedelta(days=BACK_DAYS, seconds=1), "now": NOW}, "held_at"),
        ({"setting": Setting.SCHOOL}, "place"),
        ({"reach": {Audience.IDLE: 0}}, "reach_pupil"),
        ({"reach": {Audience.IDLE: MOST_PEOPLE + 1}}, "reach_idle"),
        ({"note": "姓名：王小明"}, "note"),
        ({"topic": "王小明同学家访"}, "topic"),
    ],
)
def test_an_event_that_cannot_be_is_refused_whole(secretary, village, more, field):
    with pytest.raises(DomainError) as said:
        an_event(secretary, village, **more)
    assert said.value.field == field
    assert not Event.objects.for_system("test").exists()


def test_an_event_of_the_last_day_that_may_be_entered_is_taken(secretary, village):
    assert an_event(secretary, village, held_at=NOW - timedelta(days=BACK_DAYS), now=NOW)


def test_an_event_of_the_whole_township_is_at_no_village(clerk, township):
    assert an_event(clerk, township).area == township.area


@pytest.mark.parametrize("user", ["bystander", "outsider", "school_liaison"])
def test_nobody_writes_for_somebody_elses_place(request, village, user):
    with pytest.raises(PermissionDenied):
        an_event(request.getfixturevalue(user), village)


@pytest.mark.parametrize("user", ["leader", "county_user", "liaison", "worker", "officer", "auditor"])
def test_who_does_no_outreach_writes_none(request, village, user):
    with pytest.raises(PermissionDenied):
        an_event(request.getfixturevalue(user), village)


@pytest.mark.parametrize(
    ("user", "sees"),
    [
        ("secretary", 1),
        ("clerk", 1),
        ("leader", 1),
        ("county_user", 1),
        ("bystander", 0),
        ("outsider", 0),
        ("school_liaison", 0),
        ("liaison", 0),
        ("worker", 0),
    ],
)
def test_an_event_is_seen_at_its_place_and_above(request, secretary, village, user, sees):
    an_event(secretary, village)
    seen = Event.objects.visible_to(request.getfixturevalue(user))
    assert seen.count() == sees
    assert Reach.objects.visible_to(request.getfixturevalue(user)).count() == sees


# --- pictures


@pytest.fixture
def event(secretary, village):
    return an_event(secretary, village)


def picture(by, event, data=None, *, now=NOW, key=None):
    data = a_picture() if data is None else data
    return actions.add_photo(by=by, event=event, data=data, now=now, client_id=key or uuid4())


def test_a_picture_loses_camera_and_position(secretary, event):
    kept = bytes(picture(secretary, event).content)
    assert b"CAMERA-WORDS" in a_picture()
    assert b"CAMERA-WORDS" not in kept


def test_the_same_picture_sent_twice_is_one(secretary, event):
    key = uuid4()
    assert picture(secretary, event, key=key) == picture(secretary, event, key=key)
    assert EventPhoto.objects.for_system("test").count() == 1


@pytest.mark.parametrize("data", [b"%PDF-1.4 %%EOF", b"MZ", b""])
def test_what_is_no_picture_is_refused(secretary, event, data):
    with pytest.raises(DomainError) as said:
        picture(secretary, event, data)
    assert said.value.field == "photo"


def test_an_event_holds_only_so_many_pictures_and_only_for_a_week(secretary, event):
    late = event.recorded_at + timedelta(days=PHOTO_DAYS)
    with pytest.raises(DomainError, match="天内"):
        picture(secretary, event, now=late + timedelta(seconds=1))
    for _ in range(MOST_PHOTOS):
        picture(secretary, event, now=late)
    with pytest.raises(DomainError, match="最多"):
        picture(secretary, event)


@pytest.mark.parametrize("user", ["clerk", "outsider", "leader"])
def test_only_whose_event_it_is_adds_a_picture(request, event, user):
    with pytest.raises(PermissionDenied):
        picture(request.getfixturevalue(user), event)
