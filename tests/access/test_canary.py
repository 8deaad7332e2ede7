"""Planted names, numbers, addresses and schools are found nowhere but where one of them may be shown."""

import json
import logging
from dataclasses import replace

import pytest
import structlog
from django.conf import settings
from django.core import mail
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import reverse

from accounts.choices import Post, UnitKind
from config.access.browser import signed
from config.access.canary import Canary, dumps, files
from config.access.needles import Haystack, core, needles
from config.access.world import CHILDREN, NOW, child
from config.celery import app
from duties import actions as duties
from duties import tasks
from duties.models import Duty


def told(canary: Canary, where: str, text: bytes | str) -> list[str]:
    """Which fields a fresh search finds in `text`; the walk's own record stays clean."""
    fresh = Canary(canary.world, canary.ear)
    fresh.look(where, text)
    return sorted({hit.field for hit in fresh.hits})


# --- the walk


def test_no_planted_word_is_in_any_answer_or_log_line(report, canary):
    assert sorted({(hit.where, hit.child, hit.field) for hit in canary.hits}) == []
    assert report.cells > 1000
    assert canary.searched > 2 * report.cells - 1
    assert len(canary.haystack.needles) > 1000


def test_the_reveal_shows_the_one_child_that_was_asked_for(house):
    """The search finds what is there: on the one page where it may stand, and only its own child."""
    fresh = Canary(house.world, house.ear)
    worker = house.viewer("home social_worker")
    key = next(key for key, label in house.world.files.items() if label == "own")
    duty = Duty.objects.visible_to(worker.user).open().filter(file=key).first()
    asked = signed(fields_asked=["identity"], why=duty.title)
    answer = worker.browser.send("POST", reverse("minors:reveal", args=[key]), asked)
    found = fresh.haystack.search(answer.body)
    assert {needle.child for needle in found} >= {"own"}
    assert {needle.field for needle in found if needle.child == "own"} >= {"name", "id_number"}
    assert house.ear.take()
    assert answer.headers["Cache-Control"].find("no-store") >= 0


def test_neither_the_database_nor_a_file_holds_a_planted_word(canary):
    seen = [*dumps(), *files()]
    assert "database:dump" in {where for where, _ in seen}
    assert all(len(text) > 10_000 for where, text in seen if where in ("database:raw", "database:dump"))
    assert [(where, found) for where, text in seen if (found := told(canary, where, text))] == []


@override_settings(OUTSIDE_CHANNEL="email")
def test_no_message_outward_says_a_word(house, canary):
    for user in house.world.people.values():
        user.email = f"{user.username}@example.org"
        user.save(update_fields=["email"])
    assert duties.deliver_notices(NOW) > 0
    assert mail.outbox
    for message in mail.outbox:
        assert told(canary, "mail", message.message().as_bytes()) == []


@pytest.fixture
def really_sent():
    """Put tasks on the line instead of running them on the spot."""
    app.conf.update(task_always_eager=False)
    yield
    app.conf.update(task_always_eager=True)


def messages() -> list[bytes]:
    """Every task of ours that the schedule sends, as the broker gets it."""
    with app.connection_for_write("memory://") as line:
        queue = line.SimpleQueue("canary")
        for entry in app.conf.beat_schedule.values():
            app.tasks[entry["task"]].apply_async(connection=line, queue="canary")
        return drained(queue)


def drained(queue) -> list[bytes]:
    found = []
    while queue.qsize():
        message = queue.get_nowait()
        found.append(json.dumps([message.headers, message.payload], ensure_ascii=False).encode())
        message.ack()
    return found


def test_no_message_of_celery_says_a_word(house, canary, really_sent):
    assert tasks.tick.name in app.tasks
    sent = messages()
    assert len(sent) == len(app.conf.beat_schedule)
    assert [told(canary, "celery", message) for message in sent] == [[]] * len(sent)


def test_there_is_no_admin(house):
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    administrator = house.viewer(f"home {Post.ADMINISTRATOR}")
    assert administrator.browser.send("GET", "/admin/").status == 404


# --- error pages, provoked while a form full of words is on its way


def typed(house) -> dict[str, str]:
    given = house.world.children["own"]
    return {"name": given.name, "id_number": given.id_number, "q": given.guardian_name, "note": given.school}


@pytest.mark.parametrize("status", [403, 404, 405, 500, 503])
def test_an_error_page_repeats_no_word_of_the_form(house, canary, monkeypatch, status):
    worker = house.viewer("home social_worker")
    address = {403: reverse("minors:search"), 404: "/nowhere/", 405: reverse("cases:case_list")}
    form = typed(house)
    if status in (403, 404, 405):
        answer = worker.browser.send("POST", address[status], signed(**form))
    else:
        answer = broken(house, monkeypatch, status, form)
    assert answer.status == status
    assert told(canary, "error", answer.body) == []
    assert told(canary, "log", house.ear.take()) == []


