from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from accounts.models import ReadEntry, Unit
from common import clock
from reporting import stats
from reporting.actions import declare_zero, submit_report
from reporting.choices import DayState
from reporting.stats import LOOKS, PENDING, DayFacts, cell, matrix
from tests.accounts.factories import UnitFactory
from tests.reporting import given as facts_given

DAY = date(2026, 3, 2)
MORNING = clock.shanghai(2026, 3, 2, 9)
NEXT = clock.shanghai(2026, 3, 3, 8)
instants = st.datetimes(
    min_value=clock.shanghai(2026, 3, 2).replace(tzinfo=None),
    max_value=clock.shanghai(2026, 3, 5).replace(tzinfo=None),
).map(lambda naive: naive.replace(tzinfo=clock.ShanghaiTZ))


@pytest.fixture(autouse=True)
def at_morning():
    with clock.at(MORNING):
        yield


def state_of(user, post, day=DAY, now=NEXT):
    cells = matrix(user, day, day, now)
    return next(row[0] for unit, row in cells.items() if unit == post)


# --- the three states are never mixed


@given(zero=st.none() | instants, sent=st.lists(st.none() | instants, max_size=4), now=instants)
def test_the_states_are_never_mixed(zero, sent, now):
    """Whatever the history: silence is never a zero, an unsent seizure never a report, a zero never both."""
    found = cell(Unit(), DAY, DayFacts(zero, None if sent else zero, sent), now)
    unsent = None in sent
    assert (found.state == DayState.NOT_REPORTED) == (unsent or (not sent and zero is None))
    assert (found.state == DayState.ZERO) == (not sent and zero is not None)
    assert (found.state == DayState.ZERO_THEN_REPORTED) == (bool(sent) and not unsent and zero is not None)
    assert (found.state == DayState.REPORTED) == (bool(sent) and not unsent and zero is None)
    assert (found.told_at is None) == (found.state == DayState.NOT_REPORTED)
    assert not (found.is_late and found.is_overdue)
    assert found.is_pending == (found.state == DayState.NOT_REPORTED and not found.is_overdue)
    assert (found.tone == LOOKS[DayState.NOT_REPORTED][0]) == found.is_overdue
    assert found.is_late == (found.told_at is not None and found.told_at >= clock.end_of_day(DAY))


def test_each_state_has_its_own_word_icon_and_colour():
    for part in range(3):
        assert len({look[part] for look in [*LOOKS.values(), PENDING]}) == len(DayState) + 1
    assert set(LOOKS) == set(DayState)
    assert len({state.label for state in DayState}) == len(DayState)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["zero", "log", "log and send", "send"]), max_size=5))
@pytest.mark.django_db(transaction=False)
def test_a_random_history_of_a_day_reads_as_its_rows(steps, liaison, offices, county_user, police_post):
    """The same through the real actions: a refused step leaves the day as it was."""
    n = next(HOURS)
    day = date(2026, 1, 1) + timedelta(days=n)
    at = clock.start_of_day(day) + timedelta(hours=9)
    zero, logged = False, []
    for minute, step in enumerate(steps):
        now = at + timedelta(minutes=minute)
        if step == "zero" and not logged:
            if not zero:
                declare_zero(by=liaison, day=day, now=now)
            zero = True
        elif step.startswith("log"):
            logged.append([facts_given.log(liaison, at, now=now, submit=step != "log"), step != "log"])
        elif step == "send" and logged and not logged[-1][1]:
            submit_report(by=liaison, seizure=logged[-1][0], now=now)
            logged[-1][1] = True
    state = state_of(county_user, police_post, day, at + timedelta(hours=1)).state
    sent = bool(logged) and all(done for _, done in logged)
    if sent:
        assert state == (DayState.ZERO_THEN_REPORTED if zero else DayState.REPORTED)
    else:
        assert state == (DayState.ZERO if zero and not logged else DayState.NOT_REPORTED)


HOURS = iter(range(1000))


# --- from rows


def test_silence_is_not_reported(county_user, police_post):
    found = state_of(county_user, police_post)
    assert found.state == DayState.NOT_REPORTED
    assert found.is_overdue


def test_a_day_that_is_not_over_is_not_overdue(county_user, police_post):
    assert not state_of(county_user, police_post, now=MORNING).is_overdue


def test_until_midnight_silence_is_shown_calmly(county_user, police_post):
    last = clock.end_of_day(DAY) - timedelta(microseconds=1)
    before = state_of(county_user, police_post, now=last)
    after = state_of(county_user, police_post, now=clock.end_of_day(DAY))
    assert before.state == after.state == DayState.NOT_REPORTED
    assert (before.words, after.words) == ("未报送（未到时限）", "未报送")
    assert (before.tone, before.short) == ("pending", "未")
    assert (after.tone, after.short) == ("missing", "缺")


def test_a_zero_is_zero(county_user, liaison, police_post):
    declare_zero(by=liaison, day=DAY, now=MORNING)
    assert state_of(county_user, police_post).state == DayState.ZERO


def test_a_logged_seizure_that_was_not_sent_is_not_reported(county_user, liaison, offices, police_post):
    facts_given.log(liaison, submit=False)
    assert state_of(county_user, police_post).state == DayState.NOT_REPORTED


