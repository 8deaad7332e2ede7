"""Conventions that a reader of the source can check. Each is shown a planted fault beside the house."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest

from tests.architecture.house import ROOT, functions, is_kind, length, name_of, offences, planted, sources

FORBIDDEN_NAMES = {"utils", "helpers", "services", "signals", "managers"}
MAX_FILE, MAX_FUNCTION, MAX_VIEW, MAX_TASK = 400, 50, 20, 5


def actions_require_first(tree: ast.Module, name: str) -> Iterator[str]:
    """An action for a user has a docstring and begins with require(by, …); `now` and `at` are arguments."""
    if not is_kind(name, "actions"):
        return
    for function in functions(tree):
        asked = dict(zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True))
        mandatory = {arg.arg for arg, default in asked.items() if default is None}
        if "by" not in mandatory or not _is_action(function, name):
            continue
        first = function.body[1:2] if ast.get_docstring(function) else []
        if not first or not ast.unparse(first[0]).startswith("require(by, "):
            yield f"{function.lineno} {function.name} does not say what it does and require first"


def _is_action(function: ast.FunctionDef, name: str) -> bool:
    """A package hands its actions out in `__init__`; other public functions are parts that actions share,
    unless they open a transaction of their own."""
    if function.name.startswith("_") or function.name in QUESTIONS:
        return False
    if any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list):
        return True
    front = ROOT / name.split("/")[0] / "actions" / "__init__.py"
    return name.endswith("/actions.py") or f'"{function.name}"' in front.read_text(encoding="utf-8")


QUESTIONS = {"usable_basis"}
"""Handed out by an action package because pages ask the same; it writes nothing and asks `may` itself."""

SIDE_DOORS = {
    "for_system": (
        "actions",
        "scoping",
        "models",
        "stats",
        "rehearsal",
        "management",
        "county",
        "proofs",
        "access",
    ),
    "history": ("actions", "stats", "models", "proofs"),
    "_base_manager": (),
    "has_perm": (),
    "raw": ("scoping",),
    "extra": ("scoping",),
    "get_objects_for_user": (),
}


def no_side_doors(tree: ast.Module, name: str) -> Iterator[str]:
    """What reads rows past their scope stands only where it is looked for."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node.attr not in SIDE_DOORS:
            continue
        if node.attr == "history" and isinstance(node.value, ast.Name) and node.value.id == "simple_history":
            continue
        if not any(is_kind(name, kind) for kind in SIDE_DOORS[node.attr]):
            yield f"{node.lineno} .{node.attr}"


WALL_CLOCKS = ("datetime.now", "datetime.utcnow", "date.today", "timezone.now", "time.time")
CLOCK_READERS = ("views", "forms", "tasks", "management", "middleware", "adapter", "errors")


def the_clock_is_read_at_the_edges(tree: ast.Module, name: str) -> Iterator[str]:
    """`now` is an argument: only views, forms, tasks, commands and what stands around a request ask."""
    is_edge = name.startswith(("config/", "common/")) or any(is_kind(name, kind) for kind in CLOCK_READERS)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called == "clock.now" and not is_edge:
            yield f"{node.lineno} clock.now()"
        if called.endswith(WALL_CLOCKS) and name != "common/clock.py":
            yield f"{node.lineno} {called}()"


def nothing_is_swallowed(tree: ast.Module, name: str) -> Iterator[str]:
    """No bare except, no `except Exception`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else ""
            if caught in ("", "Exception", "BaseException"):
                yield f"{node.lineno} except {caught}"


def no_lazy_imports(tree: ast.Module, name: str) -> Iterator[str]:
    """An import inside a function hides a knot; TYPE_CHECKING blocks are at the top and are allowed."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{node.lineno} import inside {function.name}"


def functions_are_short(tree: ast.Module, name: str) -> Iterator[str]:
    limit = MAX_VIEW if is_kind(name, "views") else MAX_TASK if is_kind(name, "tasks") else MAX_FUNCTION
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and length(node) > limit:
            yield f"{node.lineno} {node.name} has {length(node)} lines, more than {limit}"


