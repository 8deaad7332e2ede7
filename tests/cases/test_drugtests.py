"""Tests, refusals and what they answer."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cases import actions
from cases.models import DrugTest, Finding, NoReagent, RefusedTest
from cases.testwords import Avoidance, Method, Purpose, Result, ResultTold, Specimen, TakenWhere
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors.choices import Concern, Track
from tests.cases.factories import in_care, open_case
from tests.cases.measured import kit, measure, substance, take
from tests.cast import NOW
from tests.minors.factories import child_in, registered

LATER = NOW + timedelta(days=1)
FIRST_DUE = clock.end_of_day(date(2026, 4, 1))
REASON = "电话通知后当面说不愿意检测"


@pytest.fixture
def case(clerk, head, officer, worker, acting):
    case = in_care(clerk, head, officer, worker)
    measure(case, clerk)
    actions.settle_tests(case, now=NOW)
    for user in (worker, officer, clerk, head):
        acting(user, LATER)
    return case


def owed(case):
    return list(Duty.objects.filter(kind="case.test", subject=case.pk).order_by("due_at", "period"))


def refuse(by, case, witness, at=LATER, now=None):
    return actions.record_refusal(
        by=by, case=case, at=at, how=Avoidance.REFUSED, witness=witness, note=REASON, now=now or at
    )


def test_report_in_opens_the_first_test_for_the_team(case, worker, officer):
    (duty,) = owed(case)
    assert (duty.due_at, duty.holder, duty.deputy_holder) == (FIRST_DUE, worker, officer)


def test_a_test_that_sees_the_substance_meets_it(case, worker, officer, clerk):
    row = take(worker, case, officer, kit(clerk), at=LATER)
    assert owed(case)[0].met_at == LATER
    assert row.answered == owed(case)[0].period
    assert row.purpose == Purpose.SCHEDULED


def test_a_blind_strip_meets_nothing_and_asks_for_a_reagent(case, worker, officer, clerk, station):
    row = take(worker, case, officer, kit(clerk, "甲基苯丙胺"), at=LATER)
    assert owed(case)[0].met_at is None
    assert row.answered == ""
    (supply,) = Duty.objects.filter(kind="supply.reagent")
    assert (supply.unit, supply.file, supply.label) == (station, None, "依托咪酯试剂")
    assert NoReagent.objects.for_system("test").count() == 1
    kit(clerk, lot="L2", now=LATER)
    supply.refresh_from_db()
    assert supply.met_at == LATER


def test_a_lack_touches_no_counter_and_no_term(case, worker):
    ends = case_measure(case).ends_on
    actions.report_lack(by=worker, case=case, now=LATER)
    actions.report_lack(by=worker, case=case, now=LATER)
    assert Duty.objects.filter(kind="supply.reagent").count() == 1
    row = case_measure(case)
    assert row.ends_on == ends
    assert actions.counters_of(row, LATER.date()).reached == []
    assert owed(case)[0].met_at is None


def case_measure(case):
    return actions.bound_measure(case, LATER.date())


def test_an_invalid_strip_meets_nothing(case, worker, officer, clerk):
    take(worker, case, officer, kit(clerk), at=LATER, result=Result.INVALID)
    assert owed(case)[0].met_at is None


def test_a_positive_opens_the_word_to_the_police_and_is_kept_six_months(case, worker, officer, clerk):
    row = take(worker, case, officer, kit(clerk), at=LATER, result=Result.POSITIVE)
    duty = Duty.objects.get(kind="case.positive")
    assert (duty.subject, duty.due_at, duty.file) == (row.pk, LATER + timedelta(hours=24), case.minor_id)
    assert row.keep_until == date(2026, 9, 3)
    actions.report_positive(by=clerk, test=row, told_to="示例派出所值班民警", at=LATER, now=LATER)
    duty.refresh_from_db()
    assert duty.met_at == LATER


def test_a_refusal_answers_what_is_owed_and_counts_as_one(case, worker, officer):
    refuse(worker, case, officer)
    assert owed(case)[0].met_at == LATER
    assert actions.counters_of(case_measure(case), LATER.date()).refusals == 1


@pytest.mark.parametrize(("times", "told"), [(2, False), (3, True), (4, True)])
def test_the_third_refusal_opens_the_report_once(case, worker, officer, acting, times, told):
    for n in range(times):
        acting(worker, LATER + timedelta(days=n))
        refuse(worker, case, officer, at=LATER + timedelta(days=n))
    found = Duty.objects.filter(kind="case.breach_report")
    assert found.count() == int(told)
    if told:
        at = LATER + timedelta(days=2)
        assert (found[0].started_at, found[0].due_at) == (at, at + timedelta(hours=24))


def test_a_second_refusal_of_the_day_is_the_same_one_and_its_row_stays(case, worker, officer):
    rows = [refuse(worker, case, officer, at=LATER + timedelta(minutes=n)) for n in range(3)]
    assert len({row.pk for row in rows}) == RefusedTest.objects.for_system("test").count() == 3
    assert actions.counters_of(case_measure(case), LATER.date()).refusals == 1
    assert not Duty.objects.filter(kind="case.breach_report").exists()


# --- what cannot be


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"second": "worker"}, "second_by"),
        ({"at": LATER + timedelta(minutes=1), "now": LATER}, "at"),
        ({"at": NOW - timedelta(minutes=1)}, "at"),
        ({"specimen": Specimen.SALIVA}, "specimen"),
        ({"specimen": Specimen.HAIR, "method": Method.LAB, "lab": "示例鉴定机构"}, "hair_cm"),
        ({"specimen": Specimen.HAIR, "method": Method.LAB, "lab": "示例机构", "hair_cm": 4}, "hair_cm"),
        ({"method": Method.LAB}, "lab"),
        ({"method": Method.RECHECK, "lab": "示例机构"}, "method"),
        ({"place": TakenWhere.ELSEWHERE}, "offsite"),
        ({"result": Result.POSITIVE, "sample_mark": ""}, "sample_mark"),
        ({"names": ("大麻",)}, "positives"),
    ],
)
def test_a_sample_taken_as_it_must_not_be_is_refused_on_its_field(
    case, worker, officer, clerk, changes, field
):
    changes = {"at": LATER, **changes}
    second = worker if changes.pop("second", "") else officer
    with pytest.raises(DomainError) as refused:
        take(worker, case, second, kit(clerk), **changes)
    assert refused.value.field == field
    assert not DrugTest.objects.for_system("test").exists()


def test_a_girls_urine_is_taken_by_a_woman(clerk, head, officer, worker, station):
    girl = registered(clerk, station, child=child_in(sex="F", id_number=""))
    case = in_care(clerk, head, officer, worker, case=open_case(clerk, station, minor=girl))
    measure(case, clerk)
    strip = kit(clerk)
    with pytest.raises(DomainError, match="女性") as refused:
        take(worker, case, officer, strip, at=NOW)
    assert refused.value.field == "by_woman"
    assert take(worker, case, officer, strip, at=NOW, by_woman=True).by_woman


def test_one_person_twice_is_refused_by_the_table_too(case, worker, officer, clerk):
    row = take(worker, case, officer, kit(clerk), at=LATER)
    row.second_by = row.taken_by
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_reagent_past_its_day_is_refused(case, worker, officer, clerk):
    strip = kit(clerk)
    strip.expires_on = NOW.date()
    strip.save()
    assert take(worker, case, officer, strip, at=NOW + timedelta(hours=1), now=LATER)
    with pytest.raises(DomainError, match="有效期"):
        take(worker, case, officer, strip, at=LATER)


@pytest.mark.parametrize("track", [Track.CORRECTION, Track.REGISTERED_ONLY])
def test_without_a_decision_only_a_voluntary_test_signed_by_both(clerk, head, officer, worker, track):
    case = in_care(clerk, head, officer, worker)
    if track == Track.CORRECTION:
        measure(case, clerk, track=track, kind="correction", months=12)
    strip = kit(clerk)
    with pytest.raises(DomainError, match="只能做自愿检测"):
        take(worker, case, officer, strip, at=NOW)
    with pytest.raises(DomainError, match="只能做自愿检测"):
        refuse(worker, case, officer, at=NOW)
    with pytest.raises(DomainError, match="监护人"):
        take(worker, case, officer, strip, at=NOW, voluntary=True, child_signed=True)
    row = take(
        worker, case, officer, strip, at=NOW, voluntary=True, child_signed=True, guardian_signed=True,
        result=Result.POSITIVE,
    )  # fmt: skip
    assert (row.measure, row.purpose) == (None, Purpose.VOLUNTARY)
    assert not Duty.objects.filter(kind__in=["case.positive", "case.test", "case.breach_report"]).exists()
    with pytest.raises(DomainError, match="自愿检测"):
        actions.report_positive(by=clerk, test=row, told_to="示例派出所", at=NOW, now=NOW)


def test_a_child_who_used_nothing_is_not_tested(clerk, head, officer, worker, station):
    minor = registered(clerk, station)
    minor.concern, minor.track = Concern.CARE, Track.CARE
    minor.save()
    case = in_care(clerk, head, officer, worker, case=open_case(clerk, station, minor=minor))
    with pytest.raises(DomainError, match="不做检测"):
        take(worker, case, officer, kit(clerk), at=NOW, voluntary=True)


def test_sent_twice_is_one(case, worker, officer, clerk):
    one = take(worker, case, officer, kit(clerk), at=LATER)
    assert take(worker, case, officer, one.kit, at=LATER, client_id=one.client_id) == one
    assert DrugTest.objects.for_system("test").count() == Finding.objects.for_system("test").count() == 1


def test_refused_out_of_place_and_post(case, outsider, bystander, officer, clerk, head, county_user):
    strip = kit(clerk)
    for user in (outsider, bystander, head, county_user):
        with pytest.raises(PermissionDenied):
            take(user, case, officer, strip, at=LATER)
        with pytest.raises(PermissionDenied):
            refuse(user, case, officer)


# --- told, objected, confirmed, destroyed


def test_an_objection_within_three_days_goes_to_the_laboratory(case, worker, officer, clerk):
    row = take(worker, case, officer, kit(clerk), at=LATER, result=Result.POSITIVE)
    late = clock.shanghai(2026, 3, 7)
    with pytest.raises(DomainError, match="已超过"):
        actions.object_to_test(by=worker, test=row, at=late, now=late)
    actions.object_to_test(by=worker, test=row, at=late - timedelta(minutes=1), now=late)
    lab = take(
        worker, case, officer, None, at=late, follows=row, method=Method.LAB, lab="示例鉴定机构",
        names=("依托咪酯",),
    )  # fmt: skip
    assert (lab.purpose, lab.answered) == (Purpose.FOLLOW_UP, "")
    assert Duty.objects.get(kind="case.recheck").met_at == late


def test_an_objection_waits_for_the_result(case, worker, officer, clerk):
    row = take(worker, case, officer, kit(clerk), at=LATER, told=ResultTold.LATER)
    with pytest.raises(DomainError, match="还没有告知"):
        actions.object_to_test(by=worker, test=row, at=LATER, now=LATER)
    assert actions.tell_result(by=worker, test=row, at=LATER, signed=True, now=LATER).told_signed
    assert actions.object_to_test(by=worker, test=row, at=LATER, now=LATER).objected_at


def test_only_the_laboratory_moves_the_clean_date(case, worker, officer, clerk):
    row = take(worker, case, officer, kit(clerk), at=LATER, result=Result.POSITIVE)
    assert actions.confirmed_positive_on(case) is None
    take(
        worker, case, officer, None, at=LATER + timedelta(days=2), follows=row, method=Method.LAB,
        lab="示例鉴定机构", names=("依托咪酯",), result=Result.POSITIVE,
    )  # fmt: skip
    assert actions.confirmed_positive_on(case) == LATER.date()
    assert clean_since(case) == LATER.date()
    assert Duty.objects.filter(kind="case.positive").count() == 1


def clean_since(case):
    return type(case.minor).objects.for_system("test").get(pk=case.minor_id).clean_since


def test_a_laboratory_that_was_wrong_gives_the_clean_date_back(case, worker, officer, head, clerk):
    before = clean_since(case)
    given = {"at": LATER, "method": Method.LAB, "lab": "示例鉴定机构", "names": ("依托咪酯",)}
    row = take(worker, case, officer, None, result=Result.POSITIVE, **given)
    assert before < clean_since(case) == LATER.date()
    again = {**given, "method": Method.RECHECK, "lab": "另一示例机构", "at": LATER + timedelta(days=2)}
    check = take(worker, case, officer, None, follows=row, **again)
    assert clean_since(case) == before
    actions.annul(by=head, row=check, reason="登记到了别的个案", now=LATER)
    assert clean_since(case) == LATER.date()
    actions.annul(by=head, row=row, reason="登记到了别的个案", now=LATER)
    assert clean_since(case) == before


def test_laboratory_and_recheck_are_two_organs(case, worker, officer, clerk):
    first = take(
        worker, case, officer, None, at=LATER, method=Method.LAB, lab="示例鉴定机构", names=("依托咪酯",)
    )
    again = {"at": LATER, "follows": first, "method": Method.RECHECK, "names": ("依托咪酯",)}
    with pytest.raises(DomainError, match="同一机构"):
        take(worker, case, officer, None, lab="示例鉴定机构", **again)
    assert take(worker, case, officer, None, lab="另一示例机构", **again).follows == first


def test_a_sample_is_destroyed_after_six_months_and_not_before(case, worker, officer, clerk, acting):
    row = take(worker, case, officer, kit(clerk), at=LATER, result=Result.POSITIVE)
    later = clock.shanghai(2026, 9, 3, 9)
    acting(worker, later)
    with pytest.raises(DomainError, match="保存到2026-09-03"):
        actions.destroy_sample(by=worker, test=row, on=date(2026, 9, 2), now=later)
    assert actions.destroy_sample(by=worker, test=row, on=date(2026, 9, 3), now=later).destroyed_by == worker
    assert substance().name == "依托咪酯"


# --- edits


def test_what_an_annulled_test_had_met_is_owed_again(case, worker, officer, clerk, head):
    row = take(worker, case, officer, kit(clerk), at=LATER)
    actions.annul(by=head, row=row, reason="登记到了别的个案", now=LATER)
    first, again = owed(case)
    assert first.met_at == LATER
    assert (again.met_at, again.due_at, again.period) == (None, FIRST_DUE, f"{first.period}#2")
    actions.settle_tests(case, now=LATER)
    assert len(owed(case)) == 2
    take(worker, case, officer, row.kit, at=LATER)
    assert owed(case)[1].met_at == LATER


def test_nobody_annuls_their_own_row_and_only_the_head_does(case, worker, officer, clerk, head):
    row = refuse(worker, case, officer)
    for user in (worker, clerk, officer):
        with pytest.raises(PermissionDenied):
            actions.annul(by=user, row=row, reason="登记到了别的个案", now=LATER)
    actions.annul(by=head, row=row, reason="登记到了别的个案", now=LATER)
    with pytest.raises(DomainError, match="已作废"):
        actions.annul(by=head, row=row, reason="登记到了别的个案", now=LATER)
    assert RefusedTest.objects.for_system("test").count() == 1
    assert actions.counters_of(case_measure(case), LATER.date()).refusals == 0


def test_a_threshold_that_was_reached_stays_told_when_a_row_is_annulled(case, worker, officer, head, acting):
    days = [LATER + timedelta(days=n) for n in range(4)]
    acting(worker, days[3])
    rows = [refuse(worker, case, officer, at=day, now=days[3]) for day in days[:3]]
    acting(head, days[3])
    actions.annul(by=head, row=rows[0], reason="登记到了别的个案", now=days[3])
    refuse(worker, case, officer, at=days[3])
    assert Duty.objects.filter(kind="case.breach_report", met_at=None, voided_at=None).count() == 1


def test_a_backfilled_test_removes_no_miss(case, worker, officer, clerk, acting):
    late = FIRST_DUE + timedelta(days=9)
    actions.sweep_tests(now=late)
    acting(worker, late)
    take(worker, case, officer, kit(clerk), at=LATER, now=late)
    first = owed(case)[0]
    assert (first.met_at, first.is_backfilled) == (late, True)
    assert Duty.objects.missed(late).filter(pk=first.pk).exists()
