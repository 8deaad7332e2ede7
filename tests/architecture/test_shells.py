"""What the service worker may keep: a few empty forms about places, never an address with a file."""

import json
import re

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse

from config.shells import NO_SIGNAL, SHELLS, own, patterns
from config.surfaces import SURFACES
from tests.architecture.house import ROOT
from tests.architecture.test_models import persons
from tests.architecture.test_urls import ALL

SOME_KEY = "3f0e9a44-2c1d-4b6e-8a55-0d9f6c7b1e20"


def offences(name: str) -> list[str]:
    """Why a browser must not keep this page."""
    line = SURFACES[name]
    found = []
    if line.read:
        found.append("a visit is a reading")
    if line.row and apps.get_model(line.row) in persons():
        found.append("a row of a person stands in the address")
    if not name.startswith(("patrols:", "outreach:")):
        found.append("not a form about a place")
    return found


@pytest.mark.parametrize("name", SHELLS)
def test_a_kept_page_holds_no_child(name):
    assert offences(name) == []


@pytest.mark.parametrize(
    "name", ["cases:case_detail", "minors:search", "duties:today", "reporting:seizure_add"]
)
def test_a_page_that_must_not_be_kept_is_seen(name):
    assert offences(name)


def test_the_worker_matches_its_pages_and_no_other():
    wanted = {f"{space}:{name}" if space else name for space, name, _ in ALL} & set(SURFACES)
    kept = set()
    for name in wanted:
        for kwargs in ({}, {"pk": SOME_KEY}):
            try:
                path = reverse(name, kwargs=kwargs)
            except NoReverseMatch:  # another shape of address
                continue
            if any(re.search(one, path) for one in patterns()):
                kept.add(name)
    assert kept == set(SHELLS)


@pytest.mark.django_db
def test_the_worker_is_written_from_the_list(client_as, clerk):
    answer = client_as(clerk).get("/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert json.dumps(patterns()) in answer.content.decode()


@pytest.mark.django_db
def test_without_a_line_everybody_sees_the_same_page(client_as, clerk, liaison):
    """It is rendered without the request; nobody's name, unit or account stands on it."""
    answers = [client_as(user).get(reverse(NO_SIGNAL)).content.decode() for user in (clerk, liaison)]
    assert answers[0] == answers[1]
    assert "没有信号" in answers[0]
    assert not any(str(word) in answers[0] for word in (clerk.pk, clerk.name, clerk.acting.unit.name))


@pytest.mark.django_db
def test_a_post_is_given_the_forms_of_its_own_place_and_no_other_address(clerk):
    kept = own(clerk)
    assert kept[-1] == reverse(NO_SIGNAL)
    assert {"/patrols/add/", "/outreach/events/add/"} <= set(kept)
    assert all(any(re.search(one, path) for one in patterns()) for path in kept[:-1])


def test_nothing_else_is_ever_put_into_the_cache():
    """Two places write: the worker under its list, the page for links on it."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "static").rglob("*.js")]
    texts.append((ROOT / "templates" / "worker.js").read_text(encoding="utf-8"))
    assert sum(len(re.findall(r"\.(?:put|add|addAll)\((?:path|cache)", text)) for text in texts) == 2
