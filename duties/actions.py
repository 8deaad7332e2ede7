"""Open, meet and void duties. Upper apps call these in their own transaction; no user is asked here,
because the action that calls has already required its permission."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import Unit, User
from common import calendar, clock
from duties import rules
from duties.models import Duty, PolicyChange
from duties.policies import BACKFILL_AFTER, Due, DueBy, Policy, Step, ladder_as_data, policies


def effective_policy(kind: str, *, unit: Unit, at: datetime) -> tuple[Policy | None, int]:
    """The policy of `kind` for `unit` on the Shanghai day of `at`, and how many changes shaped it.

    None when the county has switched the kind off for that day. Changes apply in the order of their
    start; one for a single unit counts for that unit alone.
    """
    policy: Policy | None = policies()[kind]
    is_on = True
    version = 0
    changes = PolicyChange.objects.filter(kind=kind, from_on__lte=clock.local_day(at))
    for change in changes:
        if change.unit_id not in (None, unit.pk):
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
    policy, version = effective_policy(kind, unit=unit, at=at)
    if policy is None:
        return None
    due = due_at or policy.due(at, calendar.overrides())
    ladder = ladder_as_data(policy.ladder)
    # "never early": rungs before the start are not told; later ones are, even if already past
    first = [rung.at for rung in rules.steps(ladder, due) if rung.at >= at]
    values = {
        "unit": unit,
        "post": post or policy.owed_by[1],
        "holder": holder,
        "deputy_holder": deputy_holder,
        "file": file,
        "label": label,
        "started_at": at,
        "due_at": due,
        "next_step_at": first[0] if first else None,
        "ladder": ladder,
        "policy_version": version,
    }
    existing = _same(kind, subject, period)
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            return Duty.objects.create(kind=kind, subject=subject, period=period, **values)
    except IntegrityError:  # somebody opened it between the look and the write
        return _same(kind, subject, period)


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

    Returns None if none is open. Recorded more than BACKFILL_AFTER later it counts at `now` and is
    marked 补录. A miss that has happened stays: the instants say so.
    """
    duty = (
        Duty.objects.select_for_update(of=("self",))
        .filter(kind=kind, subject=subject, period=period)
        .open()
        .first()
    )
    if duty is None:
        return None
    counted, backfilled = rules.counted_at(at, now, backfill_after=BACKFILL_AFTER)
    counted = max(counted, duty.started_at)
    duty.met_at, duty.met_recorded_at, duty.met_by, duty.is_backfilled = counted, now, by, backfilled
    if duty.next_step_at is not None and duty.next_step_at >= counted:
        duty.next_step_at = None  # no rung came due before it was met; earlier ones the sweep still tells
    duty.save(update_fields=["met_at", "met_recorded_at", "met_by", "is_backfilled", "next_step_at"])
    return duty


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
    duty.voided_at, duty.void_reason, duty.next_step_at = now, reason, None
    duty.save(update_fields=["voided_at", "void_reason", "next_step_at"])
    return duty


@transaction.atomic
def assign(kind: str, *, subject: UUID, holder: User | None, deputy_holder: User | None = None) -> None:
    """Name who holds the open duty of `kind` on `subject`."""
    Duty.objects.filter(kind=kind, subject=subject).open().update(holder=holder, deputy_holder=deputy_holder)
