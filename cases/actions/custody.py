"""在所: recorded, verified by the place itself, asked after, and left again."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.contacts import start_contact
from cases.actions.inside import custody_of, open_clocks, word_given
from cases.actions.lost import catch_up, end_search, end_whereabouts
from cases.actions.rows import check_when, holders_of, lock, open_duty, refuse_care
from cases.choices import AwayEnd, CaseStatus, CustodyHow, FoundHow
from cases.models import Case, Custody, CustodyWord
from cases.permissions import CasePerm
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from duties.policies import BACKFILL_AFTER
from duties.rules import counted_at

INSIDE, OUT = "在所", "已离所"


@transaction.atomic
def record_custody(
    *,
    by: User,
    case: Case,
    at: datetime,
    kind: str,
    place: str,
    since_on: date,
    until_on: date | None = None,
    how: str = "",
    spoke_with: str = "",
    note: str = "",
    now: datetime,
    client_id: UUID | None = None,
) -> Custody:
    """Record that the child is said to be inside; with `how`, that the place itself has said so at `at`.

    Only the word of the place counts: it ends a search as found, and asking the place takes the place of the
    regular contact. Sent twice it is one. Raises DomainError for a second 在所, for days that cannot be, and
    for a word without anybody who gave it.
    """
    require(by, CasePerm.RECORD_CUSTODY, case)
    return file_custody(
        case,
        by=by,
        at=at,
        kind=kind,
        place=place,
        since_on=since_on,
        until_on=until_on,
        how=how,
        spoke_with=spoke_with,
        note=note,
        now=now,
        client_id=client_id,
    )


def file_custody(
    case: Case,
    *,
    by: User,
    at: datetime,
    kind: str,
    place: str,
    since_on: date,
    until_on: date | None = None,
    how: str = "",
    spoke_with: str = "",
    note: str = "",
    now: datetime,
    client_id: UUID | None = None,
) -> Custody:
    """The same for whoever has already required a permission of their own, as the line's page does."""
    refuse_care(case, "不登记在所")
    wording.refuse_numbers_in(place=place, spoke_with=spoke_with, note=note)
    client_id = client_id or uuid4()
    if row := Custody.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = catch_up(lock(case), now)
    check_when(case, at, now)
    if _live(case):
        raise DomainError("已经有在所登记；有变动的，请由工作站在个案里接着记。", field="place")
    if since_on > clock.local_day(now):
        raise DomainError("入所日期不能晚于今天。", field="since_on")
    _check_until(until_on, since_on, now)
    row = Custody(
        case=case,
        kind=kind,
        place=place.strip(),
        since_on=since_on,
        until_on=until_on,
        note=note.strip(),
        by=by,
        at=now,
        client_id=client_id,
    )
    row.save(force_insert=True)
    if how:
        _verify(case, row, how, spoke_with, by=by, at=at, now=now)
    return row


@transaction.atomic
def verify_custody(
    *,
    by: User,
    case: Case,
    at: datetime,
    how: str,
    spoke_with: str = "",
    until_on: date | None = None,
    now: datetime,
    client_id: UUID | None = None,
) -> Custody:
    """The place itself has said at `at` that the child is there: from now on it counts as 在所.

    Sent twice it is one. Raises DomainError where there is nothing to verify.
    """
    require(by, CasePerm.RECORD_CUSTODY, case)
    wording.refuse_numbers(spoke_with, field="spoke_with")
    case = catch_up(lock(case), now)
    row = _live(case)
    if row is None:
        raise DomainError("没有登记在所，请先登记。")
    if row.is_inside:
        if (row.verified_by_id, row.heard_at) == (by.pk, at):
            return row
        raise DomainError("已经核实过；有新情况请记“向场所了解情况”。")
    check_when(case, at, now)
    _check_until(until_on, row.since_on, now)
    row.until_on = until_on
    _verify(case, row, how, spoke_with, by=by, at=at, now=now)
    return row


@transaction.atomic
def record_word(
    *,
    by: User,
    case: Case,
    at: datetime,
    how: str,
    spoke_with: str = "",
    until_on: date | None = None,
    note: str = "",
    now: datetime,
    client_id: UUID | None = None,
) -> CustodyWord:
    """The place was asked and the child is still there; `until_on` as it says now. Meets `case.custody_word`.

    Another day of release opens its own clock and ends that of the day before. Sent twice it is one.
    """
    require(by, CasePerm.RECORD_CUSTODY, case)
    wording.refuse_numbers_in(spoke_with=spoke_with, note=note)
    client_id = client_id or uuid4()
    if word := CustodyWord.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return word
    case = catch_up(lock(case), now)
    row = _inside(case)
    check_when(case, at, now)
    _check_word(how, spoke_with)
    _check_until(until_on, row.since_on, now)
    word = CustodyWord(
        case=case,
        custody=row,
        at=at,
        how=how,
        spoke_with=spoke_with.strip(),
        until_on=until_on,
        note=note.strip(),
        by=by,
        client_id=client_id,
    )
    word.save(force_insert=True)
    if until_on != row.until_on:
        row.until_on = until_on
        row.save(update_fields=["until_on"])
        _end(case, rules.RELEASE, by=by, at=at, now=now, reason="预计离所日变更")
    word_given(case, by=by, at=at, now=now)
    open_clocks(case, at=now)
    return word


