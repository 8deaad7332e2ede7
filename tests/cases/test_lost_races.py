"""Two people at once, and somebody at the very instant of the engine: one answer, whoever is first."""

import pytest

from cases import actions
from cases.choices import CaseStatus, Channel, Outcome, WithWhom
from cases.models import Contact, LostSpell, SearchStep
from common import clock
from duties.models import Duty
from tests.cases.factories import DAY, fresh, only
from tests.cast import NOW
from tests.minors.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def meeting(user, case, at):
    def job():
        with clock.at(at):
            row = actions.record_contact(
                by=user,
                case=case,
                at=at,
                with_whom=WithWhom.CHILD,
                channel=Channel.VISIT,
                outcome=Outcome.MET,
                now=at,
            )
        return str(row.pk)

    return job


def test_two_contacts_at_once_are_two_rows_and_start_one_clock(case, worker, officer, acting):
    at = NOW + DAY
    said = at_once(meeting(acting(worker, at), case, at), meeting(acting(officer, at), case, at))
    assert all(isinstance(one, str) for one in said)
    assert Contact.objects.for_system("test").count() == 2
    assert Duty.objects.filter(kind="case.contact", subject=case.pk).count() == 1
    assert only("case.first_visit", case).met_at == at


def test_a_success_at_the_very_instant_of_the_sweep_finds_whom_it_lost(case, worker, acting):
    at = only("case.first_visit", case).due_at + DAY
    said = at_once(meeting(acting(worker, at), case, at), lambda: actions.sweep_lost(at))
    assert isinstance(said[0], str)
    spell = LostSpell.objects.for_system("test").get(case=case)
    assert (spell.from_at, spell.found_at) == (at, at)
    assert fresh(case).status == CaseStatus.IN_CARE
    assert not SearchStep.objects.for_system("test").open().exists()
    assert not Duty.objects.open().filter(kind__startswith="case.search.").exists()


def test_two_sweeps_at_once_write_one_spell(case):
    late = NOW + DAY * 40
    at_once(lambda: actions.sweep_lost(late), lambda: actions.sweep_lost(late))
    assert LostSpell.objects.for_system("test").count() == 1
    kinds = SearchStep.objects.for_system("test").values_list("kind", flat=True)
    assert len(kinds) == len(set(kinds)) == 7
