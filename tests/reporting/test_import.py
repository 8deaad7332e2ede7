"""A ledger comes in whole or not at all, with a sentence per cell, and tells nobody who is registered."""

import io
import json
from datetime import datetime

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Post, ReadKind, UnitKind
from accounts.models import ReadEntry
from common import clock
from common.errors import DomainError
from minors.models import Disclosure, Inquiry, TextCheck
from reporting.imports import read_workbook, run
from reporting.imports.sheet import BadCell, Cell
from tests.accounts.factories import UnitFactory
from tests.cast import NOW, OTHER_COUNTY, staff
from tests.minors.factories import child_in, registered, seal

TITLES = ["来询时间", "来询方", "来询方式", "来询单位名称"]
GOOD = ["2026.2.17", "学校", "电话", "示例中学德育处"]
REGISTERED, SEALED, NOBODY = "示例·甲丑寅", "示例·甲卯辰", "示例·甲巳午"


@pytest.fixture(autouse=True)
def at_now():
    with clock.at(NOW):
        yield


def workbook(*rows, titles=TITLES, above=()):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate([*above, titles, *rows]):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.close()
    return target.getvalue()


def tried(by, *rows, kind="inquiries", commit=False, **layout):
    return run(by=by, kind=kind, grid=read_workbook(workbook(*rows, **layout)), commit=commit, now=NOW)


@pytest.fixture
def file(tmp_path):
    def write(*rows, **layout):
        path = tmp_path / "台账.xlsx"
        path.write_bytes(workbook(*rows, **layout))
        return str(path)

    return write


def test_a_trial_keeps_nothing(clerk):
    outcome = tried(clerk, GOOD, GOOD)
    assert outcome.as_data() == {"rows": 2, "accepted": 2, "refused": []}
    assert not outcome.committed
    assert not Inquiry.objects.for_system("test").exists()


@pytest.mark.parametrize("name", [REGISTERED, NOBODY])
def test_a_trial_leaves_a_trace_whatever_it_found(clerk, station, name):
    registered(clerk, station, child=child_in(name=REGISTERED))
    tried(clerk, GOOD, ["2026.2.17", "学校", "电话", name])
    entry = ReadEntry.objects.get(purpose__startswith="台账")
    assert (entry.kind, entry.rows, entry.user_id) == (ReadKind.SEARCH, 2, clerk.pk)
    assert (entry.file, entry.code, entry.codes) == (None, "", "")
    assert name not in f"{entry.fields}{entry.purpose}{entry.basis}"


def test_the_import_takes_all_rows(clerk):
    assert tried(clerk, GOOD, GOOD, commit=True, above=[["来询登记（2026年）"]]).committed
    row = Inquiry.objects.for_system("test").first()
    assert (row.at, row.asked_by, row.how) == (clock.shanghai(2026, 2, 17), "school", "phone")


def test_one_bad_cell_and_nothing_is_imported(clerk):
    outcome = tried(clerk, GOOD, ["2026.2.17", "邻居", "电话", ""], commit=True)
    assert outcome.accepted == 1
    assert outcome.refused[0].row == 3
    assert outcome.refused[0].column == "来询方"
    assert outcome.refused[0].value_masked == "邻***"
    assert outcome.refused[0].message.startswith("B3：只能填其中一项：")
    assert not Inquiry.objects.for_system("test").exists()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["2026.2.17", "学校", "电话", 999999201105010018], "D2：长数字被表格软件当成了数值"),
        (["2026.2.17", "学校", "电话", "找19900001234"], "D2：第1行像是写了手机号码"),
        (["前天", "学校", "电话", ""], "A2：日期认不出来"),
        (["", "学校", "电话", ""], "A2：没有填写"),
        (["2036.2.17", "学校", "电话", ""], "A2：来询时间不能晚于现在"),
        (["2026.2.17", "学校", "电话", "字" * 101], "D2："),
    ],
)
def test_a_cell_is_refused_by_name_and_never_repeated(clerk, cells, words):
    outcome = tried(clerk, cells)
    assert [one.message.startswith(words) for one in outcome.refused] == [True]
    assert "19900001234" not in json.dumps(outcome.as_data(), ensure_ascii=False)


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        (("s", "2024.9.17"), (2024, 9, 17)),
        (("s", "2024年9月1日"), (2024, 9, 1)),
        (("s", "2024-09-17 14:30"), (2024, 9, 17, 14, 30)),
        (("s", "2024年9月1日8时5分"), (2024, 9, 1, 8, 5)),
        (("s", "2024/9/17"), (2024, 9, 17)),
        (("s", "20240917"), (2024, 9, 17)),
        (("n", "45552"), (2024, 9, 17)),
        (("n", "45552.5"), (2024, 9, 17, 12)),
        (("d", "2024-09-17T14:30:00"), (2024, 9, 17, 14, 30)),
        (("d", "2024-09-17"), (2024, 9, 17)),
    ],
)
def test_a_date_however_it_is_written(cell, at):
    assert Cell(*cell, "A2").instant == clock.shanghai(*at)


