"""Rules that must hold at every instant of the rehearsed month, and how often each did not."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from cases import rules as of_cases
from cases.models import Case, Holding, Measure
from common import clock
from config.rehearsal.placerules import place_rules
from config.rehearsal.world import World
from duties import rules
from duties.models import Duty, Escalation, Excuse, Miss, Notice
from minors.choices import Track
from minors.models import Grant, MinorUserObjectPermission
from reporting.models import Declaration, IntakeLine, Order, Problem, Seizure

OF_CARE = frozenset(
    {
        "case.care_team",
        "case.team",
        "case.team_confirm",
        "case.first_visit",
        "case.care_contact",
        "case.care_first_visit",
        "case.handover",
    }
    | {"case.carer_check", "case.parent_call", "case.residence", "case.whereabouts", "case.close"}
)
"""What may be owed for a child without drug use (design §5)."""

AT_THE_END = of_cases.STATUTORY_KINDS | {"case.end_checklist", "case.review"}


def invariants(world: World, now: datetime) -> dict[str, int]:
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
        "exactly one station holds a child at every instant": _not_held_once(),
        "a lost child stands before somebody every day": world.watch.lost_before_nobody,
        "a miss once written stays": _misses_gone(world),
        "nothing statutory without a decision": _statutory_without_decision(),
        "nothing of a measure after its end": _after_the_end(now),
        "a child of 关爱帮扶 owes nothing of users": _asked_of_care(),
        "no name in a duty, a notice or an order": _named(world),
        **place_rules(now),
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


def _not_held_once() -> int:
    """Gaps, overlaps and open ends in who holds each child, from the case on; the last holds it still."""
    held = defaultdict(list)
    for row in Holding.objects.for_system("rehearsal figures").order_by("from_at", "until_at"):
        held[row.minor_id].append(row)
    broken = 0
    for case in Case.objects.for_system("rehearsal figures"):
        broken += case.minor_id not in held
    for rows in held.values():
        rows.sort(key=lambda row: (row.from_at, row.until_at is None, row.until_at or row.from_at))
        broken += sum(one.until_at != after.from_at for one, after in itertools.pairwise(rows))
        broken += rows[-1].until_at is not None
    return broken


def _misses_gone(world: World) -> int:
    now = dict(Miss.objects.values_list("pk", "at"))
    return sum(now.get(pk) != at for pk, at in world.watch.misses.items())


def _of_measures(kinds: frozenset[str]) -> Iterator[tuple[Duty, list[Measure]]]:
    """Each duty of these kinds that was not taken back, with the measures of its case."""
    measures = defaultdict(list)
    for row in Measure.objects.for_system("rehearsal figures"):
        measures[row.case_id].append(row)
    for duty in Duty.objects.filter(kind__in=kinds, voided_at=None):
        yield duty, measures[duty.subject]


def _statutory_without_decision() -> int:
    """Duties that bind the child, of a case on whose day no such decision was on file."""
    kinds = of_cases.STATUTORY_KINDS | {"case.breach_report", "case.lift_notice", "case.place_materials"}
    return sum(
        not any(
            row.track in of_cases.STATUTORY and _began(row) <= duty.started_at and _stood(row, duty)
            for row in rows
        )
        for duty, rows in _of_measures(kinds)
    )


def _after_the_end(now: datetime) -> int:
    """Duties of a measure that began, or could still be missed, when every measure of the case was over."""
    broken = 0
    for duty, rows in _of_measures(AT_THE_END):
        over = [end for row in rows if (end := _over(row)) is not None]
        if rows and len(over) == len(rows):
            is_open = duty.met_at is None and duty.due_at > now
            broken += duty.started_at >= max(over) or (is_open and max(over) <= now)
    return broken


def _over(row: Measure) -> datetime | None:
    """When a measure ended, or turned out never to have been."""
    if row.withdrawn_at is not None:
        return row.withdrawn_at
    return clock.start_of_day(row.ended_on) if row.ended_on is not None else None


def _stood(row: Measure, duty: Duty) -> bool:
    """True if the decision had not been withdrawn when the duty began."""
    return row.withdrawn_at is None or duty.started_at < row.withdrawn_at


def _began(row: Measure) -> datetime:
    return clock.start_of_day(row.served_on)


def _asked_of_care() -> int:
    cases = Case.objects.for_system("rehearsal figures").filter(track=Track.CARE)
    asked = Duty.objects.filter(file__in=cases.values("minor"), voided_at=None)
    asked = asked.filter(Q(kind__startswith="case.") | Q(kind__startswith="report."))
    return asked.exclude(kind__in=OF_CARE | {"report.register"}).count()


def _named(world: World) -> int:
    """Made-up names and numbers of children in what travels: labels of duties, excuses, orders, problems."""
    texts = [*Duty.objects.values_list("label", flat=True), *Excuse.objects.values_list("reason", flat=True)]
    texts += Order.objects.for_system("rehearsal figures").values_list("demand", flat=True)
    texts += Problem.objects.for_system("rehearsal figures").values_list("text", flat=True)
    return sum(any(said in text for said in world.watch.said) for text in set(texts))
