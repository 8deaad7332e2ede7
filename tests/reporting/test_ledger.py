import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import ReadEntry
from common import clock
from duties.models import Duty, Miss
from minors.models import Disclosure, Identity
from reporting.actions import declare_zero
from reporting.ledgers import LEDGERS, Column, workbook
from reporting.ledgers.base import as_text, backfilled, due_text
from reporting.models import Declaration
from tests.cases import factories as cases
from tests.cast import NOW
from tests.reporting import given

NEXT = clock.shanghai(2026, 3, 3, 8)


@pytest.fixture(autouse=True)
def at_next():
    with clock.at(NEXT):
        yield


def url(slug, what="detail", **query):
    address = reverse(f"reporting:ledger_{what}", args=[slug])
    return f"{address}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else address


def sheet(answer):
    content = b"".join(answer.streaming_content)
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def seen(answer):
    """The words of a page without its tags."""
    return re.sub(r"<[^>]+>", "", answer.text)


@pytest.fixture
def zero(liaison):
    return declare_zero(by=liaison, day=date(2026, 3, 2), now=NOW)


@pytest.fixture
def miss(liaison, offices):
    """A seizure that nobody reported."""
    seizure = given.log(liaison, submit=False)
    duty = Duty.objects.get(kind="report.same_day", subject=seizure.pk)
    return Miss.objects.create(duty=duty, at=duty.due_at)


# --- what a ledger holds


def test_page_print_and_workbook_have_the_same_columns():
    for ledger in LEDGERS.values():
        assert ledger.screen, ledger.slug
        assert {column.title for column in ledger.screen} <= {column.title for column in ledger.columns}
        assert len({column.title for column in ledger.columns}) == len(ledger.columns)


@pytest.mark.parametrize("slug", ["register", "declarations", "reports", "cases", "misses"])
def test_every_ledger_shows_both_instants(slug):
    titles = " ".join(column.title for column in LEDGERS[slug].columns)
    assert "录入" in titles
    assert "补录" in titles


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "是"),
        (date(2026, 3, 2), "2026-03-02"),
        (clock.shanghai(2026, 3, 2, 23, 59), "2026-03-02 23:59"),
        (7, "7"),
    ],
)
def test_values_stand_as_the_office_writes_them(value, text):
    assert as_text(value) == text


def test_midnight_is_24_of_the_day_before():
    assert due_text(clock.shanghai(2026, 3, 3)) == "2026-03-02 24:00"
    assert due_text(clock.shanghai(2026, 3, 3, 12)) == "2026-03-03 12:00"


def test_what_was_typed_after_three_days_is_marked():
    assert backfilled(NOW, NOW + timedelta(hours=72)) == ""
    assert backfilled(NOW, NOW + timedelta(hours=72, seconds=1)) == "补录"


# --- pages


def test_the_declarations_of_the_township(client_as, zero, clerk, outsider):
    assert "2026-03-02 09:00" in seen(client_as(clerk).get(url("declarations")))
    assert "2026-03-02 09:00" not in seen(client_as(outsider).get(url("declarations")))


def test_the_reports_by_code(client_as, seizure, leader):
    text = client_as(leader).get(url("reports")).text
    assert seizure.code in text
    assert "待签收" not in text


def test_the_cases_by_code(client_as, clerk, station, outsider):
    case = cases.open_case(clerk, station)
    assert case.minor.code in client_as(clerk).get(url("cases")).text
    assert case.minor.code not in client_as(outsider).get(url("cases")).text


def test_the_misses_stay_after_they_were_met(client_as, miss, police_head):
    text = seen(client_as(police_head).get(url("misses")))
    assert "当日报告" in text
    assert "至今未完成" in text
    assert "2026-03-02 24:00" in text


def test_days_and_unit_narrow_the_list(client_as, zero, county_user, police_post, other_police_post):
    browser = client_as(county_user)
    assert "2026-03-02 09:00" in seen(browser.get(url("declarations", unit=police_post.pk)))
    assert "2026-03-02 09:00" not in seen(browser.get(url("declarations", unit=other_police_post.pk)))
    assert "2026-03-02 09:00" not in seen(browser.get(url("declarations", last="2026-03-01")))


