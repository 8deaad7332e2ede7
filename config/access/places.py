"""What lies around the home township: a school with its year and plan, venues, a patrol and what it found."""

from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

from PIL import Image

from accounts.choices import Post, UnitKind
from common import clock
from config.access.world import HOME, NOW, World
from patrols import actions
from patrols.actions.patrols import Marked
from patrols.actions.plans import RuleDrawn
from patrols.choices import Bureau, ClueKind, Mark, Repeat, SeasonKind, Surrounding
from patrols.models import ChecklistItem, Finding, Season, Stop


def places(world: World) -> None:
    """One row of each table of patrols, at NOW, in the home township."""
    clerk, head = world.who(Post.STATION_CLERK), world.who(Post.STATION_HEAD)
    liaison, campus = world.who(Post.SCHOOL_LIAISON), world.unit(UnitKind.SCHOOL)
    first = clock.local_day(NOW)
    term = _term(world, first)
    line = RuleDrawn(SeasonKind.TERM, Repeat.WEEKLY, Surrounding.INSIDE, Post.SCHOOL_LIAISON, "示例宿舍楼")
    plan = actions.draft_plan(by=liaison, season=term, focus="", lines=[line], now=NOW)
    actions.approve_plan(by=head, plan=plan, now=NOW)
    values = {"kind": "shop", "name": "示例小卖部", "area": HOME, "campus": campus, "keeper": "示例店主"}
    venue, _ = actions.add_venue(by=clerk, values=values, today=first)
    items = list(ChecklistItem.objects.on(first).filter(kind="shop").order_by("no"))
    marks = {
        items[0].pk: Marked(Mark.FAIL, "示例：向学生出售香烟"),
        items[1].pk: Marked(Mark.PASS),
        items[2].pk: Marked("", "示例：柜台下有不明油液", ClueKind.SELLING),
    }
    actions.record_patrol(
        by=clerk,
        done_by=clerk,
        campus=campus,
        area=HOME,
        rule=None,
        started_at=NOW - timedelta(hours=1),
        finished_at=NOW,
        present=["示例巡查员甲", "示例巡查员乙"],
        stops=[actions.StopSeen(kind="shop", venue=venue, marks=marks)],
        note="",
        now=NOW,
        client_id=UUID(int=1),
    )
    _after(world)


def _term(world: World, first: date) -> Season:
    return actions.add_season(
        by=world.who(Post.SCHOOL_LIAISON),
        campus=world.unit(UnitKind.SCHOOL),
        kind=SeasonKind.TERM,
        name="示例学期",
        from_on=first,
        until_on=first + timedelta(days=100),
    )


def _after(world: World) -> None:
    """A picture of the stop, a letter and an order about what was found."""
    clerk = world.who(Post.STATION_CLERK)
    stop = Stop.objects.for_system("access matrix").latest("recorded_at")
    actions.add_photo(by=clerk, stop=stop, data=green(), now=NOW, client_id=UUID(int=2))
    finding = Finding.objects.for_system("access matrix").latest("recorded_at")
    actions.refer_finding(
        by=clerk, finding=finding, bureau=Bureau.TOBACCO, matter="示例事由", now=NOW, client_id=UUID(int=4)
    )
    actions.order_fix(
        by=clerk,
        finding=finding,
        to_whom="示例店主",
        demand="示例：停止出售",
        fix_by=clock.local_day(NOW) + timedelta(days=7),
        now=NOW,
        client_id=UUID(int=3),
    )


def green() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), "green").save(file, "PNG")
    return file.getvalue()
