"""What the clock itself does with measures and cases (`SWEEPS`): ends, reminders, months, clean years.

Each step is dated by the instant at which it came due, so catching up gives the ledger of never stopping.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.endings import LIFT, end_measure, ended_as, settle
from cases.actions.rows import left_over, lock, open_duty
from cases.models import FINISHED, Case, CleanProposal, Measure, Review, RiskClass, Suspension, Team
from cases.permissions import CasePerm
from cases.policies import END_CHECKS, HANDOVER_DAYS, REVIEW_SEEN_BEFORE
from common import calendar, clock, wording
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors.choices import Track
from minors.policies import CLEAN_YEARS
from minors.rules import years_before

CHECK, REVIEW, RISK, ADULT, CLEAN = (
    "case.end_checklist",
    "case.review",
    "case.risk_review",
    "case.adult_handover",
    "case.clean_decide",
)


def sweep_measures(now: datetime) -> int:
    """Open reminders, end terms that ran out, propose what is due; how many. Twice it changes nothing."""
    return _work_through(None, now)


def catch_up(case: Case, now: datetime) -> None:
    """The same for one case: whoever acts on a measure asks first.

    So it makes no difference to the rows how long the engine stood still before.
    """
    _work_through(case, now)


def _work_through(case: Case | None, now: datetime) -> int:
    today = clock.local_day(now)
    steps = (_end_terms, _open_checks, _open_reviews, _open_risk_reviews, _open_handovers, _propose_clean)
    return sum(step(today, now, case) for step in steps)


def _live(case: Case | None) -> QuerySet[Measure]:
    rows = Measure.objects.for_system("sweep").live().exclude(case__status__in=FINISHED)
    if case is not None:
        rows = rows.filter(case=case)
    still = Suspension.objects.for_system("sweep").filter(resumed_on=None).values("measure")
    return rows.exclude(pk__in=still).select_related("case__minor", "case__unit").order_by("ends_on", "id")


def _owed(kind: str) -> set[UUID]:
    """Cases on which a duty of `kind` is open; not what was missed under a decision withdrawn since."""
    rows = Duty.objects.open().filter(kind=kind)
    return set(rows.exclude(left_over()).values_list("subject", flat=True))


def _end_terms(today: date, now: datetime, case: Case | None) -> int:
    return sum(_end_term(measure, now) for measure in _live(case).filter(ends_on__lt=today))


@transaction.atomic
def _end_term(measure: Measure, now: datetime) -> int:
    """期满, that same day: clocks stop at its midnight, whatever is owed; the police notice is awaited."""
    case = lock(measure.case)
    row = Measure.objects.for_system("lock").select_for_update(of=("self",)).get(pk=measure.pk)
    if row.ended_on is not None or row.ends_on is None:
        return 0
    lifted = rules.lifted_on(row.ends_on)
    over = max(clock.start_of_day(lifted), row.ends_known_at or row.at, row.clocks_from)
    row.case = case
    _open_checks_of(row, row.ends_on)  # what an engine that stood still would have opened before
    _open_review_of(row, over)
    _open_handover_of(row, row.ends_on)
    end_measure(case, row, on=lifted, how=ended_as(case), at=over)
    if rules.expects_notice(row.track):
        open_duty(LIFT, case, at=over)
    settle(case, at=over, now=now)
    return 1


def _open_checks(today: date, now: datetime, case: Case | None) -> int:
    soon = today + timedelta(days=max(END_CHECKS))
    return sum(_open_checks_of(measure, today) for measure in _live(case).filter(ends_on__lte=soon))


def _open_checks_of(measure: Measure, today: date) -> int:
    assert measure.ends_on is not None
    opened = 0
    for period, first, late in rules.end_checks(measure.ends_on):
        if first <= today and first >= measure.served_on:
            at, due_at = max(clock.start_of_day(first), measure.clocks_from), clock.start_of_day(late)
            if at >= due_at:  # its days were over when the measure came on file
                continue
            known = Duty.objects.filter(kind=CHECK, subject=measure.case_id, period=period, voided_at=None)
            if known.exists():
                continue
            open_duty(CHECK, measure.case, at=at, due_at=due_at, period=period)
            opened += 1
    return opened


def _open_reviews(today: date, now: datetime, case: Case | None) -> int:
    """A 帮教 is reviewed each half year, a pupil's each school term; seen some weeks before."""
    live = _live(case).filter(track=Track.CORRECTION).exclude(case__in=_owed(REVIEW))
    return sum(_open_review_of(measure, now) for measure in live)


