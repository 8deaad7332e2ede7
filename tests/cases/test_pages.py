"""What every page of a case refuses, shows and hides."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions import draw_sample, propose_team
from common import clock
from duties import actions as duties
from tests.cases.factories import in_care, open_case
from tests.cases.year import a_year
from tests.cast import NOW
from tests.minors.factories import child_in, registered, seal

PAGES = ["case_detail", "team_propose", "contact_add", "residence_verify", "station_contact", "route_change"]

pytestmark = pytest.mark.usefixtures("a_day_later")


def url(name, case):
    return reverse(f"cases:{name}", args=[case.pk])


@pytest.mark.parametrize("name", PAGES)
def test_the_clerk_opens_every_page_and_sees_a_code(name, clerk, station, client_as):
    child = child_in()
    case = open_case(clerk, station, minor=registered(clerk, station, child=child))
    page = client_as(clerk).get(url(name, case))
    text = page.content.decode()
    assert page.status_code == 200
    assert case.minor.code in text
    for private in (child.name, child.id_number, child.phone, child.school, child.guardian_name):
        assert private not in text


@pytest.mark.parametrize("name", PAGES)
def test_elsewhere_sealed_and_never_existing_are_the_same_404(name, clerk, outsider, station, client_as):
    case, sealed = open_case(clerk, station), open_case(clerk, station)
    seal(sealed.minor)
    client = client_as(outsider)
    answers = {client.get(url(name, case)).content, client.get(url(name, sealed)).content}
    case.pk = "00000000-0000-4000-8000-000000000000"
    missing = client.get(url(name, case))
    assert missing.status_code == 404
    assert answers == {missing.content}
    assert client_as(clerk).get(url(name, sealed)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_in_place_without_the_post_is_403(name, liaison, clerk, head, station, client_as):
    minor = registered(clerk, station)
    minor.intake_unit = liaison.acting.unit
    minor.save()
    case = open_case(clerk, station, minor=minor)
    assert client_as(liaison).get(url(name, case)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_bystanders_find_nothing_and_strangers_log_in(
    name, bystander, leader, auditor, clerk, station, client_as, client
):
    case = open_case(clerk, station)
    for user in (bystander, leader, auditor):
        assert client_as(user).get(url(name, case)).status_code == 404
    assert client.get(url(name, case)).status_code == 302


def test_a_worker_opens_what_is_theirs(worker, officer, clerk, head, station, client_as):
    mine, other = in_care(clerk, head, officer, worker), open_case(clerk, station)
    client = client_as(worker)
    assert client.get(url("case_detail", mine)).status_code == 200
    assert client.get(url("contact_add", mine)).status_code == 200
    assert client.get(url("route_change", mine)).status_code == 403
    assert client.get(url("case_detail", other)).status_code == 404


def test_a_duty_is_a_link_only_for_whoever_owes_it(clerk, county_user, station, client_as):
    case = open_case(clerk, station)
    draw_sample(by=county_user, station=station, size=1, now=NOW)
    for user, links in ((clerk, True), (county_user, False)):
        browser = client_as(user)
        for page in (LIST, url("case_detail", case)):
            text = browser.get(page).content.decode()
            assert "落实社区民警和禁毒社工" in text
            assert (f'href="{url("team_propose", case)}"' in text) is links


def primary_buttons(text):
    return re.findall(r"<button[^>]*btn-primary[^>]*>(?:<svg.*?</svg>)?([^<]*)<", text, re.DOTALL)


def test_the_head_has_one_thing_to_press_on_an_open_proposal(
    clerk, head, officer, worker, station, client_as
):
    case = open_case(clerk, station)
    page = url("team_propose", case)
    assert primary_buttons(client_as(head).get(page).text) == ["指定并确认"]
    propose_team(by=clerk, case=case, community_officer=officer, social_worker=worker, now=NOW)
    text = client_as(head).get(page).text
    assert primary_buttons(text) == ["确认"]
    assert re.search(
        r"<details class=\"q-group\">\s*<summary>另行指定</summary>.*指定并确认", text, re.DOTALL
    )
    assert primary_buttons(client_as(clerk).get(page).text) == ["提名"]


def test_the_fold_is_open_where_something_must_be_put_right(clerk, head, officer, worker, station, client_as):
    case = open_case(clerk, station)
    propose_team(by=clerk, case=case, community_officer=officer, social_worker=worker, now=NOW)
    text = client_as(head).post(url("team_propose", case), {"social_worker": "x"}).text
    assert re.search(r'<details class="q-group" open>\s*<summary>另行指定', text)


# --- the list


LIST = reverse("cases:case_list")


def test_the_list_shows_codes_team_and_deadline(clerk, head, officer, worker, client_as):
    case = in_care(clerk, head, officer, worker)
    text = client_as(clerk).get(LIST).content.decode()
    for shown in (case.minor.code, officer.name, worker.name, "首次走访", "本辖区在校学生"):
        assert shown in text


def test_own_township_own_cases_and_nobody_elses(
    clerk, head, officer, worker, outsider, county_user, station, client_as
):
    mine, other = in_care(clerk, head, officer, worker), open_case(clerk, station)
    for user, sees in (
        (clerk, {mine, other}),
        (county_user, {mine, other}),
        (worker, {mine}),
        (outsider, set()),
    ):
        text = client_as(user).get(LIST).content.decode()
        assert {case for case in (mine, other) if case.minor.code in text} == sees


def test_a_code_is_found_however_it_is_typed(clerk, station, client_as):
    case, other = open_case(clerk, station), open_case(clerk, station)
    text = client_as(clerk).get(LIST, {"q": case.minor.code.lower().replace("-", " ")}).content.decode()
    assert url("case_detail", case) in text
    assert url("case_detail", other) not in text


def test_the_list_by_status(clerk, head, officer, worker, station, client_as):
    mine, other = in_care(clerk, head, officer, worker), open_case(clerk, station)
    text = client_as(clerk).get(LIST, {"status": "in_care"}).content.decode()
    assert mine.minor.code in text
    assert other.minor.code not in text


def test_no_filter_of_the_address_reaches_the_database(clerk, station, client_as):
    case = open_case(clerk, station)
    page = client_as(clerk).get(LIST, {"status": "x", "after": "y", "minor__birth_year": "1", "id": case.pk})
    assert case.minor.code in page.content.decode()


def test_pages_hold_every_case_once(clerk, station, client_as, monkeypatch):
    monkeypatch.setattr("cases.views.case.PAGE", 2)
    codes = {open_case(clerk, station).minor.code for _ in range(5)}
    client, seen, after = client_as(clerk), [], ""
    for _ in range(3):
        page = client.get(LIST, {"after": after})
        seen += [case.minor.code for case in page.context["cases"]]
        after = page.context["next_after"]
    assert after is None
    assert sorted(seen) == sorted(codes)


def own_queries(client, address) -> int:
    """How many questions the page itself asks, beside session, acting post and the frame."""
    assert client.get(address).status_code == 200
    reset_queries()  # the log holds only so many: a case of a year has filled it
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    tables = [re.search(r'FROM "(\w+)"', query["sql"]) for query in asked.captured_queries]
    return sum(bool(table and table[1].startswith(("minors_", "cases_", "duties_duty"))) for table in tables)


@pytest.mark.parametrize("cases", [1, 6])
def test_the_list_costs_four_questions_however_long(clerk, head, officer, worker, client_as, cases):
    for _ in range(cases):
        in_care(clerk, head, officer, worker)
    assert own_queries(client_as(clerk), LIST) == 4  # grants, cases, teams, duties


def test_a_new_case_costs_no_question_for_tables_it_has_not_filled(clerk, head, officer, worker, client_as):
    case = in_care(clerk, head, officer, worker)
    # grants, case, its measure, which tables are filled, team, who keeps away, duties, route, hidden texts,
    # is there a guardian in the vault
    assert own_queries(client_as(clerk), url("case_detail", case)) == 12


def test_two_months_of_a_case_cost_a_question_a_filled_table(clerk, head, officer, worker, acting, client_as):
    year = a_year(clerk, head, officer, worker, act=acting, weeks=8)
    with clock.at(year.ends):
        asked = own_queries(client_as(acting(clerk, year.ends)), url("case_detail", year.case))
    assert asked == 15


def test_the_list_shows_the_most_urgent_of_what_is_owed_about_the_child(
    clerk, head, officer, worker, county_user, police_post, client_as
):
    """Also what is owed about a round or a hand-over of the child; what is overdue comes before all."""
    case = in_care(clerk, head, officer, worker)
    shown = client_as(clerk).get(LIST).context["cases"][0].next_duty
    assert shown.kind == "case.first_visit"
    given = {"unit": case.unit, "label": case.minor.code, "file": case.minor_id, "subject": uuid4()}
    duties.open("transfer.exchange", at=NOW - timedelta(days=91), **given)
    assert client_as(clerk).get(LIST).context["cases"][0].next_duty.kind == "transfer.exchange"
    duties.open(
        "case.joint_police", at=NOW - timedelta(days=99), **{**given, "unit": police_post, "file": None}
    )
    assert client_as(clerk).get(LIST).context["cases"][0].next_duty.kind == "transfer.exchange"


def test_the_list_is_refused_without_the_post(bystander, liaison, leader, client_as, client):
    for user in (bystander, liaison, leader):
        assert client_as(user).get(LIST).status_code == 403
    assert client.get(LIST).status_code == 302


def test_no_page_reads_ciphertext(clerk, station, client_as):
    case = open_case(clerk, station)
    client = client_as(clerk)
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
        client.get(url("case_detail", case))
    assert not any("minors_identity" in query["sql"] for query in asked.captured_queries)


def test_a_duty_is_a_link_only_for_whoever_may_discharge_it(clerk, head, officer, worker, client_as):
    case = in_care(clerk, head, officer, worker)
    visit = f'href="{url("contact_add", case)}">首次走访'
    assert visit in client_as(worker).get(url("case_detail", case)).content.decode()
    assert visit not in client_as(head).get(url("case_detail", case)).content.decode()


def test_a_contact_far_off_is_two_taps_from_today(clerk, head, officer, worker, client_as):
    """However far the next contact lies, it is in no fold: one tap opens the answers, one gives it."""
    in_care(clerk, head, officer, worker)
    page = client_as(worker).get("/")
    assert [line.duty.kind for line in page.context["page"].at_hand] == ["case.first_visit"]
    before_folds = page.text.partition("较后到期")[0]
    assert "一键记录" in before_folds
    assert 'value="met"' in before_folds
