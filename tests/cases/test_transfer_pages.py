"""The pages of a hand-over, as people walk them: from the duty's line to the receipt."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.permissions import may
from cases import actions
from cases.choices import TransferState
from cases.models import Case, Letter, OutsideUnit, Transfer
from cases.permissions import CasePerm
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors.models import Minor
from tests.cases.factories import HOUR, facts, open_case
from tests.cases.transfers import (
    AWAY,
    BOTH,
    CONTROL,
    DUAL,
    LATER,
    again,
    contacted,
    drafted,
    noticed,
    outside,
    receipted,
    refused,
)
from tests.cast import NOW
from tests.minors.factories import child_in, registered

pytestmark = pytest.mark.django_db
FRIDAY = NOW + timedelta(days=4)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.at(NOW):
        yield


def page(name, row):
    return reverse(f"cases:{name}", args=[row.pk])


def post(browser, url, **given):
    return browser.post(url, {"client_id": str(uuid4()), **given})


def duty_url(kind):
    return Duty.objects.open().get(kind=kind).page_url


def test_from_the_duty_to_the_receipt_each_one_click(clerk, station, client_as):
    case, place, browser = open_case(clerk, station, with_facts=AWAY), outside(clerk), client_as(clerk)
    contacted(clerk, case)
    url = duty_url("transfer.notice")
    assert "移交管控" in browser.get(url).content.decode()
    sent = post(
        browser,
        url,
        purpose="hand_over",
        to_outside=place.pk,
        grounds="居住在该镇",
        decision="residence",
        reason="随父母在当地居住",
    )
    assert sent.status_code == 302
    row = Transfer.objects.for_system("test").get()
    assert browser.get(url)["Location"] == page("transfer_notice", row)
    post(browser, page("transfer_notice", row), version=1, demand="请回执")
    row = again(row)
    post(browser, page("transfer_deliver", row), version=row.version, how="mail", at="2026-03-02 09:00")
    row = again(row)
    assert actions.state(row) == TransferState.DELIVERED
    form = duty_url("transfer.receipt")
    given = {"version": row.version, "received_by": "专干", "on": "2026-03-02"}
    assert "没有回执编号的，不算回执" in post(browser, form, number="", **given).content.decode()
    assert post(browser, form, number="示函〔2026〕9号", **given).status_code == 302
    assert Case.objects.for_system("test").get().status == "referred"


def test_bad_input_gets_its_sentence_and_keeps_what_was_typed(clerk, station, client_as):
    case, browser = open_case(clerk, station, with_facts=AWAY), client_as(clerk)
    given = {"purpose": "hand_over", "grounds": "居住在该镇一年", "decision": "residence", "reason": "随父母"}
    shown = post(browser, page("transfer_add", case), **given).content.decode()
    assert "请选择一个接收单位" in shown
    assert "居住在该镇一年" in shown
    shown = post(browser, page("transfer_add", case), **{**given, "grounds": "电话19900000001"})
    assert "手机号码" in shown.content.decode()


def test_the_second_person_is_told_keeps_the_text_and_can_send_again(clerk, head, station, client_as):
    row = noticed(clerk)
    browser, old = client_as(head), row.version
    actions.deliver_notice(by=clerk, transfer=row, how="mail", at=NOW, version=old, now=NOW)
    given = {"number": "示函〔2026〕9号", "received_by": "对方专干", "on": "2026-03-02"}
    url = page("transfer_receipt", row)
    shown = post(browser, url, version=old, **given).content.decode()
    assert "已经变动" in shown
    assert "对方专干" in shown
    fresh = again(row).version
    assert f'name="version" value="{fresh}"' in shown
    assert post(browser, url, version=fresh, **given).status_code == 302


def test_whoever_is_asked_sees_a_preview_and_no_case(clerk, station, other_station, outsider, client_as):
    child = child_in(name="示例·金丝雀")
    minor = registered(clerk, station, child=child)
    row = noticed(clerk, open_case(clerk, station, minor=minor, with_facts=AWAY), to_unit=other_station)
    browser = client_as(outsider)
    for url in (duty_url("transfer.accept"), page("transfer_detail", row)):
        shown = browser.get(url).content.decode()
        assert row.code in shown
        assert "14–15周岁" in shown
        assert "金丝雀" not in shown
        assert str(row.case_id) not in shown
    for name in ("case_detail", "transfer_add"):
        assert browser.get(reverse(f"cases:{name}", args=[row.case_id])).status_code == 404
    letter = Letter.objects.for_system("test").get()
    assert browser.get(reverse("reporting:letter_detail", args=[letter.pk])).status_code == 404
    assert browser.get(reverse("minors:reveal", args=[minor.pk])).status_code == 404
    post(browser, page("transfer_accept", row), version=row.version)
    assert browser.get(reverse("cases:case_detail", args=[row.case_id])).status_code == 200
    assert Minor.objects.for_system("test").get(pk=minor.pk).unit == other_station
    former = client_as(clerk)
    assert former.get(reverse("cases:case_detail", args=[row.case_id])).status_code == 404
    assert "只有本站在" in former.get(page("transfer_past", row)).content.decode()
    assert browser.get(page("transfer_past", row)).status_code == 403


def test_a_station_that_was_not_asked_is_refused_in_words(clerk, head, other_station, client_as):
    row = noticed(clerk, to_unit=other_station)
    shown = post(client_as(head), page("transfer_accept", row), version=row.version).content.decode()
    assert "不是交给你站的" in shown


def test_what_another_station_waits_for_stands_in_no_fold(clerk, other_station, outsider, client_as):
    """Three working days over a weekend are five: it is near from its first day all the same."""
    row = noticed(clerk, to_unit=other_station, now=FRIDAY)
    with clock.at(FRIDAY + HOUR):
        shown = client_as(outsider).get("/").context["page"]
    assert [line.duty.kind for line in shown.soon] == ["transfer.accept"]
    assert shown.soon[0].duty.due_at > FRIDAY + timedelta(days=4)
    assert [line.duty.subject for line in shown.later if line.duty.subject == row.pk] == []


def test_the_course_of_a_hand_over_is_in_the_order_of_its_instants(clerk, county_user, client_as):
    row = refused(clerk, noticed(clerk), now=LATER)
    then = LATER + HOUR
    actions.decide_refusal(
        by=county_user, transfer=row, decision="insisted", reason="经与对方县核对确在该镇",
        version=row.version, now=then,
    )  # fmt: skip
    receipted(clerk, again(row), now=then + HOUR)
    with clock.at(then + 2 * HOUR):
        steps = client_as(clerk).get(page("transfer_detail", row)).context["steps"]
    times = [step.at for step in steps if step.at]
    assert times == sorted(times)
    words = [step.word for step in steps]
    assert (
        words.index("书面通知")
        < words.index("退回")
        < words.index("县禁毒办：不同意退回，由对方接收（对外由县函商）")
        < words.index("回执")
    )


def test_the_county_decides_from_its_duty_and_writes_to_its_peer(clerk, station, county_user, client_as):
    row = refused(clerk, noticed(clerk), now=NOW)
    outside(clerk, "示例县禁毒办", "county")
    browser = client_as(county_user)
    url = duty_url("transfer.refusal")
    assert "查无此人" in browser.get(url).content.decode()
    post(browser, url, version=row.version, decision="insisted", reason="经与对方县核对确在该镇")
    url = duty_url("transfer.county_letter")
    peer = OutsideUnit.objects.get(kind="county")
    assert "示例县禁毒办" in browser.get(url).content.decode()
    post(browser, url, version=again(row).version, peer=peer.pk, demand="请督促回执")
    letter = Letter.objects.for_system("test").get(kind="county")
    shown = browser.get(reverse("reporting:letter_detail", args=[letter.pk])).content.decode()
    assert "至今未收到回执" in shown


def test_the_other_pages_of_a_hand_over(clerk, station, client_as):
    browser = client_as(clerk)
    dual = receipted(
        clerk, noticed(clerk, open_case(clerk, station, with_facts=DUAL), purpose="dual"), now=NOW
    )
    shown = browser.get(page("transfer_detail", dual)).content.decode()
    assert "记情况通报" in shown
    assert "已回执" in shown
    given = {"way": "sent", "state": "情况稳定", "at": "2026-03-02 09:00"}
    assert post(browser, duty_url("transfer.exchange"), **given).status_code == 302
    ended = post(
        browser, page("dual_end", dual), version=again(dual).version, how="back", reason="孩子回来居住了"
    )
    assert ended.status_code == 302
    draft = drafted(clerk)
    assert (
        post(browser, page("transfer_withdraw", draft), version=1, reason="写错了接收单位").status_code == 302
    )
    sent_back = noticed(clerk)
    url = page("transfer_refuse", sent_back)
    given = {"reason": "查无此人在该镇", "at": "2026-03-02 09:00"}
    assert post(browser, url, version=sent_back.version, **given).status_code == 302
    listed = browser.get(reverse("cases:transfer_list")).content.decode()
    for word in ("退回", "撤回"):
        assert word in listed


def test_the_pages_of_the_case_and_of_the_book(clerk, station, client_as):
    browser = client_as(clerk)
    case = open_case(clerk, station, with_facts=facts(False))
    place = outside(clerk)
    assert "回执来文单位" in browser.get(reverse("cases:case_detail", args=[case.pk])).content.decode()
    given = {"decision": "household", "reason": "户籍和居住都在本乡"}
    assert post(browser, page("control_add", case), **given).status_code == 302
    given = {"to_outside": place.pk, "their_number": "示公函8号", "note": ""}
    assert post(browser, duty_url("transfer.reply"), **given).status_code == 302
    given = {"name": "示例县公安局", "kind": "police", "area": "450224", "phone": "0772-5120009"}
    assert post(browser, reverse("cases:outside_add"), **given).status_code == 302
    assert (
        "行政区划代码"
        in post(browser, reverse("cases:outside_add"), **{**given, "area": "45"}).content.decode()
    )
    assert (
        post(browser, page("outside_verify", place), **{**given, "name": "示例镇工作站"}).status_code == 302
    )
    shown = browser.get(reverse("cases:outside_list")).content.decode()
    assert "示例镇工作站" in shown
    assert "0772-5120009" in shown


def test_a_worker_sees_that_a_child_is_handed_over_and_has_no_button(clerk, worker):
    assert not may(worker, CasePerm.TRANSFER)


@pytest.mark.parametrize(("purpose", "control"), [("dual", CONTROL), ("hand_over", BOTH), ("inform", BOTH)])
def test_a_letter_and_its_decision_say_one_thing(clerk, station, purpose, control):
    with pytest.raises(DomainError) as said:
        drafted(clerk, purpose=purpose, control=control)
    assert said.value.field == "decision"


def test_after_the_receipt_the_page_says_who_has_the_child(clerk, head, officer, worker, station, client_as):
    row = receipted(clerk, noticed(clerk))
    browser = client_as(clerk)
    text = browser.get(reverse("cases:case_detail", args=[row.case_id])).text
    letter = reverse("reporting:letter_detail", args=[Letter.objects.for_system("test").get().pk])
    for said in (f"已移交给 {row.to_name}", row.receipt_number, page("transfer_detail", row), letter):
        assert said in text
    for name in (
        "contact_add",
        "team_propose",
        "help_add",
        "route_change",
        "residence_verify",
        "transfer_add",
        "family_add",
        "school_status",
        "group_edit",
    ):
        assert reverse(f"cases:{name}", args=[row.case_id]) not in text
    assert "都还没有落实" not in text


def test_the_list_says_that_the_child_was_handed_over(clerk, station, client_as):
    row = receipted(clerk, noticed(clerk))
    for url in (reverse("cases:transfer_list"), page("transfer_detail", row)):
        assert "已移交（回执在册）" in client_as(clerk).get(url).text
