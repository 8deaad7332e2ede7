"""What keeps a file from being sealed: a review not done, an incident, an order, a case that is open."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.choices import CaseStatus
from cases.models import Case
from common import clock
from common.errors import DomainError
from minors import actions
from minors.choices import Finding, IncidentKind, SealCause, SealOutcome
from minors.models import Opening, SealProposal
from reporting.models import Order
from tests.cases.factories import open_case
from tests.cast import NOW
from tests.minors.factories import registered
from tests.minors.test_rights import decided, received

WHY = "帮教期满，表现稳定"


@pytest.fixture
def minor(clerk, station, county):
    return registered(clerk, station)


def propose(head, minor, cause=SealCause.OTHER):
    return actions.propose_seal(by=head, minor=minor, cause=cause, note=WHY, now=NOW)


def test_an_opening_nobody_has_reviewed_holds_the_seal_also_of_the_grown_up(head, county_user, minor):
    opening = actions.open_at_once(by=head, minor=minor, reason="孩子有轻生言语，急需联系监护人", now=NOW)
    minor.adult_from = clock.local_day(NOW)
    minor.save()
    row = propose(head, minor, SealCause.ADULT)
    with pytest.raises(DomainError, match="紧急查阅尚未复核"):
        actions.sign_seal(by=head, proposal=row, now=NOW)
    actions.review_opening(
        by=county_user, opening=opening, finding=Finding.JUSTIFIED, reason="当时情况紧急，理由成立", now=NOW
    )
    actions.sign_seal(by=head, proposal=row, now=NOW)
    actions.sign_seal(by=county_user, proposal=row, now=NOW)


def test_a_reviewed_opening_stays_with_the_county_without_the_code(client_as, head, county_user, minor):
    test_an_opening_nobody_has_reviewed_holds_the_seal_also_of_the_grown_up(head, county_user, minor)
    row = Opening.objects.visible_to(county_user).get()
    assert not Opening.objects.visible_to(head).exists()
    with clock.at(NOW):
        for url in (reverse("minors:opening_list"), reverse("minors:opening_review", args=[row.pk])):
            page = client_as(county_user).get(url)
            assert page.status_code == 200
            assert "已封存的档案" in page.text
            assert minor.code not in page.text


def test_an_open_incident_that_names_the_code_holds_the_seal(head, minor):
    actions.found_incident(
        by=head, kind=IncidentKind.LOSS, what=f"档案 {minor.code} 的打印件遗失", found_at=NOW, now=NOW
    )
    with pytest.raises(DomainError, match="安全事件尚未结案"):
        actions.sign_seal(by=head, proposal=propose(head, minor), now=NOW)


def test_an_open_order_that_names_the_code_holds_the_seal(head, county_user, station, minor):
    Order.objects.create(
        from_unit=county_user.acting.unit,
        to_unit=station,
        demand=f"查明档案 {minor.code} 的走访情况",
        basis="方案五(二)",
        due_at=NOW + timedelta(days=3),
        issued_at=NOW,
        issued_by=county_user,
    )
    with pytest.raises(DomainError, match="督办单尚未办结"):
        actions.sign_seal(by=head, proposal=propose(head, minor), now=NOW)


# --- the case is open


def test_no_hand_proposes_while_the_case_is_open(client_as, clerk, head, minor):
    open_case(clerk, minor.unit, minor=minor)
    with pytest.raises(DomainError, match="个案还没有办结（待落实）") as error:
        propose(head, minor)
    assert error.value.field == "cause"
    with clock.at(NOW):
        page = client_as(head).get(reverse("minors:seal_propose", args=[minor.pk])).text
    assert "个案还没有办结" in page
    assert 'value="other"' not in page


def test_the_law_seals_also_while_the_case_is_open(clerk, head, minor):
    open_case(clerk, minor.unit, minor=minor)
    minor.adult_from = clock.local_day(NOW)
    minor.save()
    assert propose(head, minor, SealCause.ADULT).outcome == SealOutcome.OPEN


def close(case):
    row = Case.objects.for_system("test").get(pk=case.pk)
    row.status, row.closed_at = CaseStatus.CLOSED, NOW
    row.save()


def test_a_granted_deletion_waits_for_the_case_and_comes_back(client_as, clerk, head, minor):
    case = open_case(clerk, minor.unit, minor=minor)
    asked = received(clerk, minor, "delete")
    with clock.at(NOW):
        page = client_as(head).get(reverse("minors:rights_decide", args=[asked.pk])).text
    assert "现在还不封存" in page
    decided(head, asked)
    row = SealProposal.objects.for_system("test").get()
    assert (row.cause, row.outcome) == (SealCause.REQUEST, SealOutcome.WAITING)
    minor.refresh_from_db()
    assert minor.seal_due_at is None
    with clock.at(NOW):
        assert "封存提请已留存" in client_as(head).get(reverse("minors:rights_detail", args=[asked.pk])).text
    with pytest.raises(DomainError, match="办结或移交后"):
        actions.sign_seal(by=head, proposal=row, now=NOW)
    assert actions.sweep_seals(NOW) == 0
    close(case)
    assert [actions.sweep_seals(NOW), actions.sweep_seals(NOW)] == [1, 0]
    row.refresh_from_db()
    assert (row.cause, row.outcome, row.proposed_by) == (SealCause.REQUEST, SealOutcome.OPEN, head)
