"""The leak guard: no sentence of work names a child, and the guard itself tells nobody who is registered.

Called by `common.freetext` for every text that is saved. The work is the same whether a name is registered,
unregistered or sealed: as many indexes, the same two questions, one row written. Only to whom the file lies
open the answer comes at once; for everybody else the text is saved and hidden, and a head looks at it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import BooleanField, Case, Value, When
from django.views.decorators.debug import sensitive_variables

from accounts.permissions import may
from accounts.scoping import NOTHING
from common import codes
from common.crypto import blind_index
from common.errors import DomainError
from common.freetext import Hiding, StoredText, fingerprint, names_typed
from common.names import name_candidates, school_candidates
from minors.actions import names
from minors.choices import TextDecision, TextVerdict
from minors.models import Minor, NameKey, SchoolKey, TextCheck
from minors.permissions import MinorPerm
from minors.pinyin import folded_name, is_full_name
from minors.rules import ChildIn

SCHOOL = "minors.school"
SAYS_A_NAME = "这里像是写了在册人员的姓名，请改用编号。"
KNOWS_SCHOOLS = ("minors", "cases", "reporting")
"""Patrols and outreach write of schools all day, and must not learn which of them a child attends."""


@sensitive_variables("text", "schools")
def check_text(
    *,
    text: str,
    field: str,
    column: str,
    row: models.Model | None,
    author: Any,
    kept_because: str = "",
    now: datetime | None = None,
) -> None:
    """Setting `TEXT_CHECK`: compare `text` with registered names and keep that it was compared.

    Raises DomainError on `field` only to an author in whose scope the named file lies; a hit of anybody else
    is a row that looks like all others. Without a `row` nothing is kept that could be hidden. With
    `kept_because` (who may look at texts, see `may_keep`) such a text is kept, and the row says 放行 and why.
    """
    acting = getattr(author, "acting", None)
    hits = _hits(text, author)
    if any(hits) and not (kept_because and row is not None):
        raise DomainError(SAYS_A_NAME, field=field)
    kept: dict[str, Any] = {}
    if any(hits):
        if any(_hits(kept_because, author)):
            raise DomainError("保存的理由里也不要写姓名。", field=field)
        kept = {"decision": TextDecision.RELEASED, "reason": StoredText(kept_because)}
        kept |= {"decided_by": author, "decided_at": now}
    schools = school_candidates(text) if row is not None and row._meta.app_label in KNOWS_SCHOOLS else []
    school_keys = [blind_index(SCHOOL, piece) for piece in schools]
    is_hit = SchoolKey.objects.filter(key__in=school_keys or [""]).exists() or bool(hits)
    TextCheck(
        table=row._meta.label_lower if row is not None else "",
        column=column,
        row=row.id if row is not None else codes.random_uuid(),  # type: ignore[attr-defined]  # of a history row, too: its pk is another
        fingerprint=fingerprint(text),
        author_id=author.pk if acting else None,
        post=acting.post if acting else "",
        unit=acting.unit if acting else None,
        verdict=TextVerdict.HIT if is_hit and row is not None else TextVerdict.CLEAN,
        **kept,
    ).save(force_insert=True)


@sensitive_variables("text")
def _hits(text: str, author: Any) -> list[bool]:
    """One for each registered name in `text`: whether its file lies open to `author`."""
    keys = [blind_index(names.NAME, piece) for piece in name_candidates(text)]
    within = Minor.scope_for(author, via="minor__") if getattr(author, "acting", None) else NOTHING
    seen = Case(When(within, then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = NameKey.objects.for_system("leak guard").filter(key__in=keys or [""])
    return list(rows.annotate(seen=seen).values_list("seen", flat=True))


def may_keep(user: Any) -> bool:
    """Setting `TEXT_KEEP`: who looks at texts may keep one of their own that says a name, with a reason."""
    return getattr(user, "acting", None) is not None and may(user, MinorPerm.REVIEW_TEXT)


@sensitive_variables("child")
def typed(child: ChildIn) -> None:
    """No other text of the same form may hold the names it enters. Raises DomainError at that text."""
    names_typed(folded_name(name) for name in (child.name, child.guardian_name) if is_full_name(name))


def hidden_texts() -> Mapping[str, Hiding]:
    """Setting `HIDDEN_TEXTS`: what is not to be shown, by fingerprint, and whose texts these are."""
    found: dict[str, Hiding] = {}
    rows = TextCheck.objects.for_system("what to hide").hiding()
    for mark, author, decision in rows.values_list("fingerprint", "author_id", "decision"):
        known = found.get(mark, Hiding())
        removed = known.removed or decision == TextDecision.REMOVED
        found[mark] = Hiding(known.authors | ({author} if author else set()), removed)
    return found


@sensitive_variables("school")
def know_school(school: str) -> None:
    """Let the guard know a school that was written into a vault; whose it is is not kept."""
    form = max(school_candidates(school), key=len, default=school)
    SchoolKey.objects.get_or_create(key=blind_index(SCHOOL, form))
