"""回避 beats every grant, scope and basis: the file is as absent as one that never was."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from common import clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors import actions
from minors.choices import VaultPart
from minors.models import Minor, Recusal
from tests.cases.factories import in_care, open_case
from tests.cast import NOW
from tests.minors.factories import child_in, pending, registered

WHY = "与该未成年人有亲属关系"


def keep_away(user, file, now=NOW):
    return actions.declare_recusal(by=user, minor=file, reason=WHY, now=now)


def sees(user, file, acting):
    acting(user, NOW)
    return Minor.objects.visible_to(user).filter(pk=file.pk).exists()


def test_it_beats_the_scope_of_the_post_and_the_basis_of_registration(clerk, head, station, county, acting):
    file = pending(clerk, station)
    assert sees(clerk, file, acting)
    keep_away(clerk, file)
    assert not sees(clerk, file, acting)
    assert actions.usable_basis(by=clerk, minor=file, parts=[VaultPart.IDENTITY], now=NOW) is None
    assert sees(head, file, acting)


def test_it_beats_an_assignment(worker, officer, clerk, head, station, county, acting):
    case = in_care(clerk, head, officer, worker)
    assert sees(worker, case.minor, acting)
    keep_away(acting(worker, NOW), case.minor)
    assert not sees(worker, case.minor, acting)
    with pytest.raises(PermissionDenied):
        actions.reveal(by=worker, minor=case.minor, fields=["name"], purpose="联系监护人", now=NOW)


def test_the_work_passes_on_and_the_head_is_told(worker, officer, clerk, head, station, county, acting):
    case = in_care(clerk, head, officer, worker)
    keep_away(acting(worker, NOW), case.minor)
    visit = Duty.objects.open().get(kind="case.first_visit")
    assert (visit.holder, visit.deputy_holder) == (head, officer)
    assert Duty.objects.mine(head).open().filter(kind="access.recusal", file=case.minor_id).exists()


def test_lists_duties_and_pages_look_as_if_it_never_was(clerk, head, station, county, client_as, acting):
    case = open_case(clerk, station)
    with clock.at(NOW + timedelta(days=1)):
        keep_away(clerk, case.minor)
        browser = client_as(clerk)
        never = "00000000-0000-4000-8000-000000000000"
        gone = browser.get(reverse("cases:case_detail", args=[case.pk]))
        assert gone.status_code == 404
        assert gone.content == browser.get(reverse("cases:case_detail", args=[never])).content
        assert browser.get(reverse("minors:reveal", args=[case.minor_id])).status_code == 404
        for page in (reverse("cases:case_list"), reverse("duties:today"), reverse("reporting:line_list")):
            assert case.minor.code not in browser.get(page).content.decode()
        assert not Duty.objects.visible_to(acting(clerk, NOW)).filter(file=case.minor_id).exists()


def test_a_search_sends_them_to_the_county(clerk, head, station, county, acting):
    child = child_in()
    file = registered(clerk, station, child=child)
    keep_away(clerk, file)
    found = actions.search(by=acting(clerk, NOW), id_number=child.id_number, now=NOW)
    assert found.own == ()
    assert found.elsewhere


def test_what_opens_later_passes_on_too(clerk, head, station, county):
    file = registered(clerk, station)
    keep_away(clerk, file)
    duties.open("case.team", subject=file.pk, unit=station, label=file.code, file=file.pk, at=NOW)
    assert actions.sweep_recusals(NOW) == 1
    assert Duty.objects.open().get(kind="case.team").holder == head
    assert actions.sweep_recusals(NOW) == 0


def test_the_head_orders_and_ends_it_not_the_person(clerk, head, station, county, acting):
    file = registered(clerk, station)
    row = actions.order_recusal(by=head, minor=file, user=clerk, reason=WHY, now=NOW)
    assert not sees(clerk, file, acting)
    with pytest.raises(PermissionDenied):
        actions.end_recusal(by=clerk, recusal=row, reason="情况已经变化了", now=NOW)
    actions.end_recusal(by=head, recusal=row, reason="亲属关系已核实不存在", now=NOW)
    assert sees(clerk, file, acting)


def test_for_a_head_the_county_orders(clerk, head, county_user, station, acting):
    file = registered(clerk, station)
    row = actions.order_recusal(by=county_user, minor=file, user=head, reason=WHY, now=NOW)
    assert not sees(head, file, acting)
    assert Duty.objects.mine(county_user).open().filter(kind="access.recusal", subject=row.pk).exists()
    with pytest.raises(DomainError):
        actions.order_recusal(by=county_user, minor=file, user=clerk, reason=WHY, now=NOW)
    asked = actions.ask_access(
        by=clerk, minor=file, parts=["identity"], purpose="安排走访需要", days=2, now=NOW
    )
    assert asked.to_county


def test_nobody_orders_away_somebody_else_than_theirs(clerk, head, county_user, other_head, station):
    file = registered(clerk, station)
    for user in (clerk, other_head):
        with pytest.raises(PermissionDenied):
            actions.order_recusal(by=user, minor=file, user=clerk, reason=WHY, now=NOW)
    with pytest.raises(DomainError):
        actions.order_recusal(by=head, minor=file, user=county_user, reason=WHY, now=NOW)


def test_declaring_twice_is_once(clerk, head, station, county, acting):
    file = registered(clerk, station)
    keep_away(clerk, file)
    with pytest.raises(PermissionDenied):
        keep_away(acting(clerk, NOW), file)  # it looks absent already
    assert Recusal.objects.for_system("test").count() == 1


def test_the_pages(clerk, head, station, county, client_as):
    file = registered(clerk, station)
    with clock.at(NOW):
        page = reverse("minors:recusal_add", args=[file.pk])
        assert client_as(clerk).post(page, {"reason": "啊"}).status_code == 200
        assert client_as(clerk).post(page, {"reason": WHY}).status_code == 302
        row = Recusal.objects.for_system("test").get()
        detail = reverse("minors:recusal_detail", args=[row.pk])
        assert client_as(clerk).get(detail).status_code == 404
        assert "接手已安排" in client_as(head).get(detail).content.decode()
        client_as(head).post(reverse("minors:recusal_settle", args=[row.pk]))
        assert not Duty.objects.open().filter(kind="access.recusal").exists()
        found = client_as(head).get(reverse("minors:recusal_list"), {"code": file.code})
        assert found["Location"] == reverse("minors:recusal_order", args=[file.pk])
        client_as(head).post(reverse("minors:recusal_end", args=[row.pk]), {"reason": "亲属关系已核实不存在"})
        assert client_as(clerk).get(page).status_code == 200
