"""Every figure of the house is known, with what it counts. One about children is a `ChildCount`, or of rows
that stand on the same page. A new figure fails here until somebody has said which it is (design §4.8)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, offences, planted

OFFICE, DUTIES = "units, staff, days", "duties and notices, exact for whoever may see those rows"
SHOWN, INNER = "rows of children that stand on the same page, each by its code", "decides, is printed nowhere"
OF_ONE = "rows of one case, for whoever has it open: no figure about children"
TEMPLATES = {
    "accounts/unit_list.html": OFFICE,
    "_nav.html": OFFICE,
    "_form_head.html": OFFICE,
    "duties/calendar.html": OFFICE,
    "duties/_engine_line.html": OFFICE,
    "reporting/declare.html": OFFICE,
    "reporting/ledger_import.html": "lines of the workbook that is being read",
    "reporting/ledger_print.html": SHOWN,
    "components/table_cards.html": OFFICE,
    "components/pager.html": "a text, which no page gives today",
    "duties/review_queue.html": DUTIES,
    "duties/today.html": DUTIES,
    "minors/access_list.html": SHOWN,
    "minors/opening_list.html": SHOWN,
    "minors/recusal_list.html": SHOWN,
    "cases/_route.html": INNER,
    "cases/_group.html": "papers of one case, on its own page",
    "cases/_care.html": OF_ONE,
    "cases/_counters.html": OF_ONE,
    "cases/_duty_list.html": DUTIES,
    "cases/_transfers.html": OF_ONE,
    "cases/case_print.html": OF_ONE,
    "cases/course_print.html": OF_ONE,
    "outreach/event_detail.html": INNER,
    "patrols/patrol_detail.html": INNER,
    "reporting/report_detail.html": SHOWN,
    "reporting/seizure_detail.html": SHOWN,
    "reporting/seizure_submit.html": SHOWN,
}
CODE = {
    "accounts/": OFFICE,
    "config/context.py": DUTIES,
    "config/management/commands/load_county.py": OFFICE,
    "config/rehearsal/": "a synthetic county: no child is meant, the output is a proof",
    "cases/actions/figures.py": "acts of staff, and help at the station whose head sees each file",
    "duties/": DUTIES,
    "minors/actions/figures.py": "acts of offices in a county and year, for the auditor alone",
    "minors/actions/rotation.py": "the operator's own run: how many keys are left to wrap",
    "minors/management/commands/dispose.py": "the operator's own run, without township or month",
    "reporting/stats/posts.py": DUTIES,
    "reporting/stats/children.py": "leaves as ChildCount: see below",
    "reporting/actions/": INNER,
    "patrols/": "places, checks and what was found there; no child stands in any of it",
    "outreach/": "events and headcounts of places, typed as counts; nobody stands in any of it",
    "cases/actions/": INNER,
    "cases/views/timeline.py": OF_ONE,
    "reporting/forms/problem.py": INNER,
    "reporting/views/ledger.py": INNER,
}
FIGURE = re.compile(r"\|length|\.count\b|revcounter|\btotal\b")


def uncounted_templates(folder: Path) -> list[str]:
    found = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html")))
    return [
        name
        for name in found
        if FIGURE.search((folder / name).read_text(encoding="utf-8")) and not _is_known(name, TEMPLATES)
    ]


def _is_known(name: str, table: dict[str, str]) -> bool:
    return any(name == one or (one.endswith("/") and name.startswith(one)) for one in table)


def counts(tree: ast.Module, name: str) -> Iterator[str]:
    """Counting in the database, where nobody has said yet what is counted."""
    if name.startswith("common/") or _is_known(name, CODE):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"Count", "aggregate"} or (called == "count" and not node.args):
                yield f"{node.lineno} {called}"


def test_what_every_template_counts_is_known():
    assert uncounted_templates(ROOT / "templates") == []


def test_what_every_query_counts_is_known():
    assert offences(counts) == []


def test_a_planted_figure_is_seen(tmp_path):
    (tmp_path / "new.html").write_text("共 {{ minors|length }} 名", encoding="utf-8")
    assert uncounted_templates(tmp_path) == ["new.html"]
    assert planted(counts, "n = Minor.objects.visible_to(user).count()", "cases/views.py")
    assert planted(counts, "rows.values('township').annotate(n=Count('pk'))", "reporting/views/bulletin.py")


def bare(tree: ast.Module, name: str) -> Iterator[str]:
    """In the module that counts children, only private functions may hold a number."""
    if name != "reporting/stats/children.py":
        return
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        if re.search(
            r"\bint\b|\bfloat\b|\bAny\b|^None$", ast.unparse(node.returns) if node.returns else "None"
        ):
            yield f"{node.lineno} {node.name}"
        if any(getattr(one, "id", "") in {"Count", "_counted"} for one in ast.walk(node)):
            yield f"{node.lineno} {node.name} counts by itself"


def test_no_raw_number_of_children_leaves_its_module():
    assert offences(bare) == []


@pytest.mark.parametrize(
    "fault",
    [
        "def how_many(user) -> int:\n    return 3",
        "def how_many(user) -> dict[str, int]:\n    return {}",
        "def how_many(user):\n    return 3",
        "def lines(user) -> list[Line]:\n    return [_counted('450225', user)]",
    ],
)
def test_a_planted_raw_number_is_seen(fault):
    assert planted(bare, fault, "reporting/stats/children.py")


def test_a_number_of_children_is_opened_nowhere_but_in_its_module():
    """`_number` is private to common.smallnumbers."""

    def opened(tree: ast.Module, name: str) -> Iterator[str]:
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and node.attr == "_number"
                and name != "common/smallnumbers.py"
            ):
                yield f"{node.lineno} ._number"

    assert offences(opened) == []
    assert planted(opened, "n = count._number", "reporting/views/statistics.py")
