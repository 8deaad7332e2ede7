"""A letter gets its number: one row lock per office and year, so that two clerks get two numbers."""

from datetime import date, datetime, timedelta
from uuid import UUID

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from cases.actions.office import letter_word_of
from cases.choices import PAPERS, LetterKind
from cases.models import Case, Letter, LetterBook, LostSpell, Transfer
from cases.policies import PLAN
from cases.policies.transfer import REPLY_WORKING_DAYS
from cases.rules.transfer import letter_word
from common import calendar, clock
from duties.policies import Due
from minors import actions as minors
from minors.choices import DisclosureBasis, DisclosureKind, Track
from minors.models import Disclosure
from minors.permissions import MinorPerm

CODED = "一级信息（编号、年龄段、性别、是否在校、查获与处置情况），不含姓名、证件号、住址、学校"
WITHOUT_TERM = (LetterKind.INFORM, LetterKind.RECEIPT, *PAPERS)


def number_letter(
    kind: LetterKind,
    *,
    case: Case,
    unit: Unit,
    to_name: str,
    grounds: str,
    by: User,
    now: datetime,
    client_id: UUID,
    transfer: Transfer | None = None,
    demand: str = "",
    their_number: str = "",
) -> Letter:
    """Write the next letter of the office into its book, and into 对外提供登记, in the caller's transaction.

    The number is `last + 1` of the Shanghai year of `now`; a transaction that fails gives it back.
    """
    book = _book(unit, clock.local_day(now))
    before = Letter.objects.for_system("the one before").filter(book=book).order_by("-serial").first()
    book.last += 1
    book.save(update_fields=["last"])
    row = Letter(
        case=case,
        minor_id=case.minor_id,
        transfer=transfer,
        kind=kind,
        unit=unit,
        book=book,
        serial=book.last,
        previous=before,
        to_name=to_name,
        their_number=their_number,
        grounds=grounds,
        demand=demand,
        lost_from_at=lost_since(case),
        reply_by=None if kind in WITHOUT_TERM else reply_day(now),
        signed_by=by,
        signed_at=now,
        client_id=client_id,
    )
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save(force_insert=True)
    disclose_letter(row, by=by, fields=CODED, now=now, client_id=row.client_id)
    return row


def lost_since(case: Case) -> datetime | None:
    """Since when the child of `case` is being looked for, or None."""
    rows = LostSpell.objects.for_system("is the child lost").open().filter(case=case)
    return rows.values_list("from_at", flat=True).first()


def lost_words(case: Case) -> str:
    """What whoever writes about a lost child has to know; "" for any other."""
    since = lost_since(case)
    if since is None:
        return ""
    day = clock.local_day(since)
    return (
        f"孩子自{day.year}年{day.month}月{day.day}日起失联，函件和对方的预览都会写明；"
        "找到本人之前对方不能接收，查找仍由本站负责。"
    )


def reply_day(now: datetime) -> date:
    """The last day, included, on which the receipt is asked for."""
    due = Due.working_days(REPLY_WORKING_DAYS)(now, calendar.overrides())
    return clock.local_day(due - timedelta(microseconds=1))


def disclose_letter(
    letter: Letter, *, by: User, fields: str, now: datetime, client_id: UUID | None = None
) -> Disclosure:
    """Write down what the letter says of the child, to whom, on what basis."""
    require(by, MinorPerm.DISCLOSE)
    case = letter.case
    ordered = case.track in (Track.COMMUNITY_DETOX, Track.COMMUNITY_RECOVERY)
    return minors.disclose(
        by=by,
        minor=case.minor,
        kind=DisclosureKind.NOTICE if letter.kind == LetterKind.NOTICE else DisclosureKind.LETTER,
        fields=fields,
        recipient=letter.to_name,
        basis=DisclosureBasis.NARCOTICS_33 if ordered else DisclosureBasis.OTHER,
        basis_text="" if ordered else f"{PLAN} 四(三)3",
        at=now,
        now=now,
        client_id=client_id,
    )


def _book(unit: Unit, day: date) -> LetterBook:
    """The office's book for the day, locked. The office itself is locked first, so that there is only one.

    A 机关代字 that the office has settled on begins a book of its own on its day; the numbers before stay.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    books = LetterBook.objects.filter(unit=unit).order_by("-year", "-recorded_at")
    settled = letter_word_of(unit, day)
    of_year = books.select_for_update(of=("self",)).filter(year=day.year)
    known = of_year.filter(word=settled).first() if settled else of_year.first()
    if known is not None:
        return known
    earlier = books.first()
    if earlier is None:  # two offices that begin at once must not take one word
        list(Unit.objects.select_for_update(of=("self",)).filter(kind=UnitKind.COUNTY, county=unit.county))
    taken = set(LetterBook.objects.exclude(unit=unit).values_list("word", flat=True))
    word = settled or (earlier.word if earlier else letter_word(unit.name, unit.area, taken))
    return LetterBook.objects.create(unit=unit, year=day.year, word=word)
