"""Everything a person types into a table goes in and out here, and nowhere else.

On the way in, in the transaction that saves the row, the text is refused where a number of a person stands in
it (`common.wording`), and compared with registered names by the function the setting `TEXT_CHECK` names, so
that this app need not know them. On the way out, what somebody has still to look at is a `HiddenText`: on
every page, export, print and in history alike it reads 〔文字待核对，暂不显示〕; a row saved again keeps the
original. Nothing is masked outside a request: the engine shows nothing to anybody.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_variables

from common.crypto import blind_index
from common.errors import DomainError
from common.keyfile import KeyFileUnusable
from common.names import name_candidates
from common.wording import REMOVED, refuse_numbers, refuse_person, require_reason

SAYS_A_TYPED_NAME = "这里写了本表填写的姓名，请删去；说到某个人时只写编号或“该人员”。"
KEEP = "keep_name_because"
"""The field of any form in which a head says why a text with a name in it is kept."""

HIDDEN = "〔文字待核对，暂不显示〕"


class StoredText(str):
    """Text as it came from the database: saved again unchanged, it is not looked at a second time."""

    __slots__ = ()


class HiddenText(StoredText):
    """Prints what may be shown; carries what is stored, for saving and for whoever has to decide."""

    __slots__ = ("original",)
    original: str

    def __new__(cls, shown: str, original: str) -> Self:
        text = super().__new__(cls, shown)
        text.original = original
        return text

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)  # a session or a message keeps only what is shown


@dataclass(frozen=True)
class Hiding:
    """Why a text is not shown, and to whom it still is: its authors, unless it was removed for good."""

    authors: frozenset[UUID] = frozenset()
    removed: bool = False


class _Desk:
    """Whoever sits before this request, and the hidden texts, read once."""

    def __init__(self, user: Any, request: HttpRequest | None = None) -> None:
        self.user, self.request = user, request
        self.refused = False
        self.texts: list[tuple[str, str]] = []
        self.names: set[str] = set()
        self._hidden: Mapping[str, Hiding] | None = None

    def compare(self) -> None:
        """Raise DomainError at a text that holds a name typed in the very same sending.

        Who typed both may be told where; nothing is looked up for it.
        """
        for field, text in self.texts if self.names else ():
            if not self.names.isdisjoint(name_candidates(text)):
                raise DomainError(SAYS_A_TYPED_NAME, field=field)

    @property
    def said(self) -> str:
        """Why a text that was refused for a name is to be kept all the same; blank for who may not say so."""
        said = self.request.POST.get(KEEP, "").strip() if self.request else ""
        return said if said and import_string(settings.TEXT_KEEP)(self.user) else ""

    def hiding(self, text: str) -> Hiding | None:
        if self._hidden is None:
            self._hidden = {}  # what is read while reading it is not masked
            self._hidden = import_string(settings.HIDDEN_TEXTS)()
        try:
            return self._hidden.get(
                fingerprint(text)
            )  # also while nothing is hidden: equal work tells nothing
        except KeyFileUnusable:
            return Hiding()  # without the key nobody can say that it is not hidden


_desk: ContextVar[_Desk | None] = ContextVar("freetext_desk", default=None)


@contextmanager
def at_desk(user: Any, request: HttpRequest | None = None) -> Iterator[None]:
    """What is read inside is shown to `user`, and what is written was typed by `user`."""
    token = _desk.set(_Desk(user, request))
    try:
        yield
    finally:
        _desk.reset(token)


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Every request is somebody's desk. Stands after the one that knows the user."""

    def at_the_desk(request: HttpRequest) -> HttpResponse:
        with at_desk(request.user, request):
            return get_response(request)

    return at_the_desk


def may_keep() -> bool:
    """Whether a name was refused in this request to somebody who may keep it with a reason (`KEEP`)."""
    desk = _desk.get()
    return desk is not None and desk.refused and bool(import_string(settings.TEXT_KEEP)(desk.user))


@sensitive_variables("names")
def names_typed(names: Iterable[str]) -> None:
    """The names a form enters: no other text of the same sending may hold one. Raises DomainError.

    `names` as `common.names` cuts them: folded and without dots. Outside a request nothing is compared.
    """
    if desk := _desk.get():
        desk.names |= {name for name in names if name}
        desk.compare()