def test_a_report_after_the_zero_keeps_both_facts(county_user, liaison, offices, police_post):
    declare_zero(by=liaison, day=DAY, now=MORNING - timedelta(minutes=30))
    facts_given.log(liaison)
    found = state_of(county_user, police_post)
    assert found.state == DayState.ZERO_THEN_REPORTED
    assert found.zero_at == MORNING - timedelta(minutes=30)


def test_a_report_after_midnight_is_late_with_both_instants(county_user, liaison, offices, police_post):
    facts_given.log(liaison, now=NEXT, late_reason="山里没有信号。")
    found = state_of(county_user, police_post)
    assert (found.state, found.is_late) == (DayState.REPORTED, True)
    assert (found.due_at, found.told_at) == (clock.shanghai(2026, 3, 3), NEXT)


def test_the_leader_sees_the_own_township_only(leader, police_post, other_police_post):
    assert list(matrix(leader, DAY, DAY, NEXT)) == [police_post]


def test_a_day_before_the_post_opened_is_empty(county_user, county):
    post = UnitFactory(kind="police_post", area="450225210", opened_on=date(2026, 3, 2))
    assert [found.day for found in matrix(county_user, date(2026, 3, 1), DAY, NEXT)[post]] == [DAY]


# --- figures


def test_the_rate_counts_duties_whose_hour_has_come(county_user, liaison, offices, police_post):
    facts_given.log(liaison, submit=False)
    facts_given.log(liaison)
    rates = {rate.title: rate for rate in stats.on_time(county_user, DAY, DAY, NEXT)}
    same_day = rates["当日报告"]
    assert (same_day.due, same_day.on_time, same_day.late, same_day.open) == (2, 1, 0, 1)
    assert same_day.words == "2件到期，按时1件（50%），逾期完成0件，至今未完成1件"
    assert stats.on_time(county_user, DAY, DAY, MORNING)[0].words == "没有到期的"


# --- pages


def page(name, day="2026-03-02"):
    return f"{reverse(f'reporting:{name}')}?day={day}"


def test_the_page_says_the_states_in_words(client_as, county_user, liaison, offices, other_police_post):
    declare_zero(by=liaison, day=DAY, now=MORNING)
    with clock.at(NEXT):
        text = client_as(county_user).get(page("matrix")).text
    assert "零报告" in text
    assert "未报送" in text
    assert "已逾期" in text


@pytest.mark.parametrize("name", ["matrix", "matrix_print"])
def test_no_page_is_red_before_midnight(client_as, county_user, police_post, name):
    police_post.opened_on = DAY
    police_post.save()
    text = client_as(county_user).get(page(name)).text
    assert "未报送（未到时限）" in text
    assert "未＝未报送，未到时限" in text
    assert "q-tone-missing" not in text
    with clock.at(NEXT):
        assert "q-tone-missing" in client_as(county_user).get(page(name)).text


def test_the_month_begins_with_the_first_day_of_any_post(client_as, county_user, police_post):
    for post, opened in (
        (police_post, DAY),
        (UnitFactory(kind="police_post", area="450225210"), NEXT.date()),
    ):
        post.opened_on = opened
        post.save()
    with clock.at(NEXT):
        months = client_as(county_user).get(page("matrix")).context["months"]
    assert [strip["cells"][0][0] for strip in months] == [DAY, DAY]
    assert months[0]["cells"][-1][0] == date(2026, 3, 31)


def test_queries_do_not_grow_with_townships(client_as, county_user, county, django_assert_max_num_queries):
    for n in range(10, 20):
        UnitFactory(kind="police_post", area=f"4502252{n}")
    browser = client_as(county_user)
    with django_assert_max_num_queries(24):
        assert browser.get(page("matrix")).status_code == 200


@pytest.mark.parametrize("day", ["x", "2026-13-01", "2099-01-01", ""])
def test_a_day_that_is_none_or_future_is_today(client_as, county_user, day):
    assert "2026-03-02" in client_as(county_user).get(page("matrix", day)).text


@pytest.mark.parametrize("who", ["bystander", "liaison", "clerk", "worker"])
@pytest.mark.parametrize("name", ["matrix", "matrix_print", "matrix_export"])
def test_refused(request, client_as, who, name):
    assert client_as(request.getfixturevalue(who)).get(page(name)).status_code == 403


def test_printing_leaves_an_entry_and_a_mark(client_as, leader, police_post):
    text = client_as(leader).get(page("matrix_print")).text
    entry = ReadEntry.objects.get(kind="print")
    assert entry.user_id == leader.pk
    assert f"第{entry.pk}号" in text
    assert leader.name in text


def test_the_workbook_holds_states_and_no_counts(client_as, county_user, liaison, offices, police_post):
    facts_given.log(liaison, children=[facts_given.line_in(), facts_given.line_in()])
    answer = client_as(county_user).get(page("matrix_export"))
    content = BytesIO(b"".join(answer.streaming_content))
    rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    assert rows[1] == ["日期", "派出所", "报送情况", "应报截止", "实际报送", "逾期补报", "原报零时间"]
    assert ["2026-03-02", police_post.name, "已报送", "2026-03-02 24:00", "2026-03-02 09:00", "", ""] in rows
    assert ReadEntry.objects.get(kind="export").user_id == county_user.pk


@pytest.mark.parametrize("page", ["reporting:matrix", "reporting:matrix_print"])
@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31", "nonsense"])
def test_a_strange_day_in_the_address_gets_a_page(client_as, county_user, page, day):
    assert client_as(county_user).get(reverse(page), {"day": day}).status_code == 200
