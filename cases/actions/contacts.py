"""Whom we reached, and whom not: the child and those around it, and the other station."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.inside import custody_of, word_given
from cases.actions.lost import ask_whereabouts, catch_up, end_whereabouts, find, risk_of
from cases.actions.rows import check_when, holders_of, lock, open_duty
from cases.choices import AwayEnd, CaseStatus, EndedAs, Outcome, Route, Told, WithWhom
from cases.models import Case, Contact, DrugTest, StationContact, Transfer
from cases.permissions import CasePerm
from cases.policies import PLAN
from cases.rules.transfer import NOTICE
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from duties.policies import BACKFILL_AFTER
from duties.rules import counted_at
from minors import actions as minors
from minors.choices import DisclosureBasis, DisclosureKind, Track

ASK_WHERE = (
    "在电话里得知外出的，请问清去向（县、乡镇或大致地方）；问不到的选“未接或不在”，按没有联系到本人算。"
)


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
    away_where: str = "",
    next_on: date | None = None,
    now: datetime,
    client_id: UUID | None = None,
) -> Contact:
    """Record one attempt. Only the child, met in person, meets `case.first_visit`; met or spoken to, the
    regular contact, which begins anew from then; 在所, the word of the place. A lost child reached is found.

    `client_id` makes a form sent twice one row. Raises PermissionDenied out of scope or post, DomainError
    on a finished case, for a time ahead or before the case, a channel that cannot give that outcome, or a
    journey told on the phone without a place.
    """
    require(by, CasePerm.RECORD_CONTACT, case)
    wording.refuse_numbers_in(note=note, away_where=away_where)
    client_id = client_id or uuid4()
    if row := Contact.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = catch_up(lock(case), now)
    check_when(case, at, now)
    if away_where and outcome != Outcome.AWAY:
        raise DomainError("结果选“外出”才填去向。", field="away_where")
    place = rules.place_said(away_where)
    if not place and rules.asks_for_place(with_whom, channel, outcome):
        raise DomainError(ASK_WHERE, field="away_where")
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
        away_where=place,
        next_on=next_on,
        client_id=client_id,
        recorded_at=now,
    )
    return _write(case, row, now)


def meet_at_test(case: Case, test: DrugTest, *, channel: str, now: datetime) -> Contact | None:
    """Whoever took a sample has met the child: a contact like any other, once a day unless it was lost.

    The caller has caught up the locked case. It ends 失联 and meets what a visit meets; replayed from rows as
    every contact is, it stops counting if the test is annulled.
    """
    rows = Contact.objects.for_system("met already").successful().filter(case=case, outcome=Outcome.MET)
    day = clock.local_day(test.at)
    met = rows.filter(at__gte=clock.start_of_day(day), at__lt=clock.end_of_day(day))
    if case.status != CaseStatus.LOST and met.exists():
        return None
    row = Contact(
        case=case,
        at=test.at,
        by=test.taken_by,
        with_whom=WithWhom.CHILD,
        channel=channel,
        outcome=Outcome.MET,
        test=test,
        recorded_at=now,
    )
    return _write(case, row, now)


def _write(case: Case, row: Contact, now: datetime) -> Contact:
    """Save an attempt and draw what follows from it, whoever or whatever it came from."""
    row.save()
    if rules.is_success(row.with_whom, row.outcome):
        _reached(case, row, now)
    elif row.away_where and rules.is_drug_track(case.track):
        ask_whereabouts(case, row.away_where, at=row.at, contact=row)
    catch_up(case, now)
    return row


@transaction.atomic
def describe_contact(
    *, by: User, contact: Contact, note: str = "", next_on: date | None = None, now: datetime
) -> Contact:
    """Add words and the next date to a contact one has recorded oneself, once; what happened stays as it is.

    Raises DomainError for somebody else's contact, or one that has its words already.
    """
    require(by, CasePerm.RECORD_CONTACT, contact)
    wording.refuse_numbers(note, field="note")
    lock(contact.case)
    row = Contact.objects.for_system("add words").get(pk=contact.pk)
    if row.by_id != by.pk:
        raise DomainError("只能补充本人记的联系。")
    if row.note or row.next_on:
        raise DomainError("已经补充过；有新情况请另记一次联系。", field="note")
    if next_on is not None and next_on < clock.local_day(now):
        raise DomainError("下次联系不能早于今天。", field="next_on")
    row.note, row.next_on = note.strip(), next_on
    row.save(update_fields=["note", "next_on"])
    return row


def start_contact(case: Case, *, at: datetime) -> None:
    """Start the clock of the next contact with the child at `at`, by risk class; the team owes it.

    The middle class takes the number of the policy, which the county may change.
    """
    if case.route == Route.RETURN:  # held by whoever sent it here by mistake
        return
    if custody_of(case):  # the place is asked instead
        return
    kind, risk = rules.contact_kind(case.track), risk_of(case)
    days = rules.visit_days(risk)
    due_at = None
    if kind == rules.REGULAR and days != rules.visit_days(""):
        due_at = clock.end_of_day(clock.local_day(at) + timedelta(days=days))
    open_duty(kind, case, at=at, due_at=due_at, **holders_of(case))


def follow_risk(case: Case, *, now: datetime) -> None:
    """Let the running contact follow a new risk class; the caller holds the lock and has written the class.

    The next contact is counted from the last one as before; where that day has passed already, from today.
    What is overdue stays, and so does its miss.
    """
    running = Duty.objects.open().filter(kind=rules.REGULAR, subject=case.pk, due_at__gt=now).first()
    if running is None:
        return
    span = timedelta(days=rules.visit_days(risk_of(case)))
    due_at = clock.end_of_day(clock.local_day(running.started_at) + span)
    if due_at == running.due_at:
        return
    if due_at <= now:
        due_at = clock.end_of_day(clock.local_day(now) + span)
    duties.void(rules.REGULAR, subject=case.pk, now=now, reason="风险等级变更")
    open_duty(rules.REGULAR, case, at=running.started_at, due_at=due_at, **holders_of(case))


def _reached(case: Case, row: Contact, now: datetime) -> None:
    """The child was met or spoken to: what that meets, what it ends, and the next contact from then."""
    visit = rules.is_visit(row.with_whom, row.channel, row.outcome)
    if visit:
        for met_in_person in (rules.FIRST_VISIT, rules.CARE_FIRST, rules.SEEN_AGAIN):
            duties.meet(met_in_person, subject=case.pk, at=row.at, now=now, by=row.by)
        end_whereabouts(case, AwayEnd.RETURNED, by=row.by, at=row.at, now=now)
    find(case, row, now=now)
    if custody_of(case):  # whoever sees the child there knows what the place would say
        word_given(case, by=row.by, at=row.at, now=now)
        return
    before = Contact.objects.for_system("the time before").filter(case=case, at__lt=row.at).successful()
    last = before.order_by("-at", "-recorded_at").first()
    was_visit = rules.is_visit(last.with_whom, last.channel, last.outcome) if last else None
    kind = rules.contact_kind(case.track)
    running = Duty.objects.open().filter(kind=kind, subject=case.pk).first()
    is_older = running is not None and row.at <= running.started_at
    if is_older or not rules.meets_contact(success=True, visit=visit, last_was_visit=was_visit):
        return
    met = duties.meet(kind, subject=case.pk, at=row.at, now=now, by=row.by)
    counted, _ = counted_at(row.at, now, backfill_after=BACKFILL_AFTER)
    start_contact(case, at=met.met_at or counted if met else counted)


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
    """Record that the station where the child belongs or lives was reached; meets `transfer.contact`, and the
    written notice is owed from then on.

    Responsibility stays here until a receipt is on file. What was told stands in 对外提供登记. Raises
    DomainError for a time ahead or before the case.
    """
    require(by, CasePerm.CONTACT_STATION, case)
    minors.require_open(by, case.minor, now)
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
    if rules.writes_next(case.route, household=case.household) and not _written(case):
        open_duty(NOTICE, case, at=at)
    return row


def _written(case: Case) -> bool:
    """True once the other office has been written to and nobody sent the paper back."""
    rows = Transfer.objects.for_system("is it written").filter(case=case, noticed_at__isnull=False)
    return rows.exclude(closed_as__in=(EndedAs.WITHDRAWN, EndedAs.REFUSED)).exists()


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