def fingerprint(text: str) -> str:
    """What a hidden text is known by, wherever it was copied. Raises ValueError for blanks."""
    return blind_index("common.freetext", text)


def original(value: Any) -> Any:
    """`value` as it is stored, for hashing, comparing and deciding; never for showing."""
    return value.original if isinstance(value, HiddenText) else value


def _shown_text(text: str) -> str:
    desk = _desk.get()
    if desk is None or not text.strip():
        return StoredText(text)
    hiding = desk.hiding(text)
    if hiding is None or (not hiding.removed and getattr(desk.user, "pk", None) in hiding.authors):
        return StoredText(text)
    return HiddenText(REMOVED if hiding.removed else HIDDEN, text)


def refuse_file_name(name: str, *, field: str = "file") -> None:
    """What a person types passes the guard where it is the name of a file, too; the name is never kept.

    Raises DomainError on `field`. What is silent for a text is silent here, and there is nothing to hide.
    """
    stem = name.rpartition(".")[0] or name
    refuse_numbers(stem, field=field)
    refuse_person(stem, field=field)
    _compare(text=stem, field=field, column="name", row=None)


def _compare(*, text: str, field: str, column: str, row: models.Model | None) -> None:
    desk = _desk.get()
    kept: dict[str, Any] = {}
    if desk and desk.request and (said := desk.said):
        kept = {"kept_because": require_reason(said, field=field), "now": desk.request.now}  # type: ignore[attr-defined]  # set by accounts.middleware
    check = import_string(settings.TEXT_CHECK)
    try:
        check(text=text, field=field, column=column, row=row, author=desk.user if desk else None, **kept)
    except DomainError:
        if desk:
            desk.refused = True
        raise


class _Attribute(DeferredAttribute):
    """A form that showed the mask sends it back: the row keeps what stands behind it."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        name = self.field.attname
        before = instance.__dict__.get(name)
        if isinstance(before, HiddenText) and isinstance(value, str) and value.strip() == before:
            value = before
        instance.__dict__[name] = value


class _FreeText(models.Field):
    """Mixed into a text column: see the module. `typed_as` is the form field, where it is called otherwise.

    `persons`: the field is for a name of an official or an organ, so that the shape of a name is no reason to
    refuse it. `registered`: compare it with registered names; not for the names of staff and units.
    """

    descriptor_class = _Attribute

    def __init__(
        self, *args: Any, typed_as: str = "", persons: bool = False, registered: bool = True, **kwargs: Any
    ) -> None:
        self.typed_as, self.persons, self.registered = typed_as, persons, registered
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """A plain column, so that no migration knows of the guard."""
        name, _, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self._plain}", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if not isinstance(value, str) or isinstance(value, StoredText) or not value.strip():
            return value
        if hasattr(type(model_instance), "instance_type") and self.name != "history_change_reason":
            return value  # the past repeats what the live row was asked
        if HIDDEN in value or REMOVED in value:
            said = "原来的文字还在核对或已删去，不能照抄或接着写，请另写一段。"
            raise DomainError(said, field=self.typed_as or self.name)
        self._guard(model_instance, value)
        value = StoredText(value)
        setattr(model_instance, self.attname, value)
        return value

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return _shown_text(value) if value and self.registered else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        # an exact str: a database driver need not know of ours
        return str(original(value)) if isinstance(value, StoredText) else value

    def _guard(self, row: models.Model, text: str) -> None:
        field = self.typed_as or self.name
        refuse_numbers(text, field=field)
        if not self.persons:
            refuse_person(text, field=field)
        if self.registered and (desk := _desk.get()):
            desk.texts.append((field, text))
            desk.compare()
        if self.registered:
            _compare(text=text, field=field, column=self.name, row=row)

    _plain = ""


def is_free_text(field: models.Field) -> bool:
    """Whether a person types into this column."""
    return isinstance(field, _FreeText)


class FreeText(_FreeText, models.CharField):
    """A line or a paragraph that a person types."""

    _plain = "CharField"


class FreeTextArea(_FreeText, models.TextField):
    """Longer text that a person types."""

    _plain = "TextField"