@pytest.mark.parametrize("value", ["9月17日", "2024.13.1", "2024.2.30", "12", "昨天", ""])
def test_what_is_no_date_is_said(value):
    with pytest.raises(BadCell):
        _ = Cell("s", value, "A2").instant


def test_a_date_cell_of_the_workbook_itself(clerk):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    for column, title in enumerate(TITLES):
        sheet.write(0, column, title)
    sheet.write_datetime(1, 0, datetime(2026, 2, 17), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
    sheet.write(1, 1, "学校")
    sheet.write(1, 2, "电话")
    book.close()
    grid = read_workbook(target.getvalue())
    assert run(by=clerk, kind="inquiries", grid=grid, commit=False, now=NOW).accepted == 1


def test_a_ledger_that_is_there_already_is_not_taken_twice(clerk, station):
    titles = ["提供时间", "形式", "人员编号", "提供的内容", "接收单位", "依据"]
    told = ["2026.2.17", "函件", registered(clerk, station).code, "姓名", "示例县公安局", "禁毒法第三十三条"]
    for rows, layout in (([GOOD, GOOD], {}), ([told], {"titles": titles, "kind": "disclosures"})):
        assert tried(clerk, *rows, commit=True, **layout).committed
        again = tried(clerk, *rows, commit=True, **layout)
        assert [one.message for one in again.refused] == [
            f"A{number}：与已有记录相同，不重复导入。" for number in range(2, len(rows) + 2)
        ]
    assert Inquiry.objects.for_system("test").count() == 2
    assert Disclosure.objects.for_system("test").count() == 1


# --- files that are no ledger


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_gets_a_sentence(content):
    with pytest.raises(DomainError, match="读不了"):
        read_workbook(content)


def test_a_workbook_with_too_many_rows_is_not_read():
    with pytest.raises(DomainError, match="太大"):
        read_workbook(workbook(*[["x"]] * 2100))


def test_without_its_titles_it_is_not_guessed(clerk):
    with pytest.raises(DomainError, match="表头"):
        tried(clerk, GOOD, titles=["时间", "谁", "怎么", "哪里"])


# --- no oracle


@pytest.fixture
def far(db):
    station = UnitFactory(kind=UnitKind.STATION, area=f"{OTHER_COUNTY}201")
    clerk = staff("far-clerk", station, Post.STATION_CLERK)
    registered(clerk, station, child=child_in(name=REGISTERED))
    seal(registered(clerk, station, child=child_in(name=SEALED)))


def test_a_trial_answers_alike_for_a_registered_a_sealed_and_an_unknown_name(far, clerk):
    answers = []
    for name in (REGISTERED, SEALED, NOBODY):
        with CaptureQueriesContext(connection) as queries:
            outcome = tried(clerk, ["2026.2.17", "学校", "电话", f"问{name}在不在"])
        answers.append((outcome.as_data(), len(queries)))
    assert answers[0] == answers[1] == answers[2]
    assert not TextCheck.objects.for_system("test").filter(table="minors.inquiry").exists()


def test_in_ones_own_scope_the_cell_is_named(clerk, station, client_as):
    registered(clerk, station, child=child_in(name=REGISTERED))
    upload = SimpleUploadedFile("a.xlsx", workbook(["2026.2.17", "学校", "电话", f"问{REGISTERED}"]))
    page = client_as(clerk).post(reverse("reporting:ledger_import"), {"kind": "inquiries", "file": upload})
    text = page.content.decode()
    assert "D2：这里像是写了在册人员的姓名" in text
    assert REGISTERED not in text


def test_a_code_of_another_township_is_as_good_as_none(clerk, outsider, other_station):
    foreign = registered(outsider, other_station)
    titles = ["提供时间", "形式", "人员编号", "提供的内容", "接收单位", "依据"]
    for code in (foreign.code, "0000-0000"):
        row = ["2026.2.17", "函件", code, "姓名", "示例县公安局", "禁毒法第三十三条"]
        outcome = tried(clerk, row, titles=titles, kind="disclosures")
        assert outcome.refused[0].message == "C2：没有这个编号，或者不在您的范围内。"


def test_a_disclosure_about_an_own_file(clerk, station):
    minor = registered(clerk, station)
    titles = ["提供时间", "形式", "人员编号", "提供的内容", "接收单位", "依据"]
    row = ["2026.2.17", "函件", minor.code, "姓名", "示例县公安局", "禁毒法第三十三条"]
    assert tried(clerk, row, titles=titles, kind="disclosures", commit=True).committed
    assert Disclosure.objects.for_system("test").get().file == minor.pk


# --- page and command


def test_the_page_tries_then_imports(clerk, client_as):
    browser, url = client_as(clerk), reverse("reporting:ledger_import")

    def send(**more):
        upload = SimpleUploadedFile("a.xlsx", workbook(GOOD))
        return browser.post(url, {"kind": "inquiries", "file": upload, **more}).content.decode()

    assert "试读结果，没有保存" in send()
    assert not Inquiry.objects.for_system("test").exists()
    assert "已导入" in send(commit="1")
    assert Inquiry.objects.for_system("test").count() == 1


@pytest.mark.parametrize("name", ["19900001234.xlsx", "学生张三.xlsx", "１９９ ００００ １２３４.xlsx"])
def test_a_file_name_passes_the_guard_too(clerk, client_as, name):
    upload = SimpleUploadedFile(name, workbook(GOOD))
    page = client_as(clerk).post(reverse("reporting:ledger_import"), {"kind": "inquiries", "file": upload})
    assert page.context["form"].errors["file"]
    assert not page.context["outcome"]


@pytest.mark.parametrize(("who", "status"), [("bystander", 403), ("head", 403), ("liaison", 403)])
def test_the_page_is_the_clerks(request, client_as, who, status):
    assert (
        client_as(request.getfixturevalue(who)).get(reverse("reporting:ledger_import")).status_code == status
    )


def test_the_action_too(head):
    with pytest.raises(PermissionDenied):
        tried(head, GOOD)


def test_the_command_prints_the_fixed_keys(clerk, file, capsys):
    call_command("import_ledger", file(GOOD, ["", "学校", "电话", ""]), kind="inquiries", json=True)
    told = json.loads(capsys.readouterr().out)
    assert sorted(told) == ["accepted", "refused", "rows"]
    assert [sorted(one) for one in told["refused"]] == [["column", "message", "row", "value_masked"]]
    assert not Inquiry.objects.for_system("test").exists()


def test_the_command_keeps_only_when_told_and_in_whose_name(clerk, file):
    with pytest.raises(CommandError, match="--by"):
        call_command("import_ledger", file(GOOD), kind="inquiries", commit=True)
    call_command("import_ledger", file(GOOD), kind="inquiries", commit=True, by=clerk.username)
    assert Inquiry.objects.for_system("test").get().by == clerk
