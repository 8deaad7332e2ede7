"""The correction page: two tabs, a row left blank, a day that turns out late, and what lists say after it."""

import re

import pytest
from django.urls import reverse

from reporting import actions
from reporting.models import Report
from tests.reporting import given
from tests.reporting.test_seizure_add import post, row, text_of, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices", "at_now")]

PAGE = "reporting:seizure_correct"


@pytest.fixture
def desk(client_as, liaison):
    return client_as(liaison)


def token(page: str) -> str:
    (found,) = re.findall(r'name="started" value="([^"]+)"', page)
    return found


def opened(desk, seizure, **values: str) -> dict[str, str]:
    """What a tab sends that was opened now, and in which somebody typed `values`."""
    page = text_of(desk.get(reverse(PAGE, args=[seizure.pk])))
    data = {key: text for key, text in typed().items() if not key.startswith("children-0")}
    data |= {"children-TOTAL_FORMS": "0", "started": token(page), "reason": "录错"}
    for line in given.lines(seizure):
        yes = "yes" if line.is_pupil else "no"
        data |= {
            f"{line.pk}-is_pupil": yes,
            f"{line.pk}-household": line.household,
            f"{line.pk}-residence": line.residence,
            f"{line.pk}-measures": "test",
        }
    return {**data, **values}


def send(desk, seizure, data):
    return post(desk, data, PAGE, [seizure.pk])


# --- two tabs


def test_an_older_tab_does_not_undo_a_newer_correction(desk, seizure):
    first, second = opened(desk, seizure, place_kind="hotel"), opened(desk, seizure, how_found="tip")
    assert send(desk, seizure, first).status_code == 302
    page = text_of(send(desk, seizure, second))
    assert "别处已经改过" in page
    assert "在什么地方由“" in page
    assert [report.version for report in given.reports(seizure)] == [1, 2]
    seizure.refresh_from_db()
    assert seizure.place_kind == "hotel"
    assert re.search(r'value="tip"[^>]*checked', page)
    second["started"] = token(page)
    assert send(desk, seizure, second).status_code == 302
    assert [report.version for report in given.reports(seizure)] == [1, 2, 3]


def test_a_draft_saved_in_another_tab_is_not_overwritten(desk, liaison):
    seizure = given.log(liaison, submit=False)
    first, second = opened(desk, seizure, place_kind="hotel"), opened(desk, seizure)
    assert send(desk, seizure, first).status_code == 302
    assert "别处已经改过" in text_of(send(desk, seizure, second))


def test_a_child_added_meanwhile_is_shown_and_kept(desk, seizure):
    first, second = opened(desk, seizure, **{"children-TOTAL_FORMS": "1", **row(name="示例·乙")}), None
    second = opened(desk, seizure, place_kind="hotel")
    assert send(desk, seizure, first).status_code == 302
    page = text_of(send(desk, seizure, second))
    added = given.lines(seizure)[1]
    assert f"新增未成年人 {added.code}" in page
    assert f'name="{added.pk}-household"' in page


@pytest.mark.parametrize("started", ["", "x"])
def test_without_its_start_nothing_is_saved(desk, seizure, started):
    page = text_of(send(desk, seizure, opened(desk, seizure, started=started)))
    assert "请重新打开更正页面再填。" in page
    assert len(given.reports(seizure)) == 1


def test_a_clue_is_marked_and_never_told(desk, seizure, liaison):
    first = opened(desk, seizure, source_clue="网上购买", source_clue_asked="yes")
    second = opened(desk, seizure)
    assert send(desk, seizure, first).status_code == 302
    page = text_of(send(desk, seizure, second))
    assert "来源线索有改动" in page
    assert "网上购买" not in page


# --- a row added and left blank


BLANK = {
    "children-TOTAL_FORMS": "1",
    "children-0-guardian_how": "phone",
    "children-0-name": "",
    "children-0-birth_date": "",
}


def test_a_row_left_blank_is_nobody(desk, seizure):
    assert send(desk, seizure, opened(desk, seizure, **BLANK)).status_code == 302
    assert len(given.lines(seizure)) == 1


def test_a_half_filled_row_gets_its_sentences(desk, seizure):
    half = {**BLANK, "children-0-name": "示例·乙"}
    page = text_of(send(desk, seizure, opened(desk, seizure, **half)))
    assert "请选择一项。" in page
    assert len(given.reports(seizure)) == 1


