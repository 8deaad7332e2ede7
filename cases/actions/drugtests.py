"""Tests as they were taken, and refusals; what a positive one asks of us. Nothing decides about a child."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from accounts.choices import Post, UnitKind
from accounts.models import Appointment, User
from accounts.permissions import require
from cases.actions.breach import settle_counters
from cases.actions.contacts import meet_at_test
from cases.actions.lost import catch_up
from cases.actions.reagents import note_blind, substances_of
from cases.actions.rows import check_when, lock
from cases.actions.schedule import answer_tests, bound_measure, settle_tests
from cases.choices import Channel
from cases.models import Case, DrugTest, Finding, Kit, Measure, OffsiteTest, RefusedTest
from cases.permissions import CasePerm
from cases.rules import drugtests as rules
from cases.testwords import Consent, Method, Purpose, Result, ResultTold, Specimen, TakenWhere
from common import clock, wording
from common.errors import DomainError
from common.models import Substance
from duties import actions as duties
from minors import actions as minors
from minors.choices import Concern
from minors.models import Minor

POSITIVE, RECHECK = "case.positive", "case.recheck"
NO_TESTS = "没有涉毒情形的孩子不做检测。"


@dataclass(frozen=True)
class Sample:
    """How a sample was taken and tested, as the form gives it."""

    specimen: str
    method: str
    place: str
    taken_by: User
    second_by: User
    kit: Kit | None = None
    lab: str = ""
    by_woman: bool = False
    hair_cm: int | None = None
    sample_mark: str = ""
    offsite: OffsiteTest | None = None
    note: str = ""
    child_signed: bool = False
    guardian_signed: bool = False


def staff_near(case: Case, now: datetime) -> QuerySet[User]:
    """Who may take a sample: everybody of the station and the police post of the township, at work now."""
    kinds = (UnitKind.STATION, UnitKind.POLICE_POST)
    live = Appointment.objects.live(now).filter(unit__kind__in=kinds, unit__township=case.unit.township)
    return User.objects.filter(pk__in=live.exclude(post=Post.ADMINISTRATOR).values("user")).order_by(
        "name", "pk"
    )


@transaction.atomic
def record_test(
    *,
    by: User,
    case: Case,
    at: datetime,
    sample: Sample,
    results: dict[Substance, str],
    told: str = ResultTold.LATER,
    voluntary: bool = False,
    follows: DrugTest | None = None,
    now: datetime,
    client_id: UUID | None = None,
) -> DrugTest:
    """Record one test with what it said of each substance it could see.

    Meets `case.test` if it sees the substance of the case; a strip that does not meets nothing and opens
    `supply.reagent`. Taken here, it is a contact with the child, too. A positive opens `case.positive`.
    `voluntary` counts for nothing and opens nothing.
    Raises DomainError where no measure asks for tests, for a sample taken as it must not be, for a time ahead
    or before the case. Law: 禁毒法35; 戒毒条例19(二); 吸毒检测程序规定.
    """
    require(by, CasePerm.RECORD_TEST, case)
    wording.refuse_numbers_in(note=sample.note, lab=sample.lab, sample_mark=sample.sample_mark)
    client_id = client_id or uuid4()
    if row := DrugTest.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = catch_up(lock(case), now)
    check_when(case, at, now)
    measure = _measure_for(case, at, voluntary=voluntary, follows=follows)
    _check_sample(case, sample, clock.local_day(at), voluntary=voluntary, follows=follows)
    _check_results(sample, results)
    settle_tests(case, now=now)
    row = DrugTest(
        case=case, measure=measure, purpose=_purpose(measure, follows), at=at, follows=follows,
        client_id=client_id, **_columns(sample, results, at, told),
    )  # fmt: skip
    said = {substance.name: result for substance, result in results.items()}
    counts = measure is not None and follows is None and rules.counts(said, substances_of(case))
    if counts and measure is not None:
        answered = answer_tests(case, measure, at=at, now=now, by=by)
        row.answered = " ".join(answered)
        if any(key.startswith("S-") for key in answered):
            row.purpose = Purpose.SURPRISE
    row.save()
    for substance, result in results.items():
        Finding(case=case, test=row, substance=substance, result=result).save()
    _follow_up(case, row, said, counts=counts, by=by, now=now)
    if follows is None and sample.place != TakenWhere.ELSEWHERE:
        channel = Channel.VISIT if sample.place == TakenWhere.HOME else Channel.STATION
        meet_at_test(case, row, channel=channel, now=now)
    return row


def _measure_for(case: Case, at: datetime, *, voluntary: bool, follows: DrugTest | None) -> Measure | None:
    if case.minor.concern == Concern.CARE:
        raise DomainError(NO_TESTS)
    if follows is not None:
        return follows.measure
    day = clock.local_day(at)
    measure = bound_measure(case, day)
    if measure is None or measure.reported_in_on is None or day < measure.reported_in_on:
        if voluntary:
            return None
        raise DomainError("这一天没有要求检测的措施（须有社区戒毒或社区康复决定并已报到），只能做自愿检测。")
    if voluntary:
        raise DomainError("措施执行期间的检测按要求检测登记，不作自愿检测。")
    return measure


def _purpose(measure: Measure | None, follows: DrugTest | None) -> Purpose:
    if follows is not None:
        return Purpose.FOLLOW_UP
    return Purpose.SCHEDULED if measure else Purpose.VOLUNTARY


def _check_sample(
    case: Case, sample: Sample, day: date, *, voluntary: bool, follows: DrugTest | None
) -> None:
    kit = sample.kit
    if sample.taken_by.pk == sample.second_by.pk:
        raise DomainError("取样须由两名不同的工作人员进行。", field="second_by")
    if rules.needs_woman(case.minor.sex, sample.specimen) and not sample.by_woman:
        raise DomainError("女孩的尿液样本须由女性工作人员取。", field="by_woman")
    if sample.method == Method.FIELD:
        if kit is None or kit.unit_id != case.unit_id:
            raise DomainError("现场检测请选择所用试剂的批号。", field="kit")
        if kit.specimen != sample.specimen:
            raise DomainError(f"这种试剂检的是{kit.get_specimen_display()}，与样本不符。", field="specimen")
        if kit.expires_on and kit.expires_on < day:
            raise DomainError("这批试剂在取样当天已过有效期。", field="kit")
        if kit.ended_on and kit.ended_on < day:
            said = f"这批试剂已于{kit.ended_on:%Y-%m-%d}{kit.get_ended_as_display()}，不能用于之后的取样。"
            raise DomainError(said, field="kit")
    elif not sample.lab.strip():
        raise DomainError("请填写检测机构。", field="lab")
    if sample.specimen == Specimen.HAIR and sample.hair_cm not in (1, 2, 3):
        raise DomainError("毛发只取近端3厘米以内，请填写1至3。", field="hair_cm")
    if voluntary and not (sample.child_signed and sample.guardian_signed):
        raise DomainError("自愿检测须本人和监护人都同意并签字。", field="guardian_signed")
    _check_place(case, sample, day)
    if follows is not None and sample.method == Method.FIELD:
        raise DomainError("异议和确认检测须由实验室进行。", field="method")
    if sample.method == Method.RECHECK:
        if follows is None or follows.method == Method.FIELD:
            raise DomainError("复检须针对一次实验室检测。", field="method")
        if follows.lab.strip() == sample.lab.strip():
            raise DomainError("实验室检测和复检不能由同一机构进行。", field="lab")


def _check_place(case: Case, sample: Sample, day: date) -> None:
    if sample.place != TakenWhere.ELSEWHERE:
        return
    paper = sample.offsite
    if paper is None or paper.case_id != case.pk or paper.answer != Consent.APPROVED:
        raise DomainError("异地检测须先经批准，请选择批准的那一次。", field="offsite")
    if not paper.receipt:
        raise DomainError("异地检测的回执还没有登记，收到回执后再录结果。", field="offsite")
    if not paper.from_on <= day <= paper.until_on:
        raise DomainError("取样日期不在批准的异地检测期间内。", field="offsite")


def _check_results(sample: Sample, results: dict[Substance, str]) -> None:
    if not results:
        raise DomainError("请选择检测了哪些物质。", field="covered")
    if sample.kit is not None:
        seen = set(sample.kit.substances.values_list("pk", flat=True))
        if any(one.pk not in seen for one in results):
            raise DomainError("这种试剂检不出所选的物质，请核对。", field="positives")
    if (
        sample.method == Method.FIELD
        and Result.POSITIVE in results.values()
        and not sample.sample_mark.strip()
    ):
        raise DomainError("现场检测阳性的，样本须分A、B两份封存，请填写编号。", field="sample_mark")


def _columns(sample: Sample, results: dict[Substance, str], at: datetime, told: str) -> dict[str, object]:
    is_kept = Result.POSITIVE in results.values() and bool(sample.sample_mark.strip())
    is_field = sample.method == Method.FIELD
    return {
        **vars(sample),
        "kit": sample.kit if is_field else None,
        "lab": "" if is_field else sample.lab.strip(),
        "hair_cm": sample.hair_cm if sample.specimen == Specimen.HAIR else None,
        "offsite": sample.offsite if sample.place == TakenWhere.ELSEWHERE else None,
        "told_at": None if told == ResultTold.LATER else at,
        "told_signed": told == ResultTold.SIGNED,
        "keep_until": rules.keep_until(clock.local_day(at)) if is_kept else None,
    }


def _follow_up(
    case: Case, row: DrugTest, said: dict[str, str], *, counts: bool, by: User, now: datetime
) -> None:
    """What a result asks of us: a word to the police, a reagent, the laboratory."""
    if row.follows is not None:
        duties.meet(RECHECK, subject=row.follows_id, at=row.at, now=now, by=by)  # type: ignore[arg-type]
        if Result.POSITIVE not in said.values():
            duties.void(POSITIVE, subject=row.follows_id, now=now, reason="实验室检测未检出")  # type: ignore[arg-type]
    if row.method != Method.FIELD:
        settle_clean_date(case, row)
    if row.measure is None:
        return
    is_told_of = row.follows is not None and _is_positive(row.follows)
    if Result.POSITIVE in said.values() and not is_told_of:
        open_of_test(POSITIVE, row, at=now)
    unseen = rules.must_see(substances_of(case)) - set(said)
    if row.method == Method.FIELD and not counts and unseen:
        note_blind(case, row.measure, unseen, on=clock.local_day(row.at), by=by, now=now)


def open_of_test(kind: str, test: DrugTest, *, at: datetime) -> None:
    """Start a clock on one test."""
    case = test.case
    duties.open(kind, subject=test.pk, unit=case.unit, label=case.minor.code, file=case.minor_id, at=at)


def settle_clean_date(case: Case, row: DrugTest) -> None:
    """Let the clean years run from the last confirmed sample; `row` is what was written or annulled just now.

    What was known before the first confirmation stays the floor: a re-check that finds nothing, or an
    annulled laboratory's, gives it back.
    """
    minor = Minor.objects.for_system("clean date").get(pk=case.minor_id)
    tests = DrugTest.objects.for_system("clean date").filter(case=case).order_by("recorded_at")
    first = tests.filter(clean_before__isnull=False).first()
    days = {clock.local_day(one.at) for one in tests}
    floor = first.clean_before if first else minor.clean_since
    if first and minor.clean_since not in days:  # somebody else moved it since: a further seizure
        floor = max(filter(None, (floor, minor.clean_since)))
    wanted = max(filter(None, (floor, confirmed_positive_on(case))), default=None)
    if wanted is None or wanted == minor.clean_since:
        return
    if first is None:
        row.clean_before = minor.clean_since
        row.save(update_fields=["clean_before"])
    minors.set_clean_date(minor, wanted)


def _is_positive(test: DrugTest) -> bool:
    findings = Finding.objects.for_system("was it positive").filter(test=test)
    return findings.filter(result=Result.POSITIVE).exists()


@transaction.atomic
def record_refusal(
    *,
    by: User,
    case: Case,
    at: datetime,
    how: str,
    witness: User,
    note: str,
    now: datetime,
    client_id: UUID | None = None,
) -> RefusedTest:
    """Write down that the child refused or evaded a test; it answers what is owed and counts as one.

    A second row of the same day is the same refusal: it stays, and counts no more (ADR 042). Only under a
    measure that asks for tests. Raises DomainError without one, without a second person, for a time ahead or
    before the case. Law: 戒毒条例20.
    """
    require(by, CasePerm.RECORD_TEST, case)
    note = wording.require_reason(note, field="note")
    client_id = client_id or uuid4()
    if row := RefusedTest.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = lock(case)
    check_when(case, at, now)
    measure = _measure_for(case, at, voluntary=False, follows=None)
    assert measure is not None
    if by.pk == witness.pk:
        raise DomainError("须有另一名工作人员在场。", field="witness")
    settle_tests(case, now=now)
    row = RefusedTest(
        case=case, measure=measure, at=at, how=how, note=note, by=by, witness=witness, client_id=client_id
    )
    row.answered = " ".join(answer_tests(case, measure, at=at, now=now, by=by))
    row.save()
    settle_counters(case, now=now)
    return row


def lock_test(test: DrugTest) -> DrugTest:
    rows = DrugTest.objects.for_system("lock").select_related(
        "case__minor", "case__unit", "measure", "follows"
    )
    row = rows.select_for_update(of=("self",)).get(pk=test.pk)
    if row.annulled_at:
        raise DomainError("这条检测记录已作废。")
    return row


@transaction.atomic
def tell_result(*, by: User, test: DrugTest, at: datetime, signed: bool, now: datetime) -> DrugTest:
    """Record that the child was told the result, and whether it signed; the days for an objection run."""
    require(by, CasePerm.RECORD_TEST, test)
    row = lock_test(test)
    if row.told_at:
        raise DomainError("已登记过结果告知。")
    if not row.at <= at <= now:
        raise DomainError("告知时间不能早于取样，也不能晚于现在。", field="at")
    row.told_at, row.told_signed = at, signed
    row.save(update_fields=["told_at", "told_signed"])
    return row


@transaction.atomic
def object_to_test(*, by: User, test: DrugTest, at: datetime, now: datetime) -> DrugTest:
    """Record that the child or the guardian objects; opens `case.recheck`, the laboratory's.

    Raises DomainError before the result was told and after three days. Law: 吸毒检测程序规定.
    """
    require(by, CasePerm.RECORD_TEST, test)
    row = lock_test(test)
    if row.told_at is None:
        raise DomainError("结果还没有告知，告知后才能提出异议。")
    if row.objected_at:
        raise DomainError("已登记过异议。")
    if not row.told_at <= at <= now:
        raise DomainError("异议时间不能早于告知，也不能晚于现在。", field="at")
    if at >= rules.objection_until(row.told_at):
        raise DomainError("已超过告知后3日，不能再提异议；可另行检测。", field="at")
    row.objected_at = at
    row.save(update_fields=["objected_at"])
    open_of_test(RECHECK, row, at=at)
    return row


@transaction.atomic
def destroy_sample(*, by: User, test: DrugTest, on: date, now: datetime) -> DrugTest:
    """Record that the A and B samples were destroyed, not before six months have passed."""
    require(by, CasePerm.RECORD_TEST, test)
    row = lock_test(test)
    if row.keep_until is None or row.destroyed_on:
        raise DomainError("没有在保存的样本。")
    if on < row.keep_until:
        raise DomainError(f"阳性样本须保存到{row.keep_until:%Y-%m-%d}。", field="on")
    if on > clock.local_day(now):
        raise DomainError("销毁日期不能晚于今天。", field="on")
    row.destroyed_on, row.destroyed_by = on, by
    row.save(update_fields=["destroyed_on", "destroyed_by"])
    return row


def confirmed_positive_on(case: Case) -> date | None:
    """The day of the last sample that a laboratory found positive: what the clean years are counted from.

    A field test moves nothing, nor does a voluntary or an annulled one.
    """
    rows = DrugTest.objects.for_system("clean date").standing().filter(case=case)
    tests = list(rows.exclude(purpose=Purpose.VOLUNTARY))
    positive = set(
        Finding.objects.for_system("clean date")
        .filter(test__in=tests, result=Result.POSITIVE)
        .values_list("test", flat=True)
    )
    return rules.confirmed_on(
        rules.Link(row.pk, row.follows_id, row.method, clock.local_day(row.at), row.pk in positive)
        for row in tests
    )
