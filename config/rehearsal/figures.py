"""What the rehearsal prints, counted from the rows."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from cases.models import Case, CaseClosing, Measure, Team
from config.rehearsal.invariants import invariants
from config.rehearsal.outreach import coverage
from config.rehearsal.world import Options, World
from duties.choices import DutyState
from duties.models import Duty, Escalation, Excuse, Notice, Outage
from minors.choices import MinorState
from minors.models import Minor
from reporting.models import Declaration, IntakeLine, Order, Report, Seizure

COLUMNS = ("due", "met", "late", "missed", "excused", "escalated", "answered")


def figures(world: World) -> dict[str, Any]:
    """The whole result, with the keys of design §9; the same for the same seed on any database."""
    options, now = world.options, world.options.settles_at
    return {
        "options": _options(options),
        "duties": _duties(now),
        "cases": _cases(world),
        "invariants": invariants(world, now),
        "coverage": coverage(world),
        "engine": {
            "ticks": world.ticks,
            "events": world.events,
            "outages": Outage.objects.count(),
            "notices": Notice.objects.count(),
        },
        "refused": dict(sorted(world.refused.items())),
    }


def _options(options: Options) -> dict[str, Any]:
    off = options.engine_off
    return {
        "townships": options.townships,
        "days": options.days,
        "seed": options.seed,
        "first_day": options.first_day.isoformat(),
        "engine_off": f"{off[0]}:{off[1]}" if off else None,
    }


def _duties(now: datetime) -> dict[str, dict[str, int]]:
    """Per kind: `due` = `met` (in time) + `missed`; `late` are those of the missed that were met since."""
    table: dict[str, Counter] = {}
    signed = Excuse.objects.filter(duty=OuterRef("pk"), signed_at__isnull=False)
    raised = Escalation.objects.filter(duty=OuterRef("pk"))
    rows = Duty.objects.filter(voided_at=None, due_at__lte=now).annotate(
        excused=Exists(signed),
        escalated=Exists(raised),
        answered=Exists(raised.filter(decided_at__isnull=False)),
    )
    for duty in rows:
        row = table.setdefault(duty.kind, Counter())
        state = duty.state(now)
        row["due"] += 1
        row["met"] += state == DutyState.MET
        row["late"] += state == DutyState.LATE
        row["missed"] += state in (DutyState.LATE, DutyState.OVERDUE)
        for name in ("excused", "escalated", "answered"):
            row[name] += getattr(duty, name)
    return {kind: {name: table[kind][name] for name in COLUMNS} for kind in sorted(table)}


def _ended() -> Any:
    return Measure.objects.for_system("rehearsal figures").standing().exclude(ended_on=None)


def _cases(world: World) -> dict[str, Any]:
    rows = Case.objects.for_system("rehearsal figures")
    return {
        "seizures": Seizure.objects.for_system("rehearsal figures").count(),
        "reports": Report.objects.for_system("rehearsal figures").count(),
        "zero_declarations": Declaration.objects.for_system("rehearsal figures").count(),
        "zero_superseded": Declaration.objects.for_system("rehearsal figures")
        .exclude(superseded_at=None)
        .count(),
        "lines": IntakeLine.objects.for_system("rehearsal figures").count(),
        "registered": Minor.objects.for_system("rehearsal figures")
        .filter(state=MinorState.REGISTERED)
        .count(),
        "merged": Minor.objects.for_system("rehearsal figures").filter(state=MinorState.MERGED).count(),
        "opened": rows.count(),
        "with_team": Team.objects.for_system("rehearsal figures")
        .exclude(confirmed_at=None)
        .values("case")
        .distinct()
        .count(),
        "orders": Order.objects.for_system("rehearsal figures").count(),
        "orders_closed": Order.objects.for_system("rehearsal figures").exclude(closed_at=None).count(),
        "ended": dict(sorted(Counter(_ended().values_list("ended_as", flat=True)).items())),
        "closed": CaseClosing.objects.for_system("rehearsal figures").count(),
        "closed_by_itself": CaseClosing.objects.for_system("rehearsal figures").filter(by=None).count(),
        "lost_days": world.watch.lost_days,
        "routes": dict(sorted(Counter(rows.values_list("route", flat=True)).items())),
    }
