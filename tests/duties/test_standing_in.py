"""代岗: a post nobody holds is answered by its head, in the head's own name, until somebody is appointed."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts import actions as accounts
from accounts.acting import acting_choices, live_acting
from accounts.choices import Post, ReadKind
from accounts.middleware import SESSION_KEY
from accounts.models import Appointment
from accounts.permissions import may
from accounts.readlog import record
from duties import actions
from duties.models import Duty, Notice
from reporting.permissions import ReportPerm
from tests.accounts.factories import AbsenceFactory, AppointmentFactory
from tests.cast import staff
from tests.duties.factories import DUE, START, a_duty

HOUR = timedelta(hours=1)
NOW = START + HOUR


@pytest.fixture(autouse=True)
def at_now(police_post):
    police_post.opened_on = date(2027, 1, 1)
    police_post.save()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def look(client_as):
    return lambda user: client_as(user).get("/").context["page"]


def labels(lines):
    return [line.duty.label for line in lines]


def stand_in(user, post, now=NOW):
    """`user` in 代岗 for `post`, as the next request would have it."""
    found = [acting for acting in acting_choices(user, now) if acting.stands_in == post]
    if found:
        user.acting = found[0]
    return bool(found)


def leave(user, at=NOW):
    Appointment.objects.filter(user=user).update(ended_at=at)


def test_the_duties_of_a_vacant_post_show_on_the_head_s_page(look, police_head, liaison, police_post):
    a_duty(police_post)
    assert not look(police_head).vacant
    leave(liaison)
    page = look(police_head)
    assert labels(page.vacant) == ["T-1"]
    assert [(other.acting.stands_in, other.waiting) for other in page.others] == [(Post.POLICE_LIAISON, 1)]


def test_so_do_those_of_a_term_that_ran_out(look, police_head, liaison, police_post):
    a_duty(police_post, holder=liaison)
    Appointment.objects.filter(user=liaison).update(until_on=NOW.date() - timedelta(days=1))
    assert labels(look(police_head).vacant) == ["T-1"]


def test_one_tap_leads_to_the_form_in_the_vacant_post(client_as, police_head, police_post):
    duty = a_duty(police_post)
    client = client_as(police_head)
    line = client.get("/").context["page"].vacant[0]
    assert f'value="{line.switch}"' in client.get("/").content.decode()
    answer = client.post(reverse("accounts:acting_choose"), {"appointment": line.switch, "next": line.url})
    assert (answer.status_code, answer["Location"]) == (302, duty.page_url)
    assert client.session[SESSION_KEY] == line.switch
    assert client.get(reverse("reporting:declare")).status_code == 200
    assert "代岗" in client.get(reverse("accounts:acting_choose")).content.decode()


def test_the_head_in_their_own_post_still_may_not(client_as, police_head, police_post):
    assert not may(police_head, ReportPerm.DECLARE_ZERO)
    assert client_as(police_head).get(reverse("reporting:declare")).status_code == 403


def test_it_ends_with_the_next_request_once_somebody_is_appointed(police_head, police_post):
    assert stand_in(police_head, Post.POLICE_LIAISON)
    key = police_head.acting.key
    assert live_acting(police_head, key, NOW).post == Post.POLICE_LIAISON
    AppointmentFactory(unit=police_post, post=Post.POLICE_LIAISON)
    acting = live_acting(police_head, key, NOW)
    assert (acting.post, acting.is_deputy) == (Post.POLICE_HEAD, False)


def test_a_made_up_key_opens_nothing(police_head, station, police_post):
    own = str(police_head.acting.appointment.pk)
    for post, unit in [
        (Post.STATION_CLERK, station),
        (Post.STATION_CLERK, police_post),
        (Post.POLICE_HEAD, police_post),
        (Post.TOWNSHIP_LEADER, police_post),
    ]:
        assert live_acting(police_head, f"{own}:{post}:{unit.pk}", NOW).key == own


@pytest.mark.parametrize("who", ["liaison", "worker", "clerk", "leader", "county_user", "auditor"])
def test_nobody_but_the_head_stands_in(request, who, station, police_post):
    user = request.getfixturevalue(who)
    assert not [acting for acting in acting_choices(user, NOW) if acting.stands_in]


def test_the_deputy_of_a_head_does_not(worker, head, clerk):
    AbsenceFactory(
        appointment=head.acting.appointment, deputy=worker, from_at=NOW - HOUR, until_at=NOW + HOUR
    )
    leave(clerk)
    assert not [acting for acting in acting_choices(worker, NOW) if acting.stands_in]


def test_a_vacant_post_asks_no_choice_of_its_head(police_head, police_post):
    assert live_acting(police_head, None, NOW).post == Post.POLICE_HEAD


def test_the_station_s_head_stands_in_for_a_village_of_the_township(head, village, village2, secretary):
    places = {acting.unit for acting in acting_choices(head, NOW) if acting.post == Post.VILLAGE_SECRETARY}
    assert places == {village2}


def test_what_needs_a_colleague_s_files_is_shown_with_the_way_out(look, head, worker, station):
    duty = a_duty(station, kind="team", holder=worker, due_at=NOW + 9 * HOUR)
    Duty.objects.filter(pk=duty.pk).update(file=None)
    staff("worker-2", station, Post.SOCIAL_WORKER)
    leave(worker)
    line = look(head).vacant[0]
    assert (line.action, line.switch) == ("查看", "")
    assert "指派" in line.hint


def test_the_read_log_says_it_was_a_stand_in(police_head, police_post):
    stand_in(police_head, Post.POLICE_LIAISON)
    entry = record(by=police_head, kind=ReadKind.LIST, fields="code", purpose="示例", basis="示例")
    assert (entry.deputy, entry.post, entry.user_id) == (True, Post.POLICE_LIAISON, police_head.pk)


def test_notices_to_a_vacant_post_reach_the_head(everybody, liaison, police_head, police_post):
    a_duty(police_post)
    actions.tick(DUE - 4 * HOUR)
    row = Notice.objects.get()
    assert row.post == Post.POLICE_LIAISON
    police_head.act_as(police_head.acting.appointment, at=NOW)
    assert not Notice.objects.addressed_to(police_head).exists()
    leave(liaison, NOW - HOUR)
    assert Notice.objects.addressed_to(police_head).get() == row


def test_with_no_head_either_it_shows_above_with_who_must_be_appointed(look, leader, officer, police_post):
    a_duty(police_post)
    line = look(leader).unstaffed[0]
    assert (line.duty.label, line.action, line.switch) == ("T-1", "查看", "")
    assert "派出所负责人" in line.hint
    assert "县禁毒办确认" in line.hint


def test_the_message_says_who_takes_over(client_as, administrator, liaison, police_head, police_post):
    def end(user):
        url = reverse("accounts:appointment_end", args=[user.acting.appointment.pk])
        return client_as(administrator).post(url, {"reason": "示例"}, follow=True).content.decode()

    other = staff("liaison-2", police_post, Post.POLICE_LIAISON)
    assert "同岗位的其他人员" in end(liaison)
    assert "派出所负责人代岗办理" in end(other)
    assert "上一级显示" in end(police_head)


def test_a_colleague_in_the_same_post_takes_over_what_was_held(
    administrator, liaison, police_head, police_post
):
    other = staff("liaison-2", police_post, Post.POLICE_LIAISON)
    duty = a_duty(police_post, holder=liaison)
    accounts.end_appointment(by=administrator, appointment=liaison.acting.appointment, reason="示例", now=NOW)
    assert duty in Duty.objects.mine(other).open()
