"""A finding goes to the bureau whose matter it is; the station keeps it until an answer is on file."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from docx import Document

from common import clock
from common.errors import DomainError
from duties.models import Duty
from patrols import actions
from patrols.actions.states import finding_states, venue_lines
from patrols.choices import Bureau, FindingState, ReferralResult, VenueState
from patrols.models import Chase, Finding, Referral
from patrols.policies import CHASE_AGAIN_DAYS, RECHECK_DAYS
from tests.cast import NOW
from tests.patrols.given import a_patrol, a_venue, seen
from tests.patrols.test_findings import check, order
from tests.patrols.test_pages import text_of

DAY = timedelta(days=1)
TODAY = clock.local_day(NOW)


@pytest.fixture(autouse=True)
def at_nine():
    with clock.at(NOW):
        yield


@pytest.fixture
def finding(clerk) -> Finding:
    a_patrol(clerk, seen(venue=a_venue(clerk), fail="向学生出售香烟"))
    return Finding.objects.visible_to(clerk).get()


def refer(by, finding, *, now=NOW, **more) -> Referral:
    values = {"bureau": Bureau.TOBACCO, "matter": "向学生出售香烟", "client_id": uuid4()}
    return actions.refer_finding(by=by, finding=finding, now=now, **values | more)


def answer(by, letter, result=ReferralResult.DEALT, *, now=NOW, **more) -> Referral:
    values = {"answered_on": clock.local_day(now), "answer": "已责令停止出售"}
    return actions.answer_referral(by=by, referral=letter, result=result, now=now, **values | more)


def chase(by, letter, *, now=NOW, **more) -> Chase:
    values = {"note": "问了专卖科，正在办", "client_id": uuid4()}
    return actions.chase_referral(by=by, referral=letter, now=now, **values | more)


def state(finding, now=NOW) -> FindingState:
    return finding_states([finding], clock.local_day(now))[finding.pk]


def is_open(kind: str) -> list[str]:
    return sorted(Duty.objects.filter(kind=kind).open().values_list("period", flat=True))


def test_a_letter_has_the_next_number_of_the_year(clerk, finding):
    assert refer(clerk, finding).number == "责移〔2026〕1号"
    assert refer(clerk, finding, bureau=Bureau.MARKET).number == "责移〔2026〕2号"


def test_a_letter_does_what_an_order_would_have_and_waits_for_an_answer(clerk, finding, station):
    refer(clerk, finding)
    assert Duty.objects.get(kind="finding.order").met_at == NOW
    duty = Duty.objects.get(kind="finding.answer")
    assert (duty.unit, duty.due_at) == (station, clock.end_of_day(TODAY + 30 * DAY))
    assert state(finding) == FindingState.REFERRED
    assert venue_lines([finding.venue], TODAY)[0].state == VenueState.MENDING


def test_who_has_acted_is_followed_by_a_look(clerk, finding):
    letter, later = refer(clerk, finding), NOW + 5 * DAY
    answer(clerk, letter, now=later)
    assert Duty.objects.get(kind="finding.answer").met_at == clock.start_of_day(TODAY + 5 * DAY)
    assert state(finding, later) == FindingState.TO_RECHECK
    duty = Duty.objects.get(kind="finding.recheck")
    assert duty.due_at == clock.end_of_day(TODAY + 5 * DAY + timedelta(days=RECHECK_DAYS))
    check(clerk, finding, now=later + DAY)
    assert state(finding, later + DAY) == FindingState.CLOSED
    assert not Duty.objects.filter(kind__startswith="finding.").open().exists()


@pytest.mark.parametrize("result", [ReferralResult.NOT_THEIRS, ReferralResult.NO_BREACH])
def test_what_comes_back_undone_is_the_stations_again(clerk, finding, result):
    letter, later = refer(clerk, finding), NOW + 5 * DAY
    answer(clerk, letter, result, now=later)
    assert state(finding, later) == FindingState.OPEN
    assert is_open("finding.order") == [""]
    assert not Duty.objects.filter(kind="finding.recheck").exists()
    order(clerk, finding, now=later)
    assert state(finding, later) == FindingState.ORDERED


def test_a_look_that_finds_it_unmended_asks_for_an_order_or_a_letter(clerk, finding):
    answer(clerk, refer(clerk, finding), now=NOW + DAY)
    check(clerk, finding, passed=False, now=NOW + 2 * DAY)
    assert state(finding, NOW + 2 * DAY) == FindingState.FAILED
    assert is_open("finding.order") == [""]
    refer(clerk, finding, now=NOW + 3 * DAY)
    assert state(finding, NOW + 3 * DAY) == FindingState.REFERRED
    assert is_open("finding.order") == []


def test_an_order_that_runs_speaks_for_itself_beside_a_letter(clerk, finding):
    order(clerk, finding, days=3)
    letter = refer(clerk, finding)
    assert state(finding) == FindingState.ORDERED
    assert state(finding, NOW + 4 * DAY) == FindingState.OVERDUE
    answer(clerk, letter, ReferralResult.NOT_THEIRS, now=NOW + DAY)
    assert is_open("finding.order") == []
    assert state(finding, NOW + DAY) == FindingState.ORDERED


def test_what_is_mended_meanwhile_is_not_asked_after_any_more(clerk, finding):
    order(clerk, finding)
    letter = refer(clerk, finding)
    check(clerk, finding, now=NOW + DAY)
    assert Duty.objects.get(kind="finding.answer").voided_at == NOW + DAY
    with pytest.raises(DomainError, match="已经整改合格"):
        chase(clerk, letter, now=NOW + 2 * DAY)
    assert answer(clerk, letter, now=NOW + 2 * DAY).answered_on
    assert state(finding, NOW + 2 * DAY) == FindingState.CLOSED
    assert not Duty.objects.filter(kind__startswith="finding.").open().exists()


def test_who_asks_again_starts_the_clock_anew_and_keeps_the_miss(clerk, finding):
    letter, late = refer(clerk, finding), NOW + 40 * DAY
    chase(clerk, letter, now=late)
    first, second = Duty.objects.filter(kind="finding.answer").order_by("started_at")
    assert first.met_at == late > first.due_at
    assert second.due_at == clock.end_of_day(clock.local_day(late) + CHASE_AGAIN_DAYS * DAY)
    chase(clerk, letter, now=late + DAY)
    answer(clerk, letter, now=late + 2 * DAY)
    assert is_open("finding.answer") == []
    assert Duty.objects.filter(kind="finding.answer").count() == 3


def test_an_answer_typed_long_after_it_came_asks_for_a_look_that_is_late(clerk, finding):
    letter, late = refer(clerk, finding), NOW + 40 * DAY
    answer(clerk, letter, now=late, answered_on=TODAY + DAY)
    duty = Duty.objects.get(kind="finding.recheck")
    assert duty.due_at < late
    assert duty.met_at is None


def test_one_bureau_is_waited_for_once(clerk, finding):
    letter = refer(clerk, finding)
    with pytest.raises(DomainError) as said:
        refer(clerk, finding)
    assert said.value.field == "bureau"
    letter.pk, letter.serial, letter.client_id = uuid4(), 9, uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        letter.save(force_insert=True)


def test_the_same_form_sent_twice_is_one_letter_and_one_chase(clerk, finding):
    key = uuid4()
    letter = refer(clerk, finding, client_id=key)
    assert refer(clerk, finding, client_id=key) == letter
    assert chase(clerk, letter, client_id=key) == chase(clerk, letter, client_id=key)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"answered_on": TODAY - DAY}, "answered_on"),
        ({"answered_on": TODAY + DAY}, "answered_on"),
        ({"answer": " "}, "answer"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(clerk, finding, more, field):
    letter = refer(clerk, finding)
    with pytest.raises(DomainError) as said:
        answer(clerk, letter, **more)
    assert said.value.field == field
    assert is_open("finding.answer") == [letter.period]


def test_an_answer_is_given_once(clerk, finding):
    letter = answer(clerk, refer(clerk, finding))
    for again in (answer, chase):
        with pytest.raises(DomainError, match="答复"):
            again(clerk, letter)


def test_a_finding_that_was_sent_on_is_not_withdrawn(clerk, finding):
    refer(clerk, finding)
    with pytest.raises(DomainError, match="移送函已经发出"):
        actions.withdraw_finding(by=clerk, finding=finding, reason="当日已核实为误记", now=NOW)


@pytest.mark.parametrize("user", ["secretary", "school_liaison", "leader", "county_user", "outsider"])
def test_only_the_station_of_the_place_sends_asks_and_files(request, clerk, finding, user):
    by, letter = request.getfixturevalue(user), refer(clerk, finding, bureau=Bureau.MARKET)
    for act, row in ((refer, finding), (chase, letter), (answer, letter)):
        with pytest.raises(PermissionDenied):
            act(by, row)


# --- on the page


def test_a_letter_goes_and_is_answered_on_the_page_of_its_finding(client_as, clerk, finding):
    client = client_as(clerk)
    url = reverse("patrols:finding_refer", args=[finding.pk])
    assert '<option value="tobacco" selected>' in text_of(client.get(url))
    typed = {"client_id": uuid4(), "bureau": "tobacco", "matter": "向学生出售香烟"}
    page = text_of(client.post(url, typed, follow=True))
    assert "已移送，待答复" in page
    assert "移送烟草" in page
    letter = Referral.objects.visible_to(clerk).get()
    ask = {"client_id": uuid4(), "note": "问了专卖科"}
    assert "问了专卖科" in text_of(
        client.post(reverse("patrols:referral_chase", args=[letter.pk]), ask, follow=True)
    )
    said = {"result": "dealt", "answered_on": TODAY.isoformat(), "answer": "已责令停止出售"}
    page = client.post(reverse("patrols:referral_answer", args=[letter.pk]), said, follow=True)
    assert "已查处，待复查" in text_of(page)
    assert "记复查结果" in text_of(page)


def test_an_answer_without_words_keeps_what_was_typed(client_as, clerk, finding):
    letter = refer(clerk, finding)
    said = {"result": "not_theirs", "answered_on": "2026-03-01", "answer": "属市场监管"}
    page = text_of(client_as(clerk).post(reverse("patrols:referral_answer", args=[letter.pk]), said))
    assert "答复日期应在移送之后" in page
    assert "属市场监管" in page
    assert Referral.objects.visible_to(clerk).get().answered_on is None


def test_a_letter_is_printed_with_number_bureau_and_matter(client_as, clerk, leader, finding):
    letter = refer(clerk, finding, matter="校门口向学生出售香烟")
    url = reverse("reporting:referral_print", args=[letter.pk])
    assert client_as(clerk).get(url).content.startswith(b"%PDF")
    answer = client_as(clerk).get(url, {"form": "docx"})
    text = "\n".join(part.text for part in Document(BytesIO(answer.content)).paragraphs)
    for word in ("责移〔2026〕1号", "县烟草部门", "校门口向学生出售香烟", "未成年人保护法"):
        assert word in text
    assert finding.code in answer["Content-Disposition"]
    assert client_as(leader).get(url).status_code == 403
