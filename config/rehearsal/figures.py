"""What the rehearsal prints: counted from the rows, and checked against rules that must always hold."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from cases.models import Case, Team
from config.rehearsal.world import Options, World
from duties import rules
from duties.choices import DutyState
from duties.models import Duty, Escalation, Excuse, Miss, Notice, Outage
from minors.choices import MinorState
from minors.models import Grant, Minor, MinorUserObjectPermission
from reporting.models import Declaration, IntakeLine, Order, Report, Seizure

COLUMNS = ("due", "met", "late", "missed", "excused", "escalated", "answered")


def figures(world: World) -> dict[str, Any]:
    """The whole result, with the keys of design §9; the same for the same seed on any database."""
    options, now = world.options, world.options.settles_at
    return {
        "options": _options(options),
        "duties": _duties(now),
        "cases": _cases(),
        "invariants": _invariants(now),
        "coverage": {"gaps_seeded": 0, "gaps_found": 0, "false_gaps": 0},
        "engine": {
            "ticks": world.ticks,
            "events": world.events,
            "outages": Outage.objects.count(),
            "notices": Notice.objects.count(),
        },
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


def _cases() -> dict[str, Any]:
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
        "routes": dict(sorted(Counter(rows.values_list("route", flat=True)).items())),
    }


def _invariants(now: datetime) -> dict[str, int]:
    """How often each thing that must always be true was not."""
    return {
        "a miss is written for every hour that passed": _unequal_misses(now),
        "a notice is never early": Notice.objects.filter(at__lt=F("duty__started_at")).count(),
        "every rung that came due was told": _untold(now),
        "an escalation stands on a county rung": Escalation.objects.exclude(
            duty__notices__tell="county"
        ).count(),
        "a day has one state": _days_with_two_zeroes(),
        "a registered line has a case": _registered_without_case(),
        "a live assignment is mirrored for guardian": _unmirrored(now),
        "a duty has somebody who owes it": Duty.objects.filter(Q(post="") | Q(unit=None)).count(),
    }


def _unequal_misses(now: datetime) -> int:
    """A miss row says that nothing stood on record at the hour, whatever instant was entered afterwards."""
    nothing_on_record = Q(met_recorded_at=None) | Q(met_recorded_at__gte=F("due_at"))
    rows = Duty.objects.filter(nothing_on_record, due_at__lte=now, voided_at=None)
    return len(set(rows.values_list("pk", "due_at")) ^ set(Miss.objects.values_list("duty", "at")))


def _untold(now: datetime) -> int:
    untold = 0
    told = Counter(Notice.objects.values_list("duty", flat=True))
    for duty in Duty.objects.all():
        ended = duty.met_recorded_at or duty.voided_at
        due = rules.steps_due(duty.ladder, due_at=duty.due_at, since=duty.started_at, ended_at=ended, now=now)
        untold += len(due) != told[duty.pk]
    return untold


def _days_with_two_zeroes() -> int:
    live = Declaration.objects.for_system("rehearsal figures").filter(superseded_at=None)
    doubled = live.values("unit", "day").annotate(n=Count("pk")).filter(n__gt=1).count()
    seizures = Seizure.objects.for_system("rehearsal figures").filter(
        unit=OuterRef("unit"), day=OuterRef("day")
    )
    return doubled + live.filter(Exists(seizures)).count()


def _registered_without_case() -> int:
    cases = Case.objects.for_system("rehearsal figures").filter(minor=OuterRef("minor"))
    lines = IntakeLine.objects.for_system("rehearsal figures").exclude(registered_at=None)
    return lines.exclude(Exists(cases)).count()


def _unmirrored(now: datetime) -> int:
    live = Grant.objects.for_system("rehearsal figures").live(now).values_list("minor", "user")
    mirrored = MinorUserObjectPermission.objects.values_list("content_object", "user")
    return len(set(live) ^ set(mirrored))
