"""While a measure stands still nobody can say when its term ends; once it is over every page says so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases import actions
from cases.models import MonthLine
from common import clock
from minors.actions import track_words
from minors.models import Minor
from tests.cases.factories import DAY, decided, fresh, in_care
from tests.cast import NOW

pytestmark = pytest.mark.django_db
UNSURE = "中止期间，暂不能确定"
PAGES = ("measure_detail", "case_print", "case_timeline", "course_print")
TODAY = clock.local_day(NOW)


@pytest.fixture
def running(clerk, head, officer, worker):
    case = in_care(clerk, head, officer, worker)
    measure = decided(clerk, case)
    actions.report_in(by=worker, case=case, on=TODAY, now=NOW)
    measure.refresh_from_db()
    return case, measure


def suspend(by, case):
    return actions.suspend(by=by, case=case, cause="detained", from_on=TODAY, note="", now=NOW)


def shown(client, name, case) -> str:
    with clock.at(NOW + timedelta(hours=1)):
        return client.get(reverse(f"cases:{name}", args=[case.pk])).text


@pytest.mark.parametrize("name", PAGES)
def test_no_page_prints_the_end_of_a_term_that_stands_still(name, running, clerk, client_as):
    case, measure = running
    ends = f"{measure.ends_on:%Y-%m-%d}"
    assert ends in shown(client_as(clerk), name, case)
    suspend(clerk, case)
    text = shown(client_as(clerk), name, case)
    assert UNSURE in text
    assert ends not in text


@pytest.mark.parametrize("name", PAGES)
def test_once_it_goes_on_the_end_is_there_again(name, running, clerk, client_as, acting):
    case, measure = running
    suspend(clerk, case)
    later = NOW + 3 * DAY
    with clock.at(later):
        actions.resume(by=acting(clerk, later), case=case, on=clock.local_day(later), now=later)
        measure.refresh_from_db()
        text = client_as(acting(clerk, later)).get(reverse(f"cases:{name}", args=[case.pk])).text
    assert UNSURE not in text
    assert f"{measure.ends_on:%Y-%m-%d}" in text


def test_a_months_line_says_it_as_the_month_was_over(running, clerk, head, client_as, acting):
    case, _ = running
    suspend(clerk, case)
    over = clock.shanghai(2026, 4, 1, 1)
    actions.sweep_months(over)
    back = clock.shanghai(2026, 4, 9, 9)
    with clock.at(back):
        actions.resume(by=acting(clerk, back), case=fresh(case), on=clock.local_day(back), now=back)
    next_over = clock.shanghai(2026, 5, 1, 1)
    actions.sweep_months(next_over)
    lines = list(MonthLine.objects.for_system("test").filter(case=case).order_by("month"))
    actions.mark_pauses(lines)
    assert [(line.month, line.is_paused) for line in lines] == [("2026-03", True), ("2026-04", False)]
    with clock.at(next_over):
        text = client_as(acting(head, next_over)).get(reverse("cases:month_list")).text
    assert text.count(UNSURE) == 1


def test_the_file_itself_says_the_track_as_the_case_has_it(running, clerk, head):
    case, _ = running
    assert track_words(case.minor) == "社区戒毒"
    suspend(clerk, case)
    assert track_words(case.minor) == "社区戒毒（中止）"
    actions.end_early(by=head, case=fresh(case), on=TODAY, how="terminated", reason="被收监执行刑罚", now=NOW)
    minor = Minor.objects.for_system("test").get(pk=case.minor_id)
    assert track_words(minor).startswith("终止（社区戒毒，自")
    assert minor.get_track_display() == "社区戒毒"  # what was ordered, for the rules that ask
