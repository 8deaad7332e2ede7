"""关爱帮扶 has a door, a team, visits, a list and a count of its own, and stands nowhere among users."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cases import actions
from cases.models import CareIntake, Case, MonthLine
from common import clock, idnumber
from common.errors import DomainError
from duties.models import Duty
from minors import actions as minors
from minors.choices import Concern, MinorState, Track
from minors.models import Minor
from reporting.ledgers import LEDGERS
from reporting.models import IntakeLine
from reporting.stats.children import child_figures
from tests.cases.factories import in_care, open_case
from tests.cast import NOW
from tests.minors.factories import BIRTH, child_in, pending, registered

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
URL = reverse("reporting:care_add")
NUMBER = idnumber.make(BIRTH, 901)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.at(NOW):
        yield


def take(by, *, kind="left_behind", client_id=None, **child):
    given = child_in(**{"name": "示例·山雀", "id_number": NUMBER, "is_pupil": True, **child})
    return actions.take_care(
        by=by,
        child=given,
        kind=kind,
        source="visit",
        note="父母在外务工，跟外婆住",
        at=NOW,
        now=NOW,
        client_id=client_id,
    )


def posted(**changes):
    at = clock.local(NOW).strftime("%Y-%m-%dT%H:%M")
    given = {
        "client_id": str(uuid4()),
        "kind": "left_behind",
        "source": "village",
        "at": at,
        "note": "跟外婆住",
        "name": "示例·山雀",
        "sex": "F",
        "birth_date": "2014-05-06",
        "is_pupil": "yes",
        "residence_address": "示例乡示例村三组",
    }
    return {**given, **changes}


def test_the_clerk_registers_from_the_list_and_twice_is_once(clerk, station, client_as):
    browser = client_as(clerk)
    assert URL in browser.get(reverse("cases:care_list")).text
    shown = browser.get(URL).text
    assert "登记关爱帮扶" in shown
    sent = posted()
    for _ in range(2):
        answer = browser.post(URL, sent)
        assert answer.status_code == 302
    case = Case.objects.for_system("test").select_related("minor").get()
    assert answer.url == reverse("cases:case_detail", args=[case.pk])
    minor = case.minor
    assert (minor.concern, minor.track, minor.state) == (Concern.CARE, Track.CARE, MinorState.REGISTERED)
    assert CareIntake.objects.for_system("test").get().source == "village"
    listed = browser.get(reverse("cases:care_list")).text
    assert minor.code in listed
    assert "在帮 1 人" in listed
    assert "山雀" not in listed


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"note": "电话19900000001"}, "手机号码"),
        ({"name": "", "birth_date": ""}, "出生"),
        ({"at": "2030-01-01T00:00"}, "不能晚于现在"),
        ({"birth_date": "2010-01-01"}, "满16周岁的不算留守儿童"),
        ({"kind": ""}, "请选择"),
    ],
)
def test_bad_input_gets_its_sentence_and_keeps_the_rest(change, said, clerk, client_as):
    shown = client_as(clerk).post(URL, posted(**change)).text
    assert said in shown
    assert "示例乡示例村三组" in shown
    assert not Minor.objects.for_system("test").exists()


def test_the_same_child_is_not_taken_in_twice(clerk, station):
    case = take(clerk)
    with pytest.raises(DomainError, match=case.minor.code):
        take(clerk)
    with pytest.raises(DomainError, match=case.minor.code):
        take(clerk, id_number="")
    assert Minor.objects.for_system("test").count() == 1


def test_a_user_on_file_here_is_not_taken_into_care_beside(clerk, station):
    minor = registered(clerk, station, child=child_in(name="示例·山雀", id_number=NUMBER))
    with pytest.raises(DomainError, match=minor.code):
        take(clerk)


def test_only_duties_of_care_run(clerk, head, officer, worker, county_user, police_post):
    case = in_care(clerk, head, officer, worker, case=take(clerk))
    owed = Duty.objects.filter(file=case.minor_id, voided_at=None)
    assert set(owed.open().values_list("kind", flat=True)) == {"case.care_first_visit"}
    assert set(owed.values_list("kind", flat=True)) <= {
        "case.care_team",
        "case.team_confirm",
        "case.care_first_visit",
    }
    first = owed.get(kind="case.care_first_visit")
    assert (first.holder, first.deputy_holder) == (worker, None)
    assert first.due_at == clock.end_of_day(clock.local_day(NOW) + DAY * 7)
    later = NOW + DAY * 200
    for sweep in ("sweep_lost", "sweep_measures", "sweep_months"):
        getattr(actions, sweep)(later)
    assert set(owed.open().values_list("kind", flat=True)) == {"case.care_first_visit"}
    assert Case.objects.for_system("test").get(pk=case.pk).status == "in_care"
    assert not IntakeLine.objects.for_system("test").exists()


def test_what_is_for_users_is_refused_in_words(clerk, head, officer, worker):
    case = take(clerk)
    with pytest.raises(DomainError, match="关爱帮扶的孩子"):
        actions.change_route(by=clerk, case=case, route="local_pupil", reason="在校学生走这条路", now=NOW)
    today = clock.local_day(NOW)
    actions.record_school_status(
        by=clerk, case=case, state="dropped", since=today, reason="走访时母亲说不再上学", now=NOW
    )
    kinds = set(Duty.objects.open().filter(file=case.minor_id).values_list("kind", flat=True))
    assert kinds == {"case.care_team", "case.care_first_visit"}


def test_no_search_list_figure_ledger_or_lot_of_users_holds_it(
    clerk, head, county_user, station, client_as, officer, worker
):
    user = open_case(clerk, station)
    case = in_care(clerk, head, officer, worker, case=take(clerk))
    code = case.minor.code
    assert minors.search(by=clerk, name="示例·山雀", birth_date=BIRTH, now=NOW).own == ()
    assert minors.search(by=clerk, id_number=NUMBER, now=NOW).own == ()
    assert minors.find_by_name(by=clerk, full_name="示例山雀") == ()
    for who in (clerk, head, county_user):
        browser = client_as(who)
        for name in ("cases:case_list", "cases:month_list", "cases:drifting_list", "reporting:line_list"):
            assert code not in browser.get(reverse(name)).text
        found = browser.get(reverse("cases:case_list"), {"q": code}).text
        assert reverse("cases:case_detail", args=[case.pk]) not in found
        assert "没有符合条件的个案" in found
    assert [row.minor.code for row in LEDGERS["cases"].found(head)] == [user.minor.code]
    month = clock.local_day(NOW).replace(day=1)
    with clock.at(NOW + DAY * 40):
        line = child_figures(head, month, on_paper=False)[0]
        assert str(dict(line.cells)["登记人数"]) == "1"
    sample = actions.draw_sample(by=county_user, station=station, size=5, now=NOW)
    assert sample.population == 1
    actions.sweep_months(NOW + DAY * 40)
    assert not MonthLine.objects.for_system("test").filter(case=case).exists()


def test_a_child_later_found_using_is_registered_as_a_file_of_its_own(clerk, station):
    cared = take(clerk)
    child = child_in(name="示例·山雀", id_number=NUMBER)
    minor = registered(clerk, station, child=child)
    assert (minor.concern, minor.pk == cared.minor_id) == (Concern.DRUGS, False)
    assert minors.search(by=clerk, id_number=NUMBER, now=NOW).own[0].code == minor.code
    with pytest.raises(DomainError, match="单列"):
        minors.match(by=clerk, intake=pending(clerk, station), existing=cared.minor, now=NOW)


def test_its_pages_say_nothing_of_drugs(clerk, head, client_as):
    case = take(clerk)
    browser = client_as(clerk)
    shown = browser.get(reverse("cases:case_detail", args=[case.pk])).text
    body = shown[shown.index('id="case-head"') : shown.index('id="family"')]
    assert "涉毒" not in body
    assert "关爱帮扶" in body
    for name in ("measure_detail", "test_list", "leave_list", "transfer_add"):
        assert reverse(f"cases:{name}", args=[case.pk]) not in shown
    sheet = browser.get(reverse("minors:notice_sheet", args=[case.minor_id])).text
    text = sheet[sheet.index('id="notice-text"') : sheet.index("登记告知")]
    assert "毒" not in text
    for page in (URL, reverse("cases:care_list")):
        main = browser.get(page).text
        assert "毒" not in main[main.index("<main") : main.index("</main")]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("clerk", 200),
        ("head", 200),
        ("worker", 403),
        ("officer", 403),
        ("liaison", 403),
        ("bystander", 403),
        ("school_liaison", 403),
        ("leader", 403),
        ("county_user", 403),
        ("administrator", 403),
    ],
)
def test_who_may_register(who, status, request, client_as):
    assert client_as(request.getfixturevalue(who)).get(URL).status_code == status
