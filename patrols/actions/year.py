"""What the approved plans of a school ask of its year: every line, every period, none twice."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from common.quarters import Period
from patrols.choices import PlanState
from patrols.models import Plan, PlanRule, Season
from patrols.rules import periods_from


@dataclass(frozen=True)
class Asked:
    """One period of one line."""

    rule: PlanRule
    plan: Plan
    period: Period


def asked_of(plans: Iterable[Plan]) -> list[Asked]:
    """Every period that these plans ask for, as far as the year of their schools is entered. Two queries.

    The plans are all that are approved for their schools, each with its term.
    """
    plans = sorted(plans, key=lambda plan: (str(plan.campus_id), plan.starts_on, plan.version))
    lines, seasons = defaultdict(list), defaultdict(list)
    for rule in (
        PlanRule.objects.for_system("lines of plans").filter(plan__in=plans).select_related("unit", "campus")
    ):
        lines[rule.plan_id].append(rule)
    schools = {plan.campus_id for plan in plans}
    for season in Season.objects.for_system("years of schools").filter(campus__in=schools, removed_at=None):
        seasons[season.campus_id].append(season)
    found: list[Asked] = []
    for campus, own in groupby(plans, key=lambda plan: plan.campus_id):
        found += _of_school(list(own), lines, seasons[campus])
    return found


def _of_school(plans: list[Plan], lines: dict[UUID, list[PlanRule]], seasons: list[Season]) -> list[Asked]:
    """A plan speaks of the seasons from its own term on, until the next one; a change from its own day on."""
    found: list[Asked] = []
    held: dict[tuple, list[Period]] = defaultdict(list)
    for plan, following in zip(plans, [*plans[1:], None], strict=True):
        changed_on = following.starts_on if following and following.season_id == plan.season_id else None
        for rule in lines[plan.pk]:
            for season in seasons:
                if season.kind != rule.season_kind or season.from_on < plan.season.from_on:
                    continue
                if following is not None and season.from_on >= following.starts_on:
                    continue
                taken = held[season.pk, rule.surrounding, rule.unit_id]
                span = Period(season.from_on, season.until_on)
                periods = periods_from(
                    rule.repeat, span, since=plan.starts_on, before=changed_on, taken=taken
                )
                taken += periods
                found += [Asked(rule, plan, period) for period in periods]
    return found


def approved_of(campuses: Collection[UUID | None]) -> list[Plan]:
    """The approved plans of these schools, with their terms."""
    rows = Plan.objects.for_system("approved plans").filter(campus__in=campuses, state=PlanState.APPROVED)
    return list(rows.select_related("season", "campus"))


def periods_of_rule(rule: PlanRule) -> list[Period]:
    """Every period that a line of an approved plan has, in order; none for a draft."""
    found = [one.period for one in asked_of(approved_of([rule.campus_id])) if one.rule.pk == rule.pk]
    return sorted(found, key=lambda period: period.from_on)
