"""四(三)3 in its order: the call, the word to the county, the written notice; and that word is never lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cases import actions as cases
from cases.models import Case
from common import clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from reporting import actions
from reporting.choices import Channel
from tests.cases.transfers import CONTROL, contacted, outside
from tests.reporting import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]

LATER = given.NOW + timedelta(hours=1)
KIND = "case.county_report"


def away(by, line, **values) -> Case:
    identity = given.child(id_number=given.id_number(), birth_date=None)
    known = given.facts(**{"household": "elsewhere", "residence": "elsewhere", "is_pupil": False, **values})
    return actions.register_line(by=by, line=line, identity=identity, facts=known, now=LATER)


def drafted(by, case, now=LATER, **to):
    contacted(by, case, now=now)
    to = to or {"to_outside": outside(by)}
    return cases.draft_transfer(
        by=by, case=case, purpose="hand_over", control=CONTROL, grounds="户籍和居住地都在该镇", now=now, **to
    )


def write(by, row, now=LATER):
    return cases.send_notice(by=by, transfer=row, demand="请回执", version=row.version, now=now)


def tell(by, line, now=LATER):
    return actions.send_county_report(
        by=by, line=line, channel=Channel.SYSTEM, suggestion="", at=now, now=now
    )


def owed(line):
    return Duty.objects.get(kind=KIND, subject=line.pk)


def test_the_letter_waits_for_the_word_to_the_county(clerk, line):
    row = drafted(clerk, away(clerk, line))
    with pytest.raises(DomainError, match="请先上报县禁毒办"):
        write(clerk, row)
    tell(clerk, line)
    assert write(clerk, row).serial == 1


def test_a_word_of_ours_that_is_late_is_still_sent_first(clerk, line, acting):
    row = drafted(clerk, away(clerk, line))
    late = owed(line).due_at + timedelta(hours=1)
    with clock.at(late), pytest.raises(DomainError, match="请先上报县禁毒办"):
        write(acting(clerk, late), row, now=late)


@pytest.mark.parametrize(("hours", "waits"), [(-1, True), (0, False), (1, False)])
def test_another_office_s_word_is_waited_for_until_its_hour_and_no_longer(
    clerk, line, liaison, acting, hours, waits
):
    row = drafted(clerk, away(clerk, line))
    Duty.objects.filter(kind=KIND).update(unit=liaison.acting.unit)
    at = owed(line).due_at + timedelta(hours=hours)
    with clock.at(at):
        if waits:
            with pytest.raises(DomainError, match="还没有上报县禁毒办"):
                write(acting(clerk, at), row, now=at)
        else:
            assert write(acting(clerk, at), row, now=at)


def test_the_word_to_the_county_outlives_the_acceptance(clerk, line, outsider, other_station):
    """Owed again after the letter, by a second report: the child goes, the duty stays with who owes it."""
    case = away(clerk, line)
    row = drafted(clerk, case, to_unit=other_station)
    tell(clerk, line)
    write(clerk, row)
    given_again = {"subject": case.minor_id, "label": line.code, "file": case.minor_id, "unit": case.unit}
    duties.open(KIND, at=LATER, **given_again)
    row.refresh_from_db()
    cases.accept_transfer(by=outsider, transfer=row, version=row.version, now=LATER)
    duty = Duty.objects.open().get(kind=KIND)
    assert duty.voided_at is None
    assert Duty.objects.visible_to(clerk).filter(pk=duty.pk).exists()


def test_a_later_route_voids_no_word_about_a_child_who_was_handed_over(clerk, line, outsider, other_station):
    case = away(clerk, line)
    row = drafted(clerk, case, to_unit=other_station)
    tell(clerk, line)
    write(clerk, row)
    row.refresh_from_db()
    duties.open(KIND, subject=line.pk, label=line.code, unit=case.unit, at=LATER)
    cases.accept_transfer(by=outsider, transfer=row, version=row.version, now=LATER)
    theirs = Case.objects.for_system("test").get(pk=case.pk)
    cases.change_route(by=outsider, case=theirs, route="local", reason="核实后确认在本乡居住", now=LATER)
    assert Duty.objects.open().filter(kind=KIND, subject=line.pk).exists()


def test_the_page_of_the_letter_leads_to_the_word_to_the_county(clerk, line, client_as):
    row = drafted(clerk, away(clerk, line))
    page = reverse("cases:transfer_notice", args=[row.pk])
    word = reverse("reporting:line_county_report", args=[line.pk])
    with clock.at(LATER):
        browser = client_as(clerk)
        assert word in browser.get(page).content.decode()
        refused = browser.post(page, {"version": row.version, "demand": "请回执", "client_id": str(uuid4())})
        assert "请先上报县禁毒办" in refused.content.decode()
        assert "请回执" in refused.content.decode()
        tell(clerk, line)
        assert word not in browser.get(page).content.decode()
