"""What a test is made with: lots on hand, used up, withdrawn; and a day on which nothing was at hand."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cases import actions
from cases.models import Kit, NoReagent
from cases.testwords import KitEnd
from cases.timeline import timeline
from common import clock
from common.errors import DomainError
from duties.models import Duty
from tests.cases.factories import in_care
from tests.cases.measured import kit, measure, substance, take
from tests.cast import NOW

LATER = NOW + timedelta(days=1)
TODAY = clock.local_day(LATER)
REASON = "包装破损，县里通知停用"


@pytest.fixture
def case(clerk, head, officer, worker, county_user, acting):
    case = in_care(clerk, head, officer, worker)
    measure(case, clerk)
    actions.settle_tests(case, now=NOW)
    for user in (worker, officer, clerk, head, county_user):
        acting(user, LATER)
    return case


def supply(kind="supply.reagent"):
    return Duty.objects.filter(kind=kind).order_by("recorded_at").last()


def lacks():
    return NoReagent.objects.for_system("test").count()


def end(by, lot, how=KitEnd.USED_UP, on=TODAY, reason="", now=LATER):
    return actions.end_kit(by=by, kit=lot, how=how, on=on, reason=reason, now=now)


def test_a_day_without_reagent_is_recorded_though_the_book_holds_one(case, worker, clerk):
    lot = kit(clerk)
    assert actions.report_lack(by=worker, case=case, now=LATER) == [lot]
    assert lacks() == 1
    assert supply().met_at is None
    lot.refresh_from_db()
    assert lot.ended_on is None


def test_what_was_used_up_is_said_in_the_same_step(case, worker, clerk):
    lot = kit(clerk)
    assert actions.report_lack(by=worker, case=case, used_up=[lot], now=LATER) == []
    lot.refresh_from_db()
    assert (lot.ended_on, lot.ended_as, lot.ended_by) == (TODAY, KitEnd.USED_UP, worker)


def blind(case, worker, officer, lot, at=LATER):
    take(worker, case, officer, lot, at=at, now=at)
    assert supply().label == "依托咪酯试剂"
    assert actions.counters_of(actions.bound_measure(case, TODAY), TODAY).refusals == 0


def test_a_blind_strip_while_one_that_sees_is_on_the_shelf_was_no_want_of_reagent(
    case, worker, officer, clerk, acting
):
    """Somebody looks at the shelf; until somebody says that it is empty nothing is marked 因无试剂."""
    kit(clerk, lot="L2")
    lot = kit(clerk, "甲基苯丙胺")
    blind(case, worker, officer, lot)
    blind(case, worker, officer, lot, at=LATER + timedelta(hours=1))  # the open supply says nothing by itself
    assert lacks() == 0
    duty = Duty.objects.get(kind="case.test")
    assert actions.miss_marks([duty]) == {}
    actions.report_lack(by=worker, case=case, now=LATER + timedelta(hours=2))
    assert lacks() == 1
    assert set(actions.miss_marks([duty]).values()) == {"因无试剂，属本单位"}


@pytest.mark.parametrize("why", ["none was ever named", "used up", "past its day", "said to be wanting"])
def test_a_blind_strip_with_none_that_sees_at_hand_is_marked(why, case, worker, officer, clerk):
    lot = kit(clerk, "甲基苯丙胺")
    if why == "used up":
        end(clerk, kit(clerk, lot="L2"), on=TODAY)
    if why == "past its day":
        Kit.objects.filter(pk=kit(clerk, lot="L2").pk).update(expires_on=TODAY - timedelta(days=1))
    if why == "said to be wanting":
        kit(clerk, lot="L2")
        actions.report_lack(by=worker, case=case, now=LATER)
        NoReagent.objects.for_system("test").update(on=TODAY)
    blind(case, worker, officer, lot)
    assert lacks() == 1


def test_after_somebody_has_looked_and_found_it_a_blind_strip_is_no_want_again(case, worker, officer, clerk):
    found = kit(clerk, lot="L2")
    lot = kit(clerk, "甲基苯丙胺")
    actions.report_lack(by=worker, case=case, now=LATER)
    actions.confirm_kit(by=clerk, kit=found, now=LATER + timedelta(hours=1))
    NoReagent.objects.for_system("test").all().delete()
    blind(case, worker, officer, lot, at=LATER + timedelta(hours=2))
    assert lacks() == 0


def test_who_looks_and_finds_it_on_the_shelf_ends_the_supply(case, worker, clerk):
    lot = kit(clerk)
    actions.report_lack(by=worker, case=case, now=LATER)
    actions.confirm_kit(by=clerk, kit=lot, now=LATER)
    assert supply().met_at == LATER


@pytest.mark.parametrize(
    ("how", "reason", "day", "field"),
    [
        (KitEnd.WITHDRAWN, "", 0, "reason"),
        (KitEnd.USED_UP, "", 1, "on"),
        (KitEnd.USED_UP, "", -9, "on"),
    ],
)
def test_a_lot_ends_on_a_day_and_for_a_reason(case, clerk, how, reason, day, field):
    lot = kit(clerk)
    with pytest.raises(DomainError) as refused:
        end(clerk, lot, how, TODAY + timedelta(days=day), reason)
    assert refused.value.field == field


def test_an_ended_lot_tests_nothing_that_comes_after(case, worker, officer, clerk):
    lot = end(clerk, kit(clerk), KitEnd.WITHDRAWN, TODAY - timedelta(days=1), REASON)
    with pytest.raises(DomainError, match="停用"):
        take(worker, case, officer, lot, at=LATER)
    assert take(worker, case, officer, lot, at=NOW + timedelta(hours=2), now=LATER)
    with pytest.raises(DomainError, match="已登记"):
        end(clerk, lot)
    with pytest.raises(DomainError, match="不在库"):
        actions.confirm_kit(by=clerk, kit=lot, now=LATER)


# --- station and county


def test_the_county_names_a_lot_and_the_stations_duty_ends(case, worker, clerk, county_user, station):
    actions.report_lack(by=worker, case=case, now=LATER)
    actions.ask_county_for_reagent(by=clerk, substance=substance(), now=LATER)
    asked = supply("supply.county")
    assert (asked.unit, asked.post) == (county_user.acting.unit, "county_reviewer")
    assert asked.due_at == clock.shanghai(2026, 3, 11)
    lot = actions.add_kit(
        by=county_user, unit=station, name="县配检测板", lot="C1", specimen="urine", quantity=20,
        substances=[substance()], now=LATER,
    )  # fmt: skip
    assert lot.unit == station
    assert supply().met_at == supply("supply.county").met_at == LATER


def test_only_what_is_lacking_is_asked_for_and_once(case, worker, clerk):
    with pytest.raises(DomainError, match="没有登记缺少"):
        actions.ask_county_for_reagent(by=clerk, substance=substance(), now=LATER)
    actions.report_lack(by=worker, case=case, now=LATER)
    for _ in range(2):
        actions.ask_county_for_reagent(by=clerk, substance=substance(), now=LATER)
    assert Duty.objects.filter(kind="supply.county").count() == 1


def test_nobody_names_a_lot_for_another_station(case, clerk, worker, outsider, county_user, other_station):
    given = {"name": "检测板", "lot": "X1", "specimen": "urine", "substances": [substance()], "now": LATER}
    for user, unit in ((clerk, other_station), (worker, None), (county_user, None)):
        with pytest.raises(PermissionDenied):
            actions.add_kit(by=user, unit=unit, **given)
    with pytest.raises(PermissionDenied):
        end(outsider, kit(clerk))


# --- as it is shown


def test_a_miss_for_want_of_reagent_stands_apart(case, worker, clerk, client_as, acting):
    actions.report_lack(by=worker, case=case, now=LATER)
    duty = Duty.objects.get(kind="case.test")
    late = duty.due_at + timedelta(hours=1)
    with clock.at(late):
        shown = client_as(clerk).get(reverse("duties:miss_list")).text
        assert "因无试剂，属本单位" in shown
        assert (
            "因无试剂，属本单位" in client_as(clerk).get(reverse("duties:duty_detail", args=[duty.pk])).text
        )
        told = {event.title: event.tone for event in timeline(acting(worker, late), case, late)}
    assert told["检测：到期未完成（因无试剂，属本单位）"] == "soon"


def test_an_ordinary_miss_says_nothing_of_reagents(case, clerk, client_as):
    duty = Duty.objects.get(kind="case.test")
    with clock.at(duty.due_at + timedelta(hours=1)):
        assert "因无试剂" not in client_as(clerk).get(reverse("duties:miss_list")).text


def test_the_misses_ask_once_for_all_their_marks(case, worker, django_assert_num_queries):
    actions.report_lack(by=worker, case=case, now=LATER)
    rows = list(Duty.objects.filter(kind="case.test")) * 3
    with django_assert_num_queries(1):
        assert set(actions.miss_marks(rows).values()) == {"因无试剂，属本单位"}


@pytest.mark.usefixtures("a_day_later")
def test_the_way_of_a_lot_by_its_pages(case, worker, clerk, county_user, station, client_as):
    mine, office, county = client_as(worker), client_as(clerk), client_as(county_user)
    lot = kit(clerk)
    url = reverse("cases:reagent_lack", args=[case.pk])
    assert "库里登记有示例检测板 批号L1" in mine.get(url).text
    answer = mine.post(url, {}, follow=True)
    assert "库里登记有示例检测板 批号L1，如已用完请一并标明" in answer.text
    shown = office.get(reverse("cases:kit_list")).text
    assert "正缺：依托咪酯试剂" in shown
    assert "核实在库" in shown
    ended = {"how": "withdrawn", "on": TODAY, "reason": ""}
    page = reverse("cases:kit_end", args=[lot.pk])
    assert "请写明" in office.post(page, ended).text
    assert office.post(page, {**ended, "reason": REASON}).status_code == 302
    assert REASON in office.get(reverse("cases:kit_list")).text
    assert office.post(reverse("cases:kit_ask"), {"substance": substance().pk}).status_code == 302
    assert f"依托咪酯试剂（{station.name}）" in county.get(reverse("duties:today")).text
    named = {
        "client_id": uuid4(), "unit": station.pk, "name": "县配检测板", "lot": "C1", "specimen": "urine",
        "quantity": 20, "substances": [substance().pk],
    }  # fmt: skip
    assert county.post(supply("supply.county").page_url, named).status_code == 302
    assert Kit.objects.get(lot="C1").unit == station
    assert supply().met_at is not None
    assert "正缺" not in office.get(reverse("cases:kit_list")).text
    assert "余20" in office.get(reverse("cases:kit_list")).text
