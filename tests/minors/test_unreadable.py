"""A lost or wrong key: every page says so, nothing is shown, and one incident per file is made."""

import json

import pytest
from django.db import connection, transaction
from django.urls import reverse

from accounts.models import ReadEntry
from common import clock, crypto
from common.crypto import CannotDecrypt
from duties.models import Duty
from minors import actions
from minors.actions import Unreadable, vaults
from minors.actions.incidents import report_unreadable
from minors.actions.unreadable import SENTENCE, WHOLE_OFFICE, Trouble, collecting
from minors.models import DataKey, Guardian, Identity, Incident, IncidentEntry, NameKey, Schooling
from minors.rules import ChildIn
from tests.cast import NOW
from tests.minors.factories import child_in, pending, registered

SAYS = "无法解密，已上报"


@pytest.fixture(autouse=True)
def monday():
    with clock.at(NOW):
        yield


@pytest.fixture
def own_keys(settings, tmp_path):
    """A key file that a test may spoil."""
    settings.KEY_FILE = tmp_path / "keys.json"
    crypto.create_key_file(settings.KEY_FILE)
    return settings.KEY_FILE


def lose_key_of(minor):
    """The wrapped key of one file is damaged, as by a bad disk."""
    row = DataKey.objects.for_system("test").get(minor=minor)
    row.wrapped = bytes(reversed(bytes(row.wrapped)))
    row.save()


def other_keys(path):
    path.unlink()
    crypto.create_key_file(path)


def incidents():
    return list(Incident.objects.for_system("test"))


def reveal(client, minor, method="get"):
    url = reverse("minors:reveal", args=[minor.pk])
    given = {"fields_asked": ["identity"], "purpose": "电话联系"}
    return client.get(url) if method == "get" else client.post(url, given)


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_reveal_page_says_so_and_reports_once(clerk, liaison, station, client_as, method):
    child = child_in()
    minor = pending(liaison, station, child=child)
    lose_key_of(minor)
    client = client_as(clerk)
    for _ in range(3):
        page = reveal(client, minor, method)
        text = page.content.decode()
        assert page.status_code == 200
        assert SAYS in text
        assert text.rstrip().endswith("</html>")
        assert child.name not in text
    incident = incidents()[0]
    assert len(incidents()) == 1
    assert (incident.kind, incident.file, incident.code) == ("unreadable", minor.pk, minor.code)
    assert incident.by == clerk
    duty = Duty.objects.get(kind="incident.report")
    assert (duty.subject, duty.label) == (incident.pk, incident.number)
    assert (duty.due_at - duty.started_at).total_seconds() == 4 * 3600


def test_another_file_stays_open_to_read(clerk, liaison, station, client_as):
    lost, child = pending(liaison, station), child_in()
    lose_key_of(lost)
    reveal(client_as(clerk), lost)
    text = reveal(client_as(clerk), pending(liaison, station, child=child), "post").content.decode()
    assert child.name in text
    assert len(incidents()) == 1


@pytest.mark.django_db(transaction=True)  # the log fails outside any action, as in the real house
@pytest.mark.parametrize("spoil", ["missing", "damaged", "another"])
def test_a_key_file_that_is_lost_while_running(clerk, liaison, station, client_as, own_keys, spoil):
    minor, second = pending(liaison, station), pending(liaison, station)
    {
        "missing": own_keys.unlink,
        "damaged": lambda: own_keys.write_text("{"),
        "another": lambda: other_keys(own_keys),
    }[spoil]()
    for one in (minor, second):
        page = reveal(client_as(clerk), one)
        # without the file's index key nothing can be logged, so nothing is shown: 503, never 500
        assert page.status_code == (200 if spoil == "another" else 503)
        assert (SAYS in page.content.decode()) == (spoil == "another")
    files = {row.file for row in incidents()}
    assert files == ({minor.pk, second.pk} if spoil == "another" else {WHOLE_OFFICE})


@pytest.mark.parametrize("model", [Identity, Schooling, Guardian])
def test_one_damaged_value_of_any_vault_shows_nothing_of_the_others(
    clerk, liaison, station, client_as, model
):
    child = child_in()
    minor = pending(liaison, station, child=child)
    column = {Identity: "phone", Schooling: "class_name", Guardian: "name"}[model]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = substr({column}, 1, 60)")
    url = reverse("minors:reveal", args=[minor.pk])
    parts = ["identity", "schooling", "guardian"]
    page = client_as(clerk).post(url, {"fields_asked": parts, "purpose": "电话联系"})
    text = page.content.decode()
    assert (page.status_code, SAYS in text) == (200, True)
    assert not any(value in text for value in (child.name, child.school, child.guardian_name))
    assert len(incidents()) == 1


