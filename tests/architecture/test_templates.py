"""Partials say what they need; nothing in a template weakens the page's policy."""

import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MAX_LINES = 120


def undeclared(name: str, text: str) -> bool:
    """A partial's first line says what its context is."""
    return name.startswith("_") and "{# context:" not in text.splitlines()[0]


def weak(text: str) -> list[str]:
    """Inline styles, scripts without a nonce, handlers, unescaped output: refused or defeated by the CSP."""
    found = re.findall(r"\sstyle\s*=", text) + re.findall(r"<[^>{]*\son[a-z]+\s*=", text)
    found += [
        tag for tag in re.findall(r"<(?:script|style)\b[^>]*>", text) if not re.search(r"src=|nonce=", tag)
    ]
    return found + re.findall(r"\|\s*safe\b|{%\s*autoescape off|https?://", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_is_short_and_keeps_the_policy(path: Path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    assert not undeclared(path.name, text)
    assert weak(text) == []


@pytest.mark.parametrize("text", [
    '<p style="color: red">', '<a onclick="go()">', "<script>go()</script>", "{{ note|safe }}",
    '<img src="https://example.org/a.png">', "{% autoescape off %}",
])  # fmt: skip
def test_a_planted_weakness_is_seen(text):
    assert weak(text)


def test_htmx_is_loaded_where_it_is_used():
    """Either some page asks for it and the base page loads it, or neither."""
    texts = [path.read_text(encoding="utf-8") for path in TEMPLATES]
    assert any(re.search(r"\shx-\w+", text) for text in texts) == any("htmx_script" in text for text in texts)


def test_an_undeclared_partial_is_seen():
    assert undeclared("_row.html", "<li>{{ row }}</li>")
    assert not undeclared("_row.html", "{# context: row #}\n<li>{{ row }}</li>")
