"""Every template keeps to the strict content security policy and to the icons there are."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ICONS = set(re.findall(r'symbol id="([a-z]+)"', (ROOT / "static" / "icons.svg").read_text()))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_compiles_and_has_no_inline_style_or_handler(path):
    text = path.read_text()
    get_template(str(path.relative_to(ROOT / "templates")))
    assert not re.search(r'\sstyle\s*=\s*["\']', text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']|javascript:", text)
    assert all("{{ CSP_NONCE }}" in tag for tag in re.findall(r"<style\b[^>]*>", text))
    assert all("src=" in tag or "nonce=" in tag for tag in re.findall(r"<script\b[^>]*>", text))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_icon_named_is_drawn(path):
    named = set(re.findall(r'{% icon "([^"]+)"', path.read_text()))
    named |= set(re.findall(r'icon_name="([a-z]+)"', path.read_text()))
    assert named <= ICONS


@pytest.mark.parametrize("code", ["400", "403", "404", "500", "503", "csrf", "429"])
def test_an_error_page_needs_no_request(code):
    page = get_template(f"{code}.html").render()
    assert 'lang="zh-Hans"' in page
    assert "<h1" in page
