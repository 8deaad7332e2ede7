"""What is looked at every day of the rehearsal, because the rows of its end cannot tell it."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.acting import acting_choices
from accounts.choices import UnitKind
from accounts.models import Appointment, User
from cases.choices import CaseStatus
from cases.models import Case
from duties.models import Miss
from duties.today import today_of

SEARCHERS = (UnitKind.STATION, UnitKind.POLICE_POST)


@dataclass
class Watch:
    """Figures gathered as the days go by. `said` are the made-up names and numbers of the children."""

    lost_days: int = 0
    lost_before_nobody: int = 0
    misses: dict[UUID, datetime] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)

    def look(self, now: datetime) -> None:
        """Once a day: every lost child stands before somebody; every miss of yesterday is still there."""
        self.misses |= dict(Miss.objects.values_list("pk", "at"))
        lost = Case.objects.for_system("rehearsal watch").filter(status=CaseStatus.LOST)
        by_township: dict[str, dict[UUID, str]] = {}
        for case in lost.filter(minor__sealed_at=None).select_related("minor", "unit"):
            by_township.setdefault(case.unit.township, {})[case.minor_id] = case.minor.code
        for township, files in by_township.items():
            self.lost_days += len(files)
            self.lost_before_nobody += _before_nobody(township, files, now)


def _before_nobody(township: str, files: dict[UUID, str], now: datetime) -> int:
    unseen = dict(files)
    for user in _searchers(township, now):
        page = today_of(user, now)
        lines = [*page.overdue, *page.due_today, *page.soon, *page.later, *page.vacant, *page.of_unit]
        codes = {row.code for section in page.sections for row in section.rows}
        shown = {line.duty.file for line in lines}
        unseen = {pk: code for pk, code in unseen.items() if pk not in shown and code not in codes}
        if not unseen:
            return 0
    return len(unseen)


def _searchers(township: str, now: datetime) -> Iterator[User]:
    """The offices of the township that search, each of their people as they act there."""
    seats = Appointment.objects.live(now).filter(unit__township=township, unit__kind__in=SEARCHERS)
    for user in User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("username"):
        for acting in acting_choices(user, now):
            one = copy.copy(user)
            one.acting = acting
            yield one
