"""What follows when a measure turns out never to have been: for `withdrawing`, under the lock of the case."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from accounts.models import User
from cases import rules
from cases.actions.adopting import POSITIVE, adopt, once_more
from cases.actions.breach import BREACH, period_of
from cases.actions.decisions import is_answered
from cases.actions.endings import CHECK, CLOSE, LIFT, REVIEW
from cases.actions.growing import ADULT
from cases.actions.leave import RETURN
from cases.actions.lost import finish_step, holders_of
from cases.actions.measures import running_measure
from cases.actions.schedule import TEST, mark_of
from cases.choices import MeasureEnd, SearchKind, StepResult
from cases.models import Case, DrugTest, Measure, SearchStep, Suspension
from cases.testwords import Threshold
from common import clock
from duties import actions as duties
from duties.models import Duty, DutyQuerySet
from minors import actions as minors
from minors.choices import Track

WITHDRAWN = "决定已撤回"
SWEPT = (TEST, CHECK, REVIEW, ADULT, RETURN)
"""What opens again by its own rule once the measure runs again."""


def undo(case: Case, measure: Measure, *, by: User, now: datetime) -> None:
    """Withdraw `measure` and take back what followed from it, as far as it has not happened."""
    measure.withdrawn_at, measure.holds_number = now, False
    measure.save(update_fields=["withdrawn_at", "holds_number"])
    standing = Measure.objects.for_system("withdrawn").standing().filter(case=case)
    later = standing.filter(Q(at__gt=measure.at) | Q(replaces=measure)).order_by("at").first()
    before = measure.replaces
    if later is None:
        _stop(case, measure, now)
        if before is not None and before.ended_as == MeasureEnd.REPLACED:
            _restore(case, before, measure, now)
    elif before is not None and before.ended_as == MeasureEnd.REPLACED:
        _join(case, before, later, now)
    elif later.replaces_id == measure.pk:
        later.replaces = None
        later.save(update_fields=["replaces"])
    _stop_own(case, measure, now)
    _follow_track(case)
    _end_police_step(case, by=by, now=now)
    if not is_answered(case):
        for path in settings.ON_WITHDRAWAL:
            import_string(path)(minor=case.minor, now=now)


def _stop(case: Case, measure: Measure, now: datetime) -> None:
    """The clocks of the case that ran for it are void before their hour; a miss stays (`left_over`)."""
    kinds = rules.OF_MEASURE | {LIFT, CLOSE}
    _void(Duty.objects.open().filter(file=case.minor_id, kind__in=kinds, started_at__gte=measure.at), now)


def _stop_own(case: Case, measure: Measure, now: datetime) -> None:
    """What carries its mark, or hangs on a test taken under it, whatever else runs on the case."""
    tests = DrugTest.objects.for_system("withdrawn").filter(measure=measure).values_list("pk", flat=True)
    periods = [period_of(threshold, measure) for threshold in Threshold.values]
    own = Q(kind=BREACH, subject=case.pk, period__in=periods) | Q(kind=POSITIVE, subject__in=set(tests))
    own |= Q(kind=TEST, subject=case.pk, period__contains=f"-{mark_of(measure)}")
    _void(Duty.objects.open().filter(own), now)


def _void(rows: DutyQuerySet, now: datetime) -> None:
    ahead = rows.filter(due_at__gt=now, miss=None)
    for kind, subject, period in ahead.values_list("kind", "subject", "period"):
        duties.void(kind, subject=subject, period=period, now=now, reason=WITHDRAWN)


def _restore(case: Case, before: Measure, measure: Measure, now: datetime) -> None:
    """The measure that ran until the mistake runs again; what stopped with it goes on where it stood."""
    before.ended_on, before.ended_as, before.ended_reason = None, "", ""
    before.restored_at = now
    before.save(update_fields=["ended_on", "ended_as", "ended_reason", "restored_at"])
    for spell in Suspension.objects.for_system("runs on").filter(measure=before, ended_with_measure=True):
        spell.resumed_on, spell.ended_with_measure = None, False
        spell.save(update_fields=["resumed_on", "ended_with_measure"])
    adopt(case, before, now=now)
    stopped = Duty.objects.filter(
        file=case.minor_id, kind__in=rules.OF_MEASURE.difference(SWEPT), voided_at=measure.at
    )
    for duty in stopped.order_by("due_at", "id"):
        holders: dict[str, Any] = holders_of(case) if duty.holder_id else {}
        once_more(case, duty, now=now, **holders)


def _join(case: Case, before: Measure, later: Measure, now: datetime) -> None:
    """A later decision stands: the measure before ran until that one, or to the end of its own term."""
    later.replaces, before.ended_on = before, later.served_on
    if before.ends_on is not None and rules.lifted_on(before.ends_on) <= later.served_on:
        later.replaces, before.ended_on = None, rules.lifted_on(before.ends_on)
        before.ended_as = MeasureEnd.TERM
    before.save(update_fields=["ended_on", "ended_as"])
    later.save(update_fields=["replaces"])


def _follow_track(case: Case) -> None:
    """What the newest decision that stands orders; registered only where there is none."""
    newest = Measure.objects.for_system("the track before").standing().filter(case=case).first()
    case.track = newest.track if newest else Track.REGISTERED_ONLY
    case.save(update_fields=["track"])
    minors.follow_track(case.minor, case.track)


def _end_police_step(case: Case, *, by: User, now: datetime) -> None:
    """The police search because a decision binds the child: without it they are asked no more."""
    measure = running_measure(case, clock.local_day(now))
    if measure is not None and rules.binds_child(measure.track, has_decision=True):
        return
    steps = SearchStep.objects.for_system("search goes on").open().filter(case=case, kind=SearchKind.POLICE)
    for step in steps.filter(spell__found_at=None, spell__danger=""):
        duties.void(rules.search_duty(step.kind), subject=case.pk, now=now, reason=WITHDRAWN)
        step.note = step.note or WITHDRAWN
        finish_step(step, StepResult.IMPOSSIBLE, by=by, at=now, now=now)
