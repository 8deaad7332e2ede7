"""Who confirms whom, which posts go together, who may stand in. Pure: no queries."""

from typing import TYPE_CHECKING

from accounts.choices import POSTS_OF_UNIT, Post, UnitKind
from accounts.permissions import AccountPerm, Reach, Role

if TYPE_CHECKING:
    from accounts.models import Acting, Appointment

HEAD_OF = {
    UnitKind.STATION: Post.STATION_HEAD,
    UnitKind.POLICE_POST: Post.POLICE_HEAD,
    UnitKind.TOWNSHIP: Post.TOWNSHIP_LEADER,
}
INDEPENDENT = frozenset({Post.AUDITOR, Post.ADMINISTRATOR})
"""Who watches the log or types the accounts holds no other post (design §4.3)."""

DIGITS = {
    UnitKind.COUNTY: 6,
    UnitKind.TOWNSHIP: 9,
    UnitKind.STATION: 9,
    UnitKind.POLICE_POST: 9,
    UnitKind.SCHOOL: 9,
    UnitKind.VILLAGE: 12,
}
PASSWORD_DAYS = 90
"""A password older than this is changed at the next page. 本单位规定 (D)."""

CONFIRM_WORKING_DAYS = 1
"""A request a head leaves unanswered this long goes to the county. 本单位规定 (D)."""


def confirmer(kind: str, post: str) -> tuple[UnitKind, Post]:
    """Kind of unit and post that confirms an appointment to `post` in a unit of `kind` (design §1)."""
    if kind == UnitKind.COUNTY or post in HEAD_OF.values():
        return UnitKind.COUNTY, Post.COUNTY_REVIEWER
    if kind in (UnitKind.SCHOOL, UnitKind.VILLAGE):
        return UnitKind.STATION, Post.STATION_HEAD
    unit_kind = UnitKind(kind)
    return unit_kind, HEAD_OF[unit_kind]


def is_head(acting: "Acting | None", appointment: "Appointment") -> bool:
    """True if who acts as `acting` is the one who confirms, ends and covers `appointment`."""
    unit = appointment.unit
    kind, post = confirmer(unit.kind, appointment.post)
    if acting is None or (acting.unit.kind, acting.post) != (kind, post):
        return False
    if kind == UnitKind.COUNTY:
        return acting.unit.county == unit.county
    if unit.kind in (UnitKind.SCHOOL, UnitKind.VILLAGE):
        return acting.unit.township == unit.township
    return acting.unit.pk == unit.pk


def must_be_confirmed(role: Role) -> bool:
    """True for a post that reads files, codes, or the log of who read them."""
    return bool({role.files, role.codes} - {Reach.NOTHING}) or AccountPerm.READ_LOG in role.permissions


def may_stand_in(absent: Role, own: list[Role]) -> bool:
    """True if somebody who holds the posts `own` may be deputy of `absent`: an absence must not open
    files, or codes, to a person whom no head ever confirmed for files, or codes."""
    if absent.files != Reach.NOTHING:
        return any(role.files != Reach.NOTHING for role in own)
    if must_be_confirmed(absent):
        return any(must_be_confirmed(role) for role in own)
    return bool(own)


def go_together(posts: set[str]) -> bool:
    """False if an independent post is among several."""
    return len(posts) < 2 or not posts & INDEPENDENT


def post_exists(kind: str, post: str) -> bool:
    return post in POSTS_OF_UNIT[kind]


def area_fits(kind: str, area: str) -> bool:
    """True if the division code has the number of digits of that kind of unit."""
    return area.isascii() and area.isdigit() and len(area) == DIGITS[UnitKind(kind)]