def _open_review_of(measure: Measure, now: datetime) -> bool:
    if measure.track != Track.CORRECTION:
        return False
    last = Review.objects.for_system("sweep").filter(measure=measure).values_list("on", flat=True).first()
    since = last or measure.served_on
    day = rules.next_review_on(since, is_pupil=measure.case.is_pupil)
    for known in (measure.first_known_at, measure.clocks_from):
        if clock.end_of_day(day) <= known:  # over when the measure came on file: counted from there
            day = rules.next_review_on(clock.local_day(known), is_pupil=measure.case.is_pupil)
    due_at = clock.end_of_day(day)
    at = max(due_at - REVIEW_SEEN_BEFORE, clock.start_of_day(since), measure.clocks_from)
    if at > now or (measure.ends_on is not None and day > measure.ends_on):
        return False
    open_duty(REVIEW, measure.case, at=at, due_at=due_at)
    return True


def _open_risk_reviews(today: date, now: datetime, case: Case | None) -> int:
    opened = 0
    rows = RiskClass.objects.for_system("sweep").exclude(case__status__in=FINISHED)
    rows = rows.filter(case__minor__sealed_at=None).select_related("case__minor", "case__unit")
    if case is not None:
        rows = rows.filter(case=case)
    newest = {risk.case_id: risk for risk in rows.order_by("at", "recorded_at")}
    owed = _owed(RISK)
    for risk in newest.values():
        if risk.review_on <= today and risk.case_id not in owed:
            team = Team.objects.for_system("sweep").live().filter(case=risk.case_id).first()
            at = clock.start_of_day(risk.review_on)
            open_duty(
                RISK,
                risk.case,
                at=at,
                holder=team.social_worker if team else None,
                deputy_holder=team.community_officer if team else None,
            )
            opened += 1
    return opened


def _open_handovers(today: date, now: datetime, case: Case | None) -> int:
    """A measure that will still run when the child grows up: 90 days before, told again at 30."""
    near = today + timedelta(days=HANDOVER_DAYS[0] + 62)
    live = _live(case).filter(case__minor__adult_from__lte=near).exclude(case__in=_owed(ADULT))
    return sum(_open_handover_of(measure, today) for measure in live)


def _open_handover_of(measure: Measure, today: date) -> bool:
    grown = measure.case.minor.adult_from
    if grown is None:
        return False
    due = rules.handover_due_on(grown)
    first = max(rules.handover_opens_on(grown), measure.served_on)
    if max(first, clock.local_day(measure.first_known_at)) >= due:  # so near already: until surely grown
        due = grown
    at, due_at = max(clock.start_of_day(first), measure.clocks_from), clock.start_of_day(due)
    runs_on = measure.ends_on is None or measure.ends_on >= due
    if first > today or not runs_on or at >= due_at:
        return False
    open_duty(ADULT, measure.case, at=at, due_at=due_at)
    return True


def _propose_clean(today: date, now: datetime, case: Case | None) -> int:
    """Three years clean, on the day itself: proposed once for each date; a human decides. 戒毒条例7."""
    cases = Case.objects.for_system("sweep").open().exclude(track=Track.CARE)
    if case is not None:
        cases = cases.filter(pk=case.pk)
    due = cases.filter(minor__clean_since__lte=years_before(today), minor__sealed_at=None)
    proposed = 0
    for one in due.select_related("minor", "unit").order_by("id"):
        since = one.minor.clean_since
        assert since is not None
        at = clock.start_of_day(calendar.add_years(since, CLEAN_YEARS))
        _, is_new = CleanProposal.objects.for_system("sweep").get_or_create(
            case=one, clean_since=since, defaults={"proposed_at": at}
        )
        if is_new:
            open_duty(CLEAN, one, at=at)
            proposed += 1
    return proposed


@transaction.atomic
def decide_clean(*, by: User, case: Case, is_lifted: bool, reason: str, now: datetime) -> CleanProposal:
    """The head decides whether 动态管控 ends after three clean years. Nothing ends by itself here.

    Law: 戒毒条例7 第二款. Raises DomainError without a proposal, or if a laboratory has moved the date since.
    """
    require(by, CasePerm.END_MEASURE, case)
    reason = wording.require_reason(reason, field="reason")
    catch_up(case, now)
    case = lock(case)
    rows = CleanProposal.objects.for_system("decide").filter(case=case, decided_at=None)
    row = rows.first()
    if row is None:
        raise DomainError("没有待决定的提请。")
    if is_lifted and case.minor.clean_since != row.clean_since:
        raise DomainError("提请之后有实验室确认的阳性，三年从那天重新计算，不能停止动态管控。")
    row.is_lifted, row.reason, row.by, row.decided_at = is_lifted, reason, by, now
    row.save()
    duties.meet(CLEAN, subject=case.pk, at=now, now=now, by=by)
    return row
