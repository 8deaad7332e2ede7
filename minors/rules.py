"""What follows from given facts about a child. Pure: no database, no clock. No message repeats a value."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from common import calendar, idnumber
from common.flow import Flow
from common.wording import is_babble
from minors.choices import IdKind, MinorState, SealCause
from minors.policies import ADULT_AT, CLEAN_YEARS, LIAISON_READS_FOR, MIN_PURPOSE, MIN_SAID, SEAL_SIGNERS

MINOR_FLOW = Flow(
    {
        MinorState.PENDING: {MinorState.REGISTERED, MinorState.MERGED, MinorState.WITHDRAWN},
        MinorState.REGISTERED: set(),
        MinorState.MERGED: set(),
        MinorState.WITHDRAWN: set(),
    }
)

_MOBILE_OR_LANDLINE = re.compile(r"(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})")
_SCHOOL = re.compile(r"(学校|中学|小学|幼儿园)(?!路|街|巷)")
_PERSONAL = re.compile(r"姓名|名字|证件|身份|号码|电话|住址|地址|出生|监护|档案|处理结果")
_LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){10,}")


@dataclass(frozen=True, repr=False)
class ChildIn:
    """What is known of a child, as somebody typed it. Prints nothing."""

    name: str = ""
    alias: str = ""
    features: str = ""
    id_number: str = ""
    id_kind: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    phone: str = ""
    household_address: str = ""
    residence_address: str = ""
    school: str = ""
    class_name: str = ""
    is_pupil: bool = False
    guardian_name: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""

    def __repr__(self) -> str:
        return "***"

    @property
    def kind_of_id(self) -> str:
        """The kind given, or what follows from there being a number."""
        if not self.id_number:
            return self.id_kind or IdKind.NONE
        return self.id_kind if self.id_kind not in ("", IdKind.NONE) else IdKind.RESIDENT


@dataclass(frozen=True)
class Problem:
    """A sentence for one field."""

    field: str
    message: str


def born_on(child: ChildIn, *, on: date) -> date | None:
    """The birth date as typed, else the one in a valid ID number, else None."""
    if child.birth_date is not None:
        return child.birth_date
    number = _number_of(child, on)
    return number.birth_date if isinstance(number, idnumber.IdNumber) else None


def birth_year_of(child: ChildIn, *, on: date) -> int | None:
    """The year of birth, from the date if there is one."""
    born = born_on(child, on=on)
    return born.year if born else child.birth_year


def is_adult(born: date, on: date) -> bool:
    """True from the day *after* the 18th birthday.

    Law: 未成年人保护法 第二条; 最高法 2006 解释 第二条 (周岁 counts from the day after the birthday).
    """
    try:
        birthday = born.replace(year=born.year + ADULT_AT)
    except ValueError:  # born on 29 February: the month ends on the 28th (民法典 第二百零二条)
        birthday = date(born.year + ADULT_AT, 2, 28)
    return on > birthday


def adult_from(born: date | None, birth_year: int) -> date:
    """A day from which the child is surely an adult, too coarse to tell a birth date (ADR 024).

    The first day of the month after the month of the 18th birthday; the next 1 January but one after the
    18th year began if only the year is known.
    """
    if born is None:
        return date(birth_year + ADULT_AT + 1, 1, 1)
    year = born.year + ADULT_AT
    return date(year + 1, 1, 1) if born.month == 12 else date(year, born.month + 1, 1)


def years_before(day: date, years: int = CLEAN_YEARS) -> date:
    """The latest day from which so many years are over on `day`: seen from 28 February a 29th too.

    Law: 民法典 202, the last day of the month for one that is missing.
    """
    before = calendar.add_years(day, -years)
    following = before + timedelta(days=1)
    return following if calendar.add_years(following, years) <= day else before


def seal_cause_holds(cause: str, *, adult_from: date | None, clean_since: date | None, today: date) -> bool:
    """Whether a cause for sealing is true of a file. No file has a term, so none has ended.

    A request to delete is granted on its own page, never chosen as a cause by hand.
    """
    if cause == SealCause.ADULT:
        return adult_from is not None and adult_from <= today
    if cause == SealCause.CLEAN:
        return clean_since is not None and clean_since <= years_before(today)
    return cause == SealCause.OTHER


def is_school(*names: str) -> bool:
    """True if one of the names is that of a school; a road named after one is none."""
    return any(_SCHOOL.search(name) for name in names)


def is_personal(fields: str) -> bool:
    """True if words for what was told name something about a person."""
    return bool(_PERSONAL.search(fields))


def is_readable(
    *, sealed_at: datetime | None, seal_due_at: datetime | None, post: str, now: datetime
) -> bool:
    """False for a sealed file, and for one left unsigned beyond its hour to all but the two signers."""
    if sealed_at is not None:
        return False
    return seal_due_at is None or now < seal_due_at or post in SEAL_SIGNERS


def is_surely_adult(birth_year: int, on: date) -> bool:
    """True if everybody born in that year is an adult; in doubt a child is presumed (law.md §4)."""
    return is_adult(date(birth_year, 12, 31), on)


def problems(child: ChildIn, *, on: date, must_name: bool = True) -> list[Problem]:
    """What keeps `child` from being taken in or registered on the day `on` (capture or registration)."""
    found = []
    if must_name and not (child.name.strip() or child.alias.strip() or child.features.strip()):
        found.append(Problem("name", "请填写姓名；不知姓名的，填写化名或体貌特征。"))
    if not child.sex:
        found.append(Problem("sex", "请选择性别。"))
    number = _number_of(child, on)
    if isinstance(number, idnumber.BadIdNumber):
        found.append(Problem("id_number", str(number)))
    found += _birth_problems(child, on)
    for name in ("phone", "guardian_phone"):
        text = getattr(child, name).strip()
        if text and not _MOBILE_OR_LANDLINE.fullmatch(text):
            found.append(Problem(name, "电话号码格式不对，应为11位手机号或带区号的座机号。"))
    return found


def conflicts(child: ChildIn, *, on: date) -> list[str]:
    """Where the ID number says otherwise. Papers may err: it is asked about once, never refused."""
    number = _number_of(child, on)
    if not isinstance(number, idnumber.IdNumber):
        return []
    found = []
    if child.birth_date and child.birth_date != number.birth_date:
        found.append("出生日期与公民身份号码不一致，请核对。")
    if child.sex and child.sex != number.sex:
        found.append("性别与公民身份号码不一致，请核对。")
    return found


def is_real_purpose(text: str) -> bool:
    """True for a phrase of at least four letters that says something: no digits alone, no babble.

    The babble of `common.wording`, so that no field that opens a file is laxer than 紧急查阅.
    """
    letters = sum(sign.isalpha() for sign in text)
    return letters >= MIN_PURPOSE and not is_babble(text)


def is_reason(text: str) -> bool:
    """True for a word or more of work (已辍学): for reasons that open nothing."""
    return sum(sign.isalpha() for sign in text) >= MIN_SAID and says_something(text)


def says_something(text: str) -> bool:
    """True unless blank, too short, or one sign again and again. A number will do, as of a receipt."""
    kept = re.sub(r"[\W_]+", "", text)
    return len(kept) >= MIN_SAID and len(set(kept)) > 1


def has_long_number(text: str) -> bool:
    """True if free text carries what looks like an ID or phone number: eleven digits or more in a row."""
    return bool(_LONG_NUMBER.search(text))


def liaison_may_read(*, registered_at: datetime | None, owes_a_duty: bool, now: datetime) -> bool:
    """True until 7 days after registration, or while the post still owes a duty on the file (design §4.3)."""
    return registered_at is None or owes_a_duty or now < registered_at + LIAISON_READS_FOR


def masked(name: str, text: str) -> str:
    """One value of a vault as it is shown by default (law.md §5.1); what has no mask is not shown."""
    if not text:
        return ""
    mask = _MASKS.get(name)
    return mask(text) if mask else HIDDEN


def masked_name(name: str) -> str:
    """The first character of a name and a star for each other: 李*."""
    return name[:1] + "*" * (len(name) - 1)


def masked_number(number: str) -> str:
    """The first four characters of a number and two stars: 4502**…"""
    return f"{number[:4]}**…" if number else ""


def masked_phone(phone: str) -> str:
    """The first three and last four digits of a mobile phone; of anything else only the last two."""
    if re.fullmatch(r"1\d{10}", phone):
        return f"{phone[:3]}****{phone[-4:]}"
    return f"****{phone[-2:]}"


def masked_address(address: str) -> str:
    """An address to village level: what follows the village, and an address without one, is not shown."""
    found = _TO_VILLAGE.match(address) or _TO_TOWNSHIP.match(address)
    return f"{found[0]}***" if found else HIDDEN


HIDDEN = "***"
_TO_VILLAGE = re.compile(r"[^0-9０-９]*?(?:村民委员会|村委会|村|社区)")
_TO_TOWNSHIP = re.compile(r"[^0-9０-９]*?(?:乡|镇|街道)")
_MASKS: dict[str, Callable[[str], str]] = {
    "name": masked_name,
    "guardian_name": masked_name,
    "id_number": masked_number,
    "phone": masked_phone,
    "guardian_phone": masked_phone,
    "household_address": masked_address,
    "residence_address": masked_address,
}


def _number_of(child: ChildIn, on: date) -> "idnumber.IdNumber | idnumber.BadIdNumber | None":
    if not child.id_number.strip() or child.kind_of_id != IdKind.RESIDENT:
        return None
    try:
        return idnumber.parse(child.id_number, today=on)
    except idnumber.BadIdNumber as error:
        return error


def _birth_problems(child: ChildIn, on: date) -> list[Problem]:
    born, field = born_on(child, on=on), "birth_date" if child.birth_date else "id_number"
    if born is None:
        year = child.birth_year
        if year is None:
            return [Problem("birth_date", "请填写出生日期；不知道的，填写大致出生年份。")]
        if year > on.year:
            return [Problem("birth_year", "出生年份晚于今年。")]
        if is_surely_adult(year, on):
            return [Problem("birth_year", "按出生年份已满18周岁，不属于未成年人。")]
        return []
    if born > on:
        return [Problem(field, "出生日期晚于今天。")]
    if is_adult(born, on):
        return [Problem(field, "已满18周岁，不属于未成年人。")]
    return []
