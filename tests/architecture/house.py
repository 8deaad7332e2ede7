"""The source of the house, read as syntax trees. Each convention is a function from a tree to its offences,
so that a test can ask it of the house and of a planted fault alike."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("common", "accounts", "duties", "minors", "patrols", "outreach", "cases", "reporting", "config")

Convention = Callable[[ast.Module, str], Iterator[str]]


def sources() -> list[Path]:
    """Every Python file of ours but migrations."""
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return sorted(path for path in files if not {"migrations", "__pycache__"} & set(path.parts))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_kind(name: str, kind: str) -> bool:
    """True for `app/<kind>.py` and for every file of the package `app/<kind>/`."""
    parts = name.removesuffix(".py").split("/")
    return len(parts) > 1 and parts[1] == kind


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Functions at the top of the module."""
    return (node for node in tree.body if isinstance(node, ast.FunctionDef))


def length(node: ast.FunctionDef) -> int:
    """Lines of the body, without the docstring: a docstring may be as long as the law asks."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def offences(convention: Convention) -> list[str]:
    """What the house does against `convention`, as `file:line what`."""
    found = []
    for path in sources():
        name = name_of(path)
        found += [f"{name}:{what}" for what in convention(ast.parse(path.read_text(encoding="utf-8")), name)]
    return found


def planted(convention: Convention, source: str, name: str) -> list[str]:
    """What `convention` says of a fault written down in a test."""
    return list(convention(ast.parse(source), name))
