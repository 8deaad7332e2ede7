"""Who did what: figures of work by the person who did it, and of help by kind. Reads only, names no child."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from accounts.models import User
from accounts.permissions import require
from cases.choices import Channel, HelpKind, HelpOutcome, Outcome, WithWhom
from cases.models import Contact, Help
from cases.permissions import CasePerm

CHILD = Q(with_whom=WithWhom.CHILD)
REACHED = CHILD & Q(outcome__in=(Outcome.MET, Outcome.SPOKE))
VISITED = CHILD & Q(outcome=Outcome.MET, channel__in=(Channel.VISIT, Channel.STATION))


@dataclass(frozen=True)
class Work:
    """What one person did between two instants, whoever holds the cases now."""

    name: str
    attempts: int
    reached: int
    visits: int
    helps: int


def work_done(*, by: User, start: datetime, end: datetime) -> list[Work]:
    """Contacts and help of [start, end) by the person who did them, most attempts first.

    A case that passes to a colleague takes no figure with it; a deputy's work is the deputy's own.
    """
    require(by, CasePerm.VIEW_WORK)
    contacts = Contact.objects.visible_to(by).filter(at__gte=start, at__lt=end).order_by()
    rows = contacts.values("by", "by__name").annotate(
        attempts=Count("pk"),
        reached=Count("pk", filter=REACHED),
        visits=Count("pk", filter=VISITED),
    )
    given = Help.objects.visible_to(by).filter(recorded_at__gte=start, recorded_at__lt=end).order_by()
    by_person = given.values("by", "by__name").annotate(n=Count("pk"))
    helps: dict[UUID, tuple[str, int]] = {row["by"]: (row["by__name"], row["n"]) for row in by_person}
    found = [
        Work(
            row["by__name"],
            row["attempts"],
            row["reached"],
            row["visits"],
            helps.pop(row["by"], ("", 0))[1],
        )
        for row in rows
    ]
    found += [Work(name, 0, 0, 0, n) for name, n in helps.values()]
    return sorted(found, key=lambda one: (-one.attempts, -one.helps, one.name))


def help_given(*, by: User) -> Iterable[tuple[str, int, dict[str, int]]]:
    """Per kind of help: its word, how many run now, how many ended with which outcome."""
    require(by, CasePerm.VIEW_WORK)
    rows = Help.objects.visible_to(by).order_by().values_list("kind", "outcome").annotate(n=Count("pk"))
    counts = {(kind, outcome): n for kind, outcome, n in rows}
    return [
        (
            kind.label,
            counts.get((kind, ""), 0),
            {outcome.label: counts.get((kind, outcome), 0) for outcome in HelpOutcome},
        )
        for kind in HelpKind
    ]
