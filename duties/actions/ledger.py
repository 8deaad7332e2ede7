"""Open, meet and void duties. Upper apps call these in their own transaction; no user is asked here,
because the action that calls has already required its permission."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import Unit, User
from common import calendar, clock
from duties import rules
from duties.models import Duty, PolicyChange, RosterEntry
from duties.policies import (
    BACKFILL_AFTER,
    ROSTER_SIGN_HOURS,
    Due,
    DueBy,
    Policy,
    Step,
    ladder_as_data,
    policies,
)


def effective_policy(kind: str, *, unit: Unit, at: datetime) -> tuple[Policy | None, int]:
    """The policy of `kind` for `unit` as it stood at the instant `at`, and how many changes shaped it.

    None when the county had switched the kind off. A change counts from its day on and never backwards:
    one recorded after `at` is as good as absent. One for a single unit counts for that unit alone.
    """
    return shaped(kind, changes_of(kind), unit_id=unit.pk, at=at)


def effective_policies(*, unit: Unit | None, at: datetime) -> dict[str, Policy | None]:
    """Every kind as it stands at `at` for `unit` (None: for the whole county), for a page that lists them."""
    changes = list(PolicyChange.objects.standing())
    unit_id = unit.pk if unit else None
    return {
        kind: shaped(kind, [c for c in changes if c.kind == kind], unit_id=unit_id, at=at)[0]
        for kind in policies()
    }


def changes_of(kind: str) -> list[PolicyChange]:
    return list(PolicyChange.objects.standing().filter(kind=kind))


def shaped(
    kind: str, changes: list[PolicyChange], *, unit_id: UUID | None, at: datetime
) -> tuple[Policy | None, int]:
    """`effective_policy` from changes already read, in the order of their start."""
    policy: Policy = policies()[kind]
    is_on = True
    version = 0
    day = clock.local_day(at)
    for change in changes:
        if change.unit_id not in (None, unit_id) or change.from_on > day or change.recorded_at > at:
            continue
        version += 1
        if change.field == "is_on":
            is_on = bool(change.value)
        else:
            policy = _changed(policy, change.field, change.value)
    return (policy if is_on else None), version


def _changed(policy: Any, field: str, value: Any) -> Policy:
    """`policy` with one number changed: `due.amount`, or `ladder.<no>` in hours after the due instant."""
    if field == "due.amount":
        return replace(policy, due=Due(DueBy(policy.due.by), int(value)))
    no = int(field.removeprefix("ladder."))
    rungs = list(policy.ladder)
    rungs[no] = Step(timedelta(hours=float(value)), rungs[no].tell)
    return replace(policy, ladder=tuple(rungs))


@transaction.atomic
def open(
    kind: str,
    *,
    subject: UUID,
    unit: Unit,
    label: str,
    at: datetime,
    file: UUID | None = None,
    period: str = "",
    holder: User | None = None,
    deputy_holder: User | None = None,
    due_at: datetime | None = None,
    post: str = "",
) -> Duty | None:
    """Start the clock of `kind` at `at` for `unit`; the same open duty is returned if it is there already.

    `due_at` overrides the policy's own arithmetic where a paper sets the day (an order, a term).
    Returns None when the county has switched the kind off.
    """
    existing = _same(kind, subject, period)
    if existing is not None:
        return existing
    policy, version = effective_policy(kind, unit=unit, at=at)
    if policy is None:
        return None
    values = {
        "unit": unit,
        "holder": holder,
        "deputy_holder": deputy_holder,
        "file": file,
        "label": label,
        **clock_values(policy, version, at=at, due_at=due_at, overrides=calendar.overrides()),
    }
    if post:
        values["post"] = post
    try:
        with transaction.atomic():
            return Duty.objects.create(kind=kind, subject=subject, period=period, **values)
    except IntegrityError:
        existing = _same(kind, subject, period)
        if existing is None:  # not a second opening: an hour before its start, say
            raise
        return existing  # somebody opened it between the look and the write


def clock_values(
    policy: Policy, version: int, *, at: datetime, due_at: datetime | None, overrides: Mapping[date, bool]
) -> dict[str, Any]:
    """The columns of a new duty that its policy decides.

    "Never early": rungs before the start are not told; later ones are, even if already past.
    """
    due = due_at or policy.due(at, overrides)
    ladder = ladder_as_data(policy.ladder)
    return {
        "post": policy.owed_by[1],
        "started_at": at,
        "due_at": due,
        "ladder": ladder,
        "next_step_at": rules.first_instant(ladder, due_at=due, not_before=at),
        "policy_version": version,
    }


def _same(kind: str, subject: UUID, period: str) -> Duty | None:
    rows = Duty.objects.filter(kind=kind, subject=subject, period=period, voided_at=None)
    if not period:
        rows = rows.filter(met_at=None)
    return rows.first()


@transaction.atomic
def meet(
    kind: str, *, subject: UUID, at: datetime, now: datetime, by: User | None = None, period: str = ""
) -> Duty | None:
    """Meet the open duty of `kind` on `subject` with a fact of `at`, recorded at `now`.

    Returns None if none is open; a period the engine has not reached yet is opened first. Recorded more
    than BACKFILL_AFTER later it counts at `now` and is marked 补录. A miss that has happened stays.
    """
    if policies()[kind].every is not None:
        _open_period(kind, subject, period)
    duty = (
        Duty.objects.select_for_update(of=("self",))
        .filter(kind=kind, subject=subject, period=period)
        .open()
        .first()
    )
    if duty is None:
        return None
    counted, backfilled = rules.counted_at(min(at, now), now, backfill_after=BACKFILL_AFTER)
    counted = max(counted, duty.started_at)
    duty.met_at, duty.met_recorded_at, duty.met_by, duty.is_backfilled = counted, now, by, backfilled
    _stop_the_clock(duty, now)
    duty.save(update_fields=["met_at", "met_recorded_at", "met_by", "is_backfilled", "next_step_at"])
    return duty


def _open_period(kind: str, subject: UUID, period: str) -> None:
    unit = Unit.objects.get(pk=subject)
    day = period_day(period)
    if day < unit.opened_on or Duty.objects.filter(kind=kind, subject=subject, period=period).exists():
        return
    open(
        kind,
        subject=subject,
        unit=unit,
        label=period_label(unit, day),
        at=clock.start_of_day(day),
        period=period,
    )


def period_day(period: str) -> date:
    """The day of a daily period. One that is owed a second time is written 2026-03-02#2."""
    return date.fromisoformat(period.partition("#")[0])


