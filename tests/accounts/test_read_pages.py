"""The auditor's pages of the log: filters, the state of the chain, a code copied from paper."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts import actions, chain
from accounts.choices import ReadKind
from accounts.models import ReadEntry
from common import clock
from tests.accounts.test_read_chain import entry
from tests.cast import NOW

LIST, CHAIN = reverse("accounts:read_list"), reverse("accounts:read_chain")


@pytest.fixture
def rows(clerk, outsider, monkeypatch, settings, tmp_path):
    settings.ANCHOR_FILE = tmp_path / "anchors.jsonl"
    with clock.at(NOW):
        entry(clerk, code="AAAA-0001")
    with clock.at(NOW + timedelta(hours=14)):
        entry(clerk, code="AAAA-0002", kind=ReadKind.LIST, codes=["BBBB-0001", "BBBB-0002"], rows=2)
    with clock.at(NOW + timedelta(days=5)):  # a Saturday
        entry(outsider, code="AAAA-0003")
    return list(ReadEntry.objects.order_by("seq"))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, {1, 2, 3}),
        ({"person": "clerk"}, {1, 2}),
        ({"kind": "list"}, {2}),
        ({"code": "aaaa0003"}, {3}),
        ({"code": "BBBB-0002"}, {2}),
        ({"first": "2026-03-03"}, {3}),
        ({"last": "2026-03-02"}, {1, 2}),
        ({"after_hours": "on"}, {2, 3}),
        ({"person": "nobody"}, set()),
    ],
)
def test_the_auditor_filters(client_as, auditor, rows, query, wanted):
    page = client_as(auditor).get(LIST, query)
    assert {row.seq for row, _, _ in page.context["rows"]} == wanted


def test_by_unit(client_as, auditor, rows, clerk):
    page = client_as(auditor).get(LIST, {"unit": clerk.acting.unit.pk})
    assert {row.seq for row, _, _ in page.context["rows"]} == {1, 2}


def test_the_chain_page_tells_how_it_stands(client_as, auditor, rows):
    client = client_as(auditor)
    assert "还没有核验过" in client.get(CHAIN).text
    actions.anchor_read_log(clock.now())
    call_command("readlog", "verify")
    text = client.get(CHAIN).text
    assert chain.short(rows[-1].hash) in text
    assert "3条全部相符" in text
    assert "没有把链头写到库外" not in text


def test_a_code_from_paper_is_found_on_the_chain_or_not(client_as, auditor, rows):
    client = client_as(auditor)
    page = client.get(CHAIN, {"code": chain.short(rows[1].hash).lower()})
    assert "第 2 条" in page.text
    assert "链上没有这个校验码" in client.get(CHAIN, {"code": "0000-0000-0000"}).text
    assert "链上没有这个校验码" in client.get(CHAIN, {"code": "x"}).text


@pytest.mark.parametrize("who", ["clerk", "head", "county_user", "administrator"])
def test_nobody_else(request, client_as, who):
    assert client_as(request.getfixturevalue(who)).get(CHAIN).status_code == 403
