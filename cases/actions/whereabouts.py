"""外出: where the child is said to be, until parents and child have said so themselves."""

from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.contacts import record_contact
from cases.actions.lost import catch_up, end_whereabouts, lose
from cases.actions.rows import check_when, lock, open_duty
from cases.choices import AwayEnd, CaseStatus, Channel, LostWhy, Outcome, WithWhom
from cases.models import Case, Whereabouts
from cases.permissions import CasePerm
from common import wording
from common.errors import DomainError
from minors.rules import says_something


@transaction.atomic
def verify_whereabouts(
    *,
    by: User,
    case: Case,
    parents_reached: bool,
    child_spoken: bool,
    receiving_place: str = "",
    give_up: bool = False,
    note: str = "",
    at: datetime,
    now: datetime,
    client_id: UUID | None = None,
) -> Whereabouts:
    """Record what is known by now of where the child is; all three known, it is verified.

    Verified, it proposes a hand-over: the station verifies the residence, and that decides the route anew.
    A child spoken to is a contact of its own, written from here. `give_up`: it cannot be verified, and the
    case becomes 失联 at once. Raises DomainError where nothing is open, or for giving up without a reason.
    """
    require(by, CasePerm.RECORD_CONTACT, case)
    wording.refuse_numbers_in(receiving_place=receiving_place, note=note)
    case = catch_up(lock(case), now)
    check_when(case, at, now)
    row = Whereabouts.objects.for_system("whereabouts").open().filter(case=case).first()
    if row is None:
        raise DomainError("没有待核实的外出去向。")
    if give_up and not says_something(note):
        raise DomainError("请写明怎样核实、为什么核实不到。", field="note")
    spoke_first = child_spoken and not row.child_spoken
    row.parents_reached, row.child_spoken = parents_reached, child_spoken
    row.receiving_place, row.note = receiving_place.strip(), note.strip()
    row.save(update_fields=["parents_reached", "child_spoken", "receiving_place", "note"])
    if spoke_first:
        _spoke(case, by=by, at=at, now=now, client_id=client_id)
    if parents_reached and child_spoken and row.receiving_place:
        open_duty(rules.RESIDENCE, case, at=now)  # the station decides the route anew, and so the hand-over
        return end_whereabouts(case, AwayEnd.VERIFIED, by=by, at=at, now=now) or row
    if give_up:
        row = end_whereabouts(case, AwayEnd.UNVERIFIED, by=by, at=at, now=now) or row
        case = lock(case)
        if case.status == CaseStatus.IN_CARE and rules.is_drug_track(case.track):
            lose(case, at=now, why=LostWhy.WHEREABOUTS)
    return row


def _spoke(case: Case, *, by: User, at: datetime, now: datetime, client_id: UUID | None) -> None:
    record_contact(
        by=by,
        case=case,
        at=at,
        with_whom=WithWhom.CHILD,
        channel=Channel.PHONE,
        outcome=Outcome.SPOKE,
        now=now,
        client_id=uuid5(client_id or uuid4(), "contact"),
    )
