"""Further guardians: written into the vault, put right and ended by whoever may read, never without a log."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import ReadEntry
from accounts.permissions import NotNow
from common import clock
from common.errors import DomainError
from minors import actions
from minors.actions import GuardianIn, vaults
from minors.actions.names import registered_like
from minors.choices import GrantKind, VaultPart
from minors.models import Guardian, NoticeGiven
from tests.cast import NOW
from tests.minors.factories import child_in, registered

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AUNT = GuardianIn(name="示例·姨母", relation="other", phone="19900008888")


@pytest.fixture(autouse=True)
def at_noon():
    with clock.at(NOW):
        yield


@pytest.fixture
def minor(clerk, station):
    return registered(clerk, station, child=child_in(guardian_name="示例·父亲", guardian_relation="parent"))


@pytest.fixture
def reader(clerk, head, minor):
    """The clerk, whom the head has let read who answers for the child."""
    actions.grant(
        by=head,
        minor=minor,
        user=clerk,
        kind=GrantKind.APPROVAL,
        fields=[VaultPart.GUARDIAN],
        reason="核对监护人",
        approver=head,
        from_at=NOW,
        until_at=NOW + DAY * 5,
    )
    vars(clerk.acting).pop("_named_files", None)
    return clerk


def add(by, minor, guardian=AUNT, **more):
    return actions.add_guardian(by=by, minor=minor, guardian=guardian, now=NOW, **more)


def names(minor):
    return [texts["guardian_name"] for texts in vaults.read_guardians(minor).values()]


def url(name, minor):
    return reverse(f"minors:{name}", args=[minor.pk])


def test_one_more_stands_behind_the_first_and_twice_is_once(clerk, minor):
    key = uuid4()
    assert add(clerk, minor, client_id=key) == add(clerk, minor, client_id=key)
    assert names(minor) == ["示例·父亲", "示例·姨母"]
    assert vaults.read(minor, {"guardian_name"})["guardian_name"] == "示例·父亲"
    assert "示例·姨母" not in str(Guardian.objects.for_system("test").values_list("name", flat=True))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (GuardianIn(relation="parent"), "name"),
        (GuardianIn(name="示例·姨母"), "relation"),
        (GuardianIn(name="示例·姨母", relation="x"), "relation"),
    ],
)
def test_without_a_name_or_a_relation_nothing_is_written(given, field, clerk, minor):
    with pytest.raises(DomainError) as refused:
        add(clerk, minor, given)
    assert refused.value.field == field
    assert len(names(minor)) == 1


def test_without_a_basis_one_counts_and_reads_nothing(clerk, minor):
    add(clerk, minor)
    before = ReadEntry.objects.count()
    rows = actions.show_guardians(by=clerk, minor=minor, now=NOW)
    assert [row.label for row in rows] == ["监护人1", "监护人2"]
    assert ReadEntry.objects.count() == before
    with pytest.raises(NotNow, match="申请查阅"):
        actions.correct_guardian(
            by=clerk, minor=minor, which=rows[1].pk, guardian=GuardianIn(phone="19900007777"), now=NOW
        )
    with pytest.raises(NotNow):
        actions.end_guardian(by=clerk, minor=minor, which=rows[1].pk, on=clock.local_day(NOW), now=NOW)


def test_with_an_approval_one_is_put_right_and_each_opening_is_logged(reader, minor):
    row = add(reader, minor)
    shown = actions.show_guardians(by=reader, minor=minor, now=NOW)
    assert "姨母" not in shown[1].label
    assert shown[1].relation == "其他监护人"
    actions.correct_guardian(
        by=reader, minor=minor, which=row.pk, guardian=GuardianIn(phone="19900007777"), now=NOW
    )
    texts = vaults.read_guardians(minor)[row.pk]
    assert (texts["guardian_name"], texts["guardian_phone"]) == ("示例·姨母", "19900007777")
    logged = ReadEntry.objects.filter(file=minor.pk, purpose__in=["打开监护人页", "更正监护人"])
    assert set(logged.values_list("basis", flat=True)) == {"批准查阅"}
    assert logged.count() == 2
    with pytest.raises(DomainError, match="至少填写一项"):
        actions.correct_guardian(by=reader, minor=minor, which=row.pk, guardian=GuardianIn(), now=NOW)
    with pytest.raises(DomainError, match="请选择一位"):
        actions.correct_guardian(by=reader, minor=minor, which=uuid4(), guardian=AUNT, now=NOW)


def test_who_has_ended_stays_on_file_and_the_next_answers(reader, minor):
    add(reader, minor)
    first = vaults.guardians(minor)[0]
    today = clock.local_day(NOW)
    with pytest.raises(DomainError, match="不能晚于今天"):
        actions.end_guardian(by=reader, minor=minor, which=first.pk, on=today + DAY, now=NOW)
    for _ in range(2):
        actions.end_guardian(by=reader, minor=minor, which=first.pk, on=today, now=NOW)
    assert vaults.read(minor, {"guardian_name"})["guardian_name"] == "示例·姨母"
    assert len(names(minor)) == 2
    with pytest.raises(DomainError, match="已经不再是监护人"):
        actions.correct_guardian(by=reader, minor=minor, which=first.pk, guardian=AUNT, now=NOW)


def test_the_names_of_all_are_guarded(clerk, minor):
    add(clerk, minor)
    assert registered_like(["示例姨母"]) == {"示例姨母": {minor.pk}}


def test_a_notice_says_to_which_of_several(clerk, minor, client_as):
    browser = client_as(clerk)
    sheet = url("notice_sheet", minor)
    assert "哪一位监护人" not in browser.get(sheet).text
    add(clerk, minor)
    assert "监护人2" in browser.get(sheet).text
    at = clock.local(NOW).strftime("%Y-%m-%dT%H:%M")
    given = {
        "client_id": str(uuid4()),
        "given_to": "guardian",
        "language": "miao",
        "understood": "yes",
        "at": at,
    }
    assert "请选择告知了哪一位" in browser.post(sheet, given).text
    assert browser.post(sheet, {**given, "guardian_no": "2"}).status_code == 302
    assert NoticeGiven.objects.for_system("test").get().guardian_no == 2


def test_the_pages(reader, minor, client_as):
    browser = client_as(reader)
    given = {"client_id": str(uuid4()), "name": "示例·姨母", "relation": "other", "phone": ""}
    assert "请选择与孩子的关系" in browser.post(url("guardian_add", minor), {**given, "relation": ""}).text
    for _ in range(2):
        assert browser.post(url("guardian_add", minor), given).status_code == 302
    listed = browser.get(url("guardian_list", minor)).text
    assert "监护人2" in listed
    assert "姨母" not in listed
    row = vaults.guardians(minor)[1]
    change = url("guardian_change", minor)
    both = {"which": str(row.pk), "phone": "19900007777", "ended_on": "2026-03-01"}
    assert "请分两次办" in browser.post(change, both).text
    assert browser.post(change, {"which": str(row.pk), "ended_on": "2026-03-01"}).status_code == 302
    assert "不再是监护人" in browser.get(url("guardian_list", minor)).text


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 200), ("head", 200), ("worker", 404), ("outsider", 404), ("leader", 404)]
)
@pytest.mark.parametrize("name", ["guardian_list", "guardian_add", "guardian_change"])
def test_who_opens_the_pages(name, who, status, minor, request, client_as):
    assert client_as(request.getfixturevalue(who)).get(url(name, minor)).status_code == status


def test_another_post_writes_none(liaison, leader, minor):
    for who in (liaison, leader):
        with pytest.raises(PermissionDenied):
            add(who, minor)
