"""紧急查阅: at once, three hours, reviewed by somebody else, kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import ReadEntry
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors import actions
from minors.choices import Finding, GrantKind
from minors.models import Grant, MinorUserObjectPermission, Opening
from tests.cast import NOW
from tests.minors.factories import pending, registered

WHY = "孩子有轻生言语，急需联系监护人"
HOURS = timedelta(hours=3)


@pytest.fixture
def file(clerk, station, county):
    return registered(clerk, station)


def open_it(user, file, now=NOW):
    return actions.open_at_once(by=user, minor=file, reason=WHY, now=now)


def reveal(user, file, now, acting):
    acting(user, now)
    return actions.reveal(by=user, minor=file, fields=["name", "guardian_phone"], purpose=WHY, now=now)


def test_it_opens_at_once_and_closes_after_three_hours(head, file, acting):
    open_it(head, file)
    assert reveal(head, file, NOW + HOURS - timedelta(seconds=1), acting)["name"]
    with pytest.raises(PermissionDenied):
        reveal(head, file, NOW + HOURS, acting)


def test_the_county_owes_the_review_the_next_working_day(head, county_user, file):
    row = open_it(head, file)
    duty = Duty.objects.mine(county_user).open().get(kind="access.review")
    assert (duty.subject, duty.label) == (row.pk, file.code)
    assert duty.due_at == clock.shanghai(2026, 3, 4)
    actions.review_opening(
        by=county_user,
        opening=row,
        finding=Finding.NOT_JUSTIFIED,
        reason="当时可以先行申请，理由不足",
        now=NOW,
    )
    assert not Duty.objects.open().filter(kind="access.review").exists()
    assert Opening.objects.visible_to(county_user).get().finding == Finding.NOT_JUSTIFIED


def test_the_opening_itself_stands_in_the_read_log(head, file):
    open_it(head, file)
    open_it(head, file, NOW + timedelta(minutes=1))
    entry = ReadEntry.objects.get(file=file.pk, basis="紧急查阅")
    assert (entry.kind, entry.user_id, entry.code) == ("reveal", head.pk, file.code)
    assert entry.purpose == f"{WHY}（至{clock.local(NOW + HOURS):%m-%d %H:%M}）"
    assert "身份" in entry.fields


def test_the_pages_say_when_it_closes(client_as, head, county_user, file):
    open_it(head, file)
    closes = f"{clock.local(NOW + HOURS):%H:%M}"
    with clock.at(NOW):
        for user, url in (
            (head, reverse("minors:reveal", args=[file.pk])),
            (county_user, reverse("minors:opening_list")),
        ):
            page = client_as(user).get(url).text
            assert closes in page
            assert "自动关闭" in page


@pytest.mark.parametrize(("finding", "stays"), [(Finding.JUSTIFIED, True), (Finding.NOT_JUSTIFIED, False)])
def test_what_was_not_justified_is_shut_at_once(head, county_user, file, acting, finding, stays):
    row, later = open_it(head, file), NOW + timedelta(minutes=5)
    actions.review_opening(
        by=county_user, opening=row, finding=finding, reason="当时能否先行申请，已核对", now=later
    )
    row.grant.refresh_from_db()
    assert row.grant.ended_at == (None if stays else later)
    if not stays:
        with pytest.raises(PermissionDenied):
            reveal(head, file, later, acting)


def test_one_at_a_time_and_a_new_one_after(head, file):
    first = open_it(head, file)
    assert open_it(head, file, NOW + timedelta(minutes=1)) == first
    second = open_it(head, file, NOW + HOURS)
    assert second != first
    assert Grant.objects.for_system("test").filter(kind=GrantKind.BREAK_GLASS, ended_at=None).count() == 1


def test_only_liaison_and_head_and_only_with_a_reason(head, clerk, worker, county_user, outsider, file):
    for user in (clerk, worker, county_user, outsider):
        with pytest.raises(PermissionDenied):
            open_it(user, file)
    with pytest.raises(DomainError):
        actions.open_at_once(by=head, minor=file, reason="急急急急急急", now=NOW)


def test_not_where_reading_is_open_anyway(liaison, station, county):
    file = pending(liaison, station)
    with pytest.raises(DomainError):
        open_it(liaison, file)


def test_nobody_reviews_their_own(head, county_user, file):
    row = open_it(head, file)
    with pytest.raises(PermissionDenied):
        actions.review_opening(by=head, opening=row, finding="justified", reason="情况确实紧急", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.for_system("test").filter(pk=row.pk).update(
            reviewed_by=head, reviewed_at=NOW, finding="justified", finding_reason="-"
        )
    actions.review_opening(
        by=county_user, opening=row, finding="justified", reason="情况确实紧急，可以", now=NOW
    )
    with pytest.raises(DomainError):
        actions.review_opening(
            by=county_user, opening=row, finding="not_justified", reason="改为不成立的理由", now=NOW
        )


def test_it_ends_the_second_the_account_closes(head, file):
    row = open_it(head, file)
    head.acting.appointment.ended_at = NOW
    head.acting.appointment.save()
    assert actions.end_grants_of_user(head, NOW) == 1
    row.grant.refresh_from_db()
    assert row.grant.ended_at == NOW
    assert not MinorUserObjectPermission.objects.exists()


def test_the_pages(head, county_user, clerk, file, client_as):
    with clock.at(NOW):
        add = reverse("minors:opening_add", args=[file.pk])
        assert client_as(clerk).get(add).status_code == 403
        assert client_as(head).get(add).status_code == 200
        client_as(head).post(add, {"reason": WHY})
        row = Opening.objects.for_system("test").get()
        assert "已遮蔽" in client_as(head).get(reverse("minors:reveal", args=[file.pk])).content.decode()
        listed = client_as(county_user).get(reverse("minors:opening_list")).content.decode()
        assert file.code in listed
        assert "正在打开" in listed
        page = reverse("minors:opening_review", args=[row.pk])
        client_as(county_user).post(
            page, {"finding": "not_justified", "reason": "当时可以先行申请，理由不足"}
        )
        assert "理由不成立" in client_as(county_user).get(page).content.decode()
        assert client_as(head).get(page).status_code == 403


def test_the_reviewed_page_stays_with_the_reviewer(client_as, head, county_user, file):
    row = open_it(head, file)
    url = reverse("minors:opening_review", args=[row.pk])
    with clock.at(NOW):
        browser = client_as(county_user)
        sent = browser.post(url, {"finding": "not_justified", "reason": "当时可以先行申请，理由不足"})
        assert sent.status_code == 302
        assert "理由不成立" in browser.get(url).text
