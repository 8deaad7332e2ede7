"""The station's page: open, search, see the route, register; and the pages of the other doors."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import ReadEntry
from cases.models import Case, Custody
from duties.models import Duty
from minors.actions import vaults
from minors.models import Minor
from minors.policies import SHOWN_FOR
from reporting.choices import LineState
from reporting.models import IntakeLine
from tests.cases.factories import PNG
from tests.reporting import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices", "at_now")]


@pytest.fixture
def url(line) -> str:
    return reverse("reporting:line_register", args=[line.pk])


@pytest.fixture
def desk(client_as, clerk):
    return client_as(clerk)


def typed(**values: str) -> dict[str, str]:
    return {
        "name": "示例·甲子寅",
        "id_number": given.id_number(),
        "sex": "M",
        "is_pupil": "yes",
        "captured_in": "yes",
        "household": "ours",
        "residence": "ours",
        "target": "new",
        "shown_route": "1ours-ours-1",
        **values,
    }


def state_of(line) -> str:
    return IntakeLine.objects.for_system("test").get(pk=line.pk).state


def test_at_first_only_level_one_is_shown(desk, url):
    text = desk.get(url).content.decode()
    assert "示例·甲子寅" not in text
    assert ReadEntry.objects.get().kind == "detail"


def test_opening_shows_level_two_searches_and_is_logged(desk, url, line):
    text = desk.post(url, {"open": "1"}).content.decode()
    assert "示例·甲子寅" in text
    assert "没有查到在册档案" in text
    assert "去向：" in text
    assert set(ReadEntry.objects.values_list("kind", flat=True)) == {"reveal", "search"}
    assert ReadEntry.objects.get(kind="reveal").file == line.minor_id


def test_what_level_two_shows_is_treated_as_on_the_reveal_page(desk, url, clerk):
    page = desk.post(url, {"open": "1"})
    assert "no-store" in page["Cache-Control"]
    assert page.text.count(f'data-mark="{clerk.name} {clerk.username} 2026-03-02 09:00"') > 10
    assert 'data-mask-fields="60"' in page.text
    form = page.context["form"]
    vault = {name for name, field in form.fields.items() if "data-vault" in field.widget.attrs}
    assert vault >= {"name", "id_number", "birth_date", "phone", "guardian_name", "residence_address"}
    assert not vault & {"sex", "household", "target", "other_child_reason"}
    assert "data-mark" not in desk.get(url).text


def test_without_the_script_the_style_sheet_masks_after_the_same_time():
    rule = (settings.BASE_DIR / "static" / "qinghu.css").read_text(encoding="utf-8")
    assert f"q-blank 1ms linear {SHOWN_FOR.total_seconds():.0f}s forwards" in rule


@pytest.mark.parametrize(
    "data", [{"check": "1"}, {"id_number": "999999201105010011"}, {"household": "elsewhere"}]
)
def test_each_time_it_is_shown_again_is_a_reading_with_its_reason(desk, url, line, data):
    desk.post(url, {"open": "1"})
    page = desk.post(url, typed(**data))
    assert "示例·甲子寅" in page.text
    entries = ReadEntry.objects.filter(kind="reveal", file=line.minor_id).order_by("seq")
    assert [(entry.basis, entry.purpose) for entry in entries] == [
        ("登记", "登记前核对身份"), ("登记", "登记前核对身份（再次显示）"),
    ]  # fmt: skip


def test_the_school_is_neither_opened_nor_asked(desk, url):
    page = desk.post(url, {"open": "1"})
    assert "示例学校" not in page.text
    assert 'name="school"' not in page.text
    assert 'name="class_name"' not in page.text
    assert "school" not in ReadEntry.objects.get(kind="reveal").fields


def test_what_was_typed_of_it_at_intake_outlives_the_registration(desk, url, line):
    desk.post(url, typed(school="别的学校"))
    minor = IntakeLine.objects.for_system("test").get(pk=line.pk).minor
    assert minor.state == "registered"
    assert vaults.read(minor, {"school"}) == {"school": "示例学校"}


def test_registering_shows_the_route_again_on_the_case(desk, url, line):
    page = desk.post(url, typed(), follow=False)
    case = Case.objects.for_system("test").get()
    assert page.headers["Location"] == reverse("cases:case_detail", args=[case.pk])
    assert state_of(line) == LineState.REGISTERED


def test_other_places_show_the_new_route_first(desk, url, line):
    data = typed(household="elsewhere", residence="elsewhere")
    page = desk.post(url, data)
    text = page.content.decode()
    assert (page.status_code, state_of(line)) == (200, LineState.WAITING)
    assert "移出" in text
    assert 'value="1elsewhere-elsewhere-1"' in text
    assert desk.post(url, {**data, "shown_route": "1elsewhere-elsewhere-1"}).status_code == 302


def test_checking_again_registers_nothing(desk, url, line):
    assert desk.post(url, typed(check="1")).status_code == 200
    assert state_of(line) == LineState.WAITING


def test_a_known_child_is_matched(desk, liaison, url, line, client_as):
    desk.post(url, typed())
    existing = IntakeLine.objects.for_system("test").get(pk=line.pk).minor
    second = given.lines(given.log(liaison))[0]
    again = reverse("reporting:line_register", args=[second.pk])
    refused = desk.post(again, typed())
    assert existing.code in refused.content.decode()
    assert state_of(second) == LineState.WAITING
    assert desk.post(again, typed(target=str(existing.pk))).status_code == 302
    assert state_of(second) == LineState.MATCHED
    assert Case.objects.for_system("test").count() == 1


@pytest.fixture
def known_child(desk, url, line) -> Minor:
    desk.post(url, typed())
    return IntakeLine.objects.for_system("test").get(pk=line.pk).minor


def second_line(liaison, **values) -> IntakeLine:
    return given.lines(given.log(liaison, children=[given.line_in(given.child(**values))]))[0]


def test_a_match_says_so_and_follows_the_case(desk, liaison, known_child):
    second = second_line(liaison)
    page = desk.post(
        reverse("reporting:line_register", args=[second.pk]), typed(target=str(known_child.pk)), follow=True
    )
    assert f"{second.code} 已并入 {known_child.code}" in page.text
    assert "沿用原个案" in page.text
    assert f"{second.code} 已登记并立案" not in page.text


def test_facts_that_differ_are_shown_first_and_decide_the_route_anew(desk, liaison, known_child):
    second = second_line(liaison)
    again = reverse("reporting:line_register", args=[second.pk])
    data = typed(target=str(known_child.pk), residence="elsewhere")
    data["shown_route"] = "1ours-elsewhere-1"
    shown = desk.post(again, data)
    assert "实际居住地：原为本乡，现为外乡" in shown.text
    assert state_of(second) == LineState.WAITING
    data["shown_route"] += f"-{known_child.code}"
    page = desk.post(again, data, follow=True)
    assert "去向改为" in page.text
    case = Case.objects.for_system("test").get()
    assert (case.route, case.residence) == ("dual", "elsewhere")
    assert "再次接报" in page.text


def test_what_a_match_orders_follows_the_case(desk, liaison, known_child):
    """A place the second report does not know is no news: the case stays, and so does what it orders."""
    second = second_line(liaison)
    data = typed(target=str(known_child.pk), residence="unknown", shown_route="1ours-unknown-1")
    assert desk.post(reverse("reporting:line_register", args=[second.pk]), data).status_code == 302
    assert Case.objects.for_system("test").get().residence == "ours"
    county = Duty.objects.get(kind="case.county_report", subject=second.pk)
    assert county.unit == second.unit


def test_another_sex_needs_a_reason(desk, liaison, known_child):
    second = second_line(liaison, sex="F")
    again = reverse("reporting:line_register", args=[second.pk])
    data = typed(target=str(known_child.pk), sex="F", id_number="", birth_date="2011-05-01")
    shown = desk.post(again, data)
    assert "性别：原为男，现为女" in shown.text
    assert "性别不同仍认定为同一人的理由" in shown.text
    data["shown_route"] += f"-{known_child.code}"
    assert "请写明仍认定为同一人的理由" in desk.post(again, data).text
    assert state_of(second) == LineState.WAITING
    assert desk.post(again, {**data, "match_reason": "派出所误录，已当面核对"}).status_code == 302
    assert state_of(second) == LineState.MATCHED


REASON = "确认不是同一人的理由"


def test_why_it_is_another_child_is_asked_only_where_a_namesake_was_found(desk, liaison, url):
    assert REASON not in desk.post(url, {"open": "1"}).text
    assert REASON not in desk.post(url, typed(check="1")).text
    desk.post(url, typed(id_number="", birth_date="2012-05-01"))
    again = reverse("reporting:line_register", args=[given.lines(given.log(liaison))[0].pk])
    namesake = typed(id_number="", birth_date="2012-05-01")
    assert REASON in desk.post(again, {**namesake, "check": "1"}).text


def test_a_refusal_asks_even_if_the_search_was_left_out(desk, liaison, url):
    """What the form leaves blank stays as taken in: a refusal may know what the search was not given."""
    desk.post(url, typed())
    again = reverse("reporting:line_register", args=[given.lines(given.log(liaison))[0].pk])
    page = desk.post(again, typed(id_number="", birth_year="2011"))
    assert REASON in page.text


def test_a_reason_that_was_typed_is_kept(desk, url):
    page = desk.post(url, typed(other_child_reason="两户，已入户核对", check="1"))
    assert "两户，已入户核对" in page.text


def test_a_file_that_was_not_found_cannot_be_chosen(desk, url, line):
    page = desk.post(url, typed(target=str(uuid4())))
    assert page.status_code == 200
    assert state_of(line) == LineState.WAITING


def test_bad_input_keeps_what_was_typed(desk, url, line):
    page = desk.post(url, typed(id_number="999999201105010011", guardian_name="示例·丙寅丑"))
    text = page.content.decode()
    assert "校验位不对" in text
    assert "示例·丙寅丑" in text
    assert state_of(line) == LineState.WAITING


def test_the_second_is_told_who_was_first(desk, client_as, head, url):
    desk.post(url, typed())
    page = client_as(head).post(url, typed())
    assert "无需再次登记" in page.content.decode()


# --- doors


def child(**values: str) -> dict[str, str]:
    fields = {
        "sex": "M", "is_pupil": "no", "name": "示例·甲子寅", "birth_year": "2010", "household": "ours",
        "residence": "unknown", **values,
    }  # fmt: skip
    return {f"child-{name}": value for name, value in fields.items()}


def test_a_letter(desk):
    data = {"client_id": str(uuid4()), "received_at": "2026-03-02T08:30", "organ": "示例县公安局", **child()}
    page = desk.post(reverse("reporting:letter_add"), data)
    line = IntakeLine.objects.for_system("test").get()
    assert page.headers["Location"] == reverse("reporting:line_register", args=[line.pk])
    assert Duty.objects.get(kind="transfer.intake").subject == line.pk


def test_a_letter_without_an_organ_keeps_what_was_typed(desk):
    data = {"client_id": str(uuid4()), "received_at": "2026-03-02T08:30", "organ": "", **child()}
    page = desk.post(reverse("reporting:letter_add"), data)
    assert "示例·甲子寅" in page.content.decode()
    assert not Minor.objects.for_system("test").exists()


def test_a_forwarded_letter_names_the_township(client_as, county_user, township):
    data = {"client_id": str(uuid4()), "received_at": "2026-03-02T08:30", "organ": "示例市禁毒办", **child()}
    desk = client_as(county_user)
    assert desk.post(reverse("reporting:letter_forward"), data).status_code == 200
    data["township"] = str(township.pk)
    assert desk.post(reverse("reporting:letter_forward"), data).status_code == 302
    assert IntakeLine.objects.for_system("test").get().forwarded_by == county_user.acting.unit


def test_who_comes_for_help(desk):
    data = {"client_id": str(uuid4()), "received_at": "2026-03-02T08:30", "source": "self", **child()}
    assert desk.post(reverse("reporting:self_referral_add"), data).status_code == 302
    assert set(Duty.objects.values_list("kind", flat=True)) == {"report.register"}


def test_a_mandatory_report_gives_number_and_time_once(client_as, school_liaison):
    desk = client_as(school_liaison)
    url = reverse("reporting:mandatory_add")
    data = {
        "client_id": str(uuid4()), "what": "神情恍惚，手里有烟弹", "sex": "M", "age": "14", "is_pupil": "yes",
    }  # fmt: skip
    page = desk.post(url, data, follow=True)
    line = IntakeLine.objects.for_system("test").get()
    assert line.receipt in page.content.decode()
    assert "神情恍惚" not in page.content.decode()
    assert line.receipt not in desk.get(url).content.decode()
    receive = reverse("reporting:mandatory_receive", args=[line.pk])
    assert desk.get(receive).status_code == 404


def test_the_police_receive_it(client_as, liaison, school_liaison):
    data = {"client_id": str(uuid4()), "what": "有烟弹", "sex": "M", "age": "14", "is_pupil": "yes"}
    client_as(school_liaison).post(reverse("reporting:mandatory_add"), data)
    line = IntakeLine.objects.for_system("test").get()
    url = reverse("reporting:mandatory_receive", args=[line.pk])
    desk = client_as(liaison)
    assert desk.get(url).status_code == 200
    assert "有烟弹" not in desk.get(url).content.decode()
    assert desk.post(url, {"finding": "unfounded", "note": ""}).status_code == 200
    assert desk.post(url, {"finding": "founded", "note": ""}).status_code == 302
    assert state_of(line) == LineState.WAITING


def test_police_pages_of_a_line(client_as, liaison, desk, url, line):
    police = client_as(liaison)
    told = {"at": "2026-03-02T08:30", "how": "phone", "outcome": "told"}
    assert police.post(reverse("reporting:line_guardian", args=[line.pk]), told).status_code == 302
    desk.post(url, typed())
    talk = {"at": "2026-03-02T09:00", "adult": "guardian"}
    assert police.post(reverse("reporting:line_education", args=[line.pk]), talk).status_code == 302
    county = reverse("reporting:line_county_report", args=[line.pk])
    assert police.post(county, {"channel": "phone"}).status_code == 200
    assert police.post(county, {"channel": "system"}).status_code == 302
    paper = reverse("reporting:line_decision", args=[line.pk])
    assert police.get(paper).status_code == 200
    assert police.post(paper, {"none": "1", "client_id": str(uuid4()), "reason": "无"}).status_code == 200
    none = {"none": "1", "client_id": str(uuid4()), "reason": "未认定成瘾，不予处罚，已训诫"}
    assert police.post(paper, none).status_code == 302
    assert not Duty.objects.open().filter(subject=line.pk).exists()


def test_the_police_post_is_asked_too_before_it_files_isolation_of_a_child_under_16(
    client_as, liaison, desk, url, line
):
    desk.post(url, typed())
    day = "2026-03-01"
    given_paper = {
        "client_id": str(uuid4()), "kind": "compulsory", "number": "示例戒决字〔2026〕9号",
        "organ": "示例县公安局", "decided_on": day, "served_on": day, "addicted_on": day,
    }  # fmt: skip
    police, address = client_as(liaison), reverse("reporting:line_decision", args=[line.pk])
    said = police.post(address, {**given_paper, "paper": SimpleUploadedFile("扫描.png", PNG)})
    assert "勾选后再存" in said.content.decode()
    scan = SimpleUploadedFile("扫描.png", PNG)
    assert police.post(address, {**given_paper, "spared_read": "on", "paper": scan}).status_code == 302


def test_the_police_post_writes_where_the_child_is_and_reads_no_case(client_as, liaison, desk, url, line):
    police, address = client_as(liaison), reverse("reporting:line_custody", args=[line.pk])
    stay = {
        "client_id": str(uuid4()), "kind": "detention", "place": "示例县拘留所", "since_on": "2026-03-02",
        "how": "document", "at": "2026-03-02T09:00",
    }  # fmt: skip
    assert "尚未登记立案" in police.post(address, stay).text
    desk.post(url, typed())
    assert "请选择场所" in police.post(address, {**stay, "kind": ""}).text
    for _ in range(2):
        assert police.post(address, stay).status_code == 302
    row = Custody.objects.for_system("test").get()
    assert (row.is_inside, row.verified_by) == (True, liaison)
    again = police.post(address, {**stay, "client_id": str(uuid4()), "place": "示例医院"}).text
    assert "已经有在所登记" in again
    assert "示例县拘留所" not in again
    assert desk.get(address).status_code == 403


def test_an_unnamed_child_is_identified_on_its_page(client_as, liaison):
    unnamed = given.child(name="", alias="小黑", birth_date=None, birth_year=2010)
    line = given.lines(given.log(liaison, children=[given.line_in(unnamed)]))[0]
    url = reverse("reporting:line_identify", args=[line.pk])
    data = {"sex": "M", "is_pupil": "yes", "id_number": given.id_number(), "name": "示例·甲子寅"}
    assert client_as(liaison).post(url, data).status_code == 302
    assert IntakeLine.objects.for_system("test").get(pk=line.pk).is_named
