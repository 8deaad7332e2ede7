"""Obligations of outreach. Numbers without a source in plan or law are 本单位规定 (D)."""

from datetime import timedelta

from accounts.choices import Post, UnitKind
from duties.choices import Tell
from duties.policies import Due, Policy, Step, days, hours
from outreach.choices import Audience, PlaceKind

PLAN = "杆政发〔2024〕17号"

USUAL_GOALS: dict[tuple[str, str], int] = {
    (PlaceKind.VILLAGE, Audience.DROPOUT): 1,
    (PlaceKind.VILLAGE, Audience.IDLE): 1,
    (PlaceKind.VILLAGE, Audience.CORRECTION): 1,
    (PlaceKind.VILLAGE, Audience.LEFT_BEHIND): 1,
    (PlaceKind.SCHOOL, Audience.PUPIL): 1,
    (PlaceKind.SCHOOL, Audience.PARENT): 1,
}
"""So many times a quarter each audience is reached at a place, unless the county or the township has said
otherwise. The audiences are those of 方案四(一)1、2; once a quarter is 本单位规定 (D)."""

USUAL_SHARE = 50
"""Of those there are, so many per cent (人次 against the headcount) are to be reached in a quarter, or one
talk before three people would cover a village. 方案四(一)1 asks for 全覆盖; the share is 本单位规定 (D)."""

MOST_TIMES = 13
"""No goal asks for more than once a week. 本单位规定 (D)."""

BACK_DAYS = 31
"""An event is written down at most so many days later. 本单位规定 (D)."""

MOST_READS = 1_000_000_000
"""No post is read more often. 本单位规定 (D)."""

MOST_PEOPLE = 100_000
"""A larger number is a typing error. 本单位规定 (D)."""

PHOTO_DAYS = 7
"""Pictures are added at most so many days after the event was written down. 本单位规定 (D)."""

MOST_PHOTOS = 4
"""So many pictures fit to one event: a poor line has to carry them. 本单位规定 (D)."""

NEW_PLACE_DAYS = 14
"""A place new in the last days of a quarter is first asked for in the next one. 本单位规定 (D)."""

EXPLAIN_BEFORE = timedelta(days=14)
"""So long before the end of a quarter its gaps come up for an event or a reason. 本单位规定 (D)."""

SETTLE_WORKDAYS = 5
"""So many working days after a quarter its last event is on record, each gap explained and signed.
本单位规定 (D)."""

_TO_COUNTY = (
    Step(-days(3), Tell.HOLDER),
    Step(hours(9), Tell.UNIT_HEAD),
    Step(days(3), Tell.TOWNSHIP_LEADER),
    Step(days(7), Tell.COUNTY),
)

POLICIES = {
    "care.round": Policy(
        title="留守儿童关爱走访",
        owed_by=(UnitKind.STATION, Post.STATION_CLERK),
        due=Due.days(91),
        ladder=(Step(-days(14), Tell.HOLDER), *_TO_COUNTY[1:]),
        basis=f"{PLAN} 四(一)2：关爱留守儿童，推动禁毒宣传教育与家庭帮扶、关爱救助；每村每季一次为本单位规定",
        page="outreach:care_add",
    ),
    "outreach.coverage": Policy(
        title="季度宣传覆盖",
        owed_by=(UnitKind.TOWNSHIP, Post.TOWNSHIP_LEADER),
        due=Due.working_days(SETTLE_WORKDAYS),
        ladder=_TO_COUNTY,
        basis=f"{PLAN} 四(一)1、2：禁毒宣传教育全覆盖，重点群体针对性宣传；按季核对和时限为本单位规定",
        page="outreach:coverage",
        page_takes_subject=False,
        page_period="quarter",
    ),
}
