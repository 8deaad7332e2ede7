"""Which ledgers may come in: their columns, and the action each row goes through, as if typed by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, TextChoices

from accounts.models import User
from minors import actions
from minors.choices import AskedBy, AskedHow, DisclosureBasis, DisclosureKind
from minors.models import Minor
from reporting.imports.sheet import BadCell, Cell


@dataclass(frozen=True)
class Entry:
    """One column: its title in the workbook, the argument it becomes, and how a cell is read."""

    title: str
    name: str
    read: Callable[[Cell], Any]
    required: bool = True


@dataclass(frozen=True)
class Kind:
    """One ledger. `take(by, now, values)` does what the form of that ledger does."""

    title: str
    entries: tuple[Entry, ...]
    take: Callable[[User, datetime, Mapping[str, Any]], Model]
    columns: tuple[str, ...]
    """The columns by which a row is one that is there already, within the unit."""


def text(cell: Cell) -> str:
    return cell.text


def instant(cell: Cell) -> datetime:
    return cell.instant


def one_of(choices: type[TextChoices]) -> Callable[[Cell], str]:
    """A word of the list, as the pages write it."""
    words = {str(label).split("（")[0]: value for value, label in choices.choices}
    words |= {str(label): value for value, label in choices.choices}

    def read(cell: Cell) -> str:
        if cell.text not in words:
            raise BadCell("只能填：" + "、".join(str(label) for label in choices.labels) + "。")
        return words[cell.text]

    return read


def _disclose(by: User, now: datetime, values: Mapping[str, Any]) -> Model:
    given = dict(values)
    code = given.pop("code", "")
    minor = Minor.objects.visible_to(by).filter(code=code).first() if code else None
    if code and minor is None:
        raise NoSuchCode
    return actions.disclose(by=by, minor=minor, now=now, **given)


def _inquire(by: User, now: datetime, values: Mapping[str, Any]) -> Model:
    return actions.file_inquiry(by=by, now=now, **values)


class NoSuchCode(Exception):
    """The same for a code that never existed, is sealed, or belongs to another township."""


KINDS: dict[str, Kind] = {
    "disclosures": Kind(
        "对外提供登记",
        (
            Entry("提供时间", "at", instant),
            Entry("形式", "kind", one_of(DisclosureKind)),
            Entry("人员编号", "code", text, required=False),
            Entry("提供的内容", "fields", text),
            Entry("接收单位", "recipient", text),
            Entry("接收人职务", "recipient_post", text, required=False),
            Entry("依据", "basis", one_of(DisclosureBasis)),
            Entry("依据说明", "basis_text", text, required=False),
        ),
        _disclose,
        ("at", "kind", "code", "fields", "recipient", "recipient_post", "basis", "basis_text"),
    ),
    "inquiries": Kind(
        "来询登记",
        (
            Entry("来询时间", "at", instant),
            Entry("来询方", "asked_by", one_of(AskedBy)),
            Entry("来询方式", "how", one_of(AskedHow)),
            Entry("来询单位名称", "organ", text, required=False),
        ),
        _inquire,
        ("at", "asked_by", "how", "organ"),
    ),
}
