"""The liaison's form: in one go, corrected in place, with and without scripts, twice, and on a small line."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from common import clock, idnumber
from common.models import Substance
from duties.models import Duty
from minors.models import Minor
from reporting import actions
from reporting.forms.seizure import CorrectForm
from reporting.models import Declaration, Report, Seizure
from tests.cast import LOGGED
from tests.reporting import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices", "at_now")]

ADD = "reporting:seizure_add"


def row(no: int = 0, **values: str) -> dict[str, str]:
    fields = {
        "sex": "M",
        "is_pupil": "yes",
        "name": "示例·甲子寅",
        "birth_date": "2011-05-01",
        "household": "ours",
        "residence": "ours",
        "measures": "test",
        "school": "示例学校",
        "guardian_phone": "19900000001",
        **values,
    }
    return {f"children-{no}-{name}": value for name, value in fields.items()}


def typed(*rows: dict[str, str], **values: str) -> dict[str, str]:
    rows = rows or (row(),)
    data = {
        "client_id": str(uuid4()),
        "captured_at": "2026-03-02T08:00",
        "place_kind": "rented",
        "place_area": "own",
        "how_found": "patrol",
        "substance": str(Substance.objects.get(name="依托咪酯").pk),
        "dispositions": "undecided",
        "source_clue_asked": "yes",
        "children-TOTAL_FORMS": str(len(rows)),
        "children-INITIAL_FORMS": "0",
    }
    for one in rows:
        data |= one
    return {**data, **values}


@pytest.fixture
def desk(client_as, liaison):
    return client_as(liaison)


def post(desk, data, name=ADD, args=()):
    return desk.post(reverse(name, args=args), data)


def text_of(page) -> str:
    return page.content.decode()


def seizures() -> list[Seizure]:
    return list(Seizure.objects.for_system("test"))


def test_save_and_send_is_the_default(desk):
    page = post(desk, typed())
    [seizure] = seizures()
    assert page.headers["Location"] == reverse("reporting:seizure_detail", args=[seizure.pk])
    assert len(given.reports(seizure)) == 1


def test_save_only(desk):
    post(desk, typed(save_only="1"))
    [seizure] = seizures()
    assert given.reports(seizure) == []


def test_two_children(desk):
    post(desk, typed(row(), row(1, sex="F", name="", features="短发", birth_date="", birth_year="2010")))
    [seizure] = seizures()
    assert len(given.lines(seizure)) == 2


def test_without_scripts_a_row_is_added_and_nothing_is_lost_or_judged(desk):
    page = post(desk, typed(row(birth_date=""), place_kind="", add_row="children"))
    text = text_of(page)
    assert page.status_code == 200
    assert 'name="children-1-sex"' in text
    assert "示例·甲子寅" in text
    assert "q-summary" not in text
    assert seizures() == []


def test_a_row_marked_for_removal_is_not_taken_in(desk):
    post(desk, typed(row(), row(1, DELETE="on")))
    assert len(given.lines(seizures()[0])) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"captured_at": "2026-03-02T09:01"}, "不能晚于现在"),
        ({"captured_at": ""}, "这个字段是必填项"),
        ({"place_kind": ""}, "请选择一项"),
        ({"children-0-birth_date": "2026-03-03"}, "出生日期晚于"),
        ({"children-0-birth_date": "2008-03-01"}, "已满18周岁"),
        ({"children-0-id_number": "999999201105010011"}, "校验位不对"),
        ({"children-0-name": ""}, "不知姓名的"),
        ({"children-0-guardian_phone": "123"}, "电话号码格式"),
        ({"children-0-household_area": "4502"}, "6位或9位"),
        ({"source_clue": "买自19900000002"}, "手机号码"),
        ({"phoned_to": "值班领导"}, "请填写电话报告的时间"),
        ({"tested_at": "2026-03-02T07:59"}, "不能早于查获时间"),
    ],
)
def test_bad_input_gets_its_sentence_and_loses_nothing(desk, wrong, sentence):
    page = post(desk, typed(**wrong))
    text = text_of(page)
    assert page.status_code in (200, 422)
    assert sentence in text
    assert "示例学校" in text
    assert seizures() == []
    assert not Minor.objects.for_system("test").exists()


def test_identity_never_goes_into_a_draft(desk):
    text = text_of(desk.get(reverse(ADD)))
    for name in ("name", "id_number", "birth_date", "school", "guardian_name", "guardian_phone", "features"):
        tag = text.split(f'name="children-0-{name}"')[1].split(">")[0]
        assert "data-private" in tag or "data-private" in text.split(f'name="children-0-{name}"')[0][-200:]


def test_sent_twice_it_is_one(desk):
    data = typed()
    first, second = post(desk, data), post(desk, data)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(seizures()) == 1


def test_late_the_form_asks_for_a_reason_and_keeps_everything(desk):
    data = typed(captured_at="2026-03-01T23:59")
    page = post(desk, data)
    assert "迟报原因" in text_of(page)
    assert seizures() == []
    post(desk, {**data, "late_reason": "山路中断"})
    assert given.reports(seizures()[0])[0].late_reason == "山路中断"


def test_a_substance_of_another_day_is_refused_on_its_field(desk):
    page = post(desk, typed(captured_at="2023-09-30T12:00", late_reason="补录"))
    assert "在查获当日的名录中没有这一条" in text_of(page)


def test_the_form_costs_few_queries(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        desk.get(reverse(ADD))


def test_a_seizure_with_two_children_shows_in_few_queries(desk, liaison, django_assert_max_num_queries):
    seizure = given.log(liaison, children=[given.line_in(), given.line_in(given.child(name="示例·乙"))])
    with django_assert_max_num_queries(20):
        desk.get(reverse("reporting:seizure_detail", args=[seizure.pk]))


# --- 预报


def test_three_fields_in_one_small_post(desk):
    data = {
        "client_id": str(uuid4()),
        "captured_at": "2026-03-02T08:00",
        "suspected_count": "2",
        "place_kind": "hotel",
    }
    page = post(desk, data, "reporting:pre_report")
    assert page.status_code == 302
    assert Report.objects.for_system("test").get().kind == "preliminary"
    assert len("&".join(f"{key}={value}" for key, value in data.items()).encode()) < 2048


def test_a_late_preliminary_report_asks_for_the_reason(desk):
    data = {
        "client_id": str(uuid4()),
        "captured_at": "2026-03-01T23:00",
        "suspected_count": "1",
        "place_kind": "hotel",
    }
    page = post(desk, data, "reporting:pre_report")
    assert 'name="late_reason"' in text_of(page)
    assert post(desk, {**data, "late_reason": "无信号"}, "reporting:pre_report").status_code == 302


def test_completing_it(desk):
    data = {
        "client_id": str(uuid4()),
        "captured_at": "2026-03-02T08:00",
        "suspected_count": "1",
        "place_kind": "hotel",
    }
    post(desk, data, "reporting:pre_report")
    [seizure] = seizures()
    assert post(desk, typed(), "reporting:seizure_complete", [seizure.pk]).status_code == 302
    assert [report.kind for report in given.reports(seizure)] == ["preliminary", "full"]


# --- sending and correcting afterwards


def test_sending_what_was_saved(desk, liaison):
    seizure = given.log(liaison, submit=False)
    assert post(desk, {}, "reporting:seizure_submit", [seizure.pk]).status_code == 302
    assert len(given.reports(seizure)) == 1


def test_a_correction_keeps_what_was_typed_until_the_reason_is_there(desk, liaison):
    seizure = given.log(liaison)
    [line] = given.lines(seizure)
    data = {
        **{
            key: value for key, value in typed(place_kind="hotel").items() if not key.startswith("children-0")
        },
        "children-TOTAL_FORMS": "0",
        f"{line.pk}-is_pupil": "no",
        f"{line.pk}-household": "elsewhere",
        f"{line.pk}-residence": "ours",
        "started": CorrectForm.token_of(actions.snapshot_of(seizure)),
    }
    page = post(desk, data, "reporting:seizure_correct", [seizure.pk])
    assert page.status_code == 200
    assert len(given.reports(seizure)) == 1
    data["reason"] = "地点有误"
    assert post(desk, data, "reporting:seizure_correct", [seizure.pk]).status_code == 302
    assert [report.version for report in given.reports(seizure)] == [1, 2]
    assert given.lines(seizure)[0].household == "elsewhere"


# --- 零报告


def test_a_zero_in_one_tap(desk):
    page = post(desk, {"day": "2026-03-02"}, "reporting:declare")
    assert page.status_code == 302
    assert Declaration.objects.for_system("test").count() == 1


def test_a_zero_on_a_day_with_a_seizure_offers_the_report(desk, liaison):
    given.log(liaison)
    page = post(desk, {"day": "2026-03-02"}, "reporting:declare")
    assert "该日已有查获记录" in text_of(page)
    assert reverse("reporting:seizure_list") in text_of(page)


def test_a_missed_day_is_made_good_with_a_reason(desk):
    text = text_of(desk.get(reverse("reporting:declare")))
    assert "2026-03-01" in text
    refused = post(desk, {"day": "2026-03-01", "late_reason": ""}, "reporting:declare")
    assert "请填写迟报原因" in text_of(refused)
    assert post(desk, {"day": "2026-03-01", "late_reason": "停电"}, "reporting:declare").status_code == 302
    assert Duty.objects.missed(clock.now()).filter(period="2026-03-01").count() == 1


def test_a_nonsense_day_is_no_error(desk):
    assert post(desk, {"day": "昨天"}, "reporting:declare").status_code == 200


# --- the leader


def test_the_leader_signs_and_confirms_the_call(client_as, liaison, leader):
    with clock.at(given.NOW + timedelta(days=1)):
        desk = client_as(liaison)
        post(
            desk,
            typed(late_reason="无信号", phoned_at="2026-03-02T20:00", phoned_to="值班领导"),
        )
        [report] = Report.objects.for_system("test")
        page = client_as(leader)
        detail = reverse("reporting:report_detail", args=[report.pk])
        assert "电话报告属实" in text_of(page.get(detail))
        url = reverse("reporting:report_sign", args=[report.pk])
        assert page.post(url, {"phone_confirmed": "on"}).status_code == 302
        report.refresh_from_db()
        assert report.countersigned_by == leader


def test_a_return_without_a_reason_stays_on_the_page(client_as, liaison, leader):
    report = given.reports(given.log(liaison))[0]
    page = client_as(leader).post(reverse("reporting:report_return", args=[report.pk]), {"reason": ""})
    assert page.status_code == 422
    assert "这个字段是必填项" in text_of(page)


def test_a_forgotten_child_is_added_with_a_correction(desk, liaison):
    seizure = given.log(liaison)
    [line] = given.lines(seizure)
    data = {
        **typed(row(name="示例·乙")),
        f"{line.pk}-is_pupil": "yes",
        f"{line.pk}-household": "ours",
        f"{line.pk}-residence": "ours",
        "reason": "漏报一名",
        "started": CorrectForm.token_of(actions.snapshot_of(seizure)),
    }
    adding = {**data, "children-TOTAL_FORMS": "0", "add_row": "children"}
    assert 'name="children-0-sex"' in text_of(post(desk, adding, "reporting:seizure_correct", [seizure.pk]))
    assert post(desk, data, "reporting:seizure_correct", [seizure.pk]).status_code == 302
    assert len(given.lines(seizure)) == 2
    assert Duty.objects.open().filter(kind="report.register").count() == 2


@pytest.mark.parametrize("name", ["seizure_list", "report_list", "line_list"])
def test_lists_cost_the_same_for_one_row_and_for_five(desk, liaison, django_assert_max_num_queries, name):
    for _ in range(5):
        given.log(liaison)
    with django_assert_max_num_queries(16 + LOGGED):
        assert desk.get(reverse(f"reporting:{name}")).status_code == 200


def test_the_full_form_opens_with_as_many_children_as_were_suspected(client_as, liaison, offices):
    seizure = actions.pre_report(
        by=liaison,
        captured_at=given.AT,
        suspected_count=3,
        place_kind="rented",
        client_id=uuid4(),
        now=given.NOW,
    )
    page = client_as(liaison).get(reverse("reporting:seizure_complete", args=[seizure.pk]))
    assert page.context["formset"].total_form_count() == 3
    assert "少于预报人数的原因" in page.text


def test_a_number_that_says_otherwise_is_asked_about_once(desk):
    number = idnumber.make(date(2011, 6, 15), 3)  # a boy of 2011
    data = typed(row(id_number=number, sex="F", birth_date="2012-01-01"))
    text = desk.post(reverse(ADD), data).content.decode()
    assert "出生日期与公民身份号码不一致" in text
    assert "性别与公民身份号码不一致" in text
    assert '<input type="checkbox" name="children-0-checked"' in text
    assert not Seizure.objects.for_system("test").exists()
    assert desk.post(reverse(ADD), {**data, "children-0-checked": "on"}).status_code == 302


@pytest.mark.parametrize("text", ["听说示例·甲子寅是从网上买的", "听说 示例甲子寅 是从网上买的"])
def test_a_name_typed_in_the_same_form_is_refused_at_the_text_that_holds_it(client_as, liaison, text):
    page = client_as(liaison).post(reverse(ADD), typed(source_clue=text))
    assert page.context["form"].errors == {
        "source_clue": ["这里写了本表填写的姓名，请删去；说到某个人时只写编号或“该人员”。"]
    }
    assert text in page.text
    assert not Seizure.objects.for_system("test").exists()
    assert not Minor.objects.for_system("test").exists()


def test_another_name_of_the_same_shape_passes(client_as, liaison):
    page = client_as(liaison).post(reverse(ADD), typed(source_clue="听说示例·乙丑寅是从网上买的"))
    assert page.status_code == 302
