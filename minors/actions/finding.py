"""找档案: registered files of one's own township by full name or pinyin. Never at the county."""

import unicodedata

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts import readlog
from accounts.choices import ReadKind
from accounts.models import User
from accounts.permissions import require
from common.errors import DomainError
from minors.actions.names import name_key, pinyin_key
from minors.actions.registration import Hit
from minors.choices import Basis, Concern, MinorState, VaultPart
from minors.models import NameKey
from minors.permissions import MinorPerm

MOST = 20


@transaction.atomic
@sensitive_variables("full_name", "key")
def find_by_name(*, by: User, full_name: str) -> tuple[Hit, ...]:
    """Registered files of one's own township whose child is called so: code and birth year, never a name.

    Characters, or pinyin without tones in any reading. Always logged. A name of nobody, of a sealed file and
    of another township's get the same answer by the same queries. Raises DomainError for half a name.
    """
    require(by, MinorPerm.SEARCH)
    in_characters = any(unicodedata.name(sign, "").startswith("CJK") for sign in full_name)
    key = name_key(full_name) if in_characters else pinyin_key(full_name)
    if key is None:
        raise DomainError("请填写完整的姓名，或姓名的完整拼音（不带声调）。", field="full_name")
    rows = NameKey.objects.for_system("find by name").filter(
        key=key,
        part=VaultPart.IDENTITY,
        minor__state=MinorState.REGISTERED,
        minor__sealed_at=None,
        minor__concern=Concern.DRUGS,
        minor__township=by.area,
    )
    found = [row.minor for row in rows.select_related("minor").order_by("minor__code")[:MOST]]
    readlog.record(
        by=by,
        kind=ReadKind.SEARCH,
        fields="姓名" if in_characters else "姓名拼音",
        purpose="按姓名找档案",
        basis=Basis.REGISTRATION.label,
        file=found[0].pk if len(found) == 1 else None,
        code=found[0].code if len(found) == 1 else "",
        codes=[minor.code for minor in found],
        rows=len(found),
    )
    return tuple(Hit(minor.pk, minor.code, minor.birth_year) for minor in found)
