"""One page tells what happened in a case, from the rows of every table of it."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import ReadEntry
from cases.actions import record_contact, record_school_status
from cases.models import OfCase
from cases.rules.timeline import Event, by_month, in_order
from cases.timeline import SOURCES, timeline
from common import clock
from minors.models import NoticeGiven
from tests.cases.factories import in_care
from tests.cast import NOW

LATER = NOW + timedelta(days=1)


def visited(case, by, *, outcome="met", at=LATER):
    return record_contact(
        by=by, case=case, at=at, with_whom="child", channel="visit", outcome=outcome, now=LATER
    )


@pytest.fixture
def case(clerk, head, officer, worker):
    return in_care(clerk, head, officer, worker)


def test_what_happened_last_stands_first_and_what_was_typed_last_before_it():
    typed = [NOW, NOW + timedelta(hours=1)]
    events = [Event(NOW, typed[0], "a"), Event(LATER, LATER, "b"), Event(NOW, typed[1], "c")]
    assert [event.title for event in in_order(events)] == ["b", "c", "a"]


def test_a_day_without_an_hour_stands_after_the_instants_of_that_day():
    day = clock.local_day(NOW)
    evening, next_day = clock.shanghai(2026, 3, 2, 23, 59), clock.shanghai(2026, 3, 3)
    events = [Event(day, None, "day"), Event(evening, None, "evening"), Event(next_day, None, "next")]
    assert [event.title for event in in_order(events)] == ["next", "day", "evening"]


def test_a_day_typed_on_that_day_had_happened_when_it_was_typed():
    day, noon = clock.local_day(NOW), NOW + timedelta(hours=3)
    events = [
        Event(day, noon, "day"),
        Event(noon + timedelta(hours=1), None, "later"),
        Event(NOW, NOW, "now"),
    ]
    assert [event.title for event in in_order(events)] == ["later", "day", "now"]


def test_a_page_says_that_nobody_wrote_the_hour(case, clerk, client_as):
    sat = date(2026, 3, 3)
    record_school_status(
        by=clerk, case=case, state="suspended", since=sat, reason="村里说因病休学", now=LATER
    )
    with clock.at(LATER):
        text = client_as(clerk).get(reverse("cases:case_timeline", args=[case.pk])).content.decode()
    assert "当日，时刻未记" in text
    assert "2026-03-03 00:00" not in text


def test_the_guardian_notice_is_told(case, clerk):
    NoticeGiven(
        minor=case.minor, unit=case.unit, given_to="guardian", language="miao", understood="yes",
        explained_by="村妇联主任", at=LATER, by=clerk,
    ).save()  # fmt: skip
    (told,) = [event for event in timeline(clerk, case, LATER) if "告知监护人" in event.title]
    assert (told.title, told.text) == ("个人信息告知监护人（苗语讲解）", "听懂了，能说出大意")
    assert told.who == "村妇联主任"


def test_months_are_those_of_shanghai_and_older_ones_are_summed_up():
    eve, first = clock.shanghai(2026, 2, 28, 23, 59), clock.shanghai(2026, 3, 1)
    old = [clock.shanghai(2025, 12, 1), clock.shanghai(2026, 1, 5)]
    rows, older = by_month({"tried": [*old, eve, first], "tests": [first, first, old[0]]}, 2)
    assert rows == [("2026-03", {"tried": 1, "tests": 2}), ("2026-02", {"tried": 1, "tests": 0})]
    assert older == {"tried": 2, "tests": 1}


def test_nothing_happened_makes_no_month():
    assert by_month({"tried": []}, 12) == ([], {"tried": 0})


def test_a_missed_hour_is_said_as_the_office_says_it(case, worker, client_as):
    late = NOW + timedelta(days=9)
    with clock.at(late):
        text = client_as(worker).get(reverse("cases:case_timeline", args=[case.pk])).content.decode()
    assert "2026-03-09 24:00" in text
    assert "2026-03-10 00:00" not in text


def test_every_table_of_a_case_tells_its_events():
    tables = {model for model in apps.get_app_config("cases").get_models() if issubclass(model, OfCase)}
    assert tables <= {source.model for source in SOURCES}


def test_the_timeline_tells_the_whole_course(case, worker):
    visited(case, worker)
    titles = [event.title for event in timeline(worker, case, LATER)]
    for wanted in (
        "立案",
        "提名帮教小组",
        "帮教小组确认",
        "联系本人：上门，见到",
        "首次走访（见到本人）：按时完成",
    ):
        assert wanted in titles


def test_a_missed_promise_stands_at_its_hour_though_it_was_kept_later(case, clerk, worker):
    late = NOW + timedelta(days=9)
    record_contact(by=worker, case=case, at=late, with_whom="child", channel="visit", outcome="met", now=late)
    said = {event.title: event.at for event in timeline(worker, case, late)}
    assert said["首次走访（见到本人）：到期未完成"] < said["首次走访（见到本人）：已完成（逾期）"] == late


def test_it_takes_the_same_queries_for_one_contact_and_for_thirty(case, worker):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            timeline(worker, case, LATER)
        return len(asked)

    visited(case, worker)
    first = queries()
    for minutes in range(30):
        visited(case, worker, outcome="no_answer", at=LATER - timedelta(minutes=minutes))
    assert queries() == first


@pytest.mark.parametrize("name", ["case_print", "course_print"])
def test_the_sheet_names_no_child_and_is_written_in_the_log_with_the_code(name, case, clerk, client_as):
    answer = client_as(clerk).get(reverse(f"cases:{name}", args=[case.pk]))
    entry = ReadEntry.objects.filter(view=f"cases:{name}").get()
    assert answer.status_code == 200
    assert (entry.kind, entry.code, entry.file) == ("print", case.minor.code, case.minor_id)
    assert "日志校验码" in answer.content.decode()
