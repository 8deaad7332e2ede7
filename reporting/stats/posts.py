"""Which posts reported when, and how punctually. Read-only; counts posts and duties, never children."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Min, Q

from accounts.choices import UnitKind
from accounts.models import Unit, User
from common import clock
from duties.models import Duty
from duties.policies import policies
from reporting import rules
from reporting.choices import DayState
from reporting.models import Declaration, Report, Seizure
from reporting.models.scope import by_codes

WATCHED = ("report.same_day", "report.daily")
"""The duties whose punctuality the county looks at first (方案四(三)1 and the zero report)."""

LOOKS = {
    DayState.REPORTED: ("reported", "check", "报"),
    DayState.ZERO: ("zero", "zero", "零"),
    DayState.ZERO_THEN_REPORTED: ("info", "pencil", "更"),
    DayState.NOT_REPORTED: ("missing", "alert", "缺"),
}
"""Tone, icon and one character of each state: three words, three icons, three colours, never mixed."""

PENDING = ("pending", "clock", "未")
"""How 未报送 looks before the 24:00 of its day: the same word, but nobody has failed yet."""


@dataclass
class DayFacts:
    """What the rows say about one post and day: the first zero, the one that stands, each report's hour."""

    zero_at: datetime | None = None
    live_at: datetime | None = None
    sent: list[datetime | None] = field(default_factory=list)


@dataclass(frozen=True)
class DayCell:
    """One post on one day. `told_at` is the instant at which the day was answered for, if it was."""

    unit: Unit
    day: date
    state: DayState
    zero_at: datetime | None
    told_at: datetime | None
    due_at: datetime
    now: datetime

    @property
    def is_late(self) -> bool:
        """逾期补报: told, but at or after the end of the day."""
        return self.told_at is not None and self.told_at >= self.due_at

    @property
    def is_overdue(self) -> bool:
        return self.state == DayState.NOT_REPORTED and self.now >= self.due_at

    @property
    def is_pending(self) -> bool:
        """未报送, and the day is not over."""
        return self.state == DayState.NOT_REPORTED and self.now < self.due_at

    @property
    def look(self) -> tuple[str, str, str]:
        return PENDING if self.is_pending else LOOKS[self.state]

    @property
    def tone(self) -> str:
        return self.look[0]

    @property
    def icon(self) -> str:
        return self.look[1]

    @property
    def short(self) -> str:
        return self.look[2]

    @property
    def label(self) -> str:
        """The state in words; before 24:00 with the reason why its silence is no fault."""
        return f"{self.state.label}（未到时限）" if self.is_pending else str(self.state.label)

    @property
    def words(self) -> str:
        """The state in words, with lateness: what a screen reader and a printed page say."""
        late = "，逾期补报" if self.is_late else ""
        return f"{self.label}{late}"


def cell(unit: Unit, day: date, facts: DayFacts, now: datetime) -> DayCell:
    """The state of one post's day from its rows: a seizure not sent is 未报送, whatever else is."""
    all_sent = bool(facts.sent) and None not in facts.sent
    state = rules.day_state(
        reported=all_sent,
        live_zero=facts.live_at is not None and not facts.sent,
        superseded_zero=facts.zero_at is not None and bool(facts.sent),
    )
    told_at = facts.live_at if state == DayState.ZERO else None
    if all_sent:
        told_at = max(at for at in facts.sent if at is not None)
    return DayCell(unit, day, state, facts.zero_at, told_at, clock.end_of_day(day), now)


def matrix(user: User, first: date, last: date, now: datetime) -> dict[Unit, list[DayCell]]:
    """Every police post `user` watches, with one cell for each day on which it existed and that has begun."""
    posts = Unit.objects.visible_to(user).of_kind(UnitKind.POLICE_POST)
    facts = _facts(user, first, last)
    last = min(last, clock.local_day(now))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {
        post: [
            cell(post, day, facts[post.pk, day], now)
            for day in days
            if post.opened_on <= day and (post.closed_on is None or day < post.closed_on)
        ]
        for post in posts.order_by("area", "name")
    }


