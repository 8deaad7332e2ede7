from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors import actions
from minors.models import Incident, IncidentEntry
from tests.accounts.factories import UnitFactory
from tests.cast import NOW, staff

LATER = NOW + timedelta(hours=2)
WHAT = "值班电脑被人带走，里面有登记表"


@pytest.fixture(autouse=True)
def at_eleven():
    with clock.at(LATER):
        yield


def found(by, **changes):
    given = {"kind": "loss", "what": WHAT, "found_at": NOW, "now": LATER, **changes}
    return actions.found_incident(by=by, **given)


def report(by, incident, **changes):
    given = {
        "level": "major",
        "to_whom": "县委网信办",
        "how": "电话",
        "text": "已报告丢失情况和影响范围",
        "at": LATER,
        "now": LATER,
    }
    return actions.report_incident(by=by, incident=incident, **{**given, **changes})


def duty():
    return Duty.objects.get(kind="incident.report")


@pytest.mark.parametrize(
    "who", ["clerk", "liaison", "secretary", "school_liaison", "auditor", "administrator", "leader"]
)
def test_any_post_reports_and_the_county_owes_within_four_hours(request, who, county):
    incident = found(request.getfixturevalue(who))
    assert duty().unit == county
    assert duty().due_at == NOW + timedelta(hours=4)
    assert duty().label == incident.number


def test_a_form_sent_twice_is_one_incident(clerk):
    key = uuid4()
    assert found(clerk, client_id=key) == found(clerk, client_id=key)
    assert Incident.objects.for_system("test").count() == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"found_at": LATER + timedelta(minutes=1)}, "不能晚于现在"),
        ({"what": "啊啊啊啊啊啊"}, "请写明理由"),
        ({"what": "有人拿到了19900001234这个号码"}, "手机号码"),
    ],
)
def test_bad_words_are_refused(clerk, changes, says):
    with pytest.raises(DomainError, match=says):
        found(clerk, **changes)


def test_a_report_meets_the_duty_and_stays(clerk, county_user):
    incident = found(clerk)
    assert report(county_user, incident).reported_at == LATER
    assert duty().met_at == LATER
    again = report(county_user, incident, level="minor", to_whom="县公安局网安大队")
    assert again.reported_at == LATER
    assert IncidentEntry.objects.for_system("test").filter(incident=incident).count() == 2


def test_a_report_is_not_before_it_was_found(clerk, county_user):
    with pytest.raises(DomainError, match="不能早于发现时间"):
        report(county_user, found(clerk), at=NOW - timedelta(minutes=1))


def test_guardians_told_with_the_way(clerk, county_user):
    incident = found(clerk)
    given = {
        "incident": incident,
        "step": "told_guardian",
        "text": "已说明情况和补救措施",
        "at": LATER,
        "now": LATER,
    }
    with pytest.raises(DomainError, match="什么方式"):
        actions.note_incident(by=county_user, **given)
    entry = actions.note_incident(by=county_user, how="电话", to_whom="K7Q2-9PXR的母亲", **given)
    assert entry.how == "电话"


def test_closing_wants_the_report_first_unless_it_was_nothing(clerk, county_user):
    incident = found(clerk)
    with pytest.raises(DomainError, match="还没有上报"):
        actions.close_incident(
            by=county_user, incident=incident, outcome="resolved", text="已经找回电脑", now=LATER
        )
    actions.close_incident(
        by=county_user, incident=incident, outcome="false_alarm", text="同事借用电脑没有登记", now=LATER
    )
    assert duty().met_at == LATER
    for call in (
        lambda: report(county_user, incident),
        lambda: actions.close_incident(
            by=county_user, incident=incident, outcome="false_alarm", text="再结案一次看看", now=LATER
        ),
    ):
        with pytest.raises(DomainError, match="已经结案"):
            call()


@pytest.mark.parametrize("who", ["clerk", "auditor", "administrator", "leader"])
def test_only_the_county_office_handles(request, who):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        report(by, found(by))


