"""The engine: one round opens what is due to open, writes what was missed and tells who must know.

A round may run twice, late, or in several processes at once. Everything it writes is dated by the instant
at which it came due, read from the duty's own copy of its ladder, so catching up after a stop gives the
same ledger as never having stopped.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.models import Unit
from common import calendar, clock
from duties import rules
from duties.actions.escalations import expire_acknowledgements
from duties.actions.ladder import Offices, first_staffed_level
from duties.actions.ledger import changes_of, clock_values, period_label, shaped
from duties.choices import EscalationStep, Source, Tell
from duties.models import Duty, Escalation, EscalationEvent, Heartbeat, Miss, Notice, Outage
from duties.policies import OUTAGE_AFTER, policies

BATCH = 200
MAX_BATCHES = 100
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Round:
    """What one round added. `is_whole`: nothing that came due is left for the next one."""

    opened: int = 0
    notices: int = 0
    missed: int = 0
    escalated: int = 0
    expired: int = 0
    is_whole: bool = True


def tick(now: datetime, *, stamp: bool = True) -> Round:
    """Work through every instant up to `now` that has not been worked through yet.

    `stamp=False` leaves heartbeat and outages alone, for a rehearsal at an instant that is not the present.
    """
    opened = open_periods(now)
    for path in settings.SWEEPS:
        import_string(path)(now=now)
    done = Round(opened=opened, is_whole=False)
    for _ in range(MAX_BATCHES):
        batch = _work_through_batch(now)
        if batch is None:
            done = replace(done, is_whole=True)
            break
        done = replace(
            done,
            notices=done.notices + batch.notices,
            missed=done.missed + batch.missed,
            escalated=done.escalated + batch.escalated,
        )
    done = replace(done, expired=expire_acknowledgements(now))
    if stamp and done.is_whole:
        stamp_heartbeat(Source.ENGINE, now)
        for path in settings.AFTER_ROUND:
            import_string(path)(now=now)
    return done


def open_periods(now: datetime) -> int:
    """Open the duty of every period since the last heartbeat, for every unit that owes it."""
    today = clock.local_day(now)
    beat = Heartbeat.objects.filter(source=Source.ENGINE).first()
    since = min(clock.local_day(beat.completed_at), today) if beat else None
    return sum(
        _open_periods_of(kind, since, today)
        for kind, policy in sorted(policies().items())
        if policy.every is not None
    )


def _open_periods_of(kind: str, since: date | None, today: date) -> int:
    units = Unit.objects.filter(kind=policies()[kind].owed_by[0], opened_on__lte=today).order_by("id")
    wanted = {
        (unit.pk, day.isoformat()): (unit, day)
        for unit in units
        for day in _days(max(unit.opened_on, since or unit.opened_on), unit.closed_on, today)
    }
    known = Duty.objects.filter(kind=kind, period__gte=min((p for _, p in wanted), default=""))
    for key in known.values_list("subject", "period"):
        wanted.pop(key, None)
    if not wanted:
        return 0
    changes, overrides = changes_of(kind), calendar.overrides()
    rows = []
    for (subject, period), (unit, day) in sorted(wanted.items()):
        start = clock.start_of_day(day)
        policy, version = shaped(kind, changes, unit_id=unit.pk, at=start)
        if policy is None:
            continue
        values = clock_values(policy, version, at=start, due_at=None, overrides=overrides)
        label = period_label(unit, day)
        rows.append(Duty(kind=kind, subject=subject, period=period, unit=unit, label=label, **values))
    # the unique constraint decides between two engines; sorted, so that they cannot deadlock
    Duty.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def _days(first: date, closed_on: date | None, today: date) -> list[date]:
    if closed_on is not None and closed_on <= first:
        return []
    last = today if closed_on is None else min(today, closed_on - _DAY)
    return [first + _DAY * n for n in range((last - first).days + 1)]


@transaction.atomic
def _work_through_batch(now: datetime) -> Round | None:
    """Write misses, notices and escalations of the next BATCH duties; None when none is left.

    Rows another process holds are skipped: it is working on them. Costs O(new work): the partial index
    on `next_step_at` finds only duties with something to tell, and the round moves that instant on.
    """
    locked = Duty.objects.with_step_due(now).select_for_update(of=("self",), skip_locked=True)
    duties = list(locked.select_related("unit", "holder").order_by("next_step_at", "id")[:BATCH])
    if not duties:
        return None
    duties.sort(key=lambda duty: duty.pk)  # inserts in one order: two engines cannot deadlock
    misses = _misses(duties, now)
    notices = _notices(duties, now)
    escalations = _escalations(duties, notices)
    Miss.objects.bulk_create(misses)
    Notice.objects.bulk_create(notices)
    Escalation.objects.bulk_create(escalations)
    EscalationEvent.objects.bulk_create(
        EscalationEvent(escalation=row, step=EscalationStep.RAISED, at=row.raised_at, recorded_at=now)
        for row in escalations
    )
    for duty in duties:
        is_over = _ended_at(duty) is not None
        duty.next_step_at = (
            None if is_over else rules.next_instant(duty.ladder, due_at=duty.due_at, after=now)
        )
    Duty.objects.bulk_update(duties, ["next_step_at"])
    return Round(notices=len(notices), missed=len(misses), escalated=len(escalations))


def _ended_at(duty: Duty) -> datetime | None:
    return duty.met_recorded_at or duty.voided_at


def _misses(duties: list[Duty], now: datetime) -> list[Miss]:
    known = set(Miss.objects.filter(duty__in=duties).values_list("duty", flat=True))
    return [
        Miss(duty=duty, at=duty.due_at, recorded_at=now)
        for duty in duties
        if duty.pk not in known
        and duty.voided_at is None
        and rules.is_miss_to_write(duty.due_at, ended_at=_ended_at(duty), now=now)
    ]


def _notices(duties: list[Duty], now: datetime) -> list[Notice]:
    known = set(Notice.objects.filter(duty__in=duties).values_list("duty", "step_no"))
    offices = Offices(duty.unit for duty in duties)
    notices = []
    for duty in duties:
        due = rules.steps_due(
            duty.ladder, due_at=duty.due_at, since=duty.next_step_at, ended_at=_ended_at(duty), now=now
        )
        for rung in sorted(due, key=lambda rung: rung.no):
            if (duty.pk, rung.no) in known:
                continue
            to = first_staffed_level(duty, rung.tell, rung.at, offices)
            notices.append(
                Notice(
                    duty=duty,
                    step_no=rung.no,
                    at=rung.at,
                    tell=rung.tell,
                    unit=to.unit,
                    post=to.post,
                    user=to.user,
                    skipped_level=to.skipped_level,
                    recorded_at=now,
                )
            )
    return notices


def _escalations(duties: list[Duty], notices: list[Notice]) -> list[Escalation]:
    known = set(Escalation.objects.filter(duty__in=duties).values_list("duty", flat=True))
    raised: dict[object, Escalation] = {}
    for notice in sorted(notices, key=lambda notice: notice.at):
        if notice.tell == Tell.COUNTY and notice.duty_id not in known and notice.duty_id not in raised:
            raised[notice.duty_id] = Escalation(
                duty=notice.duty, raised_at=notice.at, recorded_at=notice.recorded_at
            )
    return sorted(raised.values(), key=lambda row: row.duty_id)


@transaction.atomic
def stamp_heartbeat(source: str, now: datetime) -> None:
    """Say that a round was completed at `now`; a long silence before it is kept as an outage row."""
    beat, created = Heartbeat.objects.get_or_create(source=source, defaults={"completed_at": now})
    if created:
        return
    beat = Heartbeat.objects.select_for_update(of=("self",)).get(source=source)
    if now <= beat.completed_at:
        return
    if now - beat.completed_at > OUTAGE_AFTER:
        Outage.objects.get_or_create(
            source=source, from_at=beat.completed_at, defaults={"until_at": now, "recorded_at": now}
        )
    beat.completed_at = now
    beat.save(update_fields=["completed_at"])
