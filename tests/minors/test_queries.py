"""Lawful queries: two approvals, one reader, 72 hours; and a register that does not tell who is on file."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import NoReverseMatch, reverse

from accounts.models import ReadEntry
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors import actions
from minors.choices import GrantKind, QueryAnswer, QueryState, SealCause
from minors.models import Disclosure, Grant, LawfulQuery, Minor
from tests.cast import NOW
from tests.minors.factories import child_in, registered

HOUR = timedelta(hours=1)
WRITTEN = {
    "organ": "示例县人民检察院",
    "applicants": "第一检察部检察官",
    "document": "示检〔2026〕1号",
    "legal_basis": "治安管理处罚法第一百三十六条",
    "purpose": "办理案件需要核实处罚记录",
}


@pytest.fixture
def child():
    return child_in()


@pytest.fixture
def minor(clerk, head, county_user, station, child):
    """Sealed."""
    found = registered(clerk, station, child=child)
    row = actions.propose_seal(
        by=head, minor=found, cause=SealCause.OTHER, note="帮教期满，表现稳定", now=NOW
    )
    actions.sign_seal(by=head, proposal=row, now=NOW)
    actions.sign_seal(by=county_user, proposal=row, now=NOW)
    found.refresh_from_db()
    return found


def ask(by, *, now=NOW, **about):
    return actions.ask_query(by=by, now=now, **{**WRITTEN, **about})


def approved(query, head, county_user, *, now=NOW):
    actions.approve_query(by=head, query=query, now=now)
    return actions.approve_query(by=county_user, query=query, now=now)


@pytest.fixture
def query(clerk, county, minor, child):
    return ask(clerk, id_number=child.id_number)


def test_what_was_typed_is_not_stored(query, child):
    row = LawfulQuery.objects.for_system("test").get(pk=query.pk)
    assert child.id_number not in repr(vars(row))
    assert row.id_index
    assert row.state(NOW) == QueryState.WAITING


def test_two_approvals_of_two_units_open_it_for_its_reader(query, clerk, head, county_user, minor, child):
    with pytest.raises(DomainError):
        actions.open_query(by=clerk, query=query, now=NOW)
    actions.approve_query(by=head, query=query, now=NOW)
    with pytest.raises(DomainError):
        actions.open_query(by=clerk, query=query, now=NOW)
    actions.approve_query(by=county_user, query=query, now=NOW)
    found = actions.open_query(by=clerk, query=query, now=NOW)
    assert [(one.minor, one.values["name"]) for one in found] == [(minor, child.name)]
    assert ReadEntry.objects.filter(file=minor.pk, basis="封存档案依法查询").exists()
    grant = Grant.objects.for_system("test").get(kind=GrantKind.SEALED_QUERY)
    assert (grant.user, grant.until_at) == (clerk, NOW + timedelta(hours=72))
    for who in (head, county_user):
        with pytest.raises(PermissionDenied):
            actions.open_query(by=who, query=query, now=NOW)


def test_it_leads_into_no_list(query, clerk, head, county_user, minor, acting):
    approved(query, head, county_user)
    actions.open_query(by=clerk, query=query, now=NOW)
    assert not Minor.objects.visible_to(acting(clerk, NOW + HOUR)).filter(pk=minor.pk).exists()
    assert actions.usable_basis(by=acting(clerk, NOW), minor=minor, parts=["identity"], now=NOW) is None


def test_it_closes_itself_after_72_hours(query, clerk, head, county_user):
    approved(query, head, county_user)
    actions.open_query(by=clerk, query=query, now=NOW)
    last = NOW + timedelta(hours=72) - timedelta(seconds=1)
    assert actions.open_query(by=clerk, query=query, now=last)
    with pytest.raises(DomainError):
        actions.open_query(by=clerk, query=query, now=NOW + timedelta(hours=72))


def test_nobody_opened_it_in_15_days(query, clerk, head, county_user):
    approved(query, head, county_user)
    with pytest.raises(DomainError):
        actions.open_query(by=clerk, query=query, now=NOW + timedelta(days=15))


def test_the_reader_does_not_approve_and_one_unit_not_twice(county_user, county_user2, head, minor):
    row = ask(head, code=minor.code)
    with pytest.raises(DomainError, match="经办人"):
        actions.approve_query(by=head, query=row, now=NOW)
    actions.approve_query(by=county_user, query=row, now=NOW)
    with pytest.raises(DomainError, match="本单位"):
        actions.approve_query(by=county_user2, query=row, now=NOW)


def test_approving_twice_is_one_approval(query, head):
    actions.approve_query(by=head, query=query, now=NOW)
    again = actions.approve_query(by=head, query=query, now=NOW + HOUR)
    assert (again.first_at, again.second_by) == (NOW, None)


@pytest.mark.parametrize("who", ["clerk", "leader", "auditor", "liaison"])
def test_nobody_else_approves(request, query, who):
    with pytest.raises(PermissionDenied):
        actions.approve_query(by=request.getfixturevalue(who), query=query, now=NOW)


def test_a_refusal_is_reasoned_and_forgets_the_person(query, head):
    with pytest.raises(DomainError):
        actions.refuse_query(by=head, query=query, reason="不", now=NOW)
    row = actions.refuse_query(by=head, query=query, reason="公函没有写明法律依据", now=NOW)
    assert (row.state(NOW), row.id_index) == (QueryState.REFUSED, None)
    assert not Duty.objects.open().filter(kind="query.approve").exists()


def test_answering_closes_and_forgets(query, clerk, head, county_user):
    approved(query, head, county_user)
    actions.open_query(by=clerk, query=query, now=NOW)
    row = actions.answer_query(
        by=clerk, query=query, answer=QueryAnswer.GIVEN, disclosed="处理结果及其日期", now=NOW
    )
    assert (row.state(NOW), row.id_index, row.code) == (QueryState.ANSWERED, None, "")
    with pytest.raises(DomainError):
        actions.open_query(by=clerk, query=query, now=NOW)


def test_the_sweep_forgets_whom_a_closed_query_was_about(query, clerk, head, county_user):
    approved(query, head, county_user)
    just_before = NOW + timedelta(hours=72) - timedelta(seconds=1)
    assert query_state(query, just_before) == QueryState.APPROVED
    assert actions.sweep_queries(just_before) == 0
    assert [actions.sweep_queries(NOW + timedelta(hours=72)) for _ in range(2)] == [1, 0]
    assert query_state(query, NOW + timedelta(hours=72)) == QueryState.CLOSED


def query_state(query, now):
    return LawfulQuery.objects.for_system("test").get(pk=query.pk).state(now)


def owed(user, kind):
    return Duty.objects.mine(user).open().filter(kind=kind)


def test_each_of_the_two_approvers_owes_one_and_the_reader_is_told(query, clerk, head, county_user):
    assert owed(head, "query.approve").count() == owed(county_user, "query.approve").count() == 1
    assert not owed(clerk, "query.answered").exists()
    approved(query, head, county_user)
    assert not owed(head, "query.approve").exists()
    assert owed(clerk, "query.answered").get().label == query.number
    actions.open_query(by=clerk, query=query, now=NOW)
    assert not owed(clerk, "query.answered").exists()


def test_a_reader_of_the_county_has_a_station_approve_too(county_user, head):
    row = ask(county_user, id_number=child_in().id_number)
    assert owed(head, "query.approve").get().label == row.number


def test_a_refusal_is_told_until_the_reader_has_seen_it(client_as, query, clerk, head):
    actions.refuse_query(by=head, query=query, reason="公函没有写明法律依据", now=NOW)
    url = reverse("minors:query_detail", args=[query.pk])
    with clock.at(NOW):
        assert "知道了" in client_as(clerk).get(url).text
        assert client_as(clerk).post(url, {"seen": "1"}).status_code == 302
        assert client_as(head).post(url, {"seen": "1"}).status_code == 403
    assert not owed(clerk, "query.answered").exists()


def test_what_was_given_of_a_sealed_file_stands_in_the_register_without_its_code(
    query, clerk, head, county_user, auditor, minor
):
    approved(query, head, county_user)
    actions.open_query(by=clerk, query=query, now=NOW)
    actions.answer_query(
        by=clerk, query=query, answer=QueryAnswer.GIVEN, disclosed="处理结果及其日期", now=NOW
    )
    for user in (clerk, auditor):
        row = Disclosure.objects.visible_to(user).get()
        assert (row.code, row.file, row.fields) == ("", None, "处理结果及其日期")
        assert query.number in row.basis_text


def test_what_is_opened_is_watermarked_and_masked_after_a_minute(client_as, query, clerk, head, county_user):
    approved(query, head, county_user)
    with clock.at(NOW):
        page = client_as(clerk).post(f"/minors/queries/{query.pk}/open/")
    assert page["Refresh"] == f"60; url=/minors/queries/{query.pk}/"
    assert 'id="watermark"' in page.text
    assert 'data-mask-after="60"' in page.text
    assert 'data-mask="示' in page.text
    with clock.at(NOW):
        assert "登记答复并关闭" in client_as(clerk).get(f"/minors/queries/{query.pk}/").text


def test_the_register_is_the_same_for_a_person_who_is_not_on_file(
    client_as, clerk, head, county_user, auditor, minor, child, django_assert_max_num_queries
):
    """Same words, same number of queries, in list and detail, before and after the answer."""
    known = ask(clerk, id_number=child.id_number)
    unknown = ask(clerk, id_number=child_in().id_number)
    pages = []
    for row in (known, unknown):
        seen = []
        with clock.at(NOW):
            seen += [client_as(who).get(f"/minors/queries/{row.pk}/") for who in (head, county_user, auditor)]
        approved(row, head, county_user)
        found = actions.open_query(by=clerk, query=row, now=NOW)
        assert bool(found) == (row == known)
        actions.answer_query(by=clerk, query=row, answer=QueryAnswer.NOTHING, now=NOW)
        with clock.at(NOW):
            seen += [client_as(who).get(f"/minors/queries/{row.pk}/") for who in (head, county_user, auditor)]
        pages.append([_plain(page, row) for page in seen])
    assert pages[0] == pages[1]


def _plain(page, row):
    body = page.content.decode().replace(str(row.pk), "").replace(row.number, "")
    kept = [line for line in body.splitlines() if "nonce" not in line and "csrf" not in line]
    assert page.status_code == 200
    return kept


def test_nothing_found_answers_that_there_is_no_record(clerk, head, county_user, client_as, county):
    row = ask(clerk, id_number=child_in().id_number)
    approved(row, head, county_user)
    with clock.at(NOW):
        page = client_as(clerk).post(f"/minors/queries/{row.pk}/open/")
    assert "无可提供的记录" in page.content.decode()
    with pytest.raises(DomainError):
        actions.answer_query(
            by=clerk, query=row, answer=QueryAnswer.GIVEN, disclosed="处理结果及其日期", now=NOW
        )


def test_the_pages_from_application_to_answer(client_as, clerk, head, county_user, minor, child):
    typed = {**WRITTEN, "client_id": "9f0c2b1e-0000-4000-8000-000000000001", "id_number": child.id_number}
    with clock.at(NOW):
        desk = client_as(clerk)
        assert desk.post("/minors/queries/add/", typed).status_code == 302
        assert desk.post("/minors/queries/add/", typed).status_code == 302
        row = LawfulQuery.objects.for_system("test").get()
        url = f"/minors/queries/{row.pk}/"
        assert desk.post(url).status_code == 403
        for who in (head, county_user):
            assert "批准" in client_as(who).get(url).content.decode()
            assert client_as(who).post(url, {"approve": "1"}).status_code == 302
        opened = desk.post(f"{url}open/")
        assert child.name in opened.content.decode()
        assert "no-store" in opened.headers["Cache-Control"]
        assert client_as(head).post(f"{url}open/").status_code == 403
        answer = {"answer": "given", "disclosed": "处理结果及其日期"}
        assert desk.post(f"{url}open/", answer).status_code == 302
        assert child.name not in desk.post(f"{url}open/").content.decode()


def test_an_answer_without_its_content_keeps_the_form_and_opens_nothing(
    client_as, query, clerk, head, county_user, minor, child
):
    approved(query, head, county_user)
    actions.open_query(by=clerk, query=query, now=NOW)
    before = ReadEntry.objects.filter(file=minor.pk).count()
    with clock.at(NOW):
        url = f"/minors/queries/{query.pk}/open/"
        page = client_as(clerk).post(url, {"answer": "given", "disclosed": ""})
        assert client_as(head).post(url, {"answer": "given", "disclosed": ""}).status_code == 403
    assert page.context["form"].errors == {"disclosed": ["请写明提供了哪些内容。"]}
    assert child.name not in page.text
    assert ReadEntry.objects.filter(file=minor.pk).count() == before
    assert LawfulQuery.objects.for_system("test").get().answered_at is None


def test_the_form_says_who_approves(client_as, clerk):
    with clock.at(NOW):
        page = client_as(clerk).get("/minors/queries/add/").text
    assert "批准须由两个不同单位的两个人作出，登记人不能批准" in page


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("leader", 404), ("liaison", 404)])
def test_a_query_is_not_everybodys(request, client_as, query, who, status):
    with clock.at(NOW):
        page = client_as(request.getfixturevalue(who)).get(f"/minors/queries/{query.pk}/")
    assert page.status_code == status


def test_there_is_no_unsealing():
    assert not [name for name in dir(actions) if "unseal" in name or "reopen" in name]
    with pytest.raises(NoReverseMatch):
        reverse("minors:unseal")
