"""Every page of reporting opens for whom it is, and is refused to outsider and bystander."""

from uuid import uuid4

import pytest
from django.urls import reverse

from reporting import actions
from tests.reporting import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices", "at_now")]

PLAIN = [
    ("seizure_list", "liaison"),
    ("seizure_list", "leader"),
    ("seizure_add", "liaison"),
    ("pre_report", "liaison"),
    ("declare", "liaison"),
    ("report_list", "leader"),
    ("report_list", "county_user"),
    ("line_list", "clerk"),
    ("line_list", "county_user"),
    ("letter_add", "clerk"),
    ("letter_forward", "county_user"),
    ("self_referral_add", "clerk"),
    ("mandatory_add", "school_liaison"),
]


@pytest.mark.parametrize(("name", "who"), PLAIN)
def test_a_page_without_a_row_opens(request, client_as, name, who):
    user = request.getfixturevalue(who)
    assert client_as(user).get(reverse(f"reporting:{name}")).status_code == 200


@pytest.mark.parametrize("name", sorted({name for name, _ in PLAIN} - {"mandatory_add"}))
def test_and_is_refused_to_a_bystander(client_as, bystander, name):
    assert client_as(bystander).get(reverse(f"reporting:{name}")).status_code == 403


SEIZURE = [("seizure_detail", "leader"), ("seizure_submit", "liaison"), ("seizure_correct", "liaison")]
LINE = [
    ("line_guardian", "liaison"),
    ("line_identify", "liaison"),
    ("line_education", "liaison"),
    ("line_county_report", "liaison"),
    ("line_register", "clerk"),
    ("mandatory_receive", "liaison"),
]


@pytest.mark.parametrize(("name", "who"), SEIZURE)
def test_a_seizures_page(request, client_as, seizure, outsider, bystander, name, who):
    url = reverse(f"reporting:{name}", args=[seizure.pk])
    assert client_as(request.getfixturevalue(who)).get(url).status_code == 200
    assert client_as(outsider).get(url).status_code == 404
    assert client_as(bystander).get(url).status_code == 404


@pytest.mark.parametrize(("name", "who"), LINE)
def test_a_lines_page(request, client_as, line, outsider, bystander, name, who):
    url = reverse(f"reporting:{name}", args=[line.pk])
    assert client_as(request.getfixturevalue(who)).get(url).status_code == 200
    assert client_as(outsider).get(url).status_code == 404
    assert client_as(bystander).get(url).status_code == 404


@pytest.mark.parametrize("who", ["leader", "county_user", "clerk", "liaison", "police_head"])
def test_a_report_opens_for_everybody_who_watches(request, client_as, seizure, who):
    report = given.reports(seizure)[0]
    url = reverse("reporting:report_detail", args=[report.pk])
    page = client_as(request.getfixturevalue(who)).get(url)
    assert page.status_code == 200
    assert ("签收" in page.content.decode()) is True
    for word in ("示例", "1990000"):
        assert word not in page.content.decode().split("<main", 1)[1].split("</main>")[0]


@pytest.mark.parametrize("name", ["report_sign", "report_return"])
def test_answering_a_report_is_for_its_leader(client_as, seizure, other_leader, bystander, clerk, name):
    url = reverse(f"reporting:{name}", args=[given.reports(seizure)[0].pk])
    assert client_as(other_leader).post(url, {"reason": "x"}).status_code == 404
    assert client_as(bystander).post(url, {"reason": "x"}).status_code == 404
    assert client_as(clerk).post(url, {"reason": "x"}).status_code == 403


def test_what_never_existed_answers_like_what_is_not_yours(client_as, seizure, outsider):
    theirs = client_as(outsider).get(reverse("reporting:seizure_detail", args=[seizure.pk]))
    never = client_as(outsider).get(reverse("reporting:seizure_detail", args=[uuid4()]))
    assert (theirs.status_code, never.status_code) == (404, 404)


def test_a_preliminary_report_is_completed_on_its_page(client_as, liaison):
    seizure = actions.pre_report(
        by=liaison,
        captured_at=given.AT,
        suspected_count=2,
        place_kind="hotel",
        client_id=uuid4(),
        now=given.NOW,
    )
    page = client_as(liaison).get(reverse("reporting:seizure_complete", args=[seizure.pk]))
    assert page.content.decode().count("data-repeat-row") >= 2


def test_clues_are_for_the_post_alone(client_as, liaison, leader):
    seizure = given.log(liaison)
    seizure.source_clue = "网上购买"
    seizure.save()
    url = reverse("reporting:seizure_detail", args=[seizure.pk])
    assert "网上购买" in client_as(liaison).get(url).content.decode()
    assert "网上购买" not in client_as(leader).get(url).content.decode()


def test_a_draft_belongs_to_one_row(client_as, liaison, line):
    other = given.lines(given.log(liaison))[0]
    desk = client_as(liaison)
    pages = [
        desk.get(reverse("reporting:line_guardian", args=[row.pk])).content.decode() for row in (line, other)
    ]
    keys = [page.split('data-draft="')[1].split('"')[0] for page in pages]
    assert keys == [f"line_guardian-{line.code}", f"line_guardian-{other.code}"]
