"""Patrols, outreach and reporting cannot read where a child learns: neither the table nor the vault's part.

What comes in at intake is written and never read back: one file of forms may name the fields, no more.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.house import ROOT, offences, planted

BLIND = ("patrols/", "outreach/", "reporting/")
WRITE_ONLY = {
    "reporting/forms/child.py",  # the fields of the intake form, handed to minors.actions.take_in
}
TABLES = {"Schooling", "HistoricalSchooling"}
WORDS = {"school", "class_name", "schooling", "read_schooling", "opens_schooling"}
DOORS = {"vaults", "door", "open_vault"}
"""What only minors may touch: a reading that goes through `minors.actions.reveal` names its parts."""


def reads_schooling(tree: ast.Module, name: str) -> Iterator[str]:
    if not name.startswith(BLIND):
        return
    for node in ast.walk(tree):
        for what in _named(node, may_write=name in WRITE_ONLY):
            yield f"{getattr(node, 'lineno', 0)} {what}"


def _named(node: ast.AST, *, may_write: bool) -> Iterator[str]:
    match node:
        case ast.ImportFrom(module=module, names=names):
            yield from (one.name for one in names if one.name in TABLES | DOORS)
            yield from (part for part in (module or "").split(".") if part in DOORS)
        case ast.Import(names=names):
            yield from (one.name for one in names if set(one.name.split(".")) & DOORS)
        case ast.Attribute(attr=attr) if attr in TABLES | {"SCHOOLING"} | DOORS:
            yield attr
        case ast.Attribute(attr=attr) if attr in WORDS and not may_write:
            yield attr
        case ast.Name(id=word) if word in TABLES | WORDS and not may_write:
            yield word
        case ast.keyword(arg=str() as word) if set(word.split("__")) & WORDS and not may_write:
            yield word
        case ast.Constant(value=str() as text) if not may_write:
            yield from sorted(_words(text))
        case ast.Call(func=ast.Name(id="list" | "set" | "tuple" | "sorted"), args=[ast.Name(id="VaultPart")]):
            yield "every part of the vault"


def _words(text: str) -> set[str]:
    """A text that is, or looks up through, a forbidden word; `school` alone is also a kind of place."""
    return set(text.split("__")) & (WORDS - {"school"})


def test_no_code_of_patrols_outreach_or_reporting_names_schooling():
    assert offences(reads_schooling) == []


@pytest.mark.parametrize(
    "fault",
    [
        "from minors.models import Schooling",
        "from minors.actions import vaults",
        "from minors.actions.vaults import read",
        "import minors.actions.door",
        "parts = [VaultPart.SCHOOLING]",
        "parts = list(VaultPart)",
        "reveal(fields=['schooling'])",
        "row.class_name",
        "Case.objects.filter(minor__class_name='x')",
        "values.school",
    ],
)
@pytest.mark.parametrize("place", ["patrols/views.py", "outreach/models.py", "reporting/stats.py"])
def test_a_planted_reading_is_seen(fault, place):
    assert planted(reads_schooling, fault, place)


def test_minors_itself_may():
    assert not planted(reads_schooling, "from minors.models import Schooling", "minors/actions/vaults.py")


@pytest.mark.parametrize("app", ["patrols", "outreach", "reporting", "documents", "duties"])
def test_no_template_of_theirs_prints_it(app):
    wanted = (".class_name", ".schooling", "values.school", "row.school", "minor.school", "child.school")
    found = [
        f"{path.name}: {word}"
        for path in (ROOT / "templates" / app).rglob("*.html")
        for word in wanted
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_a_task_takes_no_argument_that_could_carry_it():
    """Celery messages hold nothing but names of tasks (and ids, should one ever need them)."""
    found = []
    for path in ROOT.glob("*/tasks.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(one, ast.Call) and getattr(one.func, "id", "") == "shared_task"
                for one in node.decorator_list
            ):
                given = [one.arg for one in [*node.args.args, *node.args.kwonlyargs]]
                found += [
                    f"{path}:{node.name} {arg}" for arg in given if not arg.endswith(("pk", "id", "key"))
                ]
    assert found == []
