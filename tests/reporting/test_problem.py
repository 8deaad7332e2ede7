from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from common import clock
from common.errors import DomainError
from common.wording import refuse_numbers
from duties.models import Duty
from reporting.actions import addressees, answer_problem, file_problem
from reporting.models import Problem
from tests.cast import NOW

TEXT = "试剂用完两周，县里没有回音。\n请帮助协调。"


@pytest.fixture(autouse=True)
def at_now():
    with clock.at(NOW):
        yield


def filed(by, unit, **values):
    return file_problem(by=by, to_unit=unit, **{"text": TEXT, "now": NOW, **values})


@pytest.fixture
def problem(liaison, station):
    return filed(liaison, station)


def test_the_addressed_unit_owes_an_answer_in_three_working_days(problem, station):
    duty = Duty.objects.get(subject=problem.pk)
    assert (duty.kind, duty.unit, duty.post) == ("problem.reply", station, "station_clerk")
    assert duty.due_at == clock.shanghai(2026, 3, 6)


@pytest.mark.parametrize(
    ("unit", "post"),
    [("township", "township_leader"), ("county", "county_reviewer"), ("station", "station_clerk")],
)
def test_each_kind_of_unit_has_its_post(request, liaison, unit, post):
    problem = filed(liaison, request.getfixturevalue(unit))
    assert Duty.objects.get(subject=problem.pk).post == post


def test_an_answer_meets_the_duty_and_files_the_paper(problem, clerk):
    answer_problem(by=clerk, problem=problem, text="已调拨，明天送到。", now=NOW)
    assert Duty.objects.get(subject=problem.pk).met_at == NOW
    with pytest.raises(DomainError):
        answer_problem(by=clerk, problem=problem, text="再答一次。", now=NOW)


def test_ten_lines_are_enough_and_eleven_too_many(liaison, station):
    assert filed(liaison, station, text="一行\n" * 10)
    with pytest.raises(DomainError, match="最多写10行，现在有11行"):
        filed(liaison, station, text="一行\n" * 11)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("您好\n999999201105010018", "第2行像是写了身份证号码"),
        ("９９９９９９２０１１０５０１００１Ｘ", "第1行像是写了身份证号码"),
        ("家长电话199-0000-0001", "第1行像是写了手机号码"),
        ("a\nb\n+86 199 0000 0001", "第3行像是写了手机号码"),
    ],
)
def test_a_number_is_refused_with_its_line(text, sentence):
    with pytest.raises(DomainError, match=sentence) as refusal:
        refuse_numbers(text, field="text")
    assert "0001" not in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["编号 7K3M-9PQR", "2026年3月2日，共20260302件", "热线 12355", "杆政发〔2024〕17号"]
)
def test_ordinary_numbers_pass(text):
    refuse_numbers(text, field="text")


def test_a_village_writes_to_its_township_only(secretary, station, township, police_post, county):
    assert set(addressees(secretary)) == {station, township, police_post}


def test_the_police_post_may_write_up_to_the_county(liaison, station, township, county, other_station):
    assert set(addressees(liaison)) == {station, township, county}


def test_a_unit_that_is_not_offered_is_refused(liaison, other_station):
    with pytest.raises(DomainError):
        filed(liaison, other_station)


def test_the_same_form_sent_twice_makes_one(liaison, station):
    key = uuid4()
    assert filed(liaison, station, client_id=key) == filed(liaison, station, client_id=key)


@pytest.mark.parametrize("who", ["outsider", "bystander", "liaison", "worker", "leader"])
def test_only_the_addressed_posts_answer(request, problem, who):
    with pytest.raises(PermissionDenied):
        answer_problem(by=request.getfixturevalue(who), problem=problem, text="不归我答。", now=NOW)


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_who_owes_nothing_here_files_nothing(request, station, who):
    with pytest.raises(PermissionDenied):
        filed(request.getfixturevalue(who), station)


# --- pages


def url(problem):
    return reverse("reporting:problem_detail", args=[problem.pk])


def test_filing_on_the_page(client_as, liaison, station):
    answer = client_as(liaison).post(reverse("reporting:problem_add"), {"to_unit": station.pk, "text": TEXT})
    assert answer.url == url(Problem.objects.for_system("test").get())


def test_a_refused_form_keeps_the_text(client_as, liaison, station):
    data = {"to_unit": station.pk, "text": "打了 19900000001 没人接"}
    page = client_as(liaison).post(reverse("reporting:problem_add"), data)
    assert "第1行像是写了手机号码" in page.text
    assert "没人接" in page.text


def test_answering_on_the_page(client_as, problem, clerk):
    browser = client_as(clerk)
    assert "答复期限" in browser.get(url(problem)).text
    assert browser.post(url(problem), {"text": "明天送到。"}).status_code == 302
    assert "明天送到。" in browser.get(url(problem)).text


def test_who_filed_it_sees_no_form(client_as, problem, liaison):
    assert "draft-answer" not in client_as(liaison).get(url(problem)).text
    assert 'name="text"' not in client_as(liaison).get(url(problem)).text


@pytest.mark.parametrize("who", ["outsider", "bystander"])
def test_not_ours_is_absent(request, client_as, problem, who):
    assert client_as(request.getfixturevalue(who)).get(url(problem)).status_code == 404


def test_not_for_the_auditor(client_as, problem, auditor):
    assert client_as(auditor).get(url(problem)).status_code == 404


def test_the_list_tells_mine_from_ours(client_as, problem, liaison, clerk, django_assert_max_num_queries):
    address = reverse("reporting:problem_list")
    browser = client_as(clerk)
    with django_assert_max_num_queries(14):
        assert problem.number in browser.get(f"{address}?tab=to_us").text
    assert problem.number not in browser.get(f"{address}?tab=ours").text
    assert problem.number in client_as(liaison).get(f"{address}?tab=ours").text
