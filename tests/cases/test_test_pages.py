"""The pages of tests and leave: one click from the duty, and plain words on bad input."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cases import actions
from cases.models import Agreement, DrugTest, Kit, Leave, RefusedTest, UnauthorisedLeave
from cases.testwords import Consent
from common import clock
from duties.models import Duty
from tests.cases.conftest import LATER
from tests.cases.factories import in_care
from tests.cases.measured import kit, measure, substance, take
from tests.cast import NOW

OF_CASE = [
    "test_list", "test_add", "refusal_add", "surprise_add", "preset_choose", "substance_note", "offsite_add",
    "leave_list", "leave_add", "unauthorised_add", "breach_report",
]  # fmt: skip
ABOUT_A_TEST = ["test_tell", "test_object", "test_follow", "positive_report", "sample_destroy", "test_annul"]

pytestmark = pytest.mark.usefixtures("a_day_later")


@pytest.fixture
def case(clerk, head, officer, worker):
    case = in_care(clerk, head, officer, worker)
    measure(case, clerk)
    actions.settle_tests(case, now=NOW)
    return case


def page(client, name, key):
    return client.get(reverse(f"cases:{name}", args=[key]))


def post(client, name, key, /, **data):
    return client.post(reverse(f"cases:{name}", args=[key] if key else []), data)


def local(at):
    return f"{clock.local(at):%Y-%m-%dT%H:%M}"


def typed(lot, officer, worker, **changes):
    return {
        "client_id": uuid4(), "at": local(LATER), "kit": lot.pk, "result": "negative", "told": "signed",
        "specimen": "urine", "taken_by": worker.pk, "second_by": officer.pk, "place": "station",
        "method": "field", **changes,
    }  # fmt: skip


def test_everybody_opens_what_their_post_opens_and_no_more(
    case, worker, clerk, head, outsider, bystander, client_as
):
    row = take(worker, case, head, kit(clerk), at=NOW)
    for name in OF_CASE:
        for user, status in ((outsider, 404), (bystander, 404)):
            assert page(client_as(user), name, case.pk).status_code == status, name
        answers = {page(client_as(user), name, case.pk).status_code for user in (worker, clerk, head)}
        assert 200 in answers, name
        assert answers <= {200, 403}, name
    for name in ["test_detail", *ABOUT_A_TEST]:
        assert page(client_as(outsider), name, row.pk).status_code == 404, name
        answers = {page(client_as(user), name, row.pk).status_code for user in (worker, clerk, head)}
        assert 200 in answers, name


def test_the_duty_leads_to_the_form_that_discharges_it(case, worker, officer, clerk, client_as):
    lot = kit(clerk)
    duty = Duty.objects.get(kind="case.test")
    client = client_as(worker)
    assert client.get(duty.page_url).status_code == 200
    assert client.post(duty.page_url, typed(lot, officer, worker)).status_code == 302
    duty.refresh_from_db()
    assert clock.local(duty.met_at) == LATER
    shown = page(client, "test_list", case.pk).text
    assert "阴性" in shown
    assert case.minor.code in shown


def test_a_blind_strip_is_shown_as_not_covering(case, worker, officer, clerk, client_as):
    lot = kit(clerk, "甲基苯丙胺")
    client = client_as(worker)
    assert "未覆盖依托咪酯" in page(client, "test_add", case.pk).text
    post(client, "test_add", case.pk, **typed(lot, officer, worker))
    shown = page(client, "test_list", case.pk).text
    assert "未覆盖依托咪酯" in shown
    assert "依托咪酯 阴性" not in " ".join(shown.split())
    assert "因无试剂" in shown
    assert "检测未覆盖依托咪酯，不作为阴性" in page(client, "case_timeline", case.pk).text


def test_a_blind_strip_while_a_seeing_one_is_on_the_shelf_leaves_the_test_owed_and_says_so(
    case, worker, officer, clerk, client_as
):
    kit(clerk, lot="L2")
    lot, client = kit(clerk, "甲基苯丙胺"), client_as(worker)
    assert page(client, "test_add", case.pk).text.count("用它不算完成应做的检测") == 1
    address = reverse("cases:test_add", args=[case.pk])
    shown = client.post(address, typed(lot, officer, worker), follow=True).text
    assert "应做的检测还没有完成" in shown
    assert "待检（已检，未覆盖依托咪酯，未完成）" in shown
    assert "因无试剂" not in shown


def test_without_a_kit_the_form_says_what_to_do_first(case, worker, clerk, client_as):
    said, lack = "还没有登记试剂", reverse("cases:reagent_lack", args=[case.pk])
    for user in (worker, clerk):
        shown = page(client_as(user), "test_add", case.pk).text
        assert said in shown
        assert lack in shown
    kit(clerk)
    assert said not in page(client_as(clerk), "test_add", case.pk).text


def test_a_window_that_has_not_begun_is_未到期_and_never_未到(case, clerk, client_as):
    shown = page(client_as(clerk), "test_list", case.pk).text
    assert "未到期" in shown
    assert not re.search("未到(?!期)", shown)


def test_the_calendar_says_未覆盖_and_never_已检_of_a_blind_strip(case, worker, officer, clerk, client_as):
    client = client_as(worker)
    post(client, "test_add", case.pk, **typed(kit(clerk, "甲基苯丙胺"), officer, worker))
    calendar = (
        page(client, "test_list", case.pk).text.partition('id="test-calendar"')[2].partition("</section>")[0]
    )
    assert "未覆盖" in calendar
    assert "已检" not in calendar
    post(client, "test_add", case.pk, **typed(kit(clerk, lot="L2"), officer, worker))
    assert "已检" in page(client, "test_list", case.pk).text


def test_a_laboratory_result_asks_for_no_reagent(case, worker, head, clerk, client_as):
    row = take(worker, case, head, kit(clerk), at=NOW, result="positive")
    shown = page(client_as(worker), "test_follow", row.pk).text
    assert "试剂" not in shown.partition("<form")[2]
    assert "现场检测</" not in shown
    assert f'<option value="{head.pk}" selected>' in shown


def test_a_second_refusal_of_the_day_says_that_it_is_the_same(case, worker, officer, client_as):
    client = client_as(worker)
    assert "同一天" in page(client, "refusal_add", case.pk).text
    given = {"at": local(LATER), "how": "refused", "witness": officer.pk, "note": "电话通知后当面说不愿意"}
    for said in ("已记录，计1次", "与当天已记的是同一次"):
        answer = client.post(
            reverse("cases:refusal_add", args=[case.pk]), {**given, "client_id": uuid4()}, follow=True
        )
        assert said in answer.text, said
    assert "同一次，不另计" in page(client, "test_list", case.pk).text


def test_bad_input_is_said_at_the_field_and_kept(case, worker, officer, clerk, client_as):
    lot = kit(clerk)
    client = client_as(worker)
    for changes, said in (
        ({"second_by": worker.pk}, "两名不同的工作人员"),
        ({"second_by": ""}, "请选择第二名"),
        ({"kit": ""}, "请选择所用试剂"),
        ({"result": "positive"}, "A、B两份"),
        ({"at": local(LATER + timedelta(days=1))}, "不能晚于现在"),
        ({"at": local(NOW - timedelta(days=1))}, "不能早于立案"),
    ):
        given = typed(lot, officer, worker, note="下次带书面报告", **changes)
        answer = post(client, "test_add", case.pk, **given)
        assert said in answer.text, said
        assert "下次带书面报告" in answer.text
    assert not DrugTest.objects.for_system("test").exists()


def test_without_a_decision_the_page_offers_a_voluntary_test(clerk, head, officer, worker, client_as):
    case = in_care(clerk, head, officer, worker)
    lot = kit(clerk)
    client = client_as(worker)
    assert "自愿检测" in page(client, "test_add", case.pk).text
    given = typed(lot, officer, worker)
    assert "监护人都同意" in post(client, "test_add", case.pk, **given).text
    post(client, "test_add", case.pk, **given, child_signed="on", guardian_signed="on")
    assert DrugTest.objects.for_system("test").get().purpose == "voluntary"


def test_a_laboratory_result_is_typed_by_substance(case, worker, officer, clerk, client_as):
    lot = kit(clerk)
    row = take(worker, case, officer, lot, at=NOW, result="positive")
    client = client_as(worker)
    both = [substance().pk, substance("氯胺酮").pk]
    given = typed(lot, officer, worker, kit="", method="lab", lab="示例鉴定机构", result="positive")
    assert "请选择哪种物质" in post(client, "test_follow", row.pk, **given, covered=both).text
    answer = post(client, "test_follow", row.pk, **given, covered=both, positives=[substance().pk])
    assert answer.status_code == 302
    shown = page(client, "test_list", case.pk).text
    assert "氯胺酮" in shown
    assert page(client, "test_detail", row.pk).status_code == 200


def test_the_steps_of_one_test_by_their_pages(case, worker, officer, clerk, head, client_as):
    row = take(worker, case, officer, kit(clerk), at=NOW, result="positive", told="later")
    mine, office, boss = client_as(worker), client_as(clerk), client_as(head)
    assert post(mine, "test_tell", row.pk, at=local(NOW), signed="on").status_code == 302
    assert post(mine, "test_object", row.pk, at=local(NOW)).status_code == 302
    answer = post(office, "positive_report", row.pk, client_id=uuid4(), at=local(NOW), told_to="示例派出所")
    assert answer.status_code == 302
    assert "须保存到" in post(mine, "sample_destroy", row.pk, on="2026-03-03").text
    assert post(boss, "test_annul", row.pk, reason="登记到了别的个案").status_code == 302
    assert "已作废" in page(mine, "test_detail", row.pk).text


def test_refusal_lack_surprise_and_preset_by_their_pages(case, worker, officer, clerk, client_as):
    mine, office = client_as(worker), client_as(clerk)
    assert post(mine, "reagent_lack", case.pk).status_code == 302
    assert Duty.objects.filter(kind="supply.reagent").exists()
    given = {"client_id": uuid4(), "at": local(LATER), "how": "refused", "witness": officer.pk}
    assert post(mine, "refusal_add", case.pk, **given, note="电话通知后当面说不愿意").status_code == 302
    assert RefusedTest.objects.for_system("test").count() == 1
    assert "二者选一" in post(office, "surprise_add", case.pk, on="2026-03-09", by_lot="1").text
    assert post(office, "surprise_add", case.pk, by_lot="2").status_code == 302
    again = {"client_id": uuid4(), "preset": "U28", "reason": "县里要求加密检测频次"}
    assert post(office, "preset_choose", case.pk, **again).status_code == 302
    assert "U28" in page(office, "test_list", case.pk).text
    assert post(office, "substance_note", case.pk, substance=substance("大麻").pk).status_code == 302


def test_a_reagent_is_named_on_its_page(clerk, worker, client_as):
    given = {"client_id": uuid4(), "name": "示例检测板", "lot": "L9", "specimen": "urine"}
    client = client_as(clerk)
    assert "请勾选" in post(client, "kit_add", None, **given).text
    assert post(client, "kit_add", None, **given, substances=[substance().pk]).status_code == 302
    assert "L9" in client.get(reverse("cases:kit_list")).text
    assert Kit.objects.get().lot == "L9"
    assert client_as(worker).get(reverse("cases:kit_list")).status_code == 403


def test_a_leave_from_request_to_return_by_its_pages(case, worker, head, client_as):
    mine, boss = client_as(worker), client_as(head)
    today = clock.local_day(LATER)
    given = {
        "client_id": uuid4(), "from_on": today, "until_on": today + timedelta(days=2), "place": "融安县",
        "reason": "family", "company": "guardian",
    }  # fmt: skip
    assert "须有书面报告" in post(mine, "leave_add", case.pk, **given).text
    assert post(mine, "leave_add", case.pk, **given, written_on=today).status_code == 302
    leave = Leave.objects.for_system("test").get()
    assert post(mine, "leave_decide", leave.pk, answer=Consent.APPROVED).status_code == 403
    assert post(boss, "leave_decide", leave.pk, answer=Consent.APPROVED).status_code == 302
    more = {"client_id": uuid4(), "until_on": today + timedelta(days=4), "note": "祖母住院"}
    assert "书面报告" in post(mine, "leave_extend", leave.pk, **more).text
    assert post(mine, "leave_extend", leave.pk, **more, written_on=today).status_code == 302
    assert "审批续假" in page(boss, "leave_list", case.pk).text
    assert post(mine, "leave_return", leave.pk, returned_on=today).status_code == 302
    assert "已销假" in page(mine, "leave_list", case.pk).text


def test_three_times_away_lead_to_the_report_by_pages(case, worker, clerk, head, client_as):
    mine, office = client_as(worker), client_as(clerk)
    for n in range(3):
        given = {"client_id": uuid4(), "left_on": date(2026, 3, 2), "noticed": "村里反映，电话核实"}
        post(mine, "unauthorised_add", case.pk, **given)
        row = UnauthorisedLeave.objects.for_system("test").filter(returned_on=None).first()
        if row is None:
            break
        post(mine, "unauthorised_close", row.pk, returned_on=date(2026, 3, 2))
        UnauthorisedLeave.objects.for_system("test").filter(pk=row.pk).update(
            left_on=date(2026, 2, 20 + n), returned_on=date(2026, 2, 20 + n)
        )
    shown = page(office, "leave_list", case.pk).text
    assert "擅自外出 2026-02-22 周日 至 2026-02-22" in " ".join(shown.split())
    assert shown.count("签订协议以前，不计") == 3
    assert not Duty.objects.filter(kind="case.breach_report").exists()
    signed = dict.fromkeys(("child_on", "guardian_on", "station_on"), date(2026, 2, 20))
    Agreement.objects.for_system("test").update(**signed)
    actions.settle_counters(case, now=LATER)
    assert "签订协议以前" not in page(office, "leave_list", case.pk).text
    duty = Duty.objects.get(kind="case.breach_report")
    given = {"client_id": uuid4(), "threshold": "leaves", "answer": "not_told", "at": local(LATER)}
    assert "请写明不告知的理由" in office.post(duty.page_url, given).text
    given["reason"] = "三次都由监护人陪同，已补办手续"
    assert office.post(duty.page_url, given).status_code == 302
    assert "不告知" in page(office, "leave_list", case.pk).text
    row = UnauthorisedLeave.objects.for_system("test").first()
    assert post(client_as(head), "unauthorised_annul", row.pk, reason="登记到了别的个案").status_code == 302


def test_the_calendar_turns_its_months(case, worker, client_as):
    client = client_as(worker)
    url = reverse("cases:test_list", args=[case.pk])
    assert ">应检<" in client.get(url, {"month": "2026-04"}).text
    assert ">应检<" not in client.get(url, {"month": "2026-01"}).text
    for odd in ("", "abc", "2026-13", "0000-00"):
        assert client.get(url, {"month": odd}).status_code == 200
