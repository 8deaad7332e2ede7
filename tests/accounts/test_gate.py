"""Login, the forced change of a password, the choice of a post, and what a browser forgets."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.choices import Post
from accounts.middleware import SESSION_KEY
from common import clock
from tests.accounts.factories import AbsenceFactory, AppointmentFactory

PASSWORD = "Nur-ein-Beispiel-1"
LOGIN, TODAY, CHOOSE, CHANGE = "/accounts/login/", "/", "/accounts/acting/", "/accounts/password/change/"


@pytest.fixture
def person(clerk):
    cache.clear()
    clerk.set_password(PASSWORD)
    clerk.password_changed_at = clock.now()
    clerk.save()
    return clerk


def log_in(username, password=PASSWORD):
    client = Client()
    return client, client.post(LOGIN, {"login": username, "password": password})


def test_login_is_by_username_and_leads_to_today(person):
    client, answer = log_in("clerk")
    assert answer["Location"] == TODAY
    assert client.get(TODAY).status_code == 200


@pytest.mark.parametrize(("username", "password"), [("clerk", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_login_says_the_same_whoever_it_was(person, username, password):
    _, answer = log_in(username, password)
    assert answer.status_code == 200
    assert "账号或密码不正确" in answer.content.decode()


def test_an_account_switched_off_does_not_log_in(person):
    person.is_active = False
    person.save()
    client, _ = log_in("clerk")
    assert client.get(TODAY)["Location"].startswith(LOGIN)


@pytest.mark.parametrize(
    "url", [CHOOSE, CHANGE, "/accounts/users/", "/accounts/absences/", "/accounts/units/"]
)
def test_without_a_login_there_is_only_the_login(db, client, url):
    assert client.get(url)["Location"].startswith(LOGIN)


# --- the first password, and an old one


def test_a_first_password_is_changed_before_anything_else(person):
    person.must_change_password = True
    person.save()
    client, _ = log_in("clerk")
    assert client.get(TODAY)["Location"] == CHANGE
    assert client.get("/accounts/absences/")["Location"] == CHANGE
    assert "请先换成自己的密码" in client.get(CHANGE).content.decode()
    answer = client.post(
        CHANGE, {"oldpassword": PASSWORD, "password1": "Ganz-anders-22", "password2": "Ganz-anders-22"}
    )
    assert answer["Location"] == TODAY
    person.refresh_from_db()
    assert not person.must_change_password
    assert client.get(TODAY).status_code == 200


@pytest.mark.parametrize("password", ["kurz-1A", "alleskleinundlang", "12345678901", "Clerk-12"])
def test_a_weak_password_is_refused_in_chinese(person, password):
    client, _ = log_in("clerk")
    answer = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": password, "password2": password})
    assert answer.status_code == 200
    assert "密码" in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_password_lasts_ninety_days(person, client_as):
    person.password_changed_at = clock.now() - timedelta(days=89, hours=23)
    person.save()
    client = client_as(person)
    assert client.get(TODAY).status_code == 200
    person.password_changed_at = clock.now() - timedelta(days=90)
    person.save()
    assert client.get(TODAY)["Location"] == CHANGE
    assert "密码已到期" in client.get(CHANGE).content.decode()


def test_a_form_already_typed_is_not_dropped_by_an_old_password(person, client_as, worker):
    person.password_changed_at = clock.now() - timedelta(days=91)
    person.save()
    url = reverse("accounts:absence_add", args=[person.acting.appointment.pk])
    now = clock.local(clock.now())
    data = {
        "deputy": worker.pk,
        "from_at": now.strftime("%Y-%m-%dT%H:%M"),
        "until_at": (now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
    }
    assert client_as(person).post(url, data)["Location"] == reverse("accounts:absence_list")


def test_the_demo_password_does_not_age(person, client_as, settings):
    settings.DEMO = True
    person.password_changed_at = clock.now() - timedelta(days=1000)
    person.save()
    assert client_as(person).get(TODAY).status_code == 200


# --- the choice of a post


@pytest.fixture
def both(leader, station):
    """办公室主任由政法委员兼任."""
    AppointmentFactory(user=leader, unit=station, post=Post.STATION_HEAD)
    leader.acting = None
    return leader


def test_several_posts_are_chosen_from_first(both, client_as):
    client = client_as(both)
    assert client.get("/inbox/")["Location"] == f"{CHOOSE}?next=%2Finbox%2F"
    page = client.get(f"{CHOOSE}?next=/inbox/").content.decode()
    assert "办公室主任" in page
    assert "乡党政领导" in page


def test_the_choice_is_kept_and_can_be_changed(both, client_as):
    client = client_as(both)
    for appointment in both.appointments.all():
        answer = client.post(CHOOSE, {"appointment": appointment.pk, "next": "/inbox/"})
        assert answer["Location"] == "/inbox/"
        assert client.session[SESSION_KEY] == str(appointment.pk)
        assert appointment.get_post_display() in client.get(TODAY).content.decode()


def test_somebody_elses_post_is_not_chosen(both, clerk, client_as):
    client = client_as(both)
    assert client.post(CHOOSE, {"appointment": clerk.acting.appointment.pk}).status_code == 200
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("url", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_the_choice_leads_to_no_other_site(both, client_as, url):
    client = client_as(both)
    appointment = both.appointments.first()
    assert client.post(CHOOSE, {"appointment": appointment.pk, "next": url})["Location"] == TODAY


def test_a_deputy_chooses_between_the_own_post_and_the_covered_one(clerk, worker, client_as):
    now = clock.now()
    AbsenceFactory(
        appointment=clerk.acting.appointment,
        deputy=worker,
        from_at=now - timedelta(hours=1),
        until_at=now + timedelta(hours=1),
    )
    worker.acting = None
    assert "代理至" in client_as(worker).get(CHOOSE).content.decode()


def test_a_post_that_ended_a_second_ago_is_gone(clerk, client_as):
    client = client_as(clerk)
    assert client.get(TODAY).status_code == 200
    clerk.appointments.update(ended_at=clock.now())
    assert client.get(TODAY)["Location"] == f"{CHOOSE}?next=%2F"
    assert "还没有生效的岗位" in client.get(CHOOSE).content.decode()


# --- what stays in the browser


@pytest.mark.parametrize("url", [TODAY, CHOOSE, CHANGE, "/accounts/absences/", "/accounts/nothing/"])
def test_no_page_is_kept(clerk, client_as, url):
    assert client_as(clerk).get(url)["Cache-Control"] == "no-store"


def test_logout_ends_the_session_and_clears_the_browser(clerk, client_as):
    client = client_as(clerk)
    answer = client.post("/accounts/logout/")
    assert answer["Location"] == LOGIN
    assert '"storage"' in answer["Clear-Site-Data"]
    assert client.get(TODAY)["Location"].startswith(LOGIN)


def test_asking_about_logout_clears_nothing(clerk, client_as):
    assert "Clear-Site-Data" not in client_as(clerk).get("/accounts/logout/")


# --- too many wrong passwords


def test_the_fifth_wrong_password_locks_the_account_and_says_so(person):
    for _ in range(4):
        assert log_in("clerk", "wrong")[1].status_code == 200
    _, answer = log_in("clerk", "wrong")
    assert answer.status_code == 429
    assert "锁定" in answer.content.decode()
    assert log_in("clerk")[1].status_code == 429


def test_a_lock_holds_one_account_only(person, head):
    head.set_password(PASSWORD)
    head.save()
    for _ in range(5):
        log_in("clerk", "wrong")
    assert log_in("head")[1]["Location"] == TODAY
