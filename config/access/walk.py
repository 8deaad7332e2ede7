"""Every address × every post × every object × every method: where to go, and what the tables say of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.surfaces import Surface, surfaces
from config.access.browser import Answer, Browser, signed
from config.access.objects import objects
from config.access.world import NOW, World
from duties.policies import policies
from reporting.ledgers import LEDGERS

METHODS = ("GET", "HTMX", "POST", "BARE", "HEAD")
"""BARE is a POST without a token; HTMX a GET that asks for a part of a page."""


@dataclass(frozen=True)
class Viewer:
    """Who comes: `place` and `post`, or one of those without a post."""

    name: str
    user: User | None
    browser: Browser

    @property
    def is_near(self) -> bool:
        """True for the home township and its county, and for those without a post."""
        return not self.name.startswith(("near ", "far "))


@dataclass(frozen=True)
class Cell:
    """One visit."""

    view: str
    path: str
    viewer: Viewer
    method: str
    object: str
    key: UUID | None
    kwargs: tuple[tuple[str, Any], ...] = ()

    @property
    def surface(self) -> Surface:
        return surfaces()[self.view]

    def send(self) -> Answer:
        match self.method:
            case "POST":
                return self.viewer.browser.send("POST", self.path, signed())
            case "BARE":
                return self.viewer.browser.send("POST", self.path)
            case "HTMX":
                return self.viewer.browser.send("GET", self.path, htmx=True)
            case other:
                return self.viewer.browser.send(other, self.path)


def viewers(world: World) -> list[Viewer]:
    """Every post in every place; nobody; a superuser made in the shell; one with every Django permission."""
    found = [Viewer("nobody", None, Browser(None))]
    root = get_user_model().objects.create_superuser("root", name="示例·超级")
    root.password = "made-up"
    root.save(update_fields=["password"])
    found.append(Viewer("superuser", root, Browser(root)))
    for (place, post), known in world.people.items():
        user = world.act(known, NOW)  # anew: what an acting person may open is kept on it
        found.append(Viewer(f"{place} {post}", user, Browser(user)))
    return found


def names() -> list[str]:
    """Every named address of the URLconf, in order."""
    return sorted(dict.fromkeys(_names(get_resolver(), "")))


def _names(resolver: URLResolver, namespace: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}:{entry.name}" if namespace else entry.name or str(entry.pattern)


def groups(world: World, people: list[Viewer]) -> Iterator[list[Cell]]:
    """The whole walk: one address, one viewer, one method, with every object that stands in it."""
    rows = {line.row: objects(world, line.row) for line in surfaces().values() if line.row}
    for view in names():
        places = list(_places(view, rows))
        labels = {label for label, _, _ in places}
        first = labels & FIRST or {min(labels - {"never"}, default="never")}
        for viewer in people:
            for method in _methods(viewer, surfaces()[view]):
                found = [
                    Cell(view, _path(view, kwargs), viewer, method, label, key, tuple(kwargs.items()))
                    for label, key, kwargs in places
                    if _is_met(viewer, method, label, first | {"never"})
                ]
                if found:
                    yield found


def _methods(viewer: Viewer, line: Surface) -> tuple[str, ...]:
    """From afar every row is somebody else's, and a page without a row is its own: fewer methods tell all."""
    if viewer.is_near and not (line.is_shut and viewer.user):
        return METHODS
    return ("GET", "POST") if line.row else ("GET",)


FIRST = frozenset({"own", "unit", ""})
"""Objects that every method meets, from every distance; the others are met by GET and POST at home."""


def _is_met(viewer: Viewer, method: str, label: str, first: set[str]) -> bool:
    if not viewer.is_near:
        return label in first or (label == "sealed" and method == "GET")
    return method in ("GET", "POST") or label in first


def _places(view: str, rows: dict[str, dict[str, UUID]]) -> Iterator[tuple[str, UUID | None, dict[str, Any]]]:
    line = surfaces()[view]
    if line.row:
        for label, key in rows[line.row].items():
            yield label, key, {"pk": key}
        return
    for kwargs in WORDS.get(view.rpartition(":")[2], [{}]):
        yield "", None, kwargs


OF_LEDGERS = [{"ledger": slug} for slug in LEDGERS]
WORDS: dict[str, list[dict[str, Any]]] = {
    "ledger_detail": OF_LEDGERS,
    "ledger_print": OF_LEDGERS,
    "ledger_export": OF_LEDGERS,
    "policy_change": [{"kind": kind} for kind in ("case.team", "report.same_day") if kind in policies()],
    "account_confirm_email": [{"key": "x"}],
    "account_reset_password_from_key": [{"uidb36": "a", "key": "b"}],
}
"""Words that stand in an address in place of a key, by the name of its view."""


def _path(view: str, kwargs: dict[str, Any]) -> str:
    if view == "closed":
        return "/accounts/signup/"
    try:
        return reverse(view, kwargs=kwargs)
    except NoReverseMatch as error:
        raise LookupError(f"{view}: say in config.access.walk.WORDS what stands in its address") from error


def expected(cell: Cell) -> frozenset[int] | None:
    """The statuses that the tables allow; None where they let in, which is anything but a refusal or a fault.

    Login, method, row, permission, state: in this order, as `Surface` says.
    """
    line, user = cell.surface, cell.viewer.user
    sends = cell.method in ("POST", "BARE")
    if line.is_shut:
        return frozenset({404, 403} if cell.method == "BARE" else {404})
    if user is None:
        return _of_nobody(cell, sends)
    if cell.method == "BARE":
        return frozenset({403})  # the token is asked for before anything else
    if user.acting is None and not sends and cell.view not in WITHOUT_A_POST:
        return frozenset({302})  # led to the choice of a post
    if cell.method in ("HEAD",) or ("POST" if sends else "GET") not in line.methods:
        return None if cell.method == "HEAD" and "HEAD" in line.methods else HEAD.get(cell.view, NOT_ALLOWED)
    return _of_row(cell, line, user)


NOT_ALLOWED = frozenset({405})
HEAD: dict[str, frozenset[int] | None] = {
    "account_login": None, "account_logout": None, "account_change_password": None,
    "account_reauthenticate": None,
}  # fmt: skip
"""allauth's views answer a HEAD as a GET, without a body."""
WITHOUT_A_POST = frozenset(
    {
        "accounts:acting_choose",
        "account_logout",
        "account_change_password",
        "account_reauthenticate",
        "healthz",
    }
    | {"account_login"}
)


def _of_nobody(cell: Cell, sends: bool) -> frozenset[int] | None:
    if not cell.surface.is_open:
        return frozenset({401} if sends or cell.method == "HTMX" else {302})
    if cell.method == "BARE":
        return frozenset({403})
    method = "POST" if sends else "GET"
    if cell.method == "HEAD" or method not in cell.surface.methods:
        return HEAD.get(cell.view, NOT_ALLOWED)
    return None


def _of_row(cell: Cell, line: Surface, user: User) -> frozenset[int] | None:
    row = None
    if line.row:
        row = line.rows_of(user).filter(pk=cell.key).first()
        if row is None:
            return frozenset({404})
    if not line.grants(user):
        return frozenset({403})
    if line.state:
        given = resolve(cell.path).kwargs
        status = import_string(line.state)(user, row, "GET" if cell.method == "HTMX" else cell.method, given)
        return frozenset({status}) if status else None
    return None
