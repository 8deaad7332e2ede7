"""Whom we reached, and whom not: the child and those around it, and the other station."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.rows import check_when, lock
from cases.actions.team import FIRST_VISIT
from cases.choices import Told
from cases.models import Case, Contact, StationContact
from cases.permissions import CasePerm
from cases.policies import PLAN
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from minors import actions as minors
from minors.choices import DisclosureBasis, DisclosureKind, Track


@transaction.atomic
def record_contact(
    *,
    by: User,
    case: Case,
    at: datetime,
    with_whom: str,
    channel: str,
    outcome: str,
    note: str = "",
    next_on: date | None = None,
    now: datetime,
    client_id: UUID | None = None,
) -> Contact:
    """Record one attempt. Only the child, met in person, meets `case.first_visit`.

    `client_id` makes a form sent twice one row. Raises PermissionDenied out of scope or post, DomainError
    on a finished case, for a time ahead or before the case, or a channel that cannot give that outcome.
    """
    require(by, CasePerm.RECORD_CONTACT, case)
    wording.refuse_numbers(note, field="note")
    client_id = client_id or uuid4()
    if row := Contact.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = lock(case)
    check_when(case, at, now)
    if not rules.fits(channel, outcome):
        raise DomainError("这种方式不会有这样的结果，请核对。", field="outcome")
    if next_on is not None and next_on < clock.local_day(at):
        raise DomainError("下次联系不能早于本次联系。", field="next_on")
    row = Contact(
        case=case,
        at=at,
        by=by,
        with_whom=with_whom,
        channel=channel,
        outcome=outcome,
        note=note,
        next_on=next_on,
        client_id=client_id,
    )
    row.save()
    if rules.meets_first_visit(with_whom, channel, outcome):
        duties.meet(FIRST_VISIT, subject=case.pk, at=at, now=now, by=by)
    return row


@transaction.atomic
def contact_station(
    *,
    by: User,
    case: Case,
    station_name: str,
    spoke_with: str,
    channel: str,
    answer: str,
    at: datetime,
    now: datetime,
    told: str = Told.CODED,
    client_id: UUID | None = None,
) -> StationContact:
    """Record that the station where the child belongs or lives was reached; meets `transfer.contact`.

    Responsibility stays here until a receipt is on file. What was told stands in 对外提供登记. Raises
    DomainError for a time ahead or before the case.
    """
    require(by, CasePerm.CONTACT_STATION, case)
    minors.require_open(by, case.minor, now)
    wording.refuse_numbers_in(station_name=station_name, spoke_with=spoke_with, answer=answer)
    client_id = client_id or uuid4()
    if row := StationContact.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = lock(case)
    check_when(case, at, now)
    row = StationContact(
        case=case,
        station_name=station_name,
        spoke_with=spoke_with,
        channel=channel,
        answer=answer,
        at=at,
        by=by,
        client_id=client_id,
    )
    row.save()
    _write_down(row, told, by, now)
    duties.meet(rules.CONTACT, subject=case.pk, at=at, now=now, by=by)
    return row


def _write_down(row: StationContact, told: str, by: User, now: datetime) -> None:
    ordered = row.case.track in (Track.COMMUNITY_DETOX, Track.COMMUNITY_RECOVERY)
    minors.disclose(
        by=by,
        minor=row.case.minor,
        kind=DisclosureKind.PHONE,
        fields=Told(told).label,
        recipient=row.station_name,
        recipient_post=row.spoke_with,
        basis=DisclosureBasis.NARCOTICS_33 if ordered else DisclosureBasis.OTHER,
        basis_text="" if ordered else f"{PLAN} 四(三)3",
        at=row.at,
        now=now,
        client_id=row.client_id,
    )
