"""Each Monday a head sees which readings of the own people to look at; the auditor those of the heads."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts import readlog
from accounts.choices import Post, ReadKind
from common import clock
from common.clock import shanghai
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors import actions
from minors.choices import Flag
from minors.models import ReadingDigest
from tests.cast import NOW, staff
from tests.minors.factories import child_in, pending, registered, seal

MONDAY = shanghai(2026, 3, 9, 0, 5)
HOUR = timedelta(hours=1)


def read(user, minor, at=NOW, kind=ReadKind.DETAIL, **given):
    with clock.at(at):
        return readlog.record(by=user, kind=kind, file=minor.pk, code=minor.code, fields="档案",
                              purpose="打开页面", basis="岗位职责范围", **given)  # fmt: skip


def flags(unit, audience="head"):
    (digest,) = ReadingDigest.objects.filter(unit=unit, audience=audience)
    return [(line.seq, line.flag) for line in digest.lines.all()]


@pytest.fixture
def minor(clerk, station):
    return registered(clerk, station)


@pytest.fixture
def granted(head, worker, minor):
    actions.grant(by=head, minor=minor, user=worker, kind="assignment", fields=["identity"],
                  reason="示例", approver=head, from_at=NOW - 99 * HOUR)  # fmt: skip


def owe(unit, minor, at=NOW - HOUR):
    return duties.open("case.first_visit", subject=minor.pk, unit=unit, label=minor.code, at=at,
                       file=minor.pk)  # fmt: skip


def test_own_case_with_work_on_it_in_office_hours_is_nothing(worker, station, minor, granted, head):
    owe(station, minor)
    read(worker, minor)
    actions.sweep_digests(MONDAY)
    digest = ReadingDigest.objects.get(unit=station)
    assert (digest.readings, digest.flagged) == (1, 0)
    assert not Duty.objects.filter(kind="digest.read").exists()


def test_each_reason_is_told(worker, clerk, station, minor, granted):
    no_work = read(worker, minor)
    outside = read(clerk, minor)
    owe(station, minor, NOW + HOUR)
    night = read(worker, minor, NOW + 12 * HOUR)
    seal(minor, NOW + 24 * HOUR)
    tried = read(clerk, minor, NOW + 25 * HOUR, ReadKind.REFUSED)
    actions.sweep_digests(MONDAY)
    assert flags(station) == [
        (no_work.seq, Flag.NO_WORK),
        (outside.seq, Flag.OUTSIDE),
        (night.seq, Flag.AFTER_HOURS),
        (tried.seq, Flag.SEALED),
    ]
    duty = Duty.objects.get(kind="digest.read")
    assert (duty.unit, duty.post, duty.started_at) == (station, "station_head", shanghai(2026, 3, 9))
    assert duty.due_at == shanghai(2026, 3, 17)


def test_heads_and_county_go_to_the_auditor(head, county_user, county, station, minor, auditor):
    one, two = read(head, minor), read(county_user, minor)
    actions.sweep_digests(MONDAY)
    assert flags(station) == []
    assert flags(county, "auditor") == [(one.seq, Flag.OUTSIDE), (two.seq, Flag.OUTSIDE)]
    assert Duty.objects.get(kind="audit.digest").post == "auditor"
    assert not ReadingDigest.objects.visible_to(head).filter(audience="auditor").exists()
    assert ReadingDigest.objects.visible_to(auditor).get().unit == county


def test_swept_twice_it_is_one(worker, station, minor):
    read(worker, minor)
    assert actions.sweep_digests(MONDAY) > 0
    assert actions.sweep_digests(MONDAY + HOUR) == 0
    assert ReadingDigest.objects.get(unit=station).week == date(2026, 3, 2)


def test_an_engine_that_stood_still_catches_up_week_by_week(worker, station, minor):
    read(worker, minor)
    read(worker, minor, NOW + timedelta(days=7))
    actions.sweep_digests(MONDAY + timedelta(days=14))
    weeks = ReadingDigest.objects.filter(unit=station).order_by("week").values_list("week", "readings")
    assert list(weeks) == [(date(2026, 3, 2), 1), (date(2026, 3, 9), 1), (date(2026, 3, 16), 0)]
    assert {duty.started_at for duty in Duty.objects.filter(kind="digest.read")} == {
        shanghai(2026, 3, 9), shanghai(2026, 3, 16),
    }  # fmt: skip


def test_the_head_looks_and_the_duty_is_met(client_as, acting, head, worker, station, minor):
    entry = read(worker, minor)
    actions.sweep_digests(MONDAY)
    digest = ReadingDigest.objects.get(unit=station)
    client = client_as(acting(head, MONDAY))
    url = reverse("minors:digest_detail", args=[digest.pk])
    assert minor.code in client.get(url).text
    assert client.post(url, {"remark": "已问本人"}).status_code == 302
    assert client.post(url, {"remark": "已问本人"}).status_code == 302
    digest.refresh_from_db()
    assert (digest.seen_by, digest.remark) == (head, "已问本人")
    assert Duty.objects.get(kind="digest.read").met_at is not None
    assert "已问本人" in client.get(url).text
    assert client.get(reverse("minors:digest_list")).status_code == 200
    assert entry.seq


def test_nobody_looks_for_somebody_else(client_as, other_head, clerk, auditor, worker, station, minor):
    read(worker, minor)
    actions.sweep_digests(MONDAY)
    digest = ReadingDigest.objects.get(unit=station)
    url = reverse("minors:digest_detail", args=[digest.pk])
    assert [client_as(user).get(url).status_code for user in (other_head, auditor, clerk)] == [404, 404, 404]
    with pytest.raises(PermissionDenied):
        actions.acknowledge_digest(by=other_head, digest=digest, now=MONDAY)


def test_the_second_of_two_auditors_is_told(auditor, county, head, minor):
    second = staff("auditor-2", county, Post.AUDITOR)
    read(head, minor)
    actions.sweep_digests(MONDAY)
    digest = ReadingDigest.objects.get(audience="auditor", unit=county)
    actions.acknowledge_digest(by=auditor, digest=digest, now=MONDAY)
    with pytest.raises(DomainError, match="已由别人核对"):
        actions.acknowledge_digest(by=second, digest=digest, now=MONDAY)


# --- who read this file


def test_head_and_team_see_who_read(client_as, head, worker, clerk, minor, granted):
    read(clerk, minor)
    url = reverse("minors:reader_list", args=[minor.pk])
    for user in (head, worker):
        assert clerk.name in client_as(user).get(url).text
    # the clerk is not of the team, the outsider and the auditor see no file
    assert client_as(clerk).get(url).status_code == 404


def listed(user, codes, kind, at=NOW):
    with clock.at(at):
        return readlog.record(by=user, kind=kind, fields="个案台账", purpose="示例用途", basis="岗位职责范围",
                              codes=codes, rows=len(codes))  # fmt: skip


def readers(client, minor, query=""):
    page = client.get(reverse("minors:reader_list", args=[minor.pk]) + query)
    return [row["entry"].seq for row in page.context["rows"]]


def test_a_sheet_that_names_the_file_among_others_is_a_reading_of_it(client_as, head, clerk, minor):
    codes = sorted([minor.code, *(f"ZZ{number:03d}-0000" for number in range(readlog.MAX_CODES))])
    wanted = [listed(clerk, codes, kind).seq for kind in ("detail", "print", "export")]
    listed(clerk, ["ZZ000-0000"], "export")
    listed(clerk, codes, "list")
    assert readers(client_as(head), minor) == wanted[::-1]
    assert readers(client_as(head), minor, "?after=2") == wanted[:1]


def test_on_the_last_page_of_a_long_sheet_it_is_found_too(client_as, head, clerk, minor):
    first = listed(clerk, [*("AA000-0000" for _ in range(readlog.MAX_CODES)), minor.code], "export")
    assert readers(client_as(head), minor) == [first.seq + 1]


def test_lists_and_searches_of_the_last_months_are_told_apart(client_as, acting, head, clerk, minor):
    read(clerk, minor)
    listed(clerk, [minor.code, "ZZ000-0000"], "list", NOW - timedelta(days=91))
    wanted = [listed(clerk, [minor.code, "ZZ000-0000"], kind).seq for kind in ("list", "search")]
    with clock.at(NOW):
        assert readers(client_as(head), minor, "?lists=1") == wanted[::-1]


def test_what_was_read_of_a_merged_intake_is_told_with_the_file(client_as, head, clerk, station, minor):
    intake = pending(clerk, station, child=child_in(id_number=""))
    seen = read(clerk, intake), listed(clerk, [intake.code, "ZZ000-0000"], "print")
    actions.match(by=clerk, intake=intake, existing=minor, now=NOW)
    assert readers(client_as(head), minor) == [seen[1].seq, seen[0].seq]


@pytest.mark.parametrize("who", ["outsider", "auditor", "county_user", "other_head", "leader"])
def test_others_find_no_readers(request, client_as, minor, who):
    url = reverse("minors:reader_list", args=[minor.pk])
    assert client_as(request.getfixturevalue(who)).get(url).status_code in (403, 404)


def test_a_file_sealed_since_is_absent_for_the_head_and_the_figures_stay(
    client_as, worker, clerk, head, county_user, auditor, station, county, minor
):
    other = registered(clerk, station, child=child_in())
    for file in (minor, other):
        read(clerk, file)
        read(head, file)
    actions.sweep_digests(MONDAY)
    seal(minor, MONDAY)
    with clock.at(MONDAY):
        for user, unit, sees in ((head, station, False), (auditor, county, True)):
            digest = ReadingDigest.objects.get(unit=unit)
            page = client_as(user).get(reverse("minors:digest_detail", args=[digest.pk])).text
            assert (minor.code in page) is sees
            assert other.code in page
            assert digest.flagged == 2
