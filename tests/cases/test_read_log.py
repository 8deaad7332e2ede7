"""No page shows a child's row without a trace; no refusal passes unseen; no log, no page."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse

from accounts import trail
from accounts.models import ReadEntry
from cases.models import Case
from config import urls as house
from tests.cases.factories import in_care, open_case
from tests.cast import LOGGED
from tests.minors.factories import seal

pytestmark = pytest.mark.usefixtures("a_day_later")


@pytest.fixture
def case(clerk, station):
    return open_case(clerk, station)


def detail(case):
    return reverse("cases:case_detail", args=[case.pk])


def entries(**wanted):
    return list(ReadEntry.objects.filter(**wanted).order_by("seq"))


def test_a_list_says_which_codes_it_showed(client_as, clerk, station, case):
    other = open_case(clerk, station)
    client_as(clerk).get(reverse("cases:case_list"))
    (entry,) = entries()
    assert (entry.kind, entry.view, entry.user_id) == ("list", "cases:case_list", clerk.pk)
    assert entry.codes == ",".join(sorted([case.minor.code, other.minor.code]))
    assert (entry.rows, entry.file) == (2, None)


def test_an_empty_list_shows_nobody_and_writes_nothing(client_as, clerk):
    client_as(clerk).get(reverse("cases:case_list"))
    assert entries() == []


def test_a_detail_names_its_file(client_as, clerk, case):
    client_as(clerk).get(detail(case))
    (entry,) = entries()
    assert (entry.kind, entry.file, entry.code) == ("detail", case.minor_id, case.minor.code)
    assert (entry.key, entry.unit_id, entry.post) == (case.pk, clerk.acting.unit.pk, "station_clerk")
    assert "个案" in entry.fields


def test_a_file_known_only_by_key_gets_its_code(clerk, case):
    with trail.collecting() as collector:
        assert list(Case.objects.visible_to(clerk)) == [case]
    assert collector.files == {case.minor_id: ""}
    assert collector.coded() == {case.minor_id: case.minor.code}


def test_values_and_iterators_are_noted_and_the_house_itself_is_not(clerk, case):
    with trail.collecting() as collector:
        list(Case.objects.visible_to(clerk).values("minor_id", "status"))
        list(Case.objects.visible_to(clerk).values_list("pk"))
        list(Case.objects.visible_to(clerk).iterator())
        Case.objects.visible_to(clerk).get(pk=case.pk)
        list(Case.objects.for_system("test"))
        assert Case.objects.visible_to(clerk).exists()
        assert Case.objects.visible_to(clerk).count() == 1
    assert collector.rows == 4
    assert list(collector.files) == [case.minor_id]


@pytest.mark.parametrize("who", ["outsider", "clerk", "auditor"])
def test_a_refusal_logs_the_key_whether_or_not_it_exists(request, client_as, clerk, station, case, who):
    client = client_as(request.getfixturevalue(who))
    hidden = seal(case.minor)
    assert hidden.sealed_at
    costs = []
    keys = [case.pk, uuid4()]
    for key in keys:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("cases:case_detail", args=[key])).status_code in (403, 404)
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert [entry.key for entry in entries(kind="refused")] == keys
    assert {(entry.file, entry.code, entry.codes, entry.rows) for entry in entries()} == {(None, "", "", 0)}


def test_a_refusal_costs_one_entry(client_as, outsider, case, monkeypatch):
    client = client_as(outsider)
    with CaptureQueriesContext(connection) as with_log:
        client.get(detail(case))
    monkeypatch.setattr(trail, "_write", lambda *given: None)
    with CaptureQueriesContext(connection) as without:
        client.get(detail(case))
    assert len(with_log) - len(without) == LOGGED


def breaks(request, pk):
    get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    raise ZeroDivisionError


urlpatterns = [
    *house.urlpatterns,
    path("broken/", include(([path("<uuid:pk>/", breaks, name="breaks")], "broken"))),
]
handler500 = house.handler500


def test_a_page_that_breaks_leaves_a_trace(client_as, clerk, case, settings):
    settings.ROOT_URLCONF = __name__
    browser = client_as(clerk)
    browser.raise_request_exception = False
    assert browser.get(f"/broken/{case.pk}/").status_code == 500
    (entry,) = entries()
    assert (entry.kind, entry.key, entry.user_id) == ("refused", case.pk, clerk.pk)
    assert "500" in entry.basis


def test_a_reveal_page_is_not_written_twice(client_as, head, clerk, officer, worker, station):
    case = in_care(clerk, head, officer, worker)
    page = client_as(worker).get(reverse("minors:reveal", args=[case.minor_id]))
    assert page.status_code == 200
    assert [(entry.kind, entry.basis) for entry in entries(user_id=worker.pk)] == [("detail", "帮教分工")]


def test_a_redirect_after_a_form_shows_nothing(client_as, clerk, case):
    client = client_as(clerk)
    url = reverse("cases:residence_verify", args=[case.pk])
    client.get(url)
    seen = len(entries())
    answer = client.post(
        url,
        {
            "household": "ours",
            "residence": "ours",
            "how": "示例核实",
            "at": "2026-03-02T10:00",
            "client_id": str(uuid4()),
        },
    )
    assert answer.status_code == 302
    assert len(entries()) == seen == 1


def test_the_page_of_duties_reads_no_file(client_as, clerk, case):
    client_as(clerk).get(reverse("duties:today"))
    assert entries() == []


def test_a_stranger_leaves_nothing(client, case):
    client.get(detail(case))
    client.post(detail(case))
    assert entries() == []


@pytest.mark.parametrize("shown", [True, False])
def test_without_the_log_nothing_is_shown(client_as, clerk, case, monkeypatch, shown):
    def fail(entry):
        raise DatabaseError

    monkeypatch.setattr("accounts.readlog.append", fail)
    answer = client_as(clerk).get(detail(case) if shown else reverse("cases:case_detail", args=[uuid4()]))
    assert answer.status_code == 503
    assert case.minor.code not in answer.content.decode()


def test_a_streamed_body_is_read_before_it_leaves(rf, clerk, case):
    def view(request):
        request.resolver_match = trail.ResolverMatch(view, (), {}, url_name="case_list", namespaces=["cases"])
        rows = Case.objects.visible_to(clerk).select_related("minor")
        return StreamingHttpResponse(row.minor.code for row in rows.iterator())

    request = rf.get("/")
    request.user = clerk
    answer = trail.ReadLogMiddleware(view)(request)
    assert answer.content.decode() == case.minor.code
    assert [entry.code for entry in entries()] == [case.minor.code]
