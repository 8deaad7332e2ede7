"""The tests of a case as its page shows them: what was owed and what was done. Reads only."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.permissions import may
from cases.actions.breach import counted_of
from cases.actions.lost import risk_of
from cases.actions.reagents import substances_of
from cases.actions.schedule import TEST, bound_measure, owed_in, usual_preset
from cases.choices import Risk
from cases.models import Case, DrugTest, Finding, Measure, NoReagent, PresetChoice, RefusedTest
from cases.permissions import CasePerm
from cases.rules import FIRST_VISIT, contact_kind, visit_days
from cases.rules import drugtests as rules
from cases.rules.drugtests import UNSEEN
from cases.rules.schedule import Occasion
from cases.testwords import Preset, Purpose, Result
from common import clock
from duties.models import Duty

NO_REAGENT = "因无试剂"
EXPECTED = "预计"
EXPECTED_VISITS, EXPECTED_DAYS = 12, 180
"""So many visits, and so many days ahead, are shown as expected; each begins anew from the one before."""


@dataclass
class Line:
    """One visit or test that is owed, or to be expected, and what became of it."""

    what: str
    from_on: date
    due_on: date
    word: str
    tone: str
    is_visit: bool = False
    is_surprise: bool = False
    met_on: date | None = None
    lacked: bool = False
    tests: list[DrugTest] = field(default_factory=list)
    refusals: list[RefusedTest] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """True if nothing is left to do; what is overdue stands with what lies ahead."""
        return self.tone != "late" or bool(self.met_on or self.tests or self.refusals)

    @property
    def mark(self) -> tuple[date, str]:
        """The square of the calendar in which the line stands, and its word there."""
        if not self.is_visit:
            return self.due_on, "抽检" if self.is_surprise else "应检"
        if self.met_on:
            return self.met_on, "已联系"
        return self.due_on, EXPECTED if self.word == EXPECTED else "应联系"


@dataclass(frozen=True)
class Day:
    """One square of the calendar: a day, and a few words in it with their tones."""

    day: date
    is_other_month: bool
    is_today: bool
    marks: tuple[tuple[str, str, str], ...]
    """Word, tone, and the icon that stands for it."""


@dataclass
class TestPage:
    """Everything the page shows."""

    __test__ = False

    measure: Measure | None
    preset: str
    visits: str
    lines: list[Line]
    past: list[Line]
    ahead: list[Line]
    tests: list[DrugTest]
    refusals: list[RefusedTest]
    substances: list[str]
    counters: Any
    counted: list[Any]
    surprises: int


def page_of(user: User, case: Case, now: datetime) -> TestPage:
    """Visits and tests of `case` for `user`, at `now`, in the order of their days.

    Without a measure that asks for tests, only the voluntary. A surprise is seen before its day by whoever
    may arrange one and by nobody else: whom it is to surprise may hear of it from anybody who knows.
    """
    today = clock.local_day(now)
    measure = bound_measure(case, today) or _last_measure(user, case)
    about = substances_of(case)
    tests = tests_of(user, case, about)
    refusals = _refusals(user, case)
    owed = _lines(user, case, measure, tests, refusals, now) if measure and measure.reported_in_on else []
    if not may(user, CasePerm.SCHEDULE_TESTS):
        owed = [line for line in owed if not line.is_surprise or line.from_on <= today]
    visits, every = visits_of(case, now)
    lines = sorted([*visits, *owed], key=lambda line: (line.due_on, line.from_on, not line.is_visit))
    past = [line for line in lines if line.due_on < today and line.is_over]
    counters, counted = counted_of(measure, today) if measure else (None, [])
    return TestPage(
        measure=measure,
        preset=_preset_of(user, measure) if measure else "",
        visits=every,
        lines=lines,
        past=past,
        ahead=[line for line in lines if line not in past],
        tests=tests,
        refusals=refusals,
        substances=sorted(rules.asked_of(about)),
        counters=counters,
        counted=counted,
        surprises=len([line for line in lines if line.is_surprise]),
    )


def _refusals(user: User, case: Case) -> list[RefusedTest]:
    """Newest first; of one day the first counts, the others say so (`is_same`)."""
    rows = list(RefusedTest.objects.visible_to(user).filter(case=case).select_related("by", "witness"))
    seen: set[date] = set()
    for row in sorted(rows, key=lambda row: (row.at, row.recorded_at)):
        day = clock.local_day(row.at)
        row.is_same = row.annulled_at is None and day in seen  # type: ignore[attr-defined]
        seen |= {day} if row.annulled_at is None else set()
    return rows


def _last_measure(user: User, case: Case) -> Measure | None:
    rows = Measure.objects.visible_to(user).standing().filter(case=case, reported_in_on__isnull=False)
    return rows.filter(track__in=("community_detox", "community_recovery")).first()


def _preset_of(user: User, measure: Measure) -> str:
    chosen = PresetChoice.objects.visible_to(user).filter(measure=measure).last()
    return str(Preset(chosen.preset if chosen else usual_preset(measure)).label)


def visits_of(case: Case, now: datetime) -> tuple[list[Line], str]:
    """The contacts with the child that were and are owed, those to be expected by its class, and the rule."""
    today, risk = clock.local_day(now), risk_of(case)
    days = visit_days(risk)
    kinds = {FIRST_VISIT: "首次走访", contact_kind(case.track): "定期联系"}
    duties = Duty.objects.filter(kind__in=kinds, subject=case.pk, voided_at=None).order_by("due_at")
    lines = [_visit(duty, kinds[duty.kind], now) for duty in duties]
    rule = f"{Risk(risk).label if risk else '未评定，按中风险'}，每{days}天联系本人一次"
    waiting = [line for line in lines if line.met_on is None]
    if not waiting:
        return lines, rule
    last = max([today, *(line.due_on for line in waiting)])
    ahead = [last + timedelta(days=days) * n for n in range(1, EXPECTED_VISITS + 1)]
    limit = today + timedelta(days=EXPECTED_DAYS)
    lines += [Line("定期联系", day, day, EXPECTED, "muted", is_visit=True) for day in ahead if day <= limit]
    return lines, rule


def _visit(duty: Duty, what: str, now: datetime) -> Line:
    is_late = (duty.met_at or now) >= duty.due_at
    if duty.met_at:
        word, tone = ("逾期后联系", "late") if is_late else ("已联系", "ok")
    else:
        word, tone = ("逾期未联系", "late") if is_late else ("待联系", "open")
    due_on = clock.local_day(duty.due_at - timedelta(microseconds=1))
    met_on = clock.local_day(duty.met_at) if duty.met_at else None
    return Line(what, clock.local_day(duty.started_at), due_on, word, tone, is_visit=True, met_on=met_on)


def tests_of(user: User, case: Case, about: list[str]) -> list[DrugTest]:
    """The tests of `case`, newest first, each with `said`: substance, words, tone."""
    rows = DrugTest.objects.visible_to(user).filter(case=case)
    tests = list(rows.select_related("taken_by", "second_by", "annulled_by", "kit", "offsite"))
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    for row in Finding.objects.visible_to(user).filter(test__in=tests).select_related("substance"):
        found[row.test_id][row.substance.name] = row.result
    for test in tests:
        describe(test, found[test.pk], about)
    return tests


def describe(test: DrugTest, findings: dict[str, str], about: list[str]) -> None:
    """Hang the words of its findings on a test: a substance it could not see is 未覆盖, never negative."""
    test.said = [  # type: ignore[attr-defined]
        (name, word, _tone(findings.get(name, ""))) for name, word in rules.words(findings, about)
    ]
    test.is_positive = Result.POSITIVE in findings.values()  # type: ignore[attr-defined]
    wanted = rules.must_see(about)
    test.is_blind = bool(wanted) and not wanted & set(findings)  # type: ignore[attr-defined]
    test.hair = rules.hair_window(clock.local_day(test.at)) if test.hair_cm else None  # type: ignore[attr-defined]
    test.object_by = rules.objection_until(test.told_at) if test.told_at else None  # type: ignore[attr-defined]


def _tone(result: str) -> str:
    tones = {Result.NEGATIVE: "ok", Result.POSITIVE: "late", Result.PENDING: "soon", Result.INVALID: "muted"}
    return tones[Result(result)] if result else "soon"


def _lines(
    user: User,
    case: Case,
    measure: Measure,
    tests: list[DrugTest],
    refusals: list[RefusedTest],
    now: datetime,
) -> list[Line]:
    duties = {
        duty.period: duty
        for duty in Duty.objects.filter(kind=TEST, subject=case.pk, voided_at=None).order_by("recorded_at")
    }
    lacking, blind = _lacking(user, measure, tests)
    answers: dict[str, list[DrugTest]] = defaultdict(list)
    refused: dict[str, list[RefusedTest]] = defaultdict(list)
    for test in tests:
        for key in test.answered.split():
            answers[key.partition("#")[0]].append(test)
    for refusal in refusals:
        for key in refusal.answered.split():
            refused[key.partition("#")[0]].append(refusal)
    lines = []
    for one in owed_in([measure])[measure.pk]:
        again = [period for period in duties if period.partition("#")[0] == one.key]
        duty = duties[again[-1]] if again else None
        lacked = any(one.holds(day) for day in lacking)
        why = NO_REAGENT if lacked else _unseen(case) if any(one.holds(day) for day in blind) else ""
        word, tone = _word(one, duty, why=why, refused=bool(refused[one.key]), now=now)
        lines.append(
            Line(
                "抽检" if one.is_surprise else "定期检测",
                one.from_on,
                one.due_on,
                word,
                tone,
                is_surprise=one.is_surprise,
                lacked=lacked,
                tests=answers[one.key],
                refusals=refused[one.key],
            )
        )
    return lines


def _lacking(user: User, measure: Measure, tests: list[DrugTest]) -> tuple[set[date], set[date]]:
    """The days without a reagent; and those of a blind strip used while the shelf held one that sees."""
    lacks = NoReagent.objects.visible_to(user).filter(measure=measure)
    lacking = set(lacks.values_list("on", flat=True))
    used = {clock.local_day(test.at) for test in tests if test.is_blind and not test.annulled_at}  # type: ignore[attr-defined]
    return lacking, used - lacking


def _unseen(case: Case) -> str:
    return f"已检，{UNSEEN}{'、'.join(sorted(rules.must_see(substances_of(case))))}，未完成"


def _word(one: Occasion, duty: Duty | None, *, why: str, refused: bool, now: datetime) -> tuple[str, str]:
    if duty is None:
        return ("未到期", "muted") if clock.local_day(now) < one.from_on else ("待开立", "open")
    if duty.met_at:
        done = "已记拒绝检测" if refused else "已检"
        is_late = duty.met_at >= duty.due_at
        return (f"逾期后{done}", "late") if is_late else (done, "soon" if refused else "ok")
    if duty.due_at <= now:
        return (f"逾期未检（{why}，属本单位）", "late") if why else ("逾期未检", "late")
    return (f"待检（{why}）", "soon") if why else ("待检", "open")


SIGNS = {"ok": "check", "late": "alert", "soon": "clock", "open": "circle", "muted": "minus"}
"""The icon beside the word of each tone, as in the badges: a colour never stands alone."""


def _mark(test: DrugTest) -> tuple[str, str]:
    """What the calendar says of a test; a strip that could not see the substance is never 已检."""
    if test.is_blind:  # type: ignore[attr-defined]
        return UNSEEN, "soon"
    word = "自愿" if test.purpose == Purpose.VOLUNTARY else "已检"
    return (f"{word}阳性", "late") if test.is_positive else (word, "ok")  # type: ignore[attr-defined]


def month_of(text: str, today: date) -> date:
    """The first day of the month that an address asks for; of this month if it asks for none."""
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else today.replace(day=1)
    except ValueError:
        return today.replace(day=1)


def calendar_of(page: TestPage, month: date, today: date) -> list[list[Day]]:
    """The weeks of `month`, Monday first, with what is due and what was done on each day."""
    marks: dict[date, list[tuple[str, str, str]]] = defaultdict(list)
    for line in page.lines:
        day, word = line.mark
        marks[day].append((word, line.tone, SIGNS[line.tone]))
    for test in page.tests:
        if test.annulled_at is None:
            word, tone = _mark(test)
            marks[clock.local_day(test.at)].append((word, tone, SIGNS[tone]))
    for day in {clock.local_day(row.at) for row in page.refusals if row.annulled_at is None}:
        marks[day].append(("拒检", "soon", SIGNS["soon"]))
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    return [
        [Day(day, day.month != month.month, day == today, tuple(marks.get(day, ()))) for day in week]
        for week in weeks
    ]
