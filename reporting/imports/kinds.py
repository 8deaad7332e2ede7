"""Which ledgers may come in: their columns, and the action each row goes through, as if typed by hand."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, TextChoices

from accounts.models import User
from accounts.places import areas_of, schools_of
from common import clock
from common.errors import DomainError
from minors import actions
from minors.choices import AskedBy, AskedHow, DisclosureBasis, DisclosureKind
from minors.models import Minor
from outreach import actions as outreach
from outreach.models import OnlinePost, ReachReading
from patrols import actions as patrols
from patrols.choices import VenueKind
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
    within: tuple[str, ...] = ("unit",)


def text(cell: Cell) -> str:
    return cell.text


def instant(cell: Cell) -> datetime:
    return cell.instant


def metres(cell: Cell) -> int:
    if not re.fullmatch(r"\d{1,6}", cell.text.removesuffix("米").strip()):
        raise BadCell("只写整数的米数，如 150。")
    return int(cell.text.removesuffix("米").strip())


def yes_or_no(cell: Cell) -> bool:
    words = {"是": True, "否": False, "true": True, "false": False}
    if cell.text.lower() not in words:
        raise BadCell("只能填：是、否。")
    return words[cell.text.lower()]


def one_of(choices: type[TextChoices]) -> Callable[[Cell], str]:
    """A word of the list as the pages write it, or one of those that a line joins (小卖部、超市)."""
    words: dict[str, str] = {}
    for value, label in choices.choices:
        whole = str(label)
        for word in (*whole.split("、"), whole.split("（")[0], whole):
            words[word.casefold()] = value

    def read(cell: Cell) -> str:
        if cell.text.casefold() not in words:
            raise BadCell("只能填其中一项：" + "；".join(str(label) for label in choices.labels) + "。")
        return words[cell.text.casefold()]

    return read


def _disclose(by: User, now: datetime, values: Mapping[str, Any]) -> Model:
    given = dict(values)
    code = given.pop("code", "")
    minor = Minor.objects.visible_to(by).filter(code=code).first() if code else None
    if code and minor is None:
        raise NoSuchCode
    return actions.disclose(by=by, minor=minor, now=now, **given)


def _short(village: str) -> str:
    """杆洞村民委员会, 杆洞村委会 and 杆洞村 are one."""
    return re.sub(r"(?:民委员会|委员会|委会)$", "", village)


def _venue(by: User, now: datetime, values: Mapping[str, Any]) -> Model:
    """A venue by the names of village and school; the form's action refuses what it would refuse there."""
    given = {"is_key": True, "keeper": "", "licence": "", "address": "", "distance": None, **values}
    villages = {_short(unit.name): unit.area for unit in areas_of(by)}
    schools = {unit.name: unit for unit in schools_of(by)}
    village, near = _short(given.pop("village", "")), given.pop("near", "")
    if village and village not in villages:
        raise DomainError("没有这个村，请写村名，如“示例村”。", field="village")
    if near and near not in schools:
        raise DomainError("没有这所学校，请写全名。", field="near")
    assert by.acting is not None
    area = villages.get(village, by.acting.unit.area)
    known = {**given, "area": area, "campus": schools.get(near)}
    return patrols.add_venue(by=by, values=known, today=clock.local_day(now))[0]


def _inquire(by: User, now: datetime, values: Mapping[str, Any]) -> Model:
    return actions.file_inquiry(by=by, now=now, **values)


class NoSuchCode(Exception):
    """The same for a code that never existed, is sealed, or belongs to another township."""


def reads(cell: Cell) -> int:
    """A number as a platform writes it: 3100, 3,100 or 3.1万."""
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,4})?)(万?)", re.sub(r"[,，\s]", "", cell.text), re.ASCII)
    if found is None:
        raise BadCell("请填写数字，如 3100 或 3.1万。")
    return round(float(found[1]) * (10_000 if found[2] else 1))


def local_day(cell: Cell) -> date:
    return clock.local_day(cell.instant)


def _read_post(by: User, now: datetime, values: Mapping[str, Any]) -> Model:
    """What the platform says of a post that is known by its link; a day that was read off is left alone."""
    post = OnlinePost.objects.visible_to(by).filter(link=values["link"]).first()
    if post is None:
        raise DomainError("没有登记过这个链接，请先登记新媒体宣传。", field="link")
    if ReachReading.objects.visible_to(by).filter(post=post, read_on=values["read_on"]).exists():
        raise DomainError("这一天的阅读量已经填过，不重复导入。", field="read_on")
    return outreach.read_post(by=by, post=post, read_on=values["read_on"], reads=values["reads"], now=now)


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
    "venues": Kind(
        "场所名单",
        (
            Entry("场所名称", "name", text),
            Entry("类别", "kind", one_of(VenueKind)),
            Entry("村", "village", text, required=False),
            Entry("地址", "address", text, required=False),
            Entry("负责人", "keeper", text, required=False),
            Entry("许可证", "licence", text, required=False),
            Entry("最近的学校", "near", text, required=False),
            Entry("距离（米）", "distance", metres, required=False),
            Entry("重点场所", "is_key", yes_or_no, required=False),
        ),
        _venue,
        ("name", "kind"),
        ("area",),
    ),
    "reach": Kind(
        "新媒体阅读量",
        (
            Entry("链接", "link", text),
            Entry("统计日期", "read_on", local_day),
            Entry("阅读量", "reads", reads),
        ),
        _read_post,
        ("post", "read_on"),
    ),
}
