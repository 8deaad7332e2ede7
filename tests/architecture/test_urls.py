"""One name from URL to template, behind a login."""

import re
from collections.abc import Iterator

import pytest
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from config.errors import closed
from config.nav import ITEMS, Item
from config.policies import POLICIES
from tests.architecture.house import APPS, ROOT

OPEN = {"account_login", "account_logout", "healthz"}
"""Pages without a login. Everything else asks for one."""


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """(namespace, name, pattern) of every URL below."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, entry.namespace or namespace)
        else:
            yield namespace, entry.name or "", entry


ALL = list(patterns(get_resolver()))
OURS = [(space, name, pattern) for space, name, pattern in ALL if space in APPS]
NAMES = {f"{space}:{name}" if space else name for space, name, _ in ALL}


def misnamed(entries: list[tuple[str, str, URLPattern]]) -> list[str]:
    return [
        f"{space}:{name}"
        for space, name, pattern in entries
        if name != pattern.callback.__name__ or not pattern.callback.__module__.startswith(f"{space}.views")
    ]


def test_a_url_is_called_what_its_view_is_called():
    assert misnamed(OURS) == []


def misnamed_view(request):
    raise NotImplementedError


def test_a_misnamed_url_is_seen():
    resolver = URLResolver(re.compile(""), [path("x/", misnamed_view, name="contact_add")])  # type: ignore[arg-type]
    assert misnamed([("cases", "contact_add", resolver.url_patterns[0])]) == ["cases:contact_add"]


def without_login(entries: list[tuple[str, str, URLPattern]]) -> list[str]:
    return [name or str(pattern.pattern) for _, name, pattern in entries if not _asks(pattern)]


def _asks(pattern: URLPattern) -> bool:
    return getattr(pattern.callback, "login_required", True)


def test_every_page_of_ours_asks_for_a_login():
    assert without_login(OURS) == []


def test_only_the_gate_is_open():
    others = [entry for entry in ALL if entry[0] not in APPS and entry[2].callback is not closed]
    assert {name for name in without_login(others) if not _is_shut(name)} == OPEN


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name in NAMES if name and name.startswith("account_")))
def test_a_shut_page_of_allauth_answers_404(client, name):
    if _is_shut(name):
        keys = {"account_confirm_email": ["x"], "account_reset_password_from_key": ["a", "b"]}.get(name, [])
        assert client.get(reverse(name, args=keys)).status_code == 404


def _is_shut(name: str) -> bool:
    """allauth's pages of sign-up, e-mail and reset: config.urls answers 404 before they are met."""
    return bool(re.match(r"account_(signup|email|confirm|reset|set_password|inactive)", name))


def test_an_open_page_is_seen():
    def view(request):
        raise NotImplementedError

    view.login_required = False  # type: ignore[attr-defined]
    assert without_login([("cases", "view", path("x/", view, name="view"))]) == ["view"]  # type: ignore[list-item]


def test_keys_in_urls_are_uuids_or_days_or_a_kind():
    loose = re.compile(r"<(?:int|str|slug|path):(?!kind>)")
    assert [str(pattern.pattern) for _, _, pattern in OURS if loose.search(str(pattern.pattern))] == []
    assert loose.search("cases/<str:code>/")


def test_the_page_of_every_policy_exists():
    assert {policy.page for policy in POLICIES.values()} - NAMES == set()


def pages(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        yield from [item.page] if item.page else []
        yield from pages(item.children)


def test_the_page_of_every_navigation_entry_exists():
    assert set(pages(ITEMS)) - NAMES == set()


@pytest.mark.parametrize("template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_a_template_links_only_to_pages_that_exist(template):
    linked = set(re.findall(r"{%\s*url\s+['\"]([^'\"]+)['\"]", template.read_text(encoding="utf-8")))
    assert linked - NAMES == set()


def test_a_page_has_the_template_of_its_name_or_none():
    """Pages that only act or answer a file have none; a template named after no view is dead."""
    views = {f"{space}/{name}.html" for space, name, _ in OURS}
    found = {
        f"{space}/{file.name}"
        for space in APPS
        for file in (ROOT / "templates" / space).glob("*.html")
        if not file.name.startswith("_")
    }
    assert found - views - NO_VIEW == set()
    for name in sorted(found):
        get_template(name)


NO_VIEW = {
    "minors/unreadable.html",
    "accounts/expired.html",
    "accounts/locked.html",
    "accounts/account_password.html",
}
"""Answers of a middleware or of a POST, which have no address of their own."""
