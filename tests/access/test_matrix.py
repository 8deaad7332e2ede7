"""Every address answers every post about every object as the tables of roles and scopes say."""

from collections import Counter
from dataclasses import replace

import pytest

from accounts.choices import Post
from accounts.surfaces import surfaces
from cases.models import Case
from config.access import walk as walking
from config.access.browser import Answer
from config.access.matrix import bare, is_right, walk
from config.access.objects import objects
from config.access.superuser import superuser_reads
from config.access.walk import expected, names

WANTED = {"own", "not mine", "expired", "sealed", "never"}


def test_no_answer_is_unexpected(report):
    assert [" ".join(map(str, row.values())) for row in report.unexpected] == []


def test_the_walk_goes_everywhere(house, report):
    assert report.urls == set(names())
    posts = {group[0].viewer.name.partition(" ")[2] for group in house.every}
    assert {str(post) for post in Post} <= posts
    methods = Counter(group[0].method for group in house.every)
    assert set(methods) == {"GET", "HTMX", "POST", "BARE", "HEAD"}
    assert report.let_in > 50
    assert report.refused > 1000
    assert report.twins > 100


def test_the_file_has_every_distance(house):
    for model in ("minors.Minor", "cases.Case", "reporting.IntakeLine", "duties.Duty"):
        assert set(objects(house.world, model)) >= WANTED


def test_every_model_in_an_address_has_rows_to_meet(house):
    models = {line.row for line in surfaces().values() if line.row}
    assert {model for model in models if set(objects(house.world, model)) == {"never"}} == set()


def cell(house, view, who, method="GET", label="own"):
    return next(
        cell
        for group in house.every
        for cell in group
        if (cell.view, cell.viewer.name, cell.method, cell.object) == (view, who, method, label)
    )


CASE_PAGE = [
    ("home social_worker", "own", None),
    ("home social_worker", "not mine", {404}),
    ("home social_worker", "expired", {404}),
    ("near station_clerk", "own", {404}),
    ("far station_clerk", "own", {404}),
    ("home station_clerk", "not mine", None),
    ("home station_clerk", "sealed", {404}),
    ("home auditor", "own", {404}),
    ("home administrator", "own", {404}),
    ("nobody", "own", {302}),
    ("superuser", "own", {302}),
]


@pytest.mark.parametrize(("who", "label", "status"), CASE_PAGE)
def test_what_the_tables_say_of_a_case_is_what_the_design_says(house, who, label, status):
    """The one place where statuses are written by hand: to check the computing, not the pages."""
    assert expected(cell(house, "cases:case_detail", who, label=label)) == status


# --- the proof sees what is wrong


def as_if(house, monkeypatch, change):
    """Walk the page of a case with every answer changed by `change`."""
    sent = walking.Cell.send
    monkeypatch.setattr(walking.Cell, "send", lambda self: change(self, sent(self)))
    chosen = [
        group
        for group in house.every
        if group[0].view == "cases:case_detail"
        and group[0].method == "GET"
        and group[0].viewer.name in ("home social_worker", "near station_clerk")
    ]
    return [row["got"] for row in walk(chosen).unexpected]


def test_a_page_that_opens_to_a_stranger_is_seen(house, monkeypatch):
    opened = as_if(house, monkeypatch, lambda cell, answer: replace(answer, status=200))
    assert set(opened) == {"200"}


def test_a_refusal_that_differs_by_a_byte_is_seen(house, monkeypatch):
    def speak(cell, answer):
        return replace(answer, body=answer.body + (b" " if cell.object == "sealed" else b""))

    assert set(as_if(house, monkeypatch, speak)) == {"other body"}


def test_a_refusal_that_takes_another_query_is_seen(house, monkeypatch):
    def ask(cell, answer):
        return replace(answer, queries=answer.queries + (cell.object == "expired"))

    assert set(as_if(house, monkeypatch, ask)) == {"other queries"}


def test_a_reading_request_that_writes_is_seen(house, monkeypatch):
    def write(cell, answer):
        return replace(answer, writes=[*answer.writes, "cases_case"])

    assert set(as_if(house, monkeypatch, write)) == {"wrote cases_case"}


def test_a_write_is_told_by_the_database_itself(house):
    """The browser reads the statements: a view that writes cannot hide it."""
    written = cell(house, "duties:excuse_sign", "home police_head", "POST", label="mandatory").send().writes
    assert "duties_excuse" in written
    worker = house.viewer("home social_worker")
    page = worker.browser.send("GET", cell(house, "cases:case_detail", worker.name).path)
    assert set(page.writes) <= {"django_session", "accounts_readentry", "accounts_readchain"}


def test_what_a_visit_wrote_is_taken_back(house):
    before = Case.objects.for_system("test").filter(status="in_care").count()
    cell(house, "cases:team_confirm", "home station_head", "POST").send()
    assert Case.objects.for_system("test").filter(status="in_care").count() == before


def test_let_in_is_no_refusal_no_fault_and_no_login():
    def answer(status, **headers):
        return Answer(status, headers, b"")

    assert [is_right(None, answer(status)) for status in (200, 302, 400, 422)] == [True] * 4
    assert [is_right(None, answer(status)) for status in (401, 403, 404, 405, 500, 503)] == [False] * 6
    assert not is_right(None, answer(302, Location="/accounts/login/?next=/"))


def test_only_nonce_token_and_key_are_left_out_of_the_comparison(house):
    one = cell(house, "cases:case_detail", "near station_clerk")
    shown = Answer(404, {"X": f"nonce-abc {one.key}"}, f'<a nonce="abc" href="{one.key}">x</a>'.encode())
    assert bare(one, shown)["body"] == b'<a nonce href="KEY">x</a>'
    assert bare(one, shown)["headers"] == {"X": b"nonce KEY"}


# --- Django's own rights


def test_no_right_of_django_reads_a_file(house):
    reads = superuser_reads(house.world, house.viewer("superuser").user)
    assert reads.asked > 20
    assert (reads.rows, reads.granted) == (0, 0)
