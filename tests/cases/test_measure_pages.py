"""Each page of a measure: who opens it, what bad input gets, and that a child of care stands apart."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import ReadEntry
from cases import actions
from cases.models import CarePlan, Measure, RiskClass
from common import clock
from duties.models import Duty
from minors.choices import Track
from tests.cases.factories import PNG, decided, in_care, open_case
from tests.cast import NOW

pytestmark = pytest.mark.usefixtures("a_day_later")

OF_CLERK = [
    "measure_detail", "decision_record", "decision_none", "report_in", "agreement_sign", "measure_suspend",
    "measure_resume", "place_change", "end_check", "lift_notice", "adult_receipt", "plan_detail",
    "plan_propose", "risk_assess", "review_record",
]  # fmt: skip
OF_HEAD = ["measure_extend", "measure_end", "case_close", "clean_decide", "plan_decide"]


def url(name, case):
    return reverse(f"cases:{name}", args=[case.pk])


def paper(**changes):
    return {
        "client_id": str(uuid4()),
        "kind": "detox",
        "number": "示例戒决字〔2026〕3号",
        "organ": "示例县公安局",
        "decided_on": "2026-03-01",
        "served_on": "2026-03-02",
        "addicted_on": "2026-03-01",
        "paper": SimpleUploadedFile("扫描.png", PNG),
        **changes,
    }


@pytest.mark.parametrize("name", [*OF_CLERK, *OF_HEAD])
def test_every_page_opens_for_whom_it_is_and_for_nobody_else(
    name, clerk, head, liaison, outsider, station, client_as
):
    case = open_case(clerk, station)
    assert client_as(head).get(url(name, case)).status_code == 200
    assert client_as(clerk).get(url(name, case)).status_code == (200 if name in OF_CLERK else 403)
    assert client_as(outsider).get(url(name, case)).status_code == 404
    assert client_as(liaison).get(url(name, case)).status_code == 404
    assert client_as(head).post(url(name, case), {}).status_code in (200, 405)


def test_the_clerk_puts_a_decision_on_file_and_the_worker_opens_the_scan(
    clerk, head, officer, worker, client_as
):
    case = in_care(clerk, head, officer, worker)
    client = client_as(clerk)
    assert client.post(url("decision_record", case), paper()).status_code == 302
    page = client.get(url("measure_detail", case)).content.decode()
    assert "2026-03-17 24:00" in page  # fifteen days from service
    assert Duty.objects.get(kind="case.report_in").holder == worker
    assert "打开文书" in page
    assert client.post(url("paper_open", case)).status_code == 200  # who put it on file has read it
    entry = ReadEntry.objects.filter(file=case.minor_id, fields="文书扫描件").get()
    assert (entry.user_id, entry.basis) == (clerk.pk, "本人登记的文书")
    other = client_as(head)
    shown = other.get(url("measure_detail", case)).content.decode()
    assert "打开文书</button>" not in shown
    assert "申请查阅" in shown
    refused = other.post(url("paper_open", case))
    assert refused.status_code == 403
    assert "请到个案的“身份信息”页申请查阅" in refused.content.decode()
    scan = client_as(worker).post(url("paper_open", case))
    assert scan["Content-Type"] == "image/jpeg"
    measure = Measure.objects.for_system("test").get()
    assert scan["Content-Disposition"] == f'attachment; filename="{measure.pk}.jpg"'


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"paper": SimpleUploadedFile("a.png", b"MZ")}, "只收照片"),
        ({"paper": ""}, "请附上照片或PDF"),
        ({"addicted_on": ""}, "未认定的，不适用这项措施"),
        ({"served_on": "2026-02-30"}, "日期格式不对"),
        ({"served_on": "2026-02-01"}, "送达不会早于决定"),
        ({"kind": "x"}, "选择"),
        ({"term_months": "400"}, "36"),
    ],
)
def test_a_wrong_paper_gets_a_sentence_and_keeps_what_was_typed(changes, said, clerk, station, client_as):
    case = open_case(clerk, station)
    page = client_as(clerk).post(url("decision_record", case), paper(**changes))
    assert page.status_code == 200
    assert said in page.content.decode()
    assert "示例戒决字〔2026〕3号" in page.content.decode()
    assert not Measure.objects.for_system("test").exists()


def test_no_kind_is_chosen_beforehand_and_the_page_says_why(clerk, station, client_as):
    case = open_case(clerk, station)
    page = client_as(clerk).get(url("decision_record", case))
    text = page.content.decode()
    assert "checked" not in text
    assert "禁毒法39" in text
    assert list(dict(page.context["form"].fields["kind"].choices))[-1] == "compulsory"


def test_a_plan_is_proposed_returned_and_approved(clerk, head, station, client_as):
    case = open_case(clerk, station)
    given = {"goals": "回到学校", "steps": "每周联系一次", "child_view": "愿意", "guardian_view": "支持"}
    desk, chief = client_as(clerk), client_as(head)
    desk.post(url("plan_propose", case), {**given, "client_id": str(uuid4())})
    bad = chief.post(url("plan_decide", case), {"decision": "returned", "reason": ""})
    assert "请写明理由" in bad.content.decode()
    chief.post(url("plan_decide", case), {"decision": "returned", "reason": "请补充就学的安排"})
    desk.post(url("plan_propose", case), {**given, "client_id": str(uuid4())})
    assert chief.post(url("plan_decide", case), {"decision": "approved"}).status_code == 302
    states = CarePlan.objects.for_system("test").order_by("version").values_list("state", flat=True)
    assert list(states) == ["returned", "approved"]
    assert not Duty.objects.open().filter(kind="case.plan_approve").exists()


def test_nobody_approves_their_own_plan(head, clerk, station, client_as):
    case = open_case(clerk, station)
    given = {"goals": "回到学校", "steps": "每周联系", "child_view": "愿意", "guardian_view": "支持"}
    chief = client_as(head)
    chief.post(url("plan_propose", case), {**given, "client_id": str(uuid4())})
    page = chief.post(url("plan_decide", case), {"decision": "approved"})
    assert "不能审批自己" in page.content.decode()


@pytest.mark.parametrize(("review_on", "said"), [("2026-03-03", "明天到一年"), ("2027-06-01", "明天到一年")])
def test_a_risk_class_needs_a_day_of_review(review_on, said, clerk, station, client_as):
    case = open_case(clerk, station)
    given = {"level": "high", "reasons": "家庭无人看管，再次接触", "client_id": str(uuid4())}
    page = client_as(clerk).post(url("risk_assess", case), {**given, "review_on": review_on})
    assert said in page.content.decode()
    assert client_as(clerk).post(url("risk_assess", case), {**given, "review_on": "2026-04-01"}).url
    assert RiskClass.objects.for_system("test").get().level == "high"


def test_a_child_of_care_stands_in_its_own_list_only(clerk, station, client_as):
    user, care = open_case(clerk, station), open_case(clerk, station)
    minor = care.minor
    minor.concern, minor.track = "care", Track.CARE
    minor.save()

    care.track = Track.CARE
    care.save()
    client = client_as(clerk)
    users = client.get(reverse("cases:case_list")).content.decode()
    cared = client.get(reverse("cases:care_list")).content.decode()
    assert (user.minor.code in users, care.minor.code in users) == (True, False)
    assert (user.minor.code in cared, care.minor.code in cared) == (False, True)


def test_a_measure_that_ran_out_is_called_so(clerk, station, client_as, head):
    case = open_case(clerk, station)
    measure = decided(clerk, case, "correction")
    measure.ended_on, measure.ended_as = NOW.date(), "term"
    measure.save()
    text = client_as(clerk).get(url("measure_detail", case)).content.decode()
    assert "帮教矫治（期满）" in text


def test_the_months_are_read_by_the_head(clerk, head, station, client_as):
    page = reverse("cases:month_list")
    assert client_as(clerk).get(page).status_code == 200
    assert client_as(clerk).post(page).status_code == 403
    assert client_as(head).post(page).status_code == 302


def test_a_paper_typed_late_shows_both_dates_and_one_typed_at_once_does_not(clerk, station, client_as):
    late, prompt = open_case(clerk, station), open_case(clerk, station)
    decided(clerk, late, on=NOW.date() - timedelta(days=20))
    decided(clerk, prompt, number="示例戒决字〔2026〕4号")
    client = client_as(clerk)
    said = "登记以前已到的期限不计迟报"
    assert said in client.get(url("measure_detail", late)).content.decode()
    assert said not in client.get(url("measure_detail", prompt)).content.decode()


@pytest.mark.parametrize(
    ("how", "word"), [("term", "期满"), ("terminated", "终止"), ("handed_over", "移交成年人档案")]
)
def test_the_head_of_a_case_says_the_state_of_today(how, word, clerk, station, client_as):
    case = open_case(clerk, station)
    measure = decided(clerk, case, "correction")
    client = client_as(clerk)
    head = client.get(url("case_detail", case)).context["track_now"]
    assert head == "帮教矫治"
    measure.ended_on, measure.ended_as = NOW.date(), how
    measure.save()
    page = client.get(url("case_detail", case)).content.decode()
    assert f"{word}（帮教矫治，自{NOW:%Y-%m-%d}起不再执行）" in page


def test_no_decision_is_past_once_there_is_one(clerk, station, client_as):
    case = open_case(clerk, station)
    actions.record_no_decision(by=clerk, case=case, reason="未认定吸毒成瘾，已训诫", now=NOW)
    client = client_as(clerk)
    assert "其后已有决定" not in client.get(url("measure_detail", case)).content.decode()
    decided(clerk, case, now=NOW + timedelta(hours=1))
    assert "其后已有决定" in client.get(url("measure_detail", case)).content.decode()


def test_going_on_is_offered_only_while_a_measure_stands_still(clerk, station, client_as):
    case = open_case(clerk, station)
    decided(clerk, case, "correction")
    client, stop, go = client_as(clerk), url("measure_suspend", case), url("measure_resume", case)
    page = client.get(url("measure_detail", case)).content.decode()
    assert (stop in page, go in page) == (True, False)
    given = {"cause": "detained", "from_on": "2026-03-03", "client_id": str(uuid4())}
    assert client.post(stop, given).status_code == 302
    page = client.get(url("measure_detail", case)).content.decode()
    assert (stop in page, go in page) == (False, True)
    assert "帮教矫治（中止）" in page


def test_plan_and_risk_lead_back_to_where_they_came_from(clerk, station, client_as):
    case, client = open_case(clerk, station), client_as(clerk)
    plans = url("plan_detail", case)
    plan = {"goals": "回到学校", "steps": "每周联系", "child_view": "愿意", "guardian_view": "支持"}
    risk = {"level": "high", "reasons": "家庭无人看管，再次接触", "review_on": "2026-04-01"}
    for name, given in (("plan_propose", plan), ("risk_assess", risk)):
        assert client.post(url(name, case), {**given, "client_id": str(uuid4())}).url == plans
        assert f'href="{plans}"' in client.get(url(name, case)).content.decode()


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("decision_record", ["请选择“文书种类”。", "请填写“文号”。", "请填写送达本人日期。"]),
        ("agreement_sign", ["请填写“协议内容”。", "请填写本人签字日期。"]),
        ("measure_suspend", ["请选择“原因”。"]),
        ("plan_propose", ["请填写“目标”。", "请填写“孩子本人的想法”。"]),
        ("risk_assess", ["请选择“风险等级”。"]),
    ],
)
def test_a_form_left_empty_names_each_field_that_is_missing(name, missing, clerk, station, client_as):
    given = {"client_id": str(uuid4())}
    page = client_as(clerk).post(url(name, open_case(clerk, station)), given).content.decode()
    assert "这个字段是必填项" not in page
    assert [said for said in missing if said not in page] == []


def test_the_page_of_the_hand_over_says_the_month_and_never_the_day(clerk, station, client_as):
    """Born in June 2011: the file knows the month, the vault the day."""
    case = open_case(clerk, station)
    decided(clerk, case)
    page = client_as(clerk).get(url("adult_receipt", case)).content.decode()
    assert "2029-06-01之前取得回执" in page
    assert "查阅会留痕" in page


SPARED = "可以不适用强制隔离戒毒"


def test_isolation_of_a_child_under_16_is_filed_only_by_whoever_has_read_the_law(clerk, station, client_as):
    case, client = open_case(clerk, station), client_as(clerk)
    given = paper(kind="compulsory")
    page = client.post(url("decision_record", case), given)
    assert "勾选后再存" in page.content.decode()
    assert given["number"] in page.content.decode()
    assert not Measure.objects.for_system("test").exists()
    given["paper"] = SimpleUploadedFile("扫描.png", PNG)
    assert client.post(url("decision_record", case), {**given, "spared_read": "on"}).status_code == 302
    assert SPARED in client.get(url("measure_detail", case)).content.decode()


def test_of_a_child_who_was_surely_16_nobody_is_asked(clerk, station, client_as):
    case, client = open_case(clerk, station), client_as(clerk)
    case.minor.adult_from = NOW.date() + timedelta(days=400)
    case.minor.save()
    assert "spared_read" not in client.get(url("decision_record", case)).content.decode()
    assert client.post(url("decision_record", case), paper(kind="compulsory")).status_code == 302
    assert SPARED not in client.get(url("measure_detail", case)).content.decode()


def test_a_paper_filed_too_late_has_one_sentence_with_both_days_on_both_pages(clerk, station, client_as):
    case, client = open_case(clerk, station), client_as(clerk)
    decided(clerk, case, on=NOW.date() - timedelta(days=40))
    said = f"至 {NOW.date() + timedelta(days=15)} 24:00 落实报到"
    for name in ("measure_detail", "case_detail", "report_in"):
        assert said in client.get(url(name, case)).content.decode()
    assert actions.papers_for(case, NOW + timedelta(days=15)) == []
    assert actions.papers_for(case, NOW + timedelta(days=16)) == ["warn", "no_show"]


@pytest.mark.parametrize(("days", "late"), [(15, 0), (18, 3)])
def test_who_reports_in_too_late_is_said_so_and_it_stays_on_the_page(
    days, late, clerk, station, client_as, acting
):
    case, served = open_case(clerk, station), NOW.date() - timedelta(days=1)
    decided(clerk, case)
    now = NOW + timedelta(days=days)
    with clock.at(now):
        client = client_as(acting(clerk, now))
        on = served + timedelta(days=days)
        answer = client.post(url("report_in", case), {"on": str(on)}, follow=True).content.decode()
        page = client.get(url("measure_detail", case)).content.decode()
    assert ("报到迟到" in answer, f"迟到 {late} 天" in page) == (late > 0, late > 0)


def test_the_last_steps_are_offered_only_when_they_are_near(clerk, station, client_as):
    case, client = open_case(clerk, station), client_as(clerk)
    row = decided(clerk, case, "correction")
    links = [url(name, case) for name in ("end_check", "adult_receipt")]
    for left, shown in ((122, False), (121, True)):  # the page is opened a day later
        row.ends_on = case.minor.adult_from = NOW.date() + timedelta(days=left)
        row.save()
        case.minor.save()
        page = client.get(url("measure_detail", case)).content.decode()
        assert [link in page for link in links] == [shown, shown]
