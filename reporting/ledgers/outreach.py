"""宣传活动台账, 家校合作台账, 关爱走访台账, 新媒体台账 in the office's columns (law.md §11.5). Counts alone.

How many children came is printed as 不足5 below SMALLEST_SHOWN (design §4.8); no column adds them up.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from accounts.places import units_by_area
from common.smallnumbers import SMALLEST_SHOWN
from outreach.choices import Audience
from outreach.models import CareRound, Event, EventPhoto, FamilyWork, OnlinePost, Reach, ReachReading
from outreach.permissions import OutreachPerm
from reporting.ledgers.base import Column, Ledger, backfilled

CHILDREN = {Audience.DROPOUT, Audience.LEFT_BEHIND, Audience.PUPIL}


def _children(number: int) -> str:
    """How many children, as paper says it."""
    return str(number) if number == 0 or number >= SMALLEST_SHOWN else f"不足{SMALLEST_SHOWN}"


@dataclass
class DoneRow:
    """Something done at a place, with the name of the place and what belongs to it."""

    row: Any
    where: str
    reach: str = ""
    photos: int = 0
    reads: int | None = None
    read_on: date | None = None

    @property
    def typist(self) -> str:
        return self.row.entered_by.name if self.row.entered_by_id != self.row.done_by_id else ""


def _where(rows: list[Any]) -> dict[UUID, str]:
    names = units_by_area(row.area for row in rows)
    return {row.pk: row.campus.name if row.campus else names.get(row.area, "") for row in rows}


def _events(user: User, events: list[Event], now: datetime) -> Iterator[DoneRow]:
    names, reach = _where(events), defaultdict(list)
    keys = [event.pk for event in events]
    for one in Reach.objects.visible_to(user).filter(event__in=keys):
        audience = Audience(one.audience)
        people = _children(one.people) if audience in CHILDREN else str(one.people)
        reach[one.event_id].append(f"{audience.label} {people}")
    photos = Counter(
        EventPhoto.objects.visible_to(user).filter(event__in=keys).values_list("event_id", flat=True)
    )
    for event in events:
        yield DoneRow(event, names[event.pk], "、".join(reach[event.pk]), photos[event.pk])


def _placed(user: User, rows: list[Any], now: datetime) -> Iterator[DoneRow]:
    names = _where(rows)
    for row in rows:
        yield DoneRow(row, names[row.pk])


def _posts(user: User, posts: list[OnlinePost], now: datetime) -> Iterator[DoneRow]:
    rows = ReachReading.objects.visible_to(user).filter(post__in=[post.pk for post in posts])
    newest = {one.post_id: one for one in rows.order_by("read_on")}
    for post in posts:
        last = newest.get(post.pk)
        yield DoneRow(post, "", reads=last.reads if last else None, read_on=last.read_on if last else None)


DONE = ("unit", "campus", "done_by", "entered_by")
WRITTEN_BY = (
    Column("经办人", lambda line: line.row.done_by.name, 10, on_screen=False),
    Column("代录", lambda line: line.typist, 10, on_screen=False),
    Column("录入时间", lambda line: line.row.recorded_at, 17, on_screen=False),
    Column("补录", lambda line: backfilled(line.row.held_at, line.row.recorded_at), 6),
    Column("已撤回", lambda line: line.row.withdrawn_because, 24),
)

EVENTS = Ledger(
    slug="events",
    title="宣传活动台账",
    hint="六进活动，一次一行。",
    perm=OutreachPerm.VIEW,
    found=lambda user: Event.objects.visible_to(user).select_related(*DONE, "campaign"),
    moment="held_at",
    unit_field="unit",
    unit_kinds=(),
    spread=_events,
    link=lambda line: reverse("outreach:event_detail", args=[line.row.pk]),
    columns=(
        Column("编号", lambda line: line.row.code, 14),
        Column("时间（发生）", lambda line: line.row.held_at, 17),
        Column("村、校园", lambda line: line.where, 24),
        Column("地点", lambda line: line.row.spot, 16, on_screen=False),
        Column("六进类别", lambda line: f"进{line.row.get_setting_display()}", 10),
        Column("形式", lambda line: line.row.get_form_display(), 14, on_screen=False),
        Column("主题", lambda line: line.row.topic, 30),
        Column("组织单位", lambda line: line.row.unit.name, 24, on_screen=False),
        Column("参与单位", lambda line: line.row.partners, 24, on_screen=False),
        Column("对象和受教育人数", lambda line: line.reach, 30),
        Column("发放资料（份）", lambda line: line.row.leaflets, 10, on_screen=False),
        Column("展板（块）", lambda line: line.row.boards, 8, on_screen=False),
        Column("横幅（条）", lambda line: line.row.banners, 8, on_screen=False),
        Column("照片（张）", lambda line: line.photos, 8, on_screen=False),
        Column("专项宣传", lambda line: line.row.campaign and line.row.campaign.name, 20, on_screen=False),
        Column("情况", lambda line: line.row.note, 30, on_screen=False),
        *WRITTEN_BY,
    ),
)

FAMILY = Ledger(
    slug="family",
    title="家校合作台账",
    hint="家长会和家访，一次一行；不写任何学生。",
    perm=OutreachPerm.VIEW,
    found=lambda user: FamilyWork.objects.visible_to(user).select_related(*DONE),
    moment="held_at",
    unit_field="unit",
    unit_kinds=(),
    spread=_placed,
    columns=(
        Column("时间（发生）", lambda line: line.row.held_at, 17),
        Column("校园", lambda line: line.where, 24),
        Column("形式", lambda line: line.row.get_kind_display(), 8),
        Column("年级", lambda line: line.row.grades, 16),
        Column("应到（户、人）", lambda line: line.row.expected, 10),
        Column("实到（户、人）", lambda line: line.row.reached, 10),
        Column("内容", lambda line: line.row.topics, 40, on_screen=False),
        *WRITTEN_BY,
    ),
)

CARE = Ledger(
    slug="care",
    title="关爱走访台账",
    hint="每村留守儿童走访，一次一行；只有人数。",
    perm=OutreachPerm.VIEW,
    found=lambda user: CareRound.objects.visible_to(user).select_related(*DONE),
    moment="held_at",
    unit_field="unit",
    unit_kinds=(),
    spread=_placed,
    columns=(
        Column("时间（发生）", lambda line: line.row.held_at, 17),
        Column("村", lambda line: line.where, 24),
        Column("留守儿童（人）", lambda line: _children(line.row.known), 12),
        Column("走访到（人）", lambda line: _children(line.row.seen), 12),
        Column("需要帮扶（人）", lambda line: _children(line.row.in_need), 12, on_screen=False),
        Column("同去的单位", lambda line: line.row.helpers, 24),
        Column("情况", lambda line: line.row.note, 30, on_screen=False),
        *WRITTEN_BY,
    ),
)

POSTS = Ledger(
    slug="posts",
    title="新媒体台账",
    hint="按发布日期；阅读量为最近一次读到的。",
    perm=OutreachPerm.VIEW,
    found=lambda user: OnlinePost.objects.visible_to(user).select_related("unit", "entered_by", "campaign"),
    moment="posted_on",
    by_day=True,
    unit_field="unit",
    unit_kinds=(),
    spread=_posts,
    columns=(
        Column("发布日期", lambda line: line.row.posted_on, 12),
        Column("平台", lambda line: line.row.get_platform_display(), 8),
        Column("主题", lambda line: line.row.topic, 30),
        Column("链接", lambda line: line.row.link, 40, on_screen=False),
        Column("案例来源", lambda line: line.row.source, 30, on_screen=False),
        Column("专项宣传", lambda line: line.row.campaign and line.row.campaign.name, 20, on_screen=False),
        Column("阅读、播放量", lambda line: line.reads, 12),
        Column("统计日期", lambda line: line.read_on, 12, on_screen=False),
        Column("发布单位", lambda line: line.row.unit.name, 24, on_screen=False),
        Column("录入人", lambda line: line.row.entered_by.name, 10, on_screen=False),
    ),
)

OF_OUTREACH = (EVENTS, FAMILY, CARE, POSTS)
