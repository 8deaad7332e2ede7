"""What lists show of places: states computed in a fixed number of queries, however long the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.places import doers_for
from common import clock
from common.quarters import quarter_of
from patrols.choices import FindingState, VenueState
from patrols.models import Finding, FixOrder, Recheck, Referral, Stop, Venue
from patrols.permissions import PatrolPerm
from patrols.rules import Steps, finding_state, near_words, venue_state

TONES: dict[str, str] = {
    VenueState.GOOD: "ok",
    VenueState.UNCHECKED: "muted",
    VenueState.MENDING: "soon",
    VenueState.BAD: "late",
    FindingState.OPEN: "open",
    FindingState.ORDERED: "soon",
    FindingState.OVERDUE: "late",
    FindingState.FAILED: "late",
    FindingState.REFERRED: "soon",
    FindingState.TO_RECHECK: "soon",
    FindingState.CLOSED: "ok",
}


@dataclass(frozen=True)
class Badge:
    """A word with its colour; the word alone says it all."""

    word: str
    tone: str


def badge(state: VenueState | FindingState) -> Badge:
    return Badge(str(state.label), TONES[state])


def finding_states(findings: Iterable[Finding], today: date) -> dict[UUID, FindingState]:
    """Where each finding stands on `today`. Three queries."""
    keys = [finding.pk for finding in findings]
    orders: dict[UUID, FixOrder] = {}
    rows = FixOrder.objects.for_system("states of findings already seen").filter(finding__in=keys)
    for order in rows.order_by("ordered_at", "serial"):
        orders[order.finding_id] = order
    checks: dict[UUID, list[Recheck]] = {}
    for check in Recheck.objects.for_system("states of findings already seen").filter(finding__in=keys):
        checks.setdefault(check.finding_id, []).append(check)
    letters: dict[UUID, list[Referral]] = {}
    for letter in Referral.objects.for_system("states of findings already seen").filter(finding__in=keys):
        letters.setdefault(letter.finding_id, []).append(letter)
    return {
        key: finding_state(steps_of(orders.get(key), checks.get(key, []), letters.get(key, []), today), today)
        for key in keys
    }


def steps_of(
    order: FixOrder | None, checks: Iterable[Recheck], letters: Iterable[Referral], today: date
) -> Steps:
    """What became of one finding by `today`, from its rows."""
    failed = [check.at for check in checks if not check.passed]
    looked_at = max(failed, default=None)
    looked_on = clock.local_day(looked_at) if looked_at else None
    return Steps(
        fix_by=order.fix_by if order else None,
        rechecked_after_order=order is not None and looked_at is not None and looked_at >= order.ordered_at,
        passed=any(check.passed for check in checks),
        failed=bool(failed),
        waits=any(
            letter.answered_on is None and (looked_at is None or letter.sent_at >= looked_at)
            for letter in letters
        ),
        dealt=any(
            letter.is_dealt_by(today)
            and letter.answered_on is not None
            and (looked_on is None or letter.answered_on > looked_on)
            for letter in letters
        ),
    )


@dataclass(frozen=True)
class VenueLine:
    """One venue in a list."""

    venue: Venue
    state: VenueState
    open_findings: int
    checked_at: datetime | None

    @property
    def badge(self) -> Badge:
        return badge(self.state)

    @property
    def near(self) -> str:
        """What the distance to the nearest school says."""
        return near_words(self.venue.kind, self.venue.distance)


def venue_lines(venues: Iterable[Venue], today: date) -> list[VenueLine]:
    """Venues with their state on `today`, the worst first. Five queries."""
    venues = list(venues)
    rows = Finding.objects.for_system("states of venues already seen").filter(
        venue__in=venues, withdrawn_at=None
    )
    findings = list(rows)
    states = finding_states(findings, today)
    by_venue: dict[UUID, list[FindingState]] = {}
    for finding in findings:
        assert finding.venue_id is not None
        by_venue.setdefault(finding.venue_id, []).append(states[finding.pk])
    checked = _checked(venues)
    quarter = clock.start_of_day(quarter_of(today).from_on)
    lines = [
        VenueLine(
            venue,
            venue_state(
                by_venue.get(venue.pk, []),
                checked_this_quarter=(checked.get(venue.pk) or quarter.replace(year=1)) >= quarter,
            ),
            sum(state != FindingState.CLOSED for state in by_venue.get(venue.pk, [])),
            checked.get(venue.pk),
        )
        for venue in venues
    ]
    order = [VenueState.BAD, VenueState.MENDING, VenueState.UNCHECKED, VenueState.GOOD]
    return sorted(lines, key=lambda line: (order.index(line.state), line.venue.area, line.venue.name))


def _checked(venues: list[Venue]) -> dict[UUID, datetime]:
    """When each venue was last looked at, every item of its list; a partial look changes no state."""
    rows = Stop.objects.for_system("checks of venues already seen").filter(venue__in=venues, is_whole=True)
    found: dict[UUID, datetime] = {}
    for venue, at in rows.values_list("venue", "patrol__started_at"):
        found[venue] = max(found.get(venue, at), at)
    return found


def walkers_for(user: User, now: datetime) -> list[User]:
    """Who may have walked what `user` writes down (代录)."""
    return doers_for(user, now, does=PatrolPerm.PATROL, keeps=PatrolPerm.EDIT_PLACES)


def refuse_stranger(by: User, done_by: User, now: datetime) -> None:
    """Raise PermissionDenied where `done_by` is nobody whose walks `by` may write down."""
    if done_by.pk != by.pk and done_by not in walkers_for(by, now):
        raise PermissionDenied("somebody else's walk")