def test_a_blank_second_row_of_a_new_seizure_is_nobody(desk):
    data = typed(row(), {"children-1-guardian_how": "phone"})
    assert post(desk, data).status_code == 302
    [report] = Report.objects.for_system("test")
    assert len(given.lines(report.seizure)) == 1


# --- turned out late


def test_a_correction_that_makes_it_late_asks_why(desk, seizure):
    data = opened(desk, seizure, captured_at="2026-03-01T22:00")
    page = text_of(send(desk, seizure, data))
    assert "更正后这份报告成了迟报" in page
    assert 'name="late_reason"' in page
    data["late_reason"] = "查获时间录错"
    assert send(desk, seizure, data).status_code == 302
    assert given.reports(seizure)[-1].late_reason == "查获时间录错"


def test_nobody_is_asked_before(desk, seizure):
    assert 'name="late_reason"' not in text_of(desk.get(reverse(PAGE, args=[seizure.pk])))


# --- the leader, with a page that was opened before


@pytest.fixture
def page(client_as, leader):
    return client_as(leader)


@pytest.mark.parametrize("name", ["report_sign", "report_return"])
def test_what_was_signed_in_another_tab_gets_one_sentence(page, seizure, leader, name):
    report = given.reports(seizure)[0]
    actions.sign_report(by=leader, report=report, now=given.NOW)
    answer = page.post(reverse(f"reporting:{name}", args=[report.pk]), {"reason": "请补充"})
    assert answer.status_code == 422
    assert text_of(answer).count("这份报告已经签收。") == 1


@pytest.mark.parametrize("name", ["report_sign", "report_return"])
def test_what_was_returned_too(page, seizure, leader, name):
    report = given.reports(seizure)[0]
    actions.return_report(by=leader, report=report, reason="请补充", now=given.NOW)
    answer = page.post(reverse(f"reporting:{name}", args=[report.pk]), {"reason": "请补充"})
    assert answer.status_code == 422
    assert "已经退回" in text_of(answer)


@pytest.mark.parametrize("name", ["report_sign", "report_return"])
def test_a_superseded_version_leads_to_the_newest(page, seizure, liaison, name):
    old = given.reports(seizure)[0]
    new = actions.correct_report(
        by=liaison, seizure=seizure, values=given.seizure_in(), lines=(), reason="录错", now=given.NOW
    )
    answer = page.post(reverse(f"reporting:{name}", args=[old.pk]), {"reason": ""})
    answer = page.post(reverse(f"reporting:{name}", args=[old.pk]), {"reason": "请补充"})
    assert answer.status_code == 422
    assert "派出所已报送更正版本" in text_of(answer)
    assert reverse("reporting:report_detail", args=[new.pk]) in text_of(answer)


def test_lists_say_which_version_took_its_place(page, desk, seizure, liaison):
    actions.correct_report(
        by=liaison, seizure=seizure, values=given.seizure_in(), lines=(), reason="录错", now=given.NOW
    )
    everything = text_of(page.get(reverse("reporting:report_list")))
    assert everything.count("已被第2版取代") == 1
    waiting = text_of(page.get(reverse("reporting:report_list"), {"only": "waiting"}))
    assert "第2版 更正" in waiting
    assert "第1版" not in waiting
    assert "已被第2版取代" in text_of(desk.get(reverse("reporting:seizure_detail", args=[seizure.pk])))


# --- clues


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"source_clue_asked": False}, "未询问"),
        ({"source_clue_asked": True}, "已询问，无"),
        ({"source_clue_asked": True, "source_clue": "网上购买"}, "有，由派出所办理"),
    ],
)
def test_both_pages_say_the_same_of_clues(page, liaison, values, words):
    seizure = actions.log_seizure(
        by=liaison, seizure=given.seizure_in(**values), children=[given.line_in()],
        client_id=given.uuid4(), submit=True, now=given.NOW,
    )  # fmt: skip
    report = given.reports(seizure)[0]
    assert dict(report.facts)["来源、容留线索"] == words
    for name, row_ in (("seizure_detail", seizure), ("report_detail", report)):
        assert words in text_of(page.get(reverse(f"reporting:{name}", args=[row_.pk])))


def test_a_preliminary_report_has_not_asked_yet(liaison):
    seizure = actions.pre_report(
        by=liaison, captured_at=given.AT, suspected_count=1, place_kind="rented",
        client_id=given.uuid4(), now=given.NOW,
    )  # fmt: skip
    assert "来源、容留线索" not in dict(given.reports(seizure)[0].facts)
