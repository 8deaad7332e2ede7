"""What an office settles for itself: from a day on, signed, with its reason; nothing before it moves."""

import re
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from cases.choices import OfficeField, TermEndMode
from cases.models import LetterBook, OfficeChange
from cases.permissions import CasePerm
from cases.policies import TERM_END_MODE
from common import calendar, clock, wording
from common.errors import DomainError
from duties.policies import CHANGE_AHEAD_YEARS

_WORD = re.compile(r"^[\u4e00-\u9fff0-9]{2,20}$")


@transaction.atomic
def set_term_end(
    *, by: User, mode: str, from_on: date, reason: str, now: datetime, client_id: UUID | None = None
) -> OfficeChange:
    """The county decides how the last day of a term is counted, for terms put on file from `from_on` on.

    Terms already on file keep their day. Law: 戒毒条例14; 民法典201–202 (law.md §9: both readings).
    """
    require(by, CasePerm.SET_TERM_END)
    if mode not in TermEndMode:
        raise DomainError("请选择一种算法。", field="mode")
    return _change(OfficeField.TERM_END, mode, client_id, by=by, from_on=from_on, reason=reason, now=now)


@transaction.atomic
def set_letter_word(
    *, by: User, word: str, from_on: date, reason: str, now: datetime, client_id: UUID | None = None
) -> OfficeChange:
    """The office decides its own 机关代字; letters from `from_on` on are numbered under it, from 1.

    Raises DomainError for a word that is another office's, or none. Basis: GB/T 9704-2012 (发文字号).
    """
    require(by, CasePerm.SET_OFFICE)
    word = word.strip()
    if not _WORD.match(word):
        raise DomainError("机关代字由2至20个汉字或数字组成，例如“杆乡禁毒函”。", field="word")
    unit = _own(by)
    list(Unit.objects.select_for_update(of=("self",)).filter(kind=UnitKind.COUNTY, county=unit.county))
    others = OfficeChange.objects.filter(field=OfficeField.LETTER_WORD, value=word).exclude(unit=unit)
    if others.exists() or LetterBook.objects.filter(word=word).exclude(unit=unit).exists():
        raise DomainError("这个机关代字已由另一个单位使用。", field="word")
    return _change(
        OfficeField.LETTER_WORD, word, by=by, from_on=from_on, reason=reason, now=now, key=client_id
    )


def term_end_mode(unit: Unit, day: date) -> str:
    """How the county of `unit` counts the last day of a term that comes on file on `day`."""
    rows = OfficeChange.objects.filter(unit__county=unit.county, field=OfficeField.TERM_END)
    return _in_force(rows, day) or TERM_END_MODE


def letter_word_of(unit: Unit, day: date) -> str:
    """The 机关代字 that `unit` has settled on for `day`; "" if it never has."""
    return _in_force(OfficeChange.objects.filter(unit=unit, field=OfficeField.LETTER_WORD), day)


def _in_force(rows: QuerySet[OfficeChange], day: date) -> str:
    found = rows.filter(from_on__lte=day).values_list("value", flat=True).first()
    return found or ""


def _change(
    field: str, value: str, key: UUID | None, *, by: User, from_on: date, reason: str, now: datetime
) -> OfficeChange:
    key = key or uuid4()
    if row := OfficeChange.objects.filter(client_id=key, by=by).first():
        return row
    today = clock.local_day(now)
    if from_on <= today:
        raise DomainError("变更最早自次日起生效。", field="from_on")
    if from_on > calendar.add_years(today, CHANGE_AHEAD_YEARS):
        raise DomainError(f"生效日期不能晚于{CHANGE_AHEAD_YEARS}年以后。", field="from_on")
    reason = wording.require_reason(reason, field="reason")
    row = OfficeChange(
        unit=_own(by), field=field, value=value, from_on=from_on, by=by, reason=reason, recorded_at=now,
        client_id=key,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def _own(by: User) -> Unit:
    assert by.acting is not None  # require has passed
    return by.acting.unit