def _facts(user: User, first: date, last: date) -> dict[tuple[object, date], DayFacts]:
    facts: dict[tuple[object, date], DayFacts] = defaultdict(DayFacts)
    zeros = Declaration.objects.visible_to(user).filter(day__range=(first, last))
    columns = ("unit_id", "day", "at", "superseded_at", "superseded_by__hidden_at")
    for unit, day, at, ended, hidden in zeros.order_by("-at").values_list(*columns):
        facts[unit, day].zero_at = at  # the first zero of the day is written last
        if ended is None or hidden is not None:
            facts[unit, day].live_at = at
    seizures = Seizure.objects.visible_to(user).filter(day__range=(first, last))
    sent = dict(
        Report.objects.visible_to(user)
        .filter(seizure__in=seizures.values("pk"))
        .order_by()
        .values_list("seizure_id")
        .annotate(first=Min("submitted_at"))
    )
    for key, unit, day in seizures.values_list("pk", "unit_id", "day"):
        facts[unit, day].sent.append(sent.get(key))
    _as_if_never(user, first, last, facts)
    return facts


def _as_if_never(user: User, first: date, last: date, facts: dict[tuple[object, date], DayFacts]) -> None:
    """A day of which every seizure is sealed looks as if the post had declared 无查获 when it reported.

    The post did answer for its day, and that stays to its credit; that somebody was found does not show.
    """
    sealed = Report.objects.for_system("days without what is sealed").filter(
        by_codes(user), seizure__hidden_at__isnull=False, seizure__day__range=(first, last)
    )
    told = sealed.order_by().values_list("seizure__unit_id", "seizure__day").annotate(at=Min("submitted_at"))
    for unit, day, at in told:
        if not facts[unit, day].sent and facts[unit, day].live_at is None:
            facts[unit, day].zero_at = facts[unit, day].live_at = at


def days_of_sealed(user: User, since: date) -> set[date]:
    """Days since `since` on which the post answered with what is sealed by now: nothing is owed for them."""
    sealed = Seizure.objects.for_system("days without what is sealed").filter(
        by_codes(user), hidden_at__isnull=False, day__gte=since
    )
    return set(sealed.values_list("day", flat=True))


@dataclass(frozen=True)
class Rate:
    """How punctually one kind of duty was met in a stretch of time. Only duties whose hour has come count."""

    title: str
    due: int
    on_time: int
    late: int
    open: int

    @property
    def words(self) -> str:
        """The rate in words and numbers; nothing due is not the same as nothing done."""
        if not self.due:
            return "没有到期的"
        met = f"{self.due}件到期，按时{self.on_time}件（{self.percent}）"
        return f"{met}，逾期完成{self.late}件，至今未完成{self.open}件"

    @property
    def percent(self) -> str:
        return f"{100 * self.on_time / self.due:.0f}%" if self.due else "—"


def _counted(duties, now: datetime, *by: str):
    due = duties.filter(due_at__lte=now, voided_at=None)
    return (
        due.order_by()
        .values(*by)
        .annotate(
            due=Count("pk"),
            on_time=Count("pk", filter=Q(met_at__lt=F("due_at"))),
            late=Count("pk", filter=Q(met_at__gte=F("due_at"))),
            open=Count("pk", filter=Q(met_at=None)),
        )
    )


def on_time(user: User, first: date, last: date, now: datetime) -> list[Rate]:
    """Punctuality of the reports that fell due on the days `first` to `last`, over all of the territory."""
    duties = _due_within(user, first, last)
    counts = {row.pop("kind"): row for row in _counted(duties, now, "kind")}
    nothing = {"due": 0, "on_time": 0, "late": 0, "open": 0}
    return [Rate(title=policies()[kind].title, **counts.get(kind, nothing)) for kind in WATCHED]


def on_time_by_unit(user: User, first: date, last: date, now: datetime) -> list[Rate]:
    """The same, both kinds together, for each police post: the worst first."""
    rows = _counted(_due_within(user, first, last), now, "unit__name")
    rates = [Rate(title=row.pop("unit__name"), **row) for row in rows]
    return sorted(rates, key=lambda rate: (rate.on_time / rate.due, rate.title))


def _due_within(user: User, first: date, last: date):
    # the exclusive end of the last day is itself the hour of that day's duties
    return Duty.objects.counted_for(user).filter(
        kind__in=WATCHED, due_at__gt=clock.start_of_day(first), due_at__lte=clock.end_of_day(last)
    )
