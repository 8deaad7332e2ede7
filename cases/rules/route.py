"""Which way a case goes, from three places (law.md §1.1). Pure: no database, no clock."""

from dataclasses import dataclass

from cases.choices import Controller, Direction, Place, Route
from cases.policies import PLAN

TEAM, CARE_TEAM, TEAM_CONFIRM = "case.team", "case.care_team", "case.team_confirm"


RESIDENCE, CONTACT = "case.residence", "transfer.contact"


@dataclass(frozen=True)
class RouteFacts:
    """The three places and whether the child is a pupil, as known on the day (law.md §1.1)."""

    captured_in: bool
    household: Place
    residence: Place
    is_pupil: bool

    @property
    def is_unclear(self) -> bool:
        return Place.UNKNOWN in (self.household, self.residence)

    @property
    def lives_here_from_away(self) -> bool:
        """True if we control, or hold until it is known, a child whose household station must be told."""
        return self.household == Place.ELSEWHERE and self.residence != Place.ELSEWHERE


@dataclass(frozen=True)
class RouteDecision:
    """Which way a case goes, why, who controls, and which duties open at once."""

    route: Route
    reason: str
    law: str
    direction: Direction
    who_controls: Controller
    duties: tuple[str, ...]
    is_unclear: bool = False


@dataclass(frozen=True)
class _Row:
    route: Route
    direction: Direction
    who_controls: Controller
    reason: str
    law: str


_LOCAL = f"禁毒法33；{PLAN} 四(三)2、4"


_ACROSS = f"禁毒法33；{PLAN} 四(三)3"


# (captured in our township, household ours, residence ours); LOCAL stands for both local routes
_TABLE: dict[tuple[bool, bool, bool], _Row] = {
    (True, True, True): _Row(
        Route.LOCAL,
        Direction.NONE,
        Controller.OURS,
        "本乡查获，户籍和实际居住地都在本乡，由本站落实。",
        _LOCAL,
    ),
    (True, False, True): _Row(
        Route.LOCAL,
        Direction.NONE,
        Controller.OURS,
        "本乡查获，户籍在外，实际居住在本乡：按实际居住地由本站落实，并书面告知户籍地工作站。",
        _LOCAL,
    ),
    (True, True, False): _Row(
        Route.DUAL,
        Direction.OUT,
        Controller.BOTH,
        "本乡查获，户籍在本乡，实际居住在外：联系居住地工作站，双向管控；对方回执前由本站负责。",
        _ACROSS,
    ),
    (True, False, False): _Row(
        Route.OUTGOING,
        Direction.OUT,
        Controller.THEIRS,
        "本乡查获，户籍和居住地都在外：联系户籍地或居住地工作站并书面移交；对方回执前由本站负责。",
        _ACROSS,
    ),
    (False, True, True): _Row(
        Route.INCOMING,
        Direction.IN,
        Controller.OURS,
        "外地查获，户籍和实际居住地都在本乡：由本站接管，并向来文单位回执。",
        _ACROSS,
    ),
    (False, True, False): _Row(
        Route.DUAL,
        Direction.IN,
        Controller.BOTH,
        "外地查获，户籍在本乡，实际居住在外：转请居住地工作站，双向管控；对方回执前由本站负责。",
        _ACROSS,
    ),
    (False, False, True): _Row(
        Route.INCOMING,
        Direction.IN,
        Controller.OURS,
        "外地查获，户籍在外，实际居住在本乡：按实际居住地由本站接管，并告知户籍地工作站。",
        _ACROSS,
    ),
    (False, False, False): _Row(
        Route.RETURN,
        Direction.NONE,
        Controller.SENDER,
        "外地查获，户籍和居住地都不在本乡：属误送，书面说明理由退回来文单位。",
        _ACROSS,
    ),
}


_PUPIL = {True: "在校学生：派出所联系学校教育谈话并报县禁毒办。", False: "非在校：落实社区民警和禁毒社工。"}


_UNCLEAR = "户籍或居住地尚不明，先按本乡对待，待核实。"


