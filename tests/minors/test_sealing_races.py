"""Two signatures, two engines, a signature against what holds it: real threads, real connections."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from common import clock
from duties.models import Duty
from minors import actions
from minors.choices import SealCause, SealOutcome
from minors.models import Disposal, RightsRequest, Seal, SealProposal
from tests.cast import NOW
from tests.minors.factories import child_in, registered
from tests.minors.test_queries import approved, ask
from tests.minors.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

GROWN = clock.shanghai(2029, 7, 2, 9)


@pytest.fixture
def minor(clerk, station, county):
    return registered(clerk, station)


@pytest.fixture
def proposal(minor, head):
    return actions.propose_seal(
        by=head, minor=minor, cause=SealCause.OTHER, note="帮教期满，表现稳定", now=NOW
    )


def told(act: Callable[[], object]) -> Callable[[], object]:
    """Whoever comes after the seal finds nothing any more: that is an answer too."""

    def call() -> object:
        try:
            return act()
        except PermissionDenied as refusal:
            return refusal

    return call


def test_two_engines_propose_one(minor):
    assert sorted(at_once(*[lambda: actions.sweep_seals(GROWN)] * 4)) == [0, 0, 0, 1]
    assert SealProposal.objects.for_system("test").count() == 1
    assert Duty.objects.filter(kind="seal.decide").count() == 1


def test_two_county_signatures_at_once_seal_once(proposal, head, county_user, county_user2):
    actions.sign_seal(by=head, proposal=proposal, now=NOW)
    answers = at_once(
        told(lambda: actions.sign_seal(by=county_user, proposal=proposal, now=NOW)),
        told(lambda: actions.sign_seal(by=county_user2, proposal=proposal, now=NOW)),
    )
    assert sum(isinstance(one, SealProposal) for one in answers) == 1
    assert Seal.objects.for_system("test").count() == 1


def test_a_signature_and_a_refusal_at_once_are_one_decision(proposal, head, county_user):
    actions.sign_seal(by=head, proposal=proposal, now=NOW)
    at_once(
        told(lambda: actions.sign_seal(by=county_user, proposal=proposal, now=NOW)),
        told(
            lambda: actions.refuse_seal(
                by=head,
                proposal=proposal,
                reason="移交手续还没有办完",
                again_on=clock.local_day(GROWN.replace(year=2026)),
                now=NOW,
            )
        ),
    )
    row = SealProposal.objects.for_system("test").get()
    assert row.outcome in (SealOutcome.SEALED, SealOutcome.REFUSED)
    assert Seal.objects.for_system("test").count() == (row.outcome == SealOutcome.SEALED)


def test_a_signature_and_a_request_at_once_leave_no_request_on_a_sealed_file(
    clerk, station, head, county_user
):
    """Either the file is held by what came in, or it is sealed and what came in found nothing."""
    for _ in range(5):
        minor = registered(clerk, station)
        proposal = actions.propose_seal(
            by=head, minor=minor, cause=SealCause.OTHER, note="帮教期满，表现稳定", now=NOW
        )
        actions.sign_seal(by=head, proposal=proposal, now=NOW)
        asked = {"kind": "see", "asked_by": "guardian", "checked_how": "household", "at": NOW, "now": NOW}
        at_once(
            lambda: actions.sign_seal(by=county_user, proposal=proposal, now=NOW),  # noqa: B023
            lambda: actions.receive_request(by=clerk, minor=minor, **asked),  # noqa: B023
        )
        is_sealed = Seal.objects.for_system("test").filter(minor=minor).exists()
        assert RightsRequest.objects.for_system("test").filter(minor=minor).exists() != is_sealed


def test_a_disposal_and_a_lawful_query_at_once_never_open_half_a_file(clerk, station, head, county_user):
    for n in range(3):
        child = child_in(name="示例·同刻者")
        minor = registered(clerk, station, child=child)
        proposal = actions.propose_seal(
            by=head, minor=minor, cause=SealCause.OTHER, note="帮教期满，表现稳定", now=NOW
        )
        actions.sign_seal(by=head, proposal=proposal, now=NOW)
        actions.sign_seal(by=county_user, proposal=proposal, now=NOW)
        then = NOW.replace(year=2036, month=4, day=2 + n)
        actions.sweep_disposals(then)
        row = Disposal.objects.for_system("test").get(file=minor.pk)
        for who in (head, county_user):
            actions.sign_disposal(by=who, disposal=row, now=then)
        query = ask(clerk, now=then, id_number=child.id_number)
        query = approved(query, head, county_user, now=then)
        closing = query.closes_at if n else then  # on its last instant it is open or closed, never both
        found, gone = at_once(
            lambda: actions.open_query(by=clerk, query=query, now=then),  # noqa: B023
            lambda: actions.dispose_signed(closing),  # noqa: B023
        )
        row.refresh_from_db()
        if n == 0:
            assert (gone, row.done_at) == ([], None)
            assert [one.values["name"] for one in found] == [child.name]
        else:
            assert isinstance(found, list)
            assert {one.values["name"] for one in found} <= {child.name}
            assert bool(gone) == (row.done_at is not None)


def test_two_dispositions_at_once_list_one(minor, head, county_user, proposal):
    actions.sign_seal(by=head, proposal=proposal, now=NOW)
    actions.sign_seal(by=county_user, proposal=proposal, now=NOW)
    then = NOW.replace(year=2036, month=4)
    assert sorted(at_once(*[lambda: actions.sweep_disposals(then)] * 2)) == [0, 1]
    assert Disposal.objects.for_system("test").count() == 1
