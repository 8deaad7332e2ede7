"""场所台账, 巡查台账, 隐患台账 in the office's columns (law.md §8, §11.5). No minor stands in any of them.

An item that was suspected is neither marked nor found: these sheets are made of findings and orders, and no
column counts what was looked at, so that nothing is missing from them either (design §6).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from accounts.places import units_by_area
from common import clock
from patrols.actions.states import VenueLine, badge, finding_states, venue_lines
from patrols.models import Finding, FixOrder, Patrol, Present, Recheck, Referral, Stop, Venue
from patrols.permissions import PatrolPerm
from reporting.ledgers.base import Column, Ledger, backfilled


@dataclass
class VenueRow:
    """A venue as it stands now, with the name of its village."""

    line: VenueLine
    village: str

    @property
    def venue(self) -> Venue:
        return self.line.venue


def _venues(user: User, venues: list[Venue], now: datetime) -> Iterator[VenueRow]:
    names = units_by_area(venue.area for venue in venues)
    lines = {line.venue.pk: line for line in venue_lines(venues, clock.local_day(now))}
    for venue in venues:
        yield VenueRow(lines[venue.pk], names.get(venue.area, ""))


@dataclass
class StopRow:
    """One stop of a patrol, in route order, with what was found there."""

    patrol: Patrol
    stop: Stop
    present: list[str]
    found: list["FindingRow"]

    @property
    def place(self) -> str:
        return self.stop.venue.name if self.stop.venue else self.stop.place

    def each(self, name: str) -> str:
        """A value of every finding of the stop, in one cell."""
        return "；".join(text for row in self.found if (text := str(getattr(row, name) or "")))


def _stops(user: User, patrols: list[Patrol], now: datetime) -> Iterator[StopRow]:
    stops, present, found = defaultdict(list), defaultdict(list), defaultdict(list)
    keys = [patrol.pk for patrol in patrols]
    for stop in Stop.objects.visible_to(user).filter(patrol__in=keys).select_related("venue").order_by("no"):
        stops[stop.patrol_id].append(stop)
    for one in Present.objects.visible_to(user).filter(patrol__in=keys):
        present[one.patrol_id].append(one.name)
    rows = Finding.objects.visible_to(user).filter(stop__patrol__in=keys).select_related(*OF_FINDING)
    for row in _findings(user, list(rows.order_by("found_at", "pk")), now):
        found[row.finding.stop_id].append(row)
    for patrol in patrols:
        for stop in stops[patrol.pk]:
            yield StopRow(patrol, stop, present[patrol.pk], found[stop.pk])


@dataclass
class FindingRow:
    """A finding with its last order, its letters and its last re-check."""

    finding: Finding
    word: str
    tone: str
    order: FixOrder | None = None
    letters: list[Referral] = field(default_factory=list)
    check: Recheck | None = None

    @property
    def text(self) -> str:
        return self.finding.text

    @property
    def place(self) -> str:
        finding = self.finding
        if finding.venue:
            return finding.venue.name
        return f"{finding.campus or ''} {finding.stop.place}".strip()

    @property
    def to_whom(self) -> str:
        return self.order.to_whom if self.order else ""

    @property
    def fix_by(self) -> Any:
        return self.order.fix_by if self.order else None

    @property
    def checked(self) -> str:
        if self.check is None:
            return ""
        result = "合格" if self.check.passed else f"不合格：{self.check.note}"
        return f"{clock.local_day(self.check.at).isoformat()} {result}"

    @property
    def sent_to(self) -> str:
        return "；".join(
            f"{letter.number} {letter.get_bureau_display()} {letter.get_result_display() or '待答复'}"
            for letter in self.letters
        )

    @property
    def closed_at(self) -> Any:
        return self.check.at if self.check and self.check.passed else None


OF_FINDING = ("venue", "campus", "stop", "item", "found_by")


def _findings(user: User, findings: list[Finding], now: datetime) -> Iterator[FindingRow]:
    keys = [finding.pk for finding in findings]
    states = finding_states(findings, clock.local_day(now))
    orders: dict[UUID, FixOrder] = {}
    for order in FixOrder.objects.visible_to(user).filter(finding__in=keys).order_by("ordered_at", "serial"):
        orders[order.finding_id] = order
    checks: dict[UUID, Recheck] = {}
    for check in Recheck.objects.visible_to(user).filter(finding__in=keys).order_by("at"):
        checks[check.finding_id] = check
    letters = defaultdict(list)
    for letter in Referral.objects.visible_to(user).filter(finding__in=keys).order_by("sent_at", "serial"):
        letters[letter.finding_id].append(letter)
    for row in findings:
        mark = badge(states[row.pk])
        word, tone = ("已撤销", "muted") if row.withdrawn_at else (mark.word, mark.tone)
        yield FindingRow(row, word, tone, orders.get(row.pk), letters[row.pk], checks.get(row.pk))


VENUES = Ledger(
    slug="venues",
    title="场所台账",
    hint="这些日子在名单上的场所，状态按检查和隐患算出。",
    perm=PatrolPerm.VIEW,
    found=lambda user: Venue.objects.visible_to(user).select_related("campus"),
    moment="opened_on",
    by_day=True,
    stands_until="closed_on",
    unit_field="",
    unit_kinds=(),
    spread=_venues,
    link=lambda row: reverse("patrols:venue_detail", args=[row.venue.pk]),
    columns=(
        Column("编号", lambda row: row.venue.code, 14),
        Column("名称", lambda row: row.venue.name, 24),
        Column("类别", lambda row: row.venue.get_kind_display(), 14),
        Column("状态", lambda row: row.line.badge.word, 9, tone=lambda row: row.line.badge.tone),
        Column("所在村", lambda row: row.village, 18),
        Column("位置", lambda row: row.venue.address, 24, on_screen=False),
        Column("负责人", lambda row: row.venue.keeper, 12),
        Column("许可证或营业执照", lambda row: row.venue.licence, 20, on_screen=False),
        Column("最近的校园", lambda row: row.venue.campus, 24),
        Column("距离（米）", lambda row: row.venue.distance, 10),
        Column("距离提示", lambda row: row.line.near, 24),
        Column("重点场所", lambda row: row.venue.is_key, 9),
        Column("列入日期", lambda row: row.venue.opened_on, 12),
        Column("上次查完", lambda row: row.line.checked_at, 17),
        Column("未了结隐患", lambda row: row.line.open_findings, 10),
        Column("移出日期", lambda row: row.venue.closed_on, 12, on_screen=False),
        Column("移出原因", lambda row: row.venue.closed_reason, 24, on_screen=False),
    ),
)

PATROLS = Ledger(
    slug="patrols",
    title="巡查台账",
    hint="校园及周边巡查和重点场所排查，每处一行。",
    perm=PatrolPerm.VIEW,
    found=lambda user: Patrol.objects.visible_to(user).select_related(
        "unit", "campus", "rule", "done_by", "entered_by"
    ),
    moment="started_at",
    unit_field="unit",
    unit_kinds=(),
    spread=_stops,
    link=lambda row: reverse("patrols:patrol_detail", args=[row.patrol.pk]),
    columns=(
        Column("编号", lambda row: row.patrol.code, 14),
        Column("时间（发生）", lambda row: row.patrol.started_at, 17),
        Column("录入时间", lambda row: row.patrol.recorded_at, 17, on_screen=False),
        Column("补录", lambda row: backfilled(row.patrol.finished_at, row.patrol.recorded_at), 6),
        Column("巡查单位", lambda row: row.patrol.unit.name, 24, on_screen=False),
        Column("校园", lambda row: row.patrol.campus, 24),
        Column("按计划", lambda row: "是" if row.patrol.rule_id else "", 8, on_screen=False),
        Column("巡查人", lambda row: "、".join(row.present), 20),
        Column("记录人", lambda row: row.patrol.done_by.name, 10, on_screen=False),
        Column("代录", lambda row: _typist(row.patrol), 10, on_screen=False),
        Column("范围", lambda row: row.stop.get_kind_display(), 14),
        Column("地点", lambda row: row.place, 24),
        Column("情况", lambda row: row.stop.note, 24, on_screen=False),
        Column("发现的问题", lambda row: row.each("text"), 30),
        Column("处理情况", lambda row: row.each("word"), 14),
        Column("整改责任人", lambda row: row.each("to_whom"), 12, on_screen=False),
        Column("整改期限", lambda row: row.each("fix_by"), 12, on_screen=False),
        Column("复查", lambda row: row.each("checked"), 20, on_screen=False),
    ),
)


def _typist(patrol: Patrol) -> str:
    return patrol.entered_by.name if patrol.entered_by_id != patrol.done_by_id else ""


FINDINGS = Ledger(
    slug="findings",
    title="隐患台账",
    hint="每件隐患的整改通知、期限、移送、复查和办结。",
    perm=PatrolPerm.VIEW,
    found=lambda user: Finding.objects.visible_to(user).select_related(*OF_FINDING),
    moment="found_at",
    unit_field="",
    unit_kinds=(),
    spread=_findings,
    link=lambda row: reverse("patrols:finding_detail", args=[row.finding.pk]),
    columns=(
        Column("编号", lambda row: row.finding.code, 14),
        Column("发现时间（发生）", lambda row: row.finding.found_at, 17),
        Column("录入时间", lambda row: row.finding.recorded_at, 17, on_screen=False),
        Column("补录", lambda row: backfilled(row.finding.found_at, row.finding.recorded_at), 6),
        Column("地方", lambda row: row.place, 24),
        Column("检查内容", lambda row: row.finding.item and row.finding.item.text, 24, on_screen=False),
        Column("依据", lambda row: row.finding.basis, 24, on_screen=False),
        Column("问题", lambda row: row.text, 30),
        Column("状态", lambda row: row.word, 12, tone=lambda row: row.tone),
        Column("发现人", lambda row: row.finding.found_by.name, 10, on_screen=False),
        Column("整改通知书", lambda row: row.order and row.order.number, 16),
        Column("整改责任人", lambda row: row.to_whom, 14),
        Column("整改期限", lambda row: row.fix_by, 12),
        Column("移送和答复", lambda row: row.sent_to, 30),
        Column("复查", lambda row: row.checked, 24),
        Column("办结时间", lambda row: row.closed_at, 17, on_screen=False),
        Column("撤销原因", lambda row: row.finding.withdrawn_because, 20, on_screen=False),
    ),
)

OF_PLACES = (VENUES, PATROLS, FINDINGS)
