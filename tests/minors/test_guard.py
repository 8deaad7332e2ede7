"""The leak guard tells nobody who is registered, hides at the source, and lets a head decide."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Post, UnitKind
from accounts.models import ReadEntry
from common import clock
from common.errors import DomainError
from common.freetext import HIDDEN, REMOVED, HiddenText, at_desk, fingerprint, original
from duties import actions as duties
from duties.models import Duty, Excuse
from minors import actions
from minors.models import SchoolKey, TextCheck
from reporting.models import Problem
from tests.accounts.factories import UnitFactory
from tests.cases.factories import in_care
from tests.cast import NOW, OTHER_COUNTY, staff
from tests.minors.factories import child_in, registered, seal
from tests.reporting.test_seizure_add import typed as seizure_form

REGISTERED, SEALED, NOBODY = "示例·甲丑寅", "示例·甲卯辰", "示例·甲巳午"
NAMES = (REGISTERED, SEALED, NOBODY)
SENTENCE = "昨晚和{}家里通了话，家里说在外地。"


@pytest.fixture(autouse=True)
def at_now():
    with clock.at(NOW):
        yield


@pytest.fixture
def far(db):
    """A registered and a sealed child of another county, which nobody of the cast may see."""
    station = UnitFactory(kind=UnitKind.STATION, area=f"{OTHER_COUNTY}201")
    clerk = staff("far-clerk", station, Post.STATION_CLERK)
    registered(clerk, station, child=child_in(name=REGISTERED, school="示例远方中学"))
    seal(registered(clerk, station, child=child_in(name=SEALED)))


def plain(page) -> str:
    """A page without what differs between any two answers: tokens, keys, random codes, the name itself."""
    text = page.content.decode()
    for name in NAMES:
        text = text.replace(name, "名")
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce|X-CSRFToken[^:]*: ?)[="\s]*[\w&;-]+', "", text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "key", text)
    text = re.sub(r"\b[0-9a-zA-Z]{32,64}\b", "token", text)
    return re.sub(r"\b[A-Z]?-?[0-9A-Z]{4}-[0-9A-Z]{4}\b", "code", text)


def shape(statement: str) -> str:
    """A statement without its values."""
    return re.sub(r"'[^']*'|\"s\d+_x\d+\"|\b\d+\b|\([?, %s]*\)", "", statement)[:80]


def answers(browser, url, data_of):
    """What one post of the same form gives with each name, its redirects followed and each undone again."""
    found, verdicts = {}, {}
    for name in NAMES:
        undo = transaction.savepoint()
        with CaptureQueriesContext(connection) as queries:
            page = browser.post(url, data_of(SENTENCE.format(name)), follow=True)
        hops = len(page.redirect_chain)
        found[name] = (page.status_code, hops, plain(page), [shape(query["sql"]) for query in queries])
        verdicts[name] = check_of(SENTENCE.format(name)).verdict
        transaction.savepoint_rollback(undo)
    assert found[NOBODY][:2] == (200, 1)
    assert verdicts == {REGISTERED: "hit", SEALED: "hit", NOBODY: "clean"}
    return found


def assert_alike(found):
    assert found[REGISTERED] == found[NOBODY]
    assert found[SEALED] == found[NOBODY]


def check_of(text):
    return TextCheck.objects.for_system("test").get(fingerprint=fingerprint(text))


# --- no oracle, on five real forms and after their redirects


def test_a_problem_is_answered_alike_whoever_it_names(far, clerk, county, client_as):
    data = {"to_unit": county.pk, "client_id": uuid4()}
    url = reverse("reporting:problem_add")
    assert_alike(answers(client_as(clerk), url, lambda text: {**data, "text": text}))


def test_a_seizures_clue_likewise(far, liaison, station, township, client_as):
    url, data = reverse("reporting:seizure_add"), seizure_form()
    assert_alike(answers(client_as(liaison), url, lambda text: {**data, "source_clue": text}))


def test_an_order_likewise(far, county_user, station, client_as):
    data = {"to_unit": station.pk, "basis": "方案五(二)", "due_on": "", "client_id": uuid4()}
    url = reverse("reporting:order_add")
    assert_alike(answers(client_as(county_user), url, lambda text: {**data, "demand": text}))


def test_a_contacts_note_likewise(far, clerk, head, officer, worker, client_as):
    case = in_care(clerk, head, officer, worker)
    at = clock.local(NOW).strftime("%Y-%m-%dT%H:%M")
    data = {"at": at, "with_whom": "child", "channel": "visit", "outcome": "met", "next_on": ""}
    url = reverse("cases:contact_add", args=[case.pk])
    data["client_id"] = uuid4()
    assert_alike(answers(client_as(worker), url, lambda text: {**data, "note": text}))


def test_an_excuse_likewise(far, liaison, police_post, client_as):
    at = NOW - timedelta(days=3)
    duty = duties.open("report.complete", subject=uuid4(), unit=police_post, label="T-1", at=at)
    url = reverse("duties:excuse_add", args=[duty.pk])
    assert_alike(answers(client_as(liaison), url, lambda text: {"reason": text}))


def test_as_many_indexes_are_computed_for_any_name(far, monkeypatch):
    """Instead of a clock on the wall: the work is counted."""
    from minors.actions import guard  # noqa: PLC0415

    counted = []
    real = guard.blind_index
    monkeypatch.setattr(guard, "blind_index", lambda *given: counted.append(given) or real(*given))
    numbers = []
    for name in NAMES:
        counted.clear()
        with CaptureQueriesContext(connection) as queries:
            check(SENTENCE.format(name))
        numbers.append((len(counted), len(queries)))
    assert len(set(numbers)) == 1


def check(text, author=None, row=None):
    from minors.actions.guard import check_text  # noqa: PLC0415

    check_text(text=text, field="text", column="text", row=row or Problem(), author=author)
    return check_of(text)


# --- to whom the file lies open


def test_in_ones_own_scope_the_answer_comes_at_once(clerk, station, county, client_as):
    registered(clerk, station, child=child_in(name=REGISTERED))
    url = reverse("reporting:problem_add")
    text = SENTENCE.format(REGISTERED)
    page = client_as(clerk).post(url, {"to_unit": county.pk, "text": text, "client_id": uuid4()})
    assert page.context["form"].errors == {"text": ["这里像是写了在册人员的姓名，请改用编号。"]}
    assert text in page.content.decode()
    assert not Problem.objects.for_system("test").exists()


def test_a_guardian_counts_too_and_a_sealed_file_is_out_of_sight(clerk, station):
    minor = registered(clerk, station, child=child_in(guardian_name=REGISTERED))
    with pytest.raises(DomainError):
        check(SENTENCE.format(REGISTERED), author=clerk)
    seal(minor)
    assert check(SENTENCE.format(REGISTERED), author=clerk).verdict == "hit"


@pytest.mark.parametrize(
    "text",
    [
        "示例·甲丑寅", "示例甲丑寅", "示 例 · 甲 丑 寅", "示\u200b例·甲\u200b丑寅", "示例•甲丑寅",
        "示例-甲丑寅",
        "示例・甲丑寅", "示\n例\n甲\n丑\n寅", "昨天示例·甲丑寅到过", "示_例_甲_丑_寅",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_spread(far, text):
    assert check(text).verdict == "hit"


@pytest.mark.parametrize(
    "text",
    [
        "杆政发〔2024〕17号", "2024年9月1日", "罚款1,234元", "编号 7K3M-9PXQ", "示例",
        "今天走访了三户，都在家。", "试剂用完两周，县里没有回音。",
    ],
)  # fmt: skip
def test_ordinary_words_pass(far, text):
    assert check(text).verdict == "clean"


# --- schools


def test_a_registered_school_is_hidden_for_those_who_write_of_cases(far, clerk):
    assert SchoolKey.objects.count() >= 1
    assert check("孩子在示例远方中学上学", author=clerk).verdict == "hit"
    assert check("孩子在示例近处中学上学", author=clerk).verdict == "clean"


def test_where_schools_are_visited_their_names_are_not_compared(far, clerk, police_post):
    excuse = Excuse()
    assert check("到示例远方中学讲课", author=clerk, row=excuse).verdict == "clean"


# --- hidden at the source


@pytest.fixture
def hidden(far, clerk, county):
    """A problem whose text names a child whom its author may not see."""
    with at_desk(clerk):
        problem = Problem(
            from_unit=clerk.acting.unit, to_unit=county, text=SENTENCE.format(REGISTERED), at=NOW, by=clerk
        )
        problem.save()
    return problem


def page_of(client_as, user, problem):
    return client_as(user).get(reverse("reporting:problem_detail", args=[problem.pk])).content.decode()


def test_only_its_author_sees_a_hidden_text(hidden, clerk, county_user, client_as):
    assert REGISTERED in page_of(client_as, clerk, hidden)
    seen = page_of(client_as, county_user, hidden)
    assert REGISTERED not in seen
    assert HIDDEN in seen


def test_lists_and_exports_hide_it_too(hidden, county_user, client_as):
    browser = client_as(county_user)
    assert REGISTERED not in browser.get(reverse("reporting:problem_list")).content.decode()
    with at_desk(county_user):
        rows = list(Problem.objects.for_system("export").values_list("text", flat=True))
    assert rows == [HIDDEN]


def test_a_row_saved_by_another_keeps_the_original(hidden, county_user):
    with at_desk(county_user):
        row = Problem.objects.for_system("test").get(pk=hidden.pk)
        assert isinstance(row.text, HiddenText)
        assert f"{row.text}" == HIDDEN
        row.text = f" {HIDDEN} "  # a form that showed it sends it back
        row.full_clean()
        row.save()
    assert Problem.objects.for_system("test").get(pk=hidden.pk).text == SENTENCE.format(REGISTERED)


def test_the_mask_is_not_written_upon(hidden, county_user):
    row = Problem(from_unit=hidden.to_unit, to_unit=hidden.from_unit, at=NOW, by=county_user)
    row.text = f"{HIDDEN}补充"
    with at_desk(county_user), pytest.raises(DomainError, match="另写一段"):
        row.save()


def test_history_hides_it(clerk, station, far, head):
    minor = registered(clerk, station)
    with at_desk(clerk):
        minor._change_reason = f"与{REGISTERED}不是一人"
        minor.save()
    with at_desk(head):
        reasons = [
            row.history_change_reason for row in type(minor).history.for_system("test").filter(id=minor.pk)
        ]
    assert HIDDEN in reasons
    assert not any(REGISTERED in (reason or "") for reason in reasons)


def test_an_unchanged_text_is_not_looked_at_again(hidden):
    before = TextCheck.objects.for_system("test").count()
    row = Problem.objects.for_system("test").get(pk=hidden.pk)
    row.save()
    assert TextCheck.objects.for_system("test").count() == before


# --- the head's queue


@pytest.fixture
def waiting(hidden, station, head):
    actions.sweep_texts(NOW)
    return TextCheck.objects.for_system("test").waiting().get()


def test_the_sweep_opens_one_coded_duty_for_the_head(waiting, station):
    assert actions.sweep_texts(NOW) == 0
    duty = Duty.objects.get(kind="leak.review")
    assert (duty.unit, duty.post, duty.label) == (station, Post.STATION_HEAD, waiting.number)


def test_what_a_head_typed_the_county_looks_at(far, head, county_user):
    row = check(SENTENCE.format(REGISTERED), author=head)
    actions.sweep_texts(NOW)
    assert Duty.objects.get(kind="leak.review").post == Post.COUNTY_REVIEWER
    assert not TextCheck.objects.visible_to(head).filter(pk=row.pk).exists()
    assert TextCheck.objects.visible_to(county_user).filter(pk=row.pk).exists()


def test_a_released_text_is_read_by_all(waiting, hidden, head, county_user, client_as):
    url = reverse("minors:text_check_detail", args=[waiting.pk])
    browser = client_as(head)
    assert REGISTERED in browser.get(url).content.decode()
    assert ReadEntry.objects.filter(code=waiting.number).exists()
    sent = browser.post(url, {"decision": "released", "reason": "同名的村干部"})
    assert sent.url == reverse("minors:text_check_list")
    assert REGISTERED in page_of(client_as, county_user, hidden)
    assert Duty.objects.get(kind="leak.review").met_at is not None


def test_a_removed_text_is_shown_to_nobody_and_destroyed_also_where_nothing_else_changes(
    waiting, hidden, head, clerk, county_user, client_as
):
    actions.decide_text(by=head, check=waiting, decision="removed", reason="写了孩子姓名", now=NOW)
    for user in (clerk, county_user):
        assert REGISTERED not in page_of(client_as, user, hidden)
    assert REMOVED in page_of(client_as, clerk, hidden)
    waiting.refresh_from_db()
    assert waiting.destroyed
    assert original(Problem.objects.for_system("test").get(pk=hidden.pk).text) == REMOVED


def test_a_removed_text_is_gone_from_a_row_that_may_change(far, clerk, head, station):
    minor = registered(clerk, station)
    with at_desk(clerk):
        minor.withdrawn_reason = SENTENCE.format(REGISTERED)
        minor.save()
    row = TextCheck.objects.for_system("test").waiting().get()
    actions.decide_text(by=head, check=row, decision="removed", reason="写了孩子姓名", now=NOW)
    row.refresh_from_db()
    assert row.destroyed
    minor.refresh_from_db()
    assert original(minor.withdrawn_reason) == REMOVED
    past = type(minor).history.for_system("test").values_list("withdrawn_reason", flat=True)
    assert not any(REGISTERED in original(text) for text in past)


@pytest.mark.parametrize(("who", "status"), [("clerk", 404), ("other_head", 404), ("bystander", 404)])
def test_the_queue_is_the_heads_alone(request, waiting, client_as, who, status):
    user = request.getfixturevalue(who)
    assert client_as(user).get(reverse("minors:text_check_detail", args=[waiting.pk])).status_code == status
    with pytest.raises(PermissionDenied):
        actions.decide_text(by=user, check=waiting, decision="released", reason="同名的村干部", now=NOW)


def test_the_second_to_decide_is_told(waiting, head):
    actions.decide_text(by=head, check=waiting, decision="released", reason="同名的村干部", now=NOW)
    with pytest.raises(DomainError, match="已有人处理"):
        actions.decide_text(by=head, check=waiting, decision="removed", reason="写了孩子姓名", now=NOW)


@pytest.mark.parametrize("reason", ["", "。。", "好好好好"])
def test_a_decision_needs_a_reason(waiting, head, reason):
    with pytest.raises(DomainError, match="理由"):
        actions.decide_text(by=head, check=waiting, decision="released", reason=reason, now=NOW)


def test_the_list_of_the_clerk_is_refused(clerk, client_as):
    assert client_as(clerk).get(reverse("minors:text_check_list")).status_code == 403


# --- the head's own text


def test_a_head_keeps_a_text_with_a_reason_and_the_queue_says_so(clerk, head, station, county, client_as):
    registered(clerk, station, child=child_in(name=REGISTERED))
    url = reverse("reporting:problem_add")
    text = SENTENCE.format(REGISTERED)
    data = {"to_unit": county.pk, "text": text, "client_id": uuid4()}
    browser = client_as(head)
    refused = browser.post(url, data).text
    assert 'name="keep_name_because"' in refused
    assert "同名" not in browser.post(url, {**data, "keep_name_because": "啊啊"}).text
    assert not Problem.objects.for_system("test").exists()
    sent = browser.post(url, {**data, "keep_name_because": "是同名的村干部，不是孩子"})
    assert sent.status_code == 302
    row = check_of(text)
    assert (row.verdict, row.decision, row.reason) == ("hit", "released", "是同名的村干部，不是孩子")
    assert (row.decided_by, row.author) == (head, head)
    assert Problem.objects.for_system("test").get().text == text


def test_nobody_else_keeps_it_and_a_number_is_never_kept(clerk, head, station, county, client_as):
    registered(clerk, station, child=child_in(name=REGISTERED))
    url = reverse("reporting:problem_add")
    data = {"to_unit": county.pk, "client_id": uuid4(), "keep_name_because": "是同名的村干部，不是孩子"}
    page = client_as(clerk).post(url, {**data, "text": SENTENCE.format(REGISTERED)}).text
    assert 'name="keep_name_because"' not in page
    client_as(head).post(url, {**data, "text": f"{REGISTERED}，电话 19900000001"})
    assert not Problem.objects.for_system("test").exists()
