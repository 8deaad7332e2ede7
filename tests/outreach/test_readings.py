"""How often posts were read comes in from a CSV, whole or not at all."""

from uuid import uuid4

import pytest

from common import clock
from outreach import actions
from outreach.models import ReachReading
from reporting.imports import read_workbook, run
from tests.cast import NOW
from tests.outreach.test_pages import POST


@pytest.fixture(autouse=True)
def at_now():
    with clock.at(NOW):
        yield


LINKS = "https://example.org/1", "https://example.org/2"


@pytest.fixture
def posts(clerk):
    for link in LINKS:
        values = {**POST, "link": link, "posted_on": NOW.date(), "tells_case": False}
        actions.add_post(
            by=clerk, values={**values, "source": "", "campaign": None}, now=NOW, client_id=uuid4()
        )


def imported(by, text: str, *, commit=True, encoding="utf-8-sig"):
    return run(by=by, kind="reach", grid=read_workbook(text.encode(encoding)), commit=commit, now=NOW)


HEAD = "链接,统计日期,阅读量\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_readings_come_in_from_a_csv(clerk, posts, encoding):
    text = f'{HEAD}{LINKS[0]},2026-03-02,3.1万\n{LINKS[1]},2026年3月2日,"3,100"\n'
    assert imported(clerk, text, commit=False, encoding=encoding).accepted == 2
    assert not ReachReading.objects.for_system("test").exists()
    assert imported(clerk, text, encoding=encoding).committed
    assert set(ReachReading.objects.visible_to(clerk).values_list("reads", flat=True)) == {31000, 3100}


@pytest.mark.parametrize(
    ("line", "column", "sentence"),
    [
        ("https://example.org/3,2026-03-02,1", "链接", "没有登记过"),
        (f"{LINKS[1]},2026-03-03,1", "统计日期", "不能晚于今天"),
        (f"{LINKS[1]},昨天,1", "统计日期", "认不出来"),
        (f"{LINKS[1]},2026-03-02,很多", "阅读量", "3.1万"),
        (f"{LINKS[0]},2026-03-02,2", "统计日期", "已经填过"),
    ],
)
def test_one_bad_cell_keeps_the_whole_csv_out_and_says_which(clerk, posts, line, column, sentence):
    outcome = imported(clerk, f"{HEAD}{LINKS[0]},2026-03-02,3100\n{line}\n")
    [refused] = outcome.refused
    assert (refused.row, refused.column) == (3, column)
    assert sentence in refused.message
    assert not ReachReading.objects.for_system("test").exists()
