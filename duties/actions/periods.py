"""What the sweeps of upper apps ask before they open the duty of a period."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from common import clock
from duties.choices import Source
from duties.models import Duty, Heartbeat


def known_periods(kind: str, subjects: Collection[UUID]) -> set[tuple[UUID, str]]:
    """Subjects and periods that have had their duty of `kind`, whatever became of it."""
    return set(Duty.objects.filter(kind=kind, subject__in=subjects).values_list("subject", "period"))


def opened_until(now: datetime) -> date | None:
    """The day up to which everything has been opened: that of the last whole round; None before the first."""
    beat = Heartbeat.objects.filter(source=Source.ENGINE).first()
    return min(clock.local_day(beat.completed_at), clock.local_day(now)) if beat else None