def test_an_impossible_span_is_said_in_a_sentence(client_as, clerk):
    browser = client_as(clerk)
    page = browser.get(url("reports", first="2026-03-02", last="2026-03-01"))
    assert "起始日期不能晚于截止日期。" in page.text
    page = browser.get(url("reports", first="2020-01-01", last="2026-03-01"))
    assert "一次最多看366天" in page.text


def test_an_unknown_ledger_does_not_exist(client_as, clerk):
    assert client_as(clerk).get("/reporting/ledgers/children/").status_code == 404


def test_the_index_offers_what_the_post_may_read(client_as, clerk, liaison, bystander, administrator):
    address = reverse("reporting:ledger_list")
    assert "个案台账" in client_as(clerk).get(address).text
    assert "个案台账" not in client_as(liaison).get(address).text
    villages = re.findall(r"[^>]+台账(?=</a>)", client_as(bystander).get(address).text)
    assert villages == [
        *("场所台账", "巡查台账", "隐患台账"),
        *("宣传活动台账", "家校合作台账", "关爱走访台账", "新媒体台账"),
    ]
    assert client_as(administrator).get(address).status_code == 403


@pytest.mark.parametrize("slug", ["register", "declarations", "reports", "cases", "misses"])
@pytest.mark.parametrize("what", ["detail", "print", "export"])
def test_refused_to_the_bystander(client_as, bystander, slug, what):
    assert client_as(bystander).get(url(slug, what)).status_code == 403
    assert ReadEntry.objects.get().kind == "refused"


def test_export_is_its_own_permission(client_as, police_head, seizure):
    browser = client_as(police_head)
    assert browser.get(url("reports", "print")).status_code == 200
    assert browser.get(url("reports", "export")).status_code == 403
    assert "导出表格" not in browser.get(url("reports")).text


def test_pages_go_on_by_key(client_as, county_user, police_post, liaison):
    first = date(2026, 1, 1)
    days = [first + timedelta(days=n) for n in range(61)]
    Declaration.objects.bulk_create(
        Declaration(unit=police_post, area=police_post.area, day=day, at=NOW, by=liaison) for day in days
    )
    browser = client_as(county_user)
    page = browser.get(url("declarations", first="2026-01-01", last="2026-03-02"))
    assert page.context["lines"][0][0].text == "2026-03-02"
    assert len(page.context["lines"]) == 50
    rest = browser.get(
        url("declarations", first="2026-01-01", last="2026-03-02", after=page.context["next_after"])
    )
    assert [line[0].text for line in rest.context["lines"]][-1] == "2026-01-01"
    assert len(rest.context["lines"]) == 11
    assert rest.context["next_after"] is None


@pytest.mark.parametrize("slug", ["declarations", "reports", "cases", "misses"])
def test_queries_do_not_grow_with_rows(
    client_as, county_user, liaison, offices, slug, django_assert_max_num_queries
):
    for _ in range(3):
        given.log(liaison)
    browser = client_as(county_user)
    with django_assert_max_num_queries(20):
        browser.get(url(slug))


# --- print


def test_a_print_is_logged_and_bears_who_and_when(client_as, seizure, leader):
    text = client_as(leader).get(url("reports", "print")).text
    entry = ReadEntry.objects.get()
    assert (entry.kind, entry.user_id, entry.fields) == ("print", leader.pk, "当日报告台账")
    assert f"打印：{leader.name}（{leader.acting.label}） 2026-03-03 08:00 第{entry.pk}号" in text
    assert seizure.code in text


@pytest.mark.parametrize("what", ["print", "export"])
def test_every_file_of_a_sheet_is_named(client_as, clerk, station, what):
    first, second = cases.open_case(clerk, station), cases.open_case(clerk, station)
    client_as(clerk).get(url("cases", what))
    entry = ReadEntry.objects.get(kind=what)
    assert entry.codes == ",".join(sorted([first.minor.code, second.minor.code]))
    assert (entry.file, entry.rows) == (None, 2)