def broken(house, monkeypatch, status, form):
    """A fault in the middle of a search, with the words in its variables."""
    fault = RuntimeError("示例故障") if status == 500 else OperationalError("gone")

    def fail(**given):
        raise fault

    monkeypatch.setattr("minors.views.file.actions.search", fail)
    clerk = house.viewer("home station_clerk")
    given = house.world.children["own"]
    return clerk.browser.send("POST", reverse("minors:search"), signed(id_number=given.id_number))


def test_a_request_to_a_wrong_host_repeats_no_word(house, canary):
    answer = Client(raise_request_exception=False).get("/", typed(house), headers={"host": "example.invalid"})
    assert answer.status_code == 400
    assert told(canary, "error", answer.content) == []
    assert told(canary, "log", house.ear.take()) == []


# --- the canary sees what leaks: one plant for each way out


@pytest.fixture
def word(house) -> str:
    return house.world.children["own"].name


def test_a_leak_in_a_template_or_a_title_is_found(house, canary, word, tmp_path):
    worker = house.viewer("home social_worker")
    address = next(
        group[0].path
        for group in house.every
        if (group[0].view, group[0].viewer) == ("cases:case_list", worker)
    )
    assert told(canary, "page", worker.browser.send("GET", address).body) == []
    for place in ("<title>{}</title>", "<p hidden>{}</p>", "<p data-x='{}'>"):
        folder = tmp_path / "cases"
        folder.mkdir(exist_ok=True)
        (folder / "case_list.html").write_text(place.format(word), encoding="utf-8")
        told_dirs = [tmp_path, *settings.TEMPLATES[0]["DIRS"]]
        with override_settings(TEMPLATES=[{**settings.TEMPLATES[0], "DIRS": told_dirs}]):
            body = worker.browser.send("GET", address).body
        assert told(canary, "page", body) == ["name"]


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_a_leak_in_a_log_line_is_found(house, canary, word, level):
    house.ear.take()
    logging.getLogger("minors.actions").log(level, "opened %s", word)
    assert told(canary, "log", house.ear.take()) == ["name"]
    structlog.get_logger("minors").info("file_opened", child=word)
    assert told(canary, "log", house.ear.take()) == ["name"]


def test_a_leak_in_a_task_argument_is_found(canary, word, really_sent):
    with app.connection_for_write("memory://") as line:
        queue = line.SimpleQueue("leak")
        app.send_task("duties.tasks.tick", args=[word], connection=line, queue="leak")
        assert [told(canary, "celery", message) for message in drained(queue)] == [["name"]]


def test_a_leak_in_a_file_or_its_name_is_found(canary, house, word):
    folder = settings.VAR_DIR / "files"
    folder.mkdir(exist_ok=True)
    plain, named = folder / "note.txt", folder / f"{word}.txt"
    try:
        for path, content in ((plain, word), (named, "nothing")):
            path.write_text(content, encoding="utf-8")
            found = [told(canary, where, text) for where, text in files()]
            assert ["name"] in found
            path.unlink()
    finally:
        plain.unlink(missing_ok=True)
        named.unlink(missing_ok=True)


def test_a_leak_in_the_database_is_found(house, canary, word):
    row = house.world.units["far", UnitKind.SCHOOL]
    name, row.name = row.name, word
    row.save(update_fields=["name"])
    try:
        assert {field for where, body in dumps() for field in told(canary, where, body)} == {"name"}
    finally:
        row.name = name
        row.save(update_fields=["name"])


def test_a_leak_in_a_header_is_found(house, canary, word):
    """An export named after a child."""
    clerk = house.viewer("home station_clerk")
    group = next(
        group
        for group in house.every
        if (group[0].view, group[0].viewer, group[0].method) == ("cases:case_list", clerk, "GET")
    )
    answer = group[0].send()
    fresh = Canary(house.world, house.ear)
    name = f"attachment; filename*=utf-8''{word.encode().hex()}.xlsx"
    fresh.watch(group[0], replace(answer, headers={"Content-Disposition": name}))
    assert {hit.field for hit in fresh.hits} == {"name"}


# --- the needles themselves


def test_every_word_is_found_in_every_dress(house):
    haystack = Haystack(house.world)
    for needle in haystack.needles:
        text = b"before " + needle.text.upper() + b" after" if needle.dress == "hex" else needle.text
        assert needle in haystack.search(b"x" + text + b"x")


def test_no_word_of_one_child_is_a_word_of_another():
    words = [core(str(value)) for label in CHILDREN for value in (child(label).name, child(label).id_number)]
    assert len(words) == len(set(words))


def test_a_workbook_is_opened_and_searched(house, canary, tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().write(0, 0, house.world.children["own"].school)
    book.close()
    assert told(canary, "export", path.read_bytes()) == ["school"]


def test_a_child_without_words_has_no_needles():
    assert {needle.field for needle in needles("own", child("own"))} >= {"name", "school", "guardian_phone"}
