"""The pages of accounts, posts, absences and units: they work, they refuse, they keep what was typed."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.choices import Post, UnitKind
from accounts.models import Absence, Appointment, Unit, User
from common import clock
from tests.accounts.factories import AbsenceFactory, AppointmentFactory, UserFactory

ADMINISTRATORS = ["account_list", "account_add", "unit_list", "unit_add"]


def page(client, name, *args):
    return client.get(reverse(f"accounts:{name}", args=args))


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("name", ADMINISTRATORS)
def test_the_administrator_opens(client_as, administrator, station, name):
    assert page(client_as(administrator), name).status_code == 200


@pytest.mark.parametrize("who", ["clerk", "head", "county_user", "auditor", "bystander"])
@pytest.mark.parametrize("name", ADMINISTRATORS)
def test_nobody_else_does(request, client_as, name, who):
    assert page(client_as(request.getfixturevalue(who)), name).status_code == 403


@pytest.mark.parametrize("name", ["account_detail", "account_deactivate", "account_reset", "appointment_add"])
@pytest.mark.parametrize(("who", "status"), [("administrator", 200), ("head", 403), ("bystander", 404)])
def test_one_account(request, client_as, clerk, name, who, status):
    assert page(client_as(request.getfixturevalue(who)), name, clerk.pk).status_code == status


def test_an_account_of_another_county_is_not_there(client_as, administrator, other_county):
    stranger = AppointmentFactory(unit=other_county, post=Post.AUDITOR).user
    assert page(client_as(administrator), "account_detail", stranger.pk).status_code == 404
    assert stranger.username not in text(page(client_as(administrator), "account_list"))


def test_a_new_account_shows_its_password_once(client_as, administrator):
    client = client_as(administrator)
    answer = client.post(reverse("accounts:account_add"), {"username": "new-one", "name": "示例·新"})
    password = re.search(r"(?:[A-Z][a-z][2-9][a-z]-?){3}", text(answer)).group()
    user = User.objects.get(username="new-one")
    assert user.check_password(password)
    assert password not in text(page(client, "account_detail", user.pk))


def test_a_rejected_account_keeps_what_was_typed(client_as, administrator, clerk):
    answer = client_as(administrator).post(
        reverse("accounts:account_add"), {"username": clerk.username, "name": "示例·别人"}
    )
    assert "已经有人使用" in text(answer)
    assert "示例·别人" in text(answer)


def test_accounts_are_found_and_paged(client_as, administrator, clerk):
    UserFactory.create_batch(60)
    client = client_as(administrator)
    first = page(client, "account_list")
    assert "下一页" in text(first)
    assert clerk.username in text(client.get(reverse("accounts:account_list"), {"q": "clerk"}))
    assert "没有这样的账号" in text(client.get(reverse("accounts:account_list"), {"q": "zzz"}))


def test_appointing_and_confirming(client_as, administrator, station, head):
    user = UserFactory()
    data = {
        "unit": station.pk,
        "post": Post.STATION_CLERK,
        "from_on": clock.local_day(clock.now()).isoformat(),
    }
    answer = client_as(administrator).post(reverse("accounts:appointment_add", args=[user.pk]), data)
    assert answer["Location"] == reverse("accounts:account_detail", args=[user.pk])
    row = Appointment.objects.get(user=user)
    client = client_as(head)
    assert user.username in text(page(client, "appointment_list"))
    client.post(reverse("accounts:appointment_confirm", args=[row.pk]))
    row.refresh_from_db()
    assert row.confirmed_by == head


def test_a_post_that_unit_does_not_have_is_said_on_the_field(client_as, administrator, station):
    data = {"unit": station.pk, "post": Post.AUDITOR, "from_on": "2026-03-02"}
    answer = client_as(administrator).post(reverse("accounts:appointment_add", args=[UserFactory().pk]), data)
    assert "没有这个职务" in text(answer)


@pytest.mark.parametrize(("who", "status"), [
    ("outsider", 404), ("other_head", 404), ("bystander", 404),
    ("clerk", 403), ("police_head", 403), ("leader", 403),
])  # fmt: skip
def test_confirming_is_refused(request, client_as, station, head, who, status):
    row = AppointmentFactory(unit=station, post=Post.SOCIAL_WORKER, pending=True)
    client = client_as(request.getfixturevalue(who))
    assert client.post(reverse("accounts:appointment_confirm", args=[row.pk])).status_code == status


def test_the_head_sees_only_what_is_theirs_to_confirm(client_as, station, police_post, head, police_head):
    mine = AppointmentFactory(unit=station, post=Post.SOCIAL_WORKER, pending=True)
    theirs = AppointmentFactory(unit=police_post, post=Post.POLICE_LIAISON, pending=True)
    shown = text(page(client_as(head), "appointment_list"))
    assert mine.user.username in shown
    assert theirs.user.username not in shown


@pytest.mark.parametrize("name", ["appointment_end", "appointment_leave"])
@pytest.mark.parametrize(
    ("who", "status"), [("head", 200), ("administrator", 200), ("clerk", 403), ("other_head", 404)]
)
def test_ending_pages(request, client_as, worker, name, who, status):
    client = client_as(request.getfixturevalue(who))
    assert page(client, name, worker.acting.appointment.pk).status_code == status


def test_ending_by_the_head(client_as, head, worker):
    row = worker.acting.appointment
    client = client_as(head)
    answer = client.post(reverse("accounts:appointment_end", args=[row.pk]), {"reason": "示例"})
    assert answer["Location"] == reverse("accounts:appointment_list")
    row.refresh_from_db()
    assert row.ended_by == head


def test_leaving_by_the_administrator(client_as, administrator, worker, clerk):
    row = worker.acting.appointment
    today = clock.local_day(clock.now())
    data = {"handed_to": clerk.pk, "handed_on": today.isoformat()}
    answer = client_as(administrator).post(reverse("accounts:appointment_leave", args=[row.pk]), data)
    assert answer["Location"] == reverse("accounts:account_detail", args=[worker.pk])
    row.refresh_from_db()
    assert (row.handed_to, row.handed_on) == (clerk, today)


def test_switching_off(client_as, administrator, clerk):
    client_as(administrator).post(reverse("accounts:account_deactivate", args=[clerk.pk]), {"reason": "示例"})
    clerk.refresh_from_db()
    assert not clerk.is_active
    assert "已停用" in text(page(client_as(administrator), "account_detail", clerk.pk))


def test_resetting(client_as, administrator, clerk):
    answer = client_as(administrator).post(reverse("accounts:account_reset", args=[clerk.pk]))
    assert "只显示这一次" in text(answer)


# --- absences


def span():
    now = clock.local(clock.now())
    later = now + timedelta(days=2)
    return {"from_at": now.strftime("%Y-%m-%dT%H:%M"), "until_at": later.strftime("%Y-%m-%dT%H:%M")}


def test_an_absence_is_entered_and_ended(client_as, clerk, worker):
    client = client_as(clerk)
    url = reverse("accounts:absence_add", args=[clerk.acting.appointment.pk])
    assert worker.username in text(client.get(url))
    assert client.post(url, {"deputy": worker.pk, **span()})["Location"] == reverse("accounts:absence_list")
    absence = Absence.objects.get()
    assert "示例" in text(page(client, "absence_list"))
    client.post(reverse("accounts:absence_end", args=[absence.pk]))
    absence.refresh_from_db()
    assert absence.ended_at is not None


def test_only_those_are_offered_who_may_stand_in(client_as, clerk, worker, bystander, leader, outsider):
    url = reverse("accounts:absence_add", args=[clerk.acting.appointment.pk])
    client = client_as(clerk)
    offered = set(client.get(url).context["form"].fields["deputy"].queryset)
    assert offered == {worker}
    assert client.post(url, {"deputy": bystander.pk, **span()}).status_code == 200
    assert not Absence.objects.exists()


def test_a_refused_absence_is_said_on_the_field(client_as, clerk, worker):
    url = reverse("accounts:absence_add", args=[clerk.acting.appointment.pk])
    times = span()
    client = client_as(clerk)
    client.post(url, {"deputy": worker.pk, **times})
    assert "已经登记过缺勤" in text(client.post(url, {"deputy": worker.pk, **times}))


@pytest.mark.parametrize("who", ["worker", "leader", "outsider", "other_head", "bystander", "administrator"])
def test_somebody_elses_absence_is_not_there(request, client_as, clerk, who):
    client = client_as(request.getfixturevalue(who))
    assert page(client, "absence_add", clerk.acting.appointment.pk).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 404), ("bystander", 404), ("head", 302), ("worker", 302)]
)
def test_who_ends_an_absence(request, client_as, clerk, worker, who, status):
    now = clock.now()
    row = AbsenceFactory(
        appointment=clerk.acting.appointment, deputy=worker, from_at=now, until_at=now + timedelta(days=1)
    )
    client = client_as(request.getfixturevalue(who))
    assert client.post(reverse("accounts:absence_end", args=[row.pk])).status_code == status


# --- units


def test_a_unit_is_added_and_closed(client_as, administrator, township):
    client = client_as(administrator)
    data = {"kind": UnitKind.VILLAGE, "name": "示例村民委员会", "area": "450225208299"}
    assert client.post(reverse("accounts:unit_add"), data)["Location"] == reverse("accounts:unit_list")
    unit = Unit.objects.get(area="450225208299")
    client.post(reverse("accounts:unit_close", args=[unit.pk]))
    unit.refresh_from_db()
    assert unit.closed_on


def test_an_unknown_code_is_said_on_the_field_and_kept(client_as, administrator):
    data = {"kind": UnitKind.VILLAGE, "name": "示例村民委员会", "area": "999"}
    answer = text(client_as(administrator).post(reverse("accounts:unit_add"), data))
    assert "位数与单位类别不符" in answer
    assert "示例村民委员会" in answer


def test_a_unit_of_another_county_is_not_there(client_as, administrator, other_county):
    assert (
        client_as(administrator).post(reverse("accounts:unit_close", args=[other_county.pk])).status_code
        == 404
    )


def test_the_hand_over_list_is_for_the_head_alone(client_as, head, administrator, worker, settings):
    settings.HANDOVER_LISTS = [f"{__name__}.codes"]
    pk = worker.acting.appointment.pk
    assert "CODE-1" in text(page(client_as(head), "appointment_leave", pk))
    assert "CODE-1" not in text(page(client_as(administrator), "appointment_leave", pk))


def codes(*, appointment, now):
    return "未完成事项", ["CODE-1"]