def period_label(unit: Unit, day: date) -> str:
    """What a daily duty is called: the unit's name and the day."""
    return f"{unit.name} {day:%Y-%m-%d}"


def _stop_the_clock(duty: Duty, now: datetime) -> None:
    """Nothing later than `now` will be told; what came due before it the sweep still works through."""
    if duty.next_step_at is not None and duty.next_step_at > now:
        duty.next_step_at = None


@transaction.atomic
def void(kind: str, *, subject: UUID, now: datetime, reason: str, period: str = "") -> Duty | None:
    """Void the open duty if its hour has not yet come; a duty already due stays, and so does its miss."""
    duty = (
        Duty.objects.select_for_update(of=("self",))
        .filter(kind=kind, subject=subject, period=period, due_at__gt=now)
        .open()
        .first()
    )
    if duty is None:
        return None
    duty.voided_at, duty.void_reason = now, reason
    _stop_the_clock(duty, now)
    duty.save(update_fields=["voided_at", "void_reason", "next_step_at"])
    return duty


@transaction.atomic
def assign(kind: str, *, subject: UUID, holder: User | None, deputy_holder: User | None = None) -> None:
    """Name who holds the open duty of `kind` on `subject`."""
    Duty.objects.filter(kind=kind, subject=subject).open().update(holder=holder, deputy_holder=deputy_holder)


@transaction.atomic
def hand_on(*, file: UUID, giver: User, taker: User) -> int:
    """What `giver` holds of one file, `taker` holds from here on; how many. Work done stays with its doer."""
    rows = Duty.objects.open().filter(file=file)
    return rows.filter(holder=giver).update(holder=taker) + rows.filter(deputy_holder=giver).update(
        deputy_holder=taker
    )


def sign_due(unit: Unit, at: datetime) -> tuple[datetime, User | None]:
    """When a report that reaches the township of `unit` at `at` must be signed for, and by whom.

    On a working day the policy's own hour, by any leader. Outside working days within ROSTER_SIGN_HOURS,
    by the duty leader of the roster; with nobody on the roster the hour stays and every leader sees it.
    """
    overrides = calendar.overrides()
    day = clock.local_day(at)
    if calendar.is_working_day(day, overrides):
        policy, _ = effective_policy("report.sign", unit=unit, at=at)
        return (policy or policies()["report.sign"]).due(at, overrides), None
    entry = (
        RosterEntry.objects.filter(unit__township=unit.township, day=day, leader__is_active=True)
        .select_related("leader")
        .first()
    )
    return at + timedelta(hours=ROSTER_SIGN_HOURS), entry.leader if entry else None
