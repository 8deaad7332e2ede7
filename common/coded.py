"""JSON columns for what the house writes itself: choices, codes, instants, numbers. No sentence fits in.

The leak guard looks at text columns (`common.freetext`); a typed text that went into a JSON column would pass
beside it, so this column refuses it, whoever saves: an action, a bulk write, an update.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models

_CODED = re.compile(
    r"[a-z][a-z_]{0,39}|[MF]"  # a choice
    r"|\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?"  # a day or an instant
    r"|[0-9A-Z]{1,4}(?:-[0-9A-Z]{4}){1,4}"  # one of our own codes
    r"|"
)
MOST_WORDS = 40
LARGEST = 10**9
"""No count, amount or number of hours is as large; a telephone is larger."""


class CodedJSON(models.JSONField):
    """A JSON column without free text. `words` names keys whose value is a word copied from a table or list.

    Saving anything else raises ValueError: no person can put it right, so it is a fault of the program.
    """

    def __init__(self, *args: Any, words: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.words = words
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """A plain column, so that no migration knows of the guard."""
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("words", None)
        return name, "django.db.models.JSONField", args, kwargs

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if not hasattr(value, "resolve_expression"):
            for key, leaf in _leaves(value):
                if not self._may_stand(key, leaf):
                    raise ValueError(f"{self.model._meta.label}.{self.name}: free text under {key or '—'}")
        return super().get_db_prep_save(value, connection)

    def _may_stand(self, key: str, leaf: Any) -> bool:
        if isinstance(leaf, str):
            is_word = key in self.words and len(leaf) <= MOST_WORDS and "\n" not in leaf
            return is_word or bool(_CODED.fullmatch(leaf))
        return leaf is None or isinstance(leaf, bool) or abs(leaf) < LARGEST


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that holds no other, with the key it stands under; keys are the program's own."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, str(name))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, key)
    else:
        yield key, value