def test_another_county_neither_sees_nor_handles(clerk, other_county):
    far = staff("far-county", other_county, "county_reviewer")
    with pytest.raises(PermissionDenied):
        report(far, found(clerk))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE minors_incident SET what = 'x'",
        "UPDATE minors_incident SET found_at = recorded_at",
        "UPDATE minors_incident SET reported_at = NULL",
        "DELETE FROM minors_incident",
        "UPDATE minors_incidententry SET text = 'x'",
        "DELETE FROM minors_incidententry",
    ],
)
def test_what_was_written_cannot_be_rewritten(clerk, county_user, change):
    report(county_user, found(clerk))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


# --- pages


def test_two_taps_from_any_page(secretary, client_as):
    browser = client_as(secretary)
    add = reverse("minors:incident_add")
    assert add in browser.get("/").content.decode()
    page = browser.post(
        add, {"client_id": uuid4(), "kind": "loss", "what": WHAT, "at": "2026-03-02T09:30"}, follow=True
    )
    assert page.redirect_chain
    assert WHAT in page.content.decode()


def test_what_was_typed_stays(secretary, client_as):
    given = {"client_id": uuid4(), "kind": "loss", "what": "啊啊啊啊啊啊啊", "at": "2026-03-02T09:30"}
    text = client_as(secretary).post(reverse("minors:incident_add"), given).content.decode()
    assert "请写明理由" in text
    assert "啊啊啊啊啊啊啊" in text


def test_the_county_goes_through_its_pages(clerk, county_user, client_as):
    incident = found(clerk)
    browser = client_as(county_user)
    at = "2026-03-02T10:30"
    steps = [
        ("report", {"level": "major", "to_whom": "县委网信办", "text": "已报告丢失情况和影响", "at": at}),
        ("note", {"step": "measure", "text": "已停用这台电脑的账号", "at": at}),
        ("close", {"outcome": "resolved", "text": "电脑已经找回，没有打开过"}),
    ]
    for name, given in steps:
        url = reverse(f"minors:incident_{name}", args=[incident.pk])
        assert browser.get(url).status_code == 200
        page = browser.post(url, {"client_id": uuid4(), **given}, follow=True)
        assert given["text"] in page.content.decode()
    incident.refresh_from_db()
    assert incident.outcome == "resolved"
    assert incident.number in browser.get(reverse("minors:incident_list")).content.decode()


def test_the_duty_leads_to_the_report(clerk, county_user, client_as):
    incident = found(clerk)
    assert (
        reverse("minors:incident_report", args=[incident.pk])
        in client_as(county_user).get("/").content.decode()
    )


def test_the_head_of_the_station_sees_what_the_station_found(clerk, head, client_as):
    incident = found(clerk)
    assert incident.number in client_as(head).get(reverse("minors:incident_list")).text
    assert client_as(head).get(reverse("minors:incident_detail", args=[incident.pk])).status_code == 200


@pytest.mark.parametrize("page", ["detail", "report", "note", "close"])
def test_absent_for_whoever_did_not_find_it(clerk, outsider, other_head, client_as, page):
    incident = found(clerk)
    for who in (outsider, other_head):
        assert client_as(who).get(reverse(f"minors:incident_{page}", args=[incident.pk])).status_code == 404


@pytest.mark.parametrize("page", ["report", "note", "close"])
def test_the_finder_and_the_auditor_read_but_do_not_handle(clerk, auditor, client_as, page):
    incident = found(clerk)
    for who in (clerk, auditor):
        assert client_as(who).get(reverse("minors:incident_detail", args=[incident.pk])).status_code == 200
        url = reverse(f"minors:incident_{page}", args=[incident.pk])
        assert client_as(who).get(url).status_code == 403


def test_a_station_without_a_county_office_still_reports(db):
    lone = UnitFactory(kind="station", area="450999001")
    incident = found(staff("lone", lone, "station_clerk"))
    assert incident.unit.pk in (lone.pk, duty().unit.pk)