@pytest.mark.parametrize("what", ["print", "export"])
def test_a_sheet_of_duties_names_the_files_they_are_about(client_as, clerk, station, what):
    case = cases.open_case(clerk, station)
    duty = Duty.objects.filter(file=case.minor_id)[0]
    Miss.objects.create(duty=duty, at=NOW)
    client_as(clerk).get(url("misses", what))
    entry = ReadEntry.objects.get(kind=what)
    assert (entry.file, entry.code) == (case.minor_id, case.minor.code)


def test_the_register_on_paper_names_its_children(client_as, seizure, police_head):
    client_as(police_head).get(url("register", "print"))
    lines = given.lines(seizure)
    entry = ReadEntry.objects.get(kind="print")
    assert {line.code for line in lines} <= {entry.code, *entry.codes.split(",")}


# --- workbook


def test_an_export_is_logged_and_reads_back(client_as, seizure, clerk):
    answer = client_as(clerk).get(url("reports", "export"))
    rows = sheet(answer)
    assert rows[1] == [column.title for column in LEDGERS["reports"].columns]
    assert rows[2][0] == seizure.code
    assert rows[2][4:8] == ["2026-03-02 08:00", "2026-03-03 08:00", "2026-03-02 09:00", "2026-03-03 08:00"]
    assert "第" in rows[0][0]
    entry = ReadEntry.objects.get()
    assert (entry.kind, entry.user_id) == ("export", clerk.pk)


def test_the_file_name_is_coded(client_as, seizure, clerk):
    name = client_as(clerk).get(url("reports", "export"))["Content-Disposition"]
    assert name.startswith('attachment; filename="reports-20260201-20260303-')
    assert clerk.name not in name


def test_no_name_leaves_in_a_workbook(client_as, clerk, station, county_user):
    case = cases.open_case(clerk, station)
    names = Identity.objects.for_system("test").filter(minor=case.minor)
    assert names.exists()
    answer = client_as(county_user).get(url("cases", "export"))
    text = str(sheet(answer))
    assert case.minor.code in text
    assert "示例·甲" not in text.replace(county_user.name, "")


def test_cells_are_text_and_formulas_are_harmless():
    file = BytesIO()
    columns = [Column("编号", lambda line: line)]
    lines = [["007"], ["=1+1"], ["+1"], ["-1"], ["@x"], ["普通"], ["3"]]
    written = workbook.write(file, title="试", columns=columns, lines=lines, mark="=印", at=NOW)
    file.seek(0)
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert written == 7
    assert [row[0] for row in rows] == ["'=印", "编号", "007", "'=1+1", "'+1", "'-1", "'@x", "普通", "3"]


def test_too_many_rows_are_refused_with_a_sentence(client_as, seizure, clerk, monkeypatch):
    monkeypatch.setattr("reporting.views.ledger.MOST_ROWS", 0)
    answer = client_as(clerk).get(url("reports", "export"), follow=True)
    assert "超过0条" in answer.text
    assert not ReadEntry.objects.filter(kind="export").exists()


@pytest.mark.parametrize(
    ("slug", "who"), [("reports", "leader"), ("misses", "police_head"), ("cases", "clerk")]
)
def test_the_first_cell_leads_on(request, client_as, clerk, station, miss, seizure, slug, who):
    cases.open_case(clerk, station)
    browser = client_as(request.getfixturevalue(who))
    page = browser.get(url(slug))
    assert {browser.get(line[0].url).status_code for line in page.context["lines"]} == {200}


def test_another_basis_stands_in_its_own_words():
    row = Disclosure(basis="other", basis_text="未成年人保护法第四十三条")
    (column,) = [one for one in LEDGERS["disclosures"].screen if one.title == "依据"]
    assert column.value(row) == "未成年人保护法第四十三条"
    row.basis = "narcotics_33"
    assert column.value(row) == "禁毒法第三十三条"