def no_receivers_and_no_save_overrides(tree: ast.Module, name: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(
            ast.unparse(decorator).startswith("receiver(") for decorator in node.decorator_list
        ):
            yield f"{node.lineno} signal receiver {node.name}"
        if isinstance(node, ast.ClassDef) and is_kind(name, "models"):
            bases = {ast.unparse(base) for base in node.bases}
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name == "save" and bases & RECORDS:
                    yield f"{part.lineno} {node.name}.save"


RECORDS = {"Record", "ScopedRecord", "models.Model"}


FAULTS = [
    (
        actions_require_first,
        "@transaction.atomic\ndef lose(*, by: User):\n    '''Lose it.'''\n    now = 1\n    require(by, P)",
        "cases/actions.py",
    ),
    (
        actions_require_first,
        "@transaction.atomic\ndef lose(*, by: User):\n    require(by, P)",
        "cases/actions/team.py",
    ),
    (actions_require_first, "def lose(*, by: User):\n    '''Lose it.'''\n    return 1", "cases/actions.py"),
    (actions_require_first, "def appoint(*, by: User):\n    return 1", "accounts/actions/appointments.py"),
    (no_side_doors, "Minor.objects.for_system('why')", "cases/views.py"),
    (no_side_doors, "Minor._base_manager.all()", "cases/actions.py"),
    (no_side_doors, "user.has_perm('x')", "accounts/permissions.py"),
    (no_side_doors, "Minor.objects.raw('SELECT 1')", "minors/actions.py"),
    (no_side_doors, "minor.history.all()", "minors/views.py"),
    (the_clock_is_read_at_the_edges, "at = clock.now()", "cases/actions.py"),
    (the_clock_is_read_at_the_edges, "at = datetime.now(UTC)", "cases/views.py"),
    (the_clock_is_read_at_the_edges, "at = clock.now()", "duties/rules.py"),
    (nothing_is_swallowed, "try:\n    go()\nexcept Exception:\n    pass", "cases/views.py"),
    (nothing_is_swallowed, "try:\n    go()\nexcept:\n    pass", "cases/views.py"),
    (no_lazy_imports, "def go():\n    from cases import models", "minors/actions.py"),
    (functions_are_short, "def go():\n" + "    x = 1\n" * 51, "minors/rules.py"),
    (functions_are_short, "def go():\n" + "    x = 1\n" * 21, "minors/views.py"),
    (functions_are_short, "def go():\n" + "    x = 1\n" * 6, "duties/tasks.py"),
    (no_receivers_and_no_save_overrides, "@receiver(post_save)\ndef go(**kwargs): ...", "minors/models.py"),
    (
        no_receivers_and_no_save_overrides,
        "class A(ScopedRecord):\n    def save(self): ...",
        "minors/models.py",
    ),
]
CONVENTIONS = list(dict.fromkeys(convention for convention, _, _ in FAULTS))


@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda convention: convention.__name__)
def test_the_house_keeps(convention):
    assert offences(convention) == []


@pytest.mark.parametrize(
    ("convention", "source", "name"), FAULTS, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_planted_fault_is_seen(convention, source, name):
    assert planted(convention, source, name)


# --- names and sizes of files


def bad_names(names: list[str]) -> list[str]:
    return [name for name in names if PurePosixPath(name).stem in FORBIDDEN_NAMES]


def test_files_are_named_by_what_they_do():
    assert bad_names([name_of(path) for path in sources()]) == []
    assert bad_names(["cases/utils.py", "minors/services.py", "duties/rules.py"]) == [
        "cases/utils.py",
        "minors/services.py",
    ]


def too_long(lines: dict[str, int]) -> list[str]:
    return [f"{name} has {count} lines" for name, count in lines.items() if count > MAX_FILE]


def test_files_are_short():
    tests = [path for path in (ROOT / "tests").rglob("*.py") if "__pycache__" not in path.parts]
    files = [*sources(), *tests]
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert too_long(lines) == []
    assert too_long({"a.py": MAX_FILE, "b.py": MAX_FILE + 1}) == ["b.py has 401 lines"]
