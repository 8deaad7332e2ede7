"""What stands in the tests of patrols: a school with its year, a shop, a plan. Everything is fictional."""

from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

from PIL import Image

from accounts.choices import Post
from common import clock
from patrols import actions
from patrols.actions.patrols import Marked
from patrols.actions.plans import RuleDrawn
from patrols.choices import Mark, Repeat, SeasonKind, Surrounding
from patrols.models import ChecklistItem, Patrol, Plan, Season, Venue
from tests.cast import NOW

TERM = date(2026, 3, 2), date(2026, 7, 10)
"""A term that begins on the Monday of NOW."""


def a_term(by, campus, **more) -> Season:
    values = {"kind": SeasonKind.TERM, "name": "2026年春季学期", "from_on": TERM[0], "until_on": TERM[1]}
    return actions.add_season(by=by, campus=campus, **{**values, **more})


def a_venue(by, *, kind="shop", name="示例小卖部", campus=None, **more) -> Venue:
    values = {"kind": kind, "name": name, "area": by.acting.unit.area, "campus": campus, **more}
    return actions.add_venue(by=by, values=values, today=NOW.date())[0]


WEEKLY = RuleDrawn(
    season_kind=SeasonKind.TERM,
    repeat=Repeat.WEEKLY,
    surrounding=Surrounding.INSIDE,
    post=Post.SCHOOL_LIAISON,
    places="男生宿舍\n教学楼厕所",
)


def a_plan(by, season, *lines, now=NOW, approved_by=None, **more) -> Plan:
    plan = actions.draft_plan(by=by, season=season, focus="", lines=lines or [WEEKLY], now=now, **more)
    return actions.approve_plan(by=approved_by, plan=plan, now=now) if approved_by else plan


TODAY = clock.local_day(NOW)


def items(kind: str, day: date = TODAY) -> list[ChecklistItem]:
    return list(ChecklistItem.objects.on(day).filter(kind=kind).order_by("no"))


def seen(kind="shop", *, venue=None, place="", fail="", suspicion="", blank=False) -> actions.StopSeen:
    """A stop where all is as it should be, but the first item: it `fail`s, is suspected or left `blank`."""
    marks = {item.pk: Marked(Mark.PASS) for item in items(kind)[blank:]}
    if fail or suspicion:
        first = items(kind)[0].pk
        marks[first] = Marked(Mark.FAIL, note=fail or "柜台下有不明油液", suspicion=suspicion)
    return actions.StopSeen(kind=kind, venue=venue, place=place, marks=marks)


def a_patrol(by, *stops, now: datetime = NOW, **more) -> Patrol:
    values = {
        "done_by": by,
        "campus": None,
        "area": by.acting.unit.area,
        "rule": None,
        "started_at": now - timedelta(hours=1),
        "finished_at": now,
        "present": ["巡查员甲", "巡查员乙"],
        "note": "",
        "client_id": uuid4(),
    }
    return actions.record_patrol(by=by, stops=stops, now=now, **{**values, **more})


def a_picture(side: int = 32) -> bytes:
    """A photograph with a camera's words and a position in it."""
    file = BytesIO()
    image = Image.new("RGB", (side, side), "green")
    exif = image.getexif()
    exif[0x010F] = "CAMERA-WORDS"
    exif.get_ifd(0x8825)[1] = "N"
    image.save(file, "JPEG", exif=exif)
    return file.getvalue()


def midnight(day: date) -> datetime:
    return clock.end_of_day(day)
