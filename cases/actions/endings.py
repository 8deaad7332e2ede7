"""A measure ends: its statutory clocks stop that day. A case ends once nothing of it is open."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.rows import lock, open_duty
from cases.choices import CaseStatus, MeasureEnd
from cases.models import Case, CaseClosing, Measure, Suspension, Team
from cases.permissions import CasePerm
from common import wording
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty, Excuse
from minors import actions as minors
from minors.choices import GrantKind, Track

CLOSE, LIFT = "case.close", "case.lift_notice"
CHECK, REVIEW = "case.end_checklist", "case.review"


def end_measure(case: Case, measure: Measure, *, on: date, how: str, at: datetime, reason: str = "") -> None:
    """Write that `measure` runs no more from the day `on`, and stop its statutory clocks at the instant `at`.

    Under the lock of `case`. `at` is now, or the midnight of a term that ran out by itself.
    """
    measure.ended_on, measure.ended_as, measure.ended_reason = on, how, reason
    measure.save(update_fields=["ended_on", "ended_as", "ended_reason"])
    for spell in Suspension.objects.for_system("ended").filter(measure=measure, resumed_on=None):
        if on > spell.from_on:
            spell.resumed_on, spell.ended_with_measure = on, True
            spell.save(update_fields=["resumed_on", "ended_with_measure"])
    stop_clocks(case, rules.OF_MEASURE, at=at, reason="措施已结束")


def stop_clocks(case: Case, kinds: frozenset[str], *, at: datetime, reason: str) -> None:
    """Void what of `kinds` is open on the case and was not yet due at `at`. A miss once written stays."""
    rows = Duty.objects.open().filter(file=case.minor_id, kind__in=kinds, due_at__gt=at, miss=None)
    for kind, subject, period, started in rows.values_list("kind", "subject", "period", "started_at"):
        duties.void(kind, subject=subject, period=period, now=max(at, started), reason=reason)


def settle(case: Case, *, at: datetime, now: datetime) -> bool:
    """After a measure's end: close the case by itself if nothing is open; True if it did.

    Under the lock of `case`. Otherwise the head is owed the list of what is open, but for the police notice,
    whose arrival asks again.
    """
    if Measure.objects.for_system("is it over").live().filter(case=case).exists():
        return False
    held = open_items(case, at)
    if not held:
        close(case, by=None, reason="", now=now, at=at)
        return True
    if any(duty.kind != LIFT for duty in held) or case.status == CaseStatus.LOST:
        open_duty(CLOSE, case, at=at)
    return False


def open_items(case: Case, now: datetime) -> list[Duty]:
    """What keeps the case open: every open duty on the child but routine not yet due and explained misses.

    What a measure asked for is no longer asked for once it is over: nobody can do it any more. Its misses
    stand in the list of misses for ever, explained or not, and hold no child.
    """
    rows = Duty.objects.open().filter(file=case.minor_id, hidden_at=None).exclude(kind=CLOSE)
    rows = rows.exclude(kind__startswith="seal.").select_related("unit").order_by("due_at", "id")
    if not Measure.objects.for_system("is it over").live().filter(case=case).exists():
        rows = rows.exclude(kind__in=rules.OF_MEASURE)
    signed = Excuse.objects.filter(duty__in=rows, signed_at__isnull=False)
    explained = set(signed.values_list("duty", flat=True))
    return [
        row
        for row in rows
        if not rules.is_settled(
            row.due_at, row.kind, explained=row.pk in explained, now=now, routine=rules.ROUTINE_KINDS
        )
    ]


@transaction.atomic
def close_case(*, by: User, case: Case, reason: str, now: datetime) -> Case:
    """Close a case by hand once nothing is open. Raises DomainError with what still is, or while 失联."""
    require(by, CasePerm.CLOSE, case)
    reason = wording.require_reason(reason, field="reason")
    case = lock(case)
    if case.status == CaseStatus.LOST:
        raise DomainError("孩子失联，查找没有结束，不能办结。")
    live = Measure.objects.for_system("may it close").live().filter(case=case).first()
    if live is not None:
        raise DomainError(f"{live.get_track_display()}还在执行，不能办结。")
    held = open_items(case, now)
    if held:
        titles = "、".join(dict.fromkeys(duty.title for duty in held))
        raise DomainError(f"还有没有办完的事项：{titles}。")
    close(case, by=by, reason=reason, now=now)
    return case


def close(case: Case, *, by: User | None, reason: str, now: datetime, at: datetime | None = None) -> None:
    """End team, grants and routine, and propose the seal. Under the lock of `case`.

    `at` stops the routine clocks: the end of the measure, for a case that closes by itself.
    """
    _relieve(case, now)
    stop_clocks(case, rules.ROUTINE_KINDS | rules.STATUTORY_KINDS, at=at or now, reason="个案办结")
    rules.CASE_FLOW.check(CaseStatus(case.status), CaseStatus.CLOSED)
    case.status, case.closed_at = CaseStatus.CLOSED, max(now, case.opened_at)
    case.save(update_fields=["status", "closed_at"])
    CaseClosing(case=case, by=by, reason=reason, at=now).save(force_insert=True)
    duties.meet(CLOSE, subject=case.pk, at=now, now=now, by=by)
    if rules.is_drug_track(case.track):
        minors.follow_track(case.minor, Track.REGISTERED_ONLY)  # the next case begins without a measure
    minors.propose_at_exit(case.minor, now)


def _relieve(case: Case, now: datetime) -> None:
    """Team and proposal end, and with them what they could read."""
    for team in Team.objects.for_system("closed").filter(case=case, ended_at=None):
        team.ended_at, team.ended_reason = now, "个案办结"
        team.save(update_fields=["ended_at", "ended_reason"])
        for user in User.objects.filter(pk__in=team.member_ids):
            minors.end_running(case.minor, user, GrantKind.ASSIGNMENT, "个案办结", now)


def ended_as(case: Case) -> str:
    """How a term that runs out today is written: a child being looked for is 期满失联."""
    return MeasureEnd.TERM_LOST if case.status == CaseStatus.LOST else MeasureEnd.TERM
