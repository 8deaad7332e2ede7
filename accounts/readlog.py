"""The one writer of the read log."""

from typing import TYPE_CHECKING
from uuid import UUID

from accounts.choices import ReadKind
from accounts.models import ReadEntry

if TYPE_CHECKING:
    from accounts.models import User


def record(
    *,
    by: "User",
    kind: ReadKind,
    fields: str,
    purpose: str,
    basis: str,
    file: UUID | None = None,
    code: str = "",
) -> ReadEntry:
    """Write who looked. Call it in the transaction that reads, so that no log means no data."""
    acting = by.acting
    return ReadEntry.objects.create(
        user_id=by.pk,
        post=acting.post if acting else "",
        unit_id=acting.unit.pk if acting else None,
        deputy=acting.is_deputy if acting else False,
        kind=kind,
        file=file,
        code=code,
        fields=fields,
        purpose=purpose,
        basis=basis,
    )
