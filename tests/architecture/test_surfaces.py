"""Every address has its line in `config/surfaces.py`, and the line says what the address is."""

import re
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.urls import URLPattern, path
from django.utils.module_loading import import_string

from accounts.choices import ReadKind
from accounts.scoping import ScopedRecord
from accounts.surfaces import Surface
from accounts.titles import title_of
from config.surfaces import SURFACES
from config.titles import TITLES
from tests.architecture.house import APPS
from tests.architecture.test_urls import ALL
from tests.architecture.test_wiring import declared

Named = list[tuple[str, str, URLPattern]]


def unlisted(entries: Named) -> list[str]:
    """Addresses without a line; an address without a name is never listed."""
    return sorted(
        f"{space}:{name}" if space else name or str(pattern.pattern)
        for space, name, pattern in entries
        if (f"{space}:{name}" if space else name) not in SURFACES
    )


def test_every_address_has_its_line():
    assert unlisted(ALL) == []


def test_a_new_address_without_a_line_is_seen():
    def page(request):
        raise NotImplementedError

    new: Named = [("cases", "page", path("x/", page, name="page")), ("", "", path("y/", page))]  # type: ignore[list-item]
    assert unlisted(new) == ["cases:page", "y/"]


def untitled(names: Iterable[str]) -> list[str]:
    """Addresses that the auditor would read by the name of a view."""
    ours = (name for name in names if name.partition(":")[0] in APPS)
    return sorted(name for name in ours if not re.search(r"[\u4e00-\u9fff]", title_of(name)))


def test_every_address_has_a_title_for_the_auditor():
    assert untitled(SURFACES) == []
    assert untitled(["cases:new_page"]) == ["cases:new_page"]
    assert set(TITLES) <= set(SURFACES)


def test_every_line_is_about_an_address():
    assert set(SURFACES) - {f"{space}:{name}" if space else name for space, name, _ in ALL} == set()


def offences(name: str, line: Surface, keys: set[str]) -> list[str]:
    """What is wrong with one line, in words."""
    asked = {str(perm) for perm in (line.perm, *line.also, *line.either) if perm}
    found = [f"{name}: no such permission {perm}" for perm in asked - declared()]
    if line.read and line.read not in ReadKind:
        found.append(f"{name}: no such kind of reading")
    if not set(line.methods) <= {"GET", "POST"}:
        found.append(f"{name}: unknown method")
    if not line.is_shut and ("pk" in keys) != bool(line.row):
        found.append(f"{name}: a key in the address means a row, and the other way round")
    if line.row and not (line.rows or hasattr(apps.get_model(line.row).objects, "visible_to")):  # type: ignore[attr-defined]
        found.append(f"{name}: nobody says whose the rows are")
    if line.row and issubclass(apps.get_model(line.row), ScopedRecord) and not _is_read(line):
        found.append(f"{name}: a table about persons is read, so say how")
    for dotted in (line.rows, line.state):
        if dotted and not callable(import_string(dotted)):
            found.append(f"{name}: {dotted} is no function")
    if (
        not asked
        and not line.is_shut
        and not line.state
        and name.partition(":")[0] in APPS
        and name not in FOR_EVERYBODY
    ):
        found.append(f"{name}: asks for nothing")
    return found


def _is_read(line: Surface) -> bool:
    """Orders, problems and assessments speak of units, a slip of a number, patrols and outreach of places."""
    return bool(line.read) or line.row in OF_UNITS or line.row.startswith(("patrols.", "outreach."))


OF_UNITS = {"reporting.Order", "reporting.Problem", "minors.VisitSlip", "minors.ImpactAssessment"}
FOR_EVERYBODY = {"accounts:acting_choose"}
"""Whoever is logged in must be able to choose whom to act as, before they act as anybody."""


@pytest.mark.parametrize(
    ("name", "pattern"),
    [(f"{space}:{name}" if space else name, pattern) for space, name, pattern in ALL],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_line_says_what_its_address_is(name, pattern):
    keys = set(re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern)))
    assert offences(name, SURFACES[name], keys) == []


def test_a_line_that_is_wrong_is_seen():
    assert offences("cases:x", Surface("cases.fly"), set()) == ["cases:x: no such permission cases.fly"]
    assert offences("cases:x", Surface(), set()) == ["cases:x: asks for nothing"]
    assert len(offences("cases:x", Surface("cases.view_case"), {"pk"})) == 1
    assert len(offences("cases:x", Surface("cases.view_case", "cases.Case"), {"pk"})) == 1