def test_no_reading_is_logged_where_nothing_was_read(clerk, liaison, station, client_as):
    minor = pending(liaison, station)
    lose_key_of(minor)
    reveal(client_as(clerk), minor, "post")
    assert not ReadEntry.objects.filter(kind="reveal").exists()


def test_the_incident_outlives_the_transaction_that_failed(clerk, station):
    """The reading rolls back; what it noted is written afterwards, in a transaction of its own."""
    minor = pending(clerk, station)
    lose_key_of(minor)
    with collecting() as found:
        with pytest.raises(Unreadable), transaction.atomic():
            actions.preview(by=clerk, minor=minor, now=NOW)
        assert incidents() == []
    report_unreadable(found[0], by=clerk, now=NOW)
    assert [row.file for row in incidents()] == [minor.pk]


def test_registration_and_identification_say_so(clerk, station):
    minor = pending(clerk, station)
    lose_key_of(minor)
    for call in (
        lambda: actions.register(by=clerk, minor=minor, identity=ChildIn(is_pupil=True), now=NOW),
        lambda: actions.identify(by=clerk, minor=minor, child=ChildIn(name="示例·补"), now=NOW),
    ):
        with collecting() as found, pytest.raises(Unreadable, match=SAYS):
            call()
        assert [one.code for one in found] == [minor.code]
    minor.refresh_from_db()
    assert minor.state == "pending"


def test_a_match_with_a_lost_file_changes_neither(clerk, station):
    child = child_in()
    existing, intake = registered(clerk, station, child=child), pending(clerk, station, child=child)
    lose_key_of(existing)
    before = NameKey.objects.for_system("test").filter(minor=intake).count()
    with collecting() as found, pytest.raises(Unreadable):
        actions.match(by=clerk, intake=intake, existing=existing, now=NOW)
    assert [one.file for one in found] == [existing.pk]
    assert vaults.read(intake)["name"] == child.name
    assert NameKey.objects.for_system("test").filter(minor=intake).count() == before


def test_search_and_intake_without_a_key_file(clerk, station, client_as, own_keys):
    own_keys.unlink()
    page = client_as(clerk).post(reverse("minors:search"), {"id_number": child_in().id_number})
    assert page.status_code == 200
    assert SAYS in page.content.decode()
    assert [row.file for row in incidents()] == [WHOLE_OFFICE]
    with pytest.raises(Unreadable):
        pending(clerk, station)


def test_a_key_destroyed_on_purpose_is_no_incident(clerk, station):
    minor = pending(clerk, station)
    row = DataKey.objects.for_system("test").get(minor=minor)
    row.wrapped, row.destroyed_at = None, NOW
    row.save()
    with collecting() as found, pytest.raises(CannotDecrypt, match="已依规销毁"):
        vaults.read(minor)
    assert found == []


def test_a_row_of_keys_that_is_gone_is_an_incident(clerk, station):
    minor = pending(clerk, station)
    DataKey.objects.for_system("test").filter(minor=minor).delete()
    with collecting() as found, pytest.raises(Unreadable):
        vaults.read(minor)
    assert [one.file for one in found] == [minor.pk]


def test_after_it_was_mended_a_second_loss_is_a_second_incident(clerk, county_user, station):
    minor = pending(clerk, station)
    trouble = Trouble(minor.pk, minor.code, "数据密钥已损坏")
    first = report_unreadable(trouble, by=clerk, now=NOW)
    assert report_unreadable(trouble, by=clerk, now=NOW) is None
    close(county_user, first, "resolved")
    second = report_unreadable(trouble, by=clerk, now=NOW)
    close(county_user, second, "permanent")
    assert report_unreadable(trouble, by=clerk, now=NOW) is None
    assert len(incidents()) == 2


def close(county_user, incident, outcome):
    actions.report_incident(
        by=county_user,
        incident=incident,
        level="minor",
        to_whom="县委网信办",
        text="已经书面报告情况",
        at=NOW,
        now=NOW,
    )
    actions.close_incident(
        by=county_user, incident=incident, outcome=outcome, text="已从密钥备份恢复", now=NOW
    )


def test_nothing_personal_is_in_the_incident(clerk, liaison, station, client_as):
    child = child_in()
    minor = pending(liaison, station, child=child)
    lose_key_of(minor)
    reveal(client_as(clerk), minor)
    rows = [*Incident.objects.for_system("t").values(), *IncidentEntry.objects.for_system("t").values()]
    text = json.dumps(rows, default=str, ensure_ascii=False)
    assert child.name not in text
    assert child.id_number not in text
    assert SENTENCE not in text
