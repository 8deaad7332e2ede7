"""Whether a child is inside, by the word of a place or by a paper, and the clocks of asking the place."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from accounts.models import User
from cases import rules
from cases.actions.rows import holders_of, open_duty
from cases.models import FINISHED, Case, Custody, Measure, Suspension
from common import clock
from duties import actions as duties
from duties.models import Duty
from duties.policies import BACKFILL_AFTER
from duties.rules import counted_at
from minors.choices import Track


def custody_of(case: Case) -> Custody | None:
    """The verified 在所 in which the child is now; None where nobody but hearsay says so."""
    if case.status in FINISHED:
        return None
    return Custody.objects.for_system("is the child inside").inside().filter(case=case).first()


def out_since(case: Case) -> list[datetime]:
    """When it came on file, each time, that the child had left a place: a search could begin then."""
    rows = Custody.objects.for_system("when did it leave").filter(case=case, verified_at__isnull=False)
    return [at for at in rows.values_list("left_known_at", flat=True) if at]


def paper_spans(case: Case) -> list[rules.Span]:
    """When papers have the child inside: 强制隔离戒毒 for its term, 中止 (拘留、逮捕) until resumed."""
    measures = Measure.objects.for_system("is the child inside").filter(case=case)
    stops = Suspension.objects.for_system("is the child inside").filter(case=case)
    return spans_of(measures, stops)


def spans_of(measures: Iterable[Measure], stops: Iterable[Suspension]) -> list[rules.Span]:
    """The same from rows at hand; a decision withdrawn since had it inside until it was withdrawn."""
    found, gone = [], {}
    for row in measures:
        gone[row.pk] = row.withdrawn_at
        if row.track == Track.COMPULSORY_DETOX:
            out = row.ended_on or (row.ends_on + timedelta(days=1) if row.ends_on else None)
            found.append(_until(_span(row.served_on, out), row.withdrawn_at))
    return found + [_until(_span(row.from_on, row.resumed_on), gone.get(row.measure_id)) for row in stops]


def _until(span: rules.Span, withdrawn_at: datetime | None) -> rules.Span:
    if withdrawn_at is None:
        return span
    last = max(span.from_at, withdrawn_at)
    return span._replace(until_at=min(span.until_at, last) if span.until_at else last)


def _span(first: date, out: date | None) -> rules.Span:
    return rules.Span(clock.start_of_day(first), clock.start_of_day(out) if out else None)


def open_clocks(case: Case, *, at: datetime) -> None:
    """Somebody owes the next word of the place and the meeting at the gate, while the child is inside."""
    row = custody_of(case)
    if row is None:
        return
    open_duty(rules.WORD, case, at=at, **holders_of(case))
    if row.until_on is None:
        return
    due_at = clock.end_of_day(row.until_on)
    if due_at > at:
        period = row.until_on.isoformat()
        open_duty(rules.RELEASE, case, at=at, due_at=due_at, period=period, **holders_of(case))


def word_given(case: Case, *, by: User, at: datetime, now: datetime) -> None:
    """The place, or the child seen there, gave word at `at`: the next is owed from then, if it is new."""
    running = Duty.objects.open().filter(kind=rules.WORD, subject=case.pk).first()
    if running is not None and at <= running.started_at:
        return
    met = duties.meet(rules.WORD, subject=case.pk, at=at, now=now, by=by)
    counted, _ = counted_at(at, now, backfill_after=BACKFILL_AFTER)
    open_clocks(case, at=met.met_at or counted if met else counted)
