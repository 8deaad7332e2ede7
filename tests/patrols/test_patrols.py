"""A patrol arrives whole and once: what failed becomes a finding, what is suspected a clue."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from common.errors import AlreadyArrived, DomainError
from duties.models import Duty
from patrols import actions
from patrols.choices import ClueKind
from patrols.models import Answer, Clue, Finding, Patrol, Photo, Present, Stop
from patrols.policies import MOST_PHOTOS, MOST_STOPS, PHOTO_DAYS
from tests.cast import NOW
from tests.patrols.given import a_patrol, a_picture, a_venue, seen


def test_a_patrol_keeps_stops_marks_and_who_was_there(clerk):
    venue = a_venue(clerk)
    patrol = a_patrol(clerk, seen("inside", place="男生宿舍"), seen(venue=venue))
    stops = Stop.objects.visible_to(clerk).filter(patrol=patrol)
    assert [(stop.no, stop.place, stop.venue_id) for stop in stops] == [
        (1, "男生宿舍", None),
        (2, "", venue.pk),
    ]
    assert Answer.objects.visible_to(clerk).filter(stop__in=stops).count() == 7
    assert Present.objects.visible_to(clerk).filter(patrol=patrol).count() == 2


def test_the_same_form_sent_twice_is_one_patrol(clerk):
    key = uuid4()
    first = a_patrol(clerk, seen(place="校门口", kind="outside"), client_id=key)
    second = a_patrol(clerk, seen(place="校门口", kind="outside"), client_id=key)
    assert first == second
    assert Stop.objects.visible_to(clerk).count() == 1


@pytest.mark.parametrize(
    "more",
    [
        {"note": "补充：后门也看了"},
        {"present": ["示例甲", "示例乙", "示例丙"]},
        {"skipped_because": "洪水，过不去"},
        {"period": "2026-11"},
    ],
)
def test_the_same_form_with_other_words_is_not_said_to_be_kept(clerk, more):
    key = uuid4()
    first = a_patrol(clerk, seen(place="校门口", kind="outside"), client_id=key)
    with pytest.raises(AlreadyArrived) as said:
        a_patrol(clerk, seen(place="校门口", kind="outside"), client_id=key, **more)
    assert said.value.row == first
    assert "已于" in str(said.value)
    assert Patrol.objects.visible_to(clerk).get().note == first.note


def test_the_same_form_with_another_mark_is_not_said_to_be_kept(clerk):
    key, venue = uuid4(), a_venue(clerk)
    a_patrol(clerk, seen(venue=venue), client_id=key)
    with pytest.raises(AlreadyArrived):
        a_patrol(clerk, seen(venue=venue, fail="向学生出售香烟"), client_id=key)
    assert not Finding.objects.visible_to(clerk).exists()


def test_a_number_is_told_at_the_field_it_was_typed_in(clerk):
    """Of several stops with the same fields, by the number the stop has on the page."""
    venue = a_venue(clerk)
    told = {
        "note_4": replace(seen(place="校门口", kind="outside"), no=4, note="打19900001234"),
        "place_4": replace(seen(place="校门口19900001234", kind="outside"), no=4),
    }
    failed = replace(seen(venue=venue, fail="店主电话19900001234"), no=2)
    (item,) = (key for key, mark in failed.marks.items() if mark.note)
    for field, stop in {**told, f"what_2_{item}": failed}.items():
        with pytest.raises(DomainError, match="手机号码") as said:
            a_patrol(clerk, stop)
        assert said.value.field == field
    with pytest.raises(DomainError, match="手机号码") as said:
        a_patrol(clerk, seen(place="校门口", kind="outside"), present=["示例甲", "19900001234"])
    assert said.value.field == "present"


def test_a_failed_item_is_a_finding_the_station_owes_an_order_for(clerk, station):
    venue = a_venue(clerk)
    a_patrol(clerk, seen(venue=venue, fail="向学生出售香烟"))
    finding = Finding.objects.visible_to(clerk).get()
    assert (finding.venue, finding.text, finding.found_by) == (venue, "向学生出售香烟", clerk)
    assert Duty.objects.get(kind="finding.order").unit == station


def test_what_a_village_did_may_be_entered_by_the_station(clerk, secretary):
    patrol = a_patrol(clerk, seen("outside", place="村口"), done_by=secretary)
    assert (patrol.done_by, patrol.entered_by) == (secretary, clerk)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"present": ["只有一人"]}, "present"),
        ({"present": ["同一人", "同一人"]}, "present"),
        ({"finished_at": NOW + timedelta(seconds=1)}, "finished_at"),
        ({"started_at": NOW, "finished_at": NOW - timedelta(seconds=1)}, "finished_at"),
        ({"started_at": NOW - timedelta(hours=12, seconds=1)}, "started_at"),
        ({"started_at": NOW - timedelta(days=32), "finished_at": NOW - timedelta(days=32)}, "started_at"),
    ],
)
def test_a_patrol_that_cannot_be_is_refused_whole(clerk, more, field):
    with pytest.raises(DomainError) as said:
        a_patrol(clerk, seen("outside", place="校门口"), **more)
    assert said.value.field == field
    assert not Patrol.objects.for_system("test").exists()


def test_a_failed_item_says_what_is_wrong(clerk):
    stop = seen("outside", place="校门口", fail=" ")
    with pytest.raises(DomainError, match="请写明问题"):
        a_patrol(clerk, stop)
    assert not Patrol.objects.for_system("test").exists()


def test_a_patrol_has_at_least_one_stop_and_not_a_hundred(clerk):
    with pytest.raises(DomainError, match="至少"):
        a_patrol(clerk)
    with pytest.raises(DomainError, match="最多"):
        a_patrol(clerk, *[seen("outside", place=f"第{n}处") for n in range(MOST_STOPS + 1)])


@pytest.mark.parametrize("user", ["bystander", "outsider"])
def test_a_patrol_is_seen_in_its_own_place_alone(request, clerk, secretary, user):
    a_patrol(secretary, seen("outside", place="村口"))
    assert Patrol.objects.visible_to(clerk).count() == 1
    assert not Patrol.objects.visible_to(request.getfixturevalue(user)).exists()


@pytest.mark.parametrize("user", ["leader", "auditor", "administrator", "worker"])
def test_who_does_not_patrol_writes_none(request, user):
    with pytest.raises(PermissionDenied):
        a_patrol(request.getfixturevalue(user), seen("outside", place="校门口"))


# --- pictures


@pytest.fixture
def stop(clerk) -> Stop:
    patrol = a_patrol(clerk, seen("outside", place="校门口"))
    return Stop.objects.visible_to(clerk).get(patrol=patrol)


def picture(by, stop, data, *, now=NOW, key=None) -> Photo:
    return actions.add_photo(by=by, stop=stop, data=data, now=now, client_id=key or uuid4())


def test_a_picture_loses_camera_and_position(clerk, stop):
    picture(clerk, stop, a_picture())
    kept = bytes(Photo.objects.visible_to(clerk).get().content)
    assert b"CAMERA-WORDS" in a_picture()
    assert b"CAMERA-WORDS" not in kept
    assert b"Exif" not in kept


def test_several_pictures_are_kept_together_or_not_at_all(clerk, stop):
    key, good = uuid4(), a_picture()
    with pytest.raises(DomainError, match="第2张：只收照片") as said:
        actions.add_photos(by=clerk, stop=stop, pictures=[good, b"MZ"], now=NOW, client_id=key)
    assert said.value.field == "photo"
    assert not Photo.objects.visible_to(clerk).exists()
    for _ in range(2):  # the same form again adds none
        assert len(actions.add_photos(by=clerk, stop=stop, pictures=[good] * 3, now=NOW, client_id=key)) == 3
    assert Photo.objects.visible_to(clerk).count() == 3


def test_a_picture_is_taken_back_by_who_added_it_within_days(clerk, head, stop):
    row, late = picture(clerk, stop, a_picture()), NOW + timedelta(days=PHOTO_DAYS, seconds=1)
    for by, now in ((head, NOW), (clerk, late)):
        with pytest.raises((DomainError, PermissionDenied)):
            actions.remove_photo(by=by, photo=row, now=now)
    actions.remove_photo(by=clerk, photo=row, now=late - timedelta(seconds=1))
    assert not Photo.objects.visible_to(clerk).exists()


def test_the_same_picture_sent_twice_is_one(clerk, stop):
    key = uuid4()
    assert picture(clerk, stop, a_picture(), key=key) == picture(clerk, stop, a_picture(), key=key)


@pytest.mark.parametrize("data", [b"%PDF-1.4 %%EOF", b"MZ", b""])
def test_what_is_no_picture_is_refused(clerk, stop, data):
    with pytest.raises(DomainError) as said:
        picture(clerk, stop, data)
    assert said.value.field == "photo"


def test_a_stop_holds_only_so_many_pictures(clerk, stop):
    for _ in range(MOST_PHOTOS):
        picture(clerk, stop, a_picture())
    with pytest.raises(DomainError, match="最多"):
        picture(clerk, stop, a_picture())


def test_a_picture_comes_within_a_week(clerk, stop):
    late = stop.recorded_at + timedelta(days=PHOTO_DAYS)
    assert picture(clerk, stop, a_picture(), now=late)
    with pytest.raises(DomainError, match="天内"):
        picture(clerk, stop, a_picture(), now=late + timedelta(seconds=1))


@pytest.mark.parametrize("user", ["secretary", "outsider", "county_user"])
def test_only_the_unit_that_walked_adds_a_picture(request, stop, user):
    with pytest.raises(PermissionDenied):
        picture(request.getfixturevalue(user), stop, a_picture())


# --- a suspicion warns nobody (design §6)


def test_a_suspected_item_leaves_no_trace_at_the_place(clerk, secretary, police_post):
    venue = a_venue(clerk, area=secretary.acting.unit.area)
    a_patrol(secretary, seen(venue=venue, suspicion=ClueKind.SELLING))
    assert not Finding.objects.for_system("test").exists()
    assert Answer.objects.for_system("test").filter(stop__venue=venue).count() == 2
    clue = Clue.objects.for_system("test").get()
    assert (clue.venue, clue.unit, clue.kind) == (venue, police_post, ClueKind.SELLING)
    assert not Duty.objects.filter(kind__startswith="finding").exists()


@pytest.mark.parametrize("user", ["liaison", "police_head", "clerk", "head"])
def test_police_and_station_see_the_clue(request, secretary, police_post, user):
    a_patrol(secretary, seen("outside", place="村口", suspicion=ClueKind.HARBOURING))
    assert Clue.objects.visible_to(request.getfixturevalue(user)).count() == 1


@pytest.mark.parametrize(
    "user",
    [
        "secretary",
        "school_liaison",
        "leader",
        "county_user",
        "officer",
        "worker",
        "outsider",
        "other_liaison",
    ],
)
def test_nobody_else_sees_the_clue_not_even_who_told_it(request, secretary, police_post, user):
    a_patrol(secretary, seen("outside", place="村口", suspicion=ClueKind.HARBOURING))
    assert not Clue.objects.visible_to(request.getfixturevalue(user)).exists()


def test_without_a_police_post_the_patroller_is_told_to_call(secretary):
    with pytest.raises(DomainError, match="电话"):
        a_patrol(secretary, seen("outside", place="村口", suspicion=ClueKind.OTHER))
    assert not Patrol.objects.for_system("test").exists()


def test_a_released_clue_becomes_an_ordinary_finding(secretary, liaison, station):
    a_patrol(secretary, seen("outside", place="村口", suspicion=ClueKind.OTHER))
    clue = Clue.objects.visible_to(liaison).get()
    actions.release_clue(by=liaison, clue=clue, text="货架上有三无电子烟", now=NOW)
    assert Finding.objects.visible_to(secretary).get().text == "货架上有三无电子烟"
    with pytest.raises(DomainError, match="已经放行"):
        actions.release_clue(by=liaison, clue=clue, text="再来一次", now=NOW)
