"""Whoever works one child's file finds nothing of the others of the same seizure: no code, no measure."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases import actions as cases
from cases.models import Case
from common import clock
from duties.models import Duty, Notice
from minors.models import Disclosure
from reporting import actions
from reporting.choices import Measure
from tests.cast import staff
from tests.reporting import given

LATER = given.NOW + timedelta(hours=3)
MEASURE = Measure.LEGAL_AID


@pytest.fixture
def two(liaison, clerk, head, officer, worker, offices, county_user, station, police_post):
    """Two children of one seizure: A with its team, B with another; both registered."""
    seizure = given.log(
        liaison,
        children=[
            given.line_in(given.child(name="示例·甲一", id_number=given.id_number(2011, 11))),
            given.line_in(
                given.child(name="示例·乙二", id_number=given.id_number(2010, 13), birth_date=None),
                measures=(MEASURE,),
            ),
        ],
    )
    a, b = given.lines(seizure)
    teams = [
        (officer, worker),
        (staff("o2", police_post, "community_officer"), staff("w2", station, "social_worker")),
    ]
    for line, (one, two) in zip((a, b), teams, strict=True):
        case = actions.register_line(
            by=clerk, line=line, facts=given.facts(), identity=given.child(name=""), now=given.NOW
        )
        cases.propose_team(by=clerk, case=case, community_officer=one, social_worker=two, now=given.NOW)
        cases.confirm_team(by=head, case=case, now=given.NOW)
    return seizure, *given.lines(seizure)


def pages_about(line, user):
    """Every address that is about this child's file, as far as the post has it."""
    case = Case.objects.for_system("test").get(minor=line.minor_id)
    for name in (
        "case_detail",
        "team_propose",
        "contact_add",
        "residence_verify",
        "route_change",
        "station_contact",
    ):
        yield reverse(f"cases:{name}", args=[case.pk])
    for name in (
        "reveal",
        "disclosure_add",
        "assist_list",
        "assist_add",
        "rights_list",
        "rights_add",
        "notice_sheet",
    ):
        yield reverse(f"minors:{name}", args=[line.minor_id])
    for name in ("line_register", "line_county_report", "line_education"):
        yield reverse(f"reporting:{name}", args=[line.pk])
    for duty in Duty.objects.visible_to(user).filter(file=line.minor_id):
        yield reverse("duties:duty_detail", args=[duty.pk])


@pytest.mark.parametrize("who", ["officer", "worker", "clerk", "head"])
def test_no_page_about_one_child_carries_anything_of_the_other(request, client_as, two, acting, who):
    _seizure, a, b = two
    user = acting(request.getfixturevalue(who), LATER)
    browser, opened = client_as(user), 0
    with clock.at(LATER):
        for url in pages_about(a, user):
            answer = browser.get(url)
            opened += answer.status_code == 200
            for word in (b.code, str(b.pk), str(b.minor_id), "示例·乙", MEASURE.label):
                assert word not in answer.text, (url, word)
    assert opened >= {"officer": 5, "worker": 5}.get(who, 12)


@pytest.mark.parametrize("who", ["officer", "worker"])
def test_the_team_of_one_child_finds_no_other_on_its_lists_duties_and_notices(
    request, client_as, two, acting, who
):
    seizure, _a, b = two
    user = acting(request.getfixturevalue(who), LATER)
    browser = client_as(user)
    with clock.at(LATER):
        lists = [
            reverse(name) for name in ("duties:today", "duties:inbox", "cases:case_list", "minors:slip_add")
        ]
        for url in [*lists, reverse("reporting:ledger_detail", args=["cases"])]:
            text = browser.get(url).text
            assert b.code not in text, url
            assert seizure.code not in text, url
        for url in (
            reverse("reporting:seizure_detail", args=[seizure.pk]),
            reverse("reporting:seizure_list"),
        ):
            assert browser.get(url).status_code in (403, 404)
    assert not Duty.objects.visible_to(user).filter(label__contains=b.code).exists()
    assert not Notice.objects.addressed_to(user).filter(duty__label__contains=b.code).exists()


@pytest.mark.parametrize("who", ["clerk", "head"])
def test_the_station_reads_only_how_many_there_were(request, client_as, two, acting, who):
    seizure, a, b = two
    browser = client_as(acting(request.getfixturevalue(who), LATER))
    with clock.at(LATER):
        for url in (
            reverse("reporting:seizure_detail", args=[seizure.pk]),
            reverse("reporting:report_detail", args=[given.reports(seizure)[0].pk]),
        ):
            text = browser.get(url).text
            assert "未成年人 2 名" in text
            for line in (a, b):
                assert line.code not in text, url
            assert MEASURE.label not in text, url


def test_a_child_still_to_be_registered_is_there_to_be_registered(client_as, liaison, clerk, offices, acting):
    seizure = given.log(
        liaison,
        children=[
            given.line_in(given.child(name="示例·甲一", id_number=given.id_number(2011, 11))),
            given.line_in(given.child(name="示例·乙二", id_number=given.id_number(2011, 13))),
        ],
    )
    a, b = given.lines(seizure)
    actions.register_line(
        by=clerk, line=a, facts=given.facts(), identity=given.child(name="", id_number=""), now=given.NOW
    )
    with clock.at(LATER):
        page = client_as(acting(clerk, LATER)).get(reverse("reporting:seizure_detail", args=[seizure.pk]))
    assert b.code in page.text
    assert a.code not in page.text


@pytest.mark.parametrize("who", ["liaison", "leader", "county_user"])
def test_who_reports_signs_or_reviews_reads_every_line(request, client_as, two, acting, who):
    seizure, a, b = two
    with clock.at(LATER):
        browser = client_as(acting(request.getfixturevalue(who), LATER))
        text = browser.get(reverse("reporting:report_detail", args=[given.reports(seizure)[0].pk])).text
    assert a.code in text
    assert b.code in text


def test_a_row_outward_speaks_of_one_child(two, liaison, acting):
    _seizure, a, b = two
    actions.send_county_report(
        by=acting(liaison, LATER), line=a, channel="system", suggestion="", at=LATER, now=LATER
    )
    (row,) = Disclosure.objects.for_system("test").filter(kind="system")
    assert row.code == a.minor.code
    assert b.code not in f"{row.fields}{row.recipient}{row.basis_text}"