def route(facts: RouteFacts) -> RouteDecision:
    """The route of `facts`: eight rows (law.md §1.1); a place not known counts as ours until verified."""
    ours = (facts.captured_in, facts.household != Place.ELSEWHERE, facts.residence != Place.ELSEWHERE)
    row = _TABLE[ours]
    is_local = row.route == Route.LOCAL
    chosen = Route.LOCAL_PUPIL if is_local and facts.is_pupil else row.route
    parts = [_places(facts, row.reason) if facts.is_unclear else row.reason]
    if is_local:
        parts.append(_PUPIL[facts.is_pupil])
    if facts.is_unclear:
        parts.append(_UNCLEAR)
    duties = first_duties(chosen, unclear=facts.is_unclear, household_away=facts.lives_here_from_away)
    return RouteDecision(
        chosen, "".join(parts), row.law, row.direction, row.who_controls, duties, facts.is_unclear
    )


def joined(known: RouteFacts, new: RouteFacts) -> RouteFacts:
    """What a case knows after a further report: a place the report does not know stays as it was.

    Where the child was first found is how the case began, and stays.
    """
    household = known.household if new.household == Place.UNKNOWN else new.household
    residence = known.residence if new.residence == Place.UNKNOWN else new.residence
    return RouteFacts(known.captured_in, household, residence, new.is_pupil)


_WHERE = {Place.OURS: "在本乡", Place.ELSEWHERE: "在外", Place.UNKNOWN: "不明"}


def _places(facts: RouteFacts, sentence: str) -> str:
    """`sentence` of the table with the places as they are known, not as they are treated."""
    found = "本乡查获" if facts.captured_in else "外地查获"
    first, colon, rest = sentence.partition("：")
    order = rest if colon else first.rpartition("，")[2]
    if facts.residence == Place.UNKNOWN:
        order = order.removeprefix("按实际居住地")
    return f"{found}，户籍{_WHERE[facts.household]}，实际居住地{_WHERE[facts.residence]}：{order}"


def chosen(to: Route, facts: RouteFacts, reason: str) -> RouteDecision:
    """The decision for a route that somebody chose, with their reason and the duties it opens."""
    return RouteDecision(
        to,
        reason,
        "",
        direction_of(to, captured_in=facts.captured_in),
        controller_of(to),
        first_duties(to, unclear=facts.is_unclear, household_away=facts.lives_here_from_away),
        facts.is_unclear,
    )


def first_duties(to: Route, *, unclear: bool, household_away: bool = False) -> tuple[str, ...]:
    """The kinds a route opens at once: a team wherever we control or hold, contact wherever others come in.

    A mis-sent child is held by the sender; the contact that returns it is ours. The station of a household
    away is told even where we alone control.
    """
    found = [] if to == Route.RETURN else [TEAM]
    if household_away or to in (Route.OUTGOING, Route.DUAL, Route.RETURN):
        found.append(CONTACT)
    return (*found, RESIDENCE) if unclear else tuple(found)


def direction_of(to: Route, *, captured_in: bool) -> Direction:
    """Which way papers travel on a route somebody chose by hand."""
    if to in (Route.LOCAL, Route.LOCAL_PUPIL, Route.RETURN):
        return Direction.NONE
    if to == Route.DUAL:
        return Direction.OUT if captured_in else Direction.IN
    return Direction.OUT if to == Route.OUTGOING else Direction.IN


def controller_of(to: Route) -> Controller:
    """Who ends up controlling on a route somebody chose by hand."""
    return {
        Route.OUTGOING: Controller.THEIRS,
        Route.DUAL: Controller.BOTH,
        Route.RETURN: Controller.SENDER,
    }.get(to, Controller.OURS)


def writes_next(to: str, *, household: str) -> bool:
    """True where the other office must be written to once it was spoken to (plan 四(三)3)."""
    return to in (Route.OUTGOING, Route.DUAL, Route.RETURN) or household == Place.ELSEWHERE
