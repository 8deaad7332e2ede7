"""Whom we may be losing, and whom we have lost: read for a page and for 今日待办. Reads only.

Each case stands with its reasons in words, in the order of the instant at which it would become 失联.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.choices import Post, UnitKind
from accounts.models import Appointment, User
from accounts.permissions import may
from cases import rules
from cases.actions.inside import spans_of
from cases.actions.lost import WATCHED, WHEREABOUTS
from cases.choices import CaseStatus
from cases.models import (
    Case,
    Contact,
    Custody,
    LostSpell,
    Measure,
    RiskClass,
    SearchStep,
    Suspension,
    Team,
)
from cases.permissions import CasePerm
from common import clock
from common.templatetags.qinghu import due_when
from duties.models import Duty
from duties.today import Section, SectionRow
from minors.choices import Track

SHOWN = 50
BY_PAPER = "措施说明孩子在所，还没有登记；请登记在所，以后改为向场所了解情况"


@dataclass(frozen=True)
class Warned:
    """A case that may be drifting towards 失联, and why."""

    case: Case
    reasons: list[str]
    lost_at: datetime | None


@dataclass(frozen=True)
class Lost:
    """A case that is 失联: since when, and what is being done."""

    case: Case
    spell: LostSpell
    days: int
    open_steps: list[SearchStep]


def drifting(user: User, now: datetime) -> list[Warned]:
    """The cases in care that `user` sees and that may be drifting towards 失联: eight queries.

    A child who is 在所 is not; but one that was to come out and of whom nobody has heard since.
    """
    cases = Case.objects.visible_to(user).filter(status=CaseStatus.IN_CARE).exclude(track=Track.CARE)
    rows = {case.pk: case for case in cases.select_related("minor", "unit")}
    duties = _by_case(
        Duty.objects.open().filter(subject__in=rows, kind__in=WATCHED).order_by("due_at"), "subject"
    )
    contacts = _by_case(
        Contact.objects.visible_to(user).with_child().standing().filter(case__in=rows).order_by("at"),
        "case_id",
    )
    spells = _by_case(
        LostSpell.objects.visible_to(user).filter(case__in=rows, found_at__isnull=False), "case_id"
    )
    risks = _by_case(RiskClass.objects.visible_to(user).filter(case__in=rows), "case_id")
    stays = _by_case(
        Custody.objects.visible_to(user).filter(case__in=rows, verified_at__isnull=False), "case_id"
    )
    papers, stops = (
        _by_case(model.objects.visible_to(user).filter(case__in=rows), "case_id")
        for model in (Measure, Suspension)
    )
    found = []
    for key, case in rows.items():
        risk = risks[key][0].level if risks[key] else ""
        if inside := next((stay for stay in stays[key] if stay.is_inside), None):
            found += (
                [Warned(case, [_not_out(inside)], None)] if inside.is_overdue(clock.local_day(now)) else []
            )
            continue
        ends = [spell.found_at for spell in spells[key]] + [stay.left_known_at for stay in stays[key]]
        spans = spans_of(papers[key], stops[key])
        drift, by_paper = _drift(risk, duties[key], contacts[key], ends, spans), rules.has_inside(spans, now)
        reasons = [BY_PAPER] if by_paper else []
        if reasons := reasons + rules.warnings(_without_meetings(drift) if by_paper else drift, now):
            found.append(Warned(case, reasons, drift.lost_at))
    return sorted(found, key=lambda one: (one.lost_at is None, one.lost_at or now, one.case.opened_at))


def still_lost(user: User, now: datetime) -> list[Lost]:
    """Every lost child whose case `user` sees."""
    cases = Case.objects.visible_to(user).filter(status=CaseStatus.LOST).select_related("minor", "unit")
    rows = {case.pk: case for case in cases}
    spells = LostSpell.objects.visible_to(user).open().filter(case__in=rows).order_by("from_at")
    steps = _by_case(SearchStep.objects.visible_to(user).open().filter(case__in=rows), "case_id")
    return [Lost(rows[one.case_id], one, one.days(now), steps[one.case_id]) for one in spells]


def today_sections(user: User, now: datetime) -> list[Section]:
    """Sections of 今日待办 (setting `TODAY_SECTIONS`): a lost child stands there every day until it is found.

    For whoever sees the case; the county only where nobody below it is at work.
    """
    if not may(user, CasePerm.VIEW):
        return []
    acting = user.acting
    assert acting is not None
    lost = still_lost(user, now)
    if acting.unit.kind == UnitKind.COUNTY:
        return [Section("失联，下级无人在岗", "", _lost_rows(_unattended(user, lost, now)))]
    warned = drifting(user, now)[:SHOWN]
    return [
        Section("失联，正在查找", "找到本人前每天都在这里。", _lost_rows(lost)),
        Section("可能失联", "", [_warned_row(user, one) for one in warned]),
    ]


def _lost_rows(lost: Iterable[Lost]) -> list[SectionRow]:
    return [
        SectionRow(
            f"失联第{one.days + 1}天",
            one.case.minor.code,
            reverse("cases:search_detail", args=[one.case.pk]),
            "查找",
            [_step_words(step) for step in one.open_steps],
        )
        for one in lost
    ]


def _step_words(step: SearchStep) -> str:
    return f"{step.get_kind_display()}，截止 {due_when(step.due_at)}"


def _warned_row(user: User, one: Warned) -> SectionRow:
    records = may(user, CasePerm.RECORD_CONTACT)
    url = reverse("cases:contact_add" if records else "cases:case_detail", args=[one.case.pk])
    return SectionRow("可能失联", one.case.minor.code, url, "记联系" if records else "查看", one.reasons)


def _unattended(user: User, lost: list[Lost], now: datetime) -> list[Lost]:
    """Lost children whose station has neither head nor clerk, and whose team is gone."""
    live = Appointment.objects.live(now)
    desks = (Post.STATION_HEAD, Post.STATION_CLERK)
    staffed = set(live.filter(post__in=desks).values_list("unit", flat=True))
    here = [one for one in lost if one.case.unit_id not in staffed]
    teams = Team.objects.visible_to(user).live().filter(case__in=[one.case for one in here])
    at_work = set(live.values_list("user", flat=True))
    kept = {team.case_id for team in teams if {team.social_worker_id, team.community_officer_id} & at_work}
    return [one for one in here if one.case.pk not in kept]


def _by_case(rows: Any, key: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def _without_meetings(drift: rules.Drift) -> rules.Drift:
    """Who is inside by a paper is not overdue for a meeting at home."""
    return replace(drift, contact_due=None, first_visit_due=None)


def _not_out(stay: Custody) -> str:
    return f"在所，预计{stay.until_on:%m月%d日}离所，过后还没有消息"


def _drift(
    risk: str,
    duties: list[Duty],
    contacts: list[Contact],
    ends: list[datetime],
    inside: list[rules.Span],
) -> rules.Drift:
    successes = [row for row in contacts if rules.is_success(row.with_whom, row.outcome)]
    reached = [row.at for row in successes] + ends
    since, last = max(reached, default=None), successes[-1] if successes else None
    failed = [
        rules.Attempt(row.at, row.recorded_at)
        for row in contacts
        if rules.is_failure(row.with_whom, row.outcome, row.away_where) and (since is None or row.at > since)
    ]
    due = {duty.kind: duty for duty in duties}
    every = timedelta(days=rules.visit_days(risk))
    contact, first, away = due.get(rules.REGULAR), due.get(rules.FIRST_VISIT), due.get(WHEREABOUTS)
    losses = [
        rules.loss_of_promise(
            duty.due_at, duty.ladder, reached, every, [] if duty.kind == WHEREABOUTS else inside
        )
        for duty in duties
    ]
    return rules.Drift(
        failures=rules.recent_failures(failed),
        reached_at=last.at if last else None,
        last_was_call=last is not None and not rules.is_visit(last.with_whom, last.channel, last.outcome),
        contact_due=contact.due_at if contact else None,
        every=every,
        first_visit_due=first.due_at if first else None,
        away_since=away.started_at if away else None,
        lost_at=min((at for at in losses if at), default=None),
    )