@transaction.atomic
def leave_custody(
    *, by: User, case: Case, at: datetime, note: str = "", now: datetime, client_id: UUID | None = None
) -> Custody:
    """The child has left at `at`, or was never there: it is to be seen soon, and contacted as before.

    Sent twice it is one. Raises DomainError where no 在所 stands, or for a leaving before the child came.
    """
    require(by, CasePerm.RECORD_CUSTODY, case)
    wording.refuse_numbers(note, field="note")
    case = catch_up(lock(case), now)
    row = _live(case)
    if row is None:
        same = Custody.objects.for_system("sent twice").filter(case=case, left_by=by, left_at=at).first()
        if same is not None:
            return same
        raise DomainError("现在没有登记在所，不用记离所。")
    check_when(case, at, now)
    if at < clock.start_of_day(row.since_on) or (row.heard_at and at < row.heard_at):
        raise DomainError("离所不能早于入所，也不能早于对方告知在所的时间。", field="at")
    was_inside = row.is_inside
    row.left_at, row.left_known_at, row.left_by, row.left_note = at, now, by, note.strip()
    row.save(update_fields=["left_at", "left_known_at", "left_by", "left_note"])
    if was_inside:
        _end(case, rules.WORD, by=by, at=at, now=now, reason=OUT)
        for period in _periods(case, rules.RELEASE):
            duties.meet(rules.RELEASE, subject=case.pk, period=period, at=at, now=now, by=by)
        if case.status == CaseStatus.IN_CARE:
            open_duty(rules.SEEN_AGAIN, case, at=now, **holders_of(case))
            start_contact(case, at=now)
    catch_up(case, now)
    return row


def _verify(
    case: Case, row: Custody, how: str, spoke_with: str, *, by: User, at: datetime, now: datetime
) -> None:
    """From here on nobody searches; the place is asked. Promises to meet the child that lie ahead are void.

    The regular contact that is overdue is answered by the word of the place, late as it is; a first visit
    that is overdue has still not been made, and stays.
    """
    _check_word(how, spoke_with)
    row.how, row.spoke_with, row.heard_at = how, spoke_with.strip(), at
    row.verified_at, row.verified_by = now, by
    row.save(update_fields=["how", "spoke_with", "heard_at", "verified_at", "verified_by", "until_on"])
    counted, _ = counted_at(at, now, backfill_after=BACKFILL_AFTER)
    duties.void(rules.FIRST_VISIT, subject=case.pk, now=now, reason=INSIDE)
    for kind in (rules.REGULAR, rules.SEEN_AGAIN):
        _end(case, kind, by=by, at=counted, now=now, reason=INSIDE)
    end_whereabouts(case, AwayEnd.INSIDE, by=by, at=counted, now=now)
    end_search(case, FoundHow.INSIDE, by=by, at=counted, now=now)
    open_clocks(case, at=counted)


def _end(case: Case, kind: str, *, by: User, at: datetime, now: datetime, reason: str) -> None:
    """Void what lies ahead of `kind`; what is overdue is answered by what is known now."""
    for period in _periods(case, kind):
        duties.void(kind, subject=case.pk, period=period, now=now, reason=reason)
        duties.meet(kind, subject=case.pk, period=period, at=at, now=now, by=by)


def _periods(case: Case, kind: str) -> list[str]:
    return list(Duty.objects.open().filter(kind=kind, subject=case.pk).values_list("period", flat=True))


def _live(case: Case) -> Custody | None:
    return Custody.objects.for_system("is one live").live().filter(case=case).first()


def _inside(case: Case) -> Custody:
    row = custody_of(case)
    if row is None:
        raise DomainError("没有核实过的在所登记。")
    return row


def _check_word(how: str, spoke_with: str) -> None:
    if how != CustodyHow.DOCUMENT and not spoke_with.strip():
        raise DomainError("请写明问了谁（单位和职务）。", field="spoke_with")


def _check_until(until_on: date | None, since_on: date, now: datetime) -> None:
    if until_on is not None and until_on < max(since_on, clock.local_day(now)):
        raise DomainError("预计离所日已过：孩子出来了的，请记离所；还在的，请写新的日期。", field="until_on")
