"""Names as blind keys: found by who knows them, told to nobody. Private to `minors.actions` but for its
two questions, `registered_like` and (through `find`) the name search."""

from collections.abc import Iterable
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from common.crypto import DataKey as Key
from common.crypto import Sealed, blind_index
from minors.actions.unreadable import noted
from minors.choices import VaultPart
from minors.models import Guardian, Identity, Minor, NameKey
from minors.pinyin import folded_name, folded_pinyin, is_full_name, spellings

NAME, PINYIN = "minors.name", "minors.name_pinyin"
"""Labels of the blind index: full name in characters, and its pinyin."""


@sensitive_variables("text")
def name_key(text: str) -> str | None:
    """The key of a full name in characters; None for what is no full name."""
    with noted():
        return blind_index(NAME, folded_name(text)) if is_full_name(text) else None


@sensitive_variables("text")
def pinyin_key(text: str) -> str | None:
    """The key of a full name in pinyin, as somebody typed it."""
    folded = folded_pinyin(text)
    with noted():
        return blind_index(PINYIN, folded) if is_full_name(folded) else None


@sensitive_variables("texts", "keys")
def registered_like(texts: Iterable[str]) -> dict[str, set[UUID]]:
    """Which of `texts` are the full name of a child or guardian of some file → the keys of those files.

    For the leak guard: compares through the index of exact names (label `minors.name`; width, case,
    spaces and dots do not count) and opens nothing. Files of every state and place, sealed ones too: the
    caller must not let the answer be seen by whoever may not see the file. One query, whatever the texts.
    """
    keys = {key: text for text in texts if (key := name_key(text))}
    found: dict[str, set[UUID]] = {}
    rows = NameKey.objects.for_system("compare names").filter(
        key__in=[*keys, ""]
    )  # one query even for nothing
    for key, minor_id in rows.values_list("key", "minor_id"):
        found.setdefault(keys[key], set()).add(minor_id)
    return found


@sensitive_variables("keys", "name")
def rekey(minor: Minor, key: Key) -> None:
    """Make the name keys of a file follow the names in its vaults."""
    wanted: set[tuple[str, str]] = set()
    for part, model in ((VaultPart.IDENTITY, Identity), (VaultPart.GUARDIAN, Guardian)):
        for row in model.objects.for_system("name keys").filter(minor=minor):
            if isinstance(row.name, Sealed):
                wanted |= {(part, one) for one in _keys_of(row.name.reveal(key))}
    rows = {(row.part, row.key): row for row in NameKey.objects.for_system("name keys").filter(minor=minor)}
    for pair in rows.keys() - wanted:
        rows[pair].delete()
    NameKey.objects.bulk_create(
        [NameKey(minor=minor, part=part, key=one) for part, one in sorted(wanted - rows.keys())]
    )


def forget(minor: Minor) -> None:
    """Remove the name keys of a file whose key is destroyed."""
    NameKey.objects.for_system("forget names").filter(minor=minor).delete()


@sensitive_variables("name")
def _keys_of(name: str) -> set[str]:
    exact = name_key(name)
    return {exact, *(blind_index(PINYIN, one) for one in spellings(name))} if exact else set()
