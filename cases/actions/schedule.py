"""The tests that are owed: opened as their period begins, stopped with the measure; surprises and presets."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from secrets import token_hex
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.measures import running_measure
from cases.actions.rows import lock, open_duty
from cases.models import (
    FINISHED,
    Case,
    DrugTest,
    Measure,
    PresetChoice,
    RefusedTest,
    SurpriseTest,
    Suspension,
    Team,
)
from cases.permissions import CasePerm
from cases.policies import drugtests as numbers
from cases.rules import schedule
from cases.rules.schedule import Occasion, Pause, Term
from cases.testwords import Purpose
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty

TEST = "case.test"
MARK = 6
"""So many letters of its key tell the measures of one case apart."""

_DAY = timedelta(days=1)


def bound_measure(case: Case, day: date) -> Measure | None:
    """The measure under which `case` owes tests, leave and counters on the Shanghai day, or None."""
    measure = running_measure(case, day)
    return measure if measure and rules.binds_child(measure.track, True) else None


def require_bound(case: Case, day: date, what: str) -> Measure:
    """The same, or DomainError: `what` is for a child whom a decision on file obliges, and for no other."""
    measure = bound_measure(case, day)
    if measure is None:
        raise DomainError(f"现在没有在执行的社区戒毒或社区康复决定，{what}。")
    return measure


def owed_in(measures: Iterable[Measure]) -> dict[UUID, list[Occasion]]:
    """Every test owed under each of `measures`, from report-in to the end. Three queries, however many."""
    rows = [one for one in measures if one.reported_in_on]
    keys = [one.pk for one in rows]
    pauses: dict[UUID, list[Pause]] = defaultdict(list)
    for row in Suspension.objects.for_system("schedule").filter(measure__in=keys):
        pauses[row.measure_id].append((row.from_on, row.resumed_on))
    choices: dict[UUID, list[tuple[date, str]]] = defaultdict(list)
    for choice in PresetChoice.objects.for_system("schedule").filter(measure__in=keys):
        choices[choice.measure_id].append((choice.from_on, choice.preset))
    surprises: dict[UUID, list[date]] = defaultdict(list)
    for one in SurpriseTest.objects.for_system("schedule").filter(measure__in=keys):
        surprises[one.measure_id].append(one.on)
    return {
        row.pk: schedule.schedule(
            [(date.min, usual_preset(row)), *choices[row.pk]],
            term_of(row, tuple(pauses[row.pk])),
            surprises[row.pk],
        )
        for row in rows
    }


def usual_preset(measure: Measure) -> str:
    return schedule.default_preset(measure.track, measure.term_months)


def term_of(measure: Measure, pauses: tuple[Pause, ...]) -> Term:
    assert measure.reported_in_on is not None
    return Term(
        mark=mark_of(measure),
        reported_in_on=measure.reported_in_on,
        ends_on=measure.ends_on,
        ended_on=measure.ended_on,
        known_on=clock.local_day(measure.first_known_at),
        pauses=pauses,
    )


def mark_of(measure: Measure) -> str:
    return measure.pk.hex[:MARK]


def settle_tests(case: Case, *, now: datetime) -> None:
    """Open the tests whose period has begun, and void those no longer owed that are not yet due.

    Whatever changes a measure calls it: report-in, suspension, resumption, end.
    """
    _settle(list(_statutory().filter(case=case)), now)


def sweep_tests(*, now: datetime) -> None:
    """Sweep: the same for every case. What it opens is dated by the day on which the period began."""
    still_open = Duty.objects.filter(kind=TEST).open().values("subject")
    rows = _statutory()
    _settle(list(rows.filter(Q(ended_on=None) | Q(case__in=still_open))), now)


def _statutory() -> QuerySet[Measure]:
    rows = Measure.objects.for_system("tests that are owed").standing().filter(track__in=rules.STATUTORY)
    rows = rows.filter(reported_in_on__isnull=False).exclude(case__status__in=FINISHED)
    return rows.select_related("case__minor", "case__unit")


def _settle(measures: list[Measure], now: datetime) -> None:
    owed = owed_in(measures)
    known: dict[UUID, dict[str, Duty]] = defaultdict(dict)
    for duty in Duty.objects.filter(kind=TEST, subject__in={m.case_id for m in measures}, voided_at=None):
        known[duty.subject][duty.period] = duty
    for measure in measures:
        wanted = {one.key: one for one in owed[measure.pk]}
        _void_what_is_not(wanted, measure, known[measure.case_id], now)
        begun = [one for one in wanted.values() if _starts_at(one, measure) <= now]
        missing = [one for one in begun if one.key not in known[measure.case_id]]
        missing = [one for one in missing if not _passed_meanwhile(one, measure)]
        if missing:
            _open(missing, measure, now)
            _count_again(missing, measure, now)


def _void_what_is_not(
    wanted: dict[str, Occasion], measure: Measure, known: dict[str, Duty], now: datetime
) -> None:
    for period, duty in list(known.items()):
        key, _, again = period.partition("#")
        if not key.endswith(mark_of(measure)) or duty.met_at or duty.due_at <= now:
            continue
        if key in wanted and clock.end_of_day(wanted[key].due_on) == duty.due_at:
            continue
        duties.void(TEST, subject=measure.case_id, now=now, reason="检测安排变更", period=period)
        if not again:
            known.pop(period)


def _open(missing: list[Occasion], measure: Measure, now: datetime) -> None:
    case = measure.case
    team = Team.objects.for_system("who tests").live().filter(case=case).first()
    for one in missing:
        open_duty(
            TEST,
            case,
            at=_starts_at(one, measure),
            due_at=clock.end_of_day(one.due_on),
            period=one.key,
            holder=team.social_worker if team else None,
            deputy_holder=team.community_officer if team else None,
        )


def _count_again(opened: Iterable[Occasion], measure: Measure, now: datetime) -> None:
    """A test (or a refusal) of before that lies in a window which another preset has drawn counts in it."""
    periods = [one for one in opened if not one.is_surprise]
    tests = DrugTest.objects.for_system("counts again").standing().exclude(purpose=Purpose.SURPRISE)
    refused = RefusedTest.objects.for_system("counts again").standing()
    rows: list[DrugTest | RefusedTest] = [*tests.filter(measure=measure, follows=None)]
    rows += refused.filter(measure=measure)
    rows = sorted((row for row in rows if row.answered), key=lambda row: row.at)
    for one in periods:
        row = next((row for row in rows if one.holds(clock.local_day(row.at))), None)
        if row is None:
            continue
        by = row.taken_by if isinstance(row, DrugTest) else row.by
        known = min(row.recorded_at, now)
        duties.meet(TEST, subject=measure.case_id, period=one.key, at=row.at, now=known, by=by)
        row.answered = f"{row.answered} {one.key}"
        row.save(update_fields=["answered"])


def _starts_at(one: Occasion, measure: Measure) -> datetime:
    return max(clock.start_of_day(one.from_on), measure.clocks_from)


def _passed_meanwhile(one: Occasion, measure: Measure) -> bool:
    """True if its day passed while nobody owed it: the paper stood withdrawn, or another in its place."""
    return clock.end_of_day(one.due_on) <= measure.clocks_from


def answer_tests(case: Case, measure: Measure, *, at: datetime, now: datetime, by: User) -> list[str]:
    """Meet the occasions that a test or a refusal of `at` answers; their keys. The caller holds the lock."""
    owed = owed_in([measure])[measure.pk]
    periods = {
        period.partition("#")[0]: period
        for period in Duty.objects.filter(kind=TEST, subject=case.pk).open().values_list("period", flat=True)
    }
    keys = schedule.met_by(clock.local_day(at), owed, periods)
    for key in keys:
        duties.meet(TEST, subject=case.pk, period=periods[key], at=at, now=now, by=by)
    return [periods[key] for key in keys]


def owe_again(case: Case, periods: Iterable[str], *, now: datetime) -> None:
    """What an annulled row had met is owed once more, with the same hour; past that hour it is missed."""
    for period in periods:
        met = Duty.objects.filter(kind=TEST, subject=case.pk, period=period, voided_at=None).first()
        if met is None:
            continue
        key, _, again = period.partition("#")
        open_duty(
            TEST,
            case,
            at=met.started_at,
            due_at=met.due_at,
            period=f"{key}#{int(again or 1) + 1}",
            holder=met.holder,
            deputy_holder=met.deputy_holder,
        )


@transaction.atomic
def choose_preset(
    *, by: User, case: Case, preset: str, reason: str, now: datetime, client_id: UUID | None = None
) -> PresetChoice:
    """Test by another schedule from today on; what was due before stands, missed or not.

    Raises DomainError without a measure that asks for tests, without a reason, or if nothing changes.
    """
    require(by, CasePerm.SCHEDULE_TESTS, case)
    reason = wording.require_reason(reason, field="reason")
    client_id = client_id or uuid4()
    if row := PresetChoice.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = lock(case)
    today = clock.local_day(now)
    measure = require_bound(case, today, "没有检测安排可改")
    if preset not in numbers.PRESETS_OF.get(measure.track, (preset,)):
        raise DomainError(f"这种频次不用于{measure.get_track_display()}。", field="preset")
    earlier = PresetChoice.objects.for_system("what holds").filter(measure=measure).last()
    if preset == (earlier.preset if earlier else usual_preset(measure)):
        raise DomainError("与现在的检测频次相同，没有变更。", field="preset")
    row = PresetChoice(
        case=case, measure=measure, preset=preset, from_on=today, reason=reason, by=by, at=now,
        client_id=client_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise DomainError("今天已改过一次检测频次，请明天再改。", field="preset") from None
    settle_tests(case, now=now)
    return row


@transaction.atomic
def arrange_surprise(
    *, by: User, case: Case, on: date | None = None, by_lot: int = 0, now: datetime
) -> list[SurpriseTest]:
    """Add surprise tests: one `on` a day, or `by_lot` as many as drawn from the days that lie ahead.

    The seed of a lot is kept, so that anybody can draw again and find the same. Raises DomainError for a day
    that has passed, is taken, or lies beyond the term, and without a measure that asks for tests.
    """
    require(by, CasePerm.SCHEDULE_TESTS, case)
    case = lock(case)
    today = clock.local_day(now)
    measure = require_bound(case, today, "不能安排抽检")
    if measure.reported_in_on is None:
        raise DomainError("还没有报到，报到后才能安排抽检。")
    taken = set(
        SurpriseTest.objects.for_system("days taken").filter(measure=measure).values_list("on", flat=True)
    )
    last = term_of(measure, ()).last_on
    seed = ""
    if on is not None:
        if not today <= on <= last or on in taken:
            raise DomainError("请选择今天或以后、在措施期限内、还没有安排抽检的一天。", field="on")
        days = [on]
    else:
        ahead = [today + _DAY * n for n in range(1, numbers.SURPRISE_AHEAD_DAYS + 1)]
        free = [day for day in ahead if day <= last and day not in taken]
        if not 1 <= by_lot <= min(numbers.SURPRISE_MIN, len(free)):
            raise DomainError(f"每次随机抽取1至{numbers.SURPRISE_MIN}天，且须在期限内。", field="by_lot")
        seed = token_hex(8)
        days = schedule.lot(seed, free, by_lot)
    rows = [SurpriseTest(case=case, measure=measure, on=day, seed=seed, by=by, at=now) for day in days]
    for row in rows:
        row.save()
    settle_tests(case, now=now)
    return rows
