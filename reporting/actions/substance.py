"""The catalogue of substances: a new listing is a new row, what was listed before stays as it was."""

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from common.errors import DomainError
from common.models import Substance
from reporting.permissions import ReportPerm


@transaction.atomic
def add_substance(
    *,
    by: User,
    name: str,
    klass: str,
    listed_from: date | None,
    aliases: str = "",
    note: str = "",
) -> Substance:
    """Add one listing. A substance already listed gets a second row from its new day on.

    Raises DomainError if that name has a row from that day. Law: 禁毒法 二; the list is the ministries'.
    """
    require(by, ReportPerm.EDIT_CATALOGUE)
    name = name.strip()
    if Substance.objects.filter(name=name, listed_from=listed_from).exists():
        raise DomainError("名录里已经有这个名称和日期，不用再加。", field="name")
    last = Substance.objects.order_by("-position").values_list("position", flat=True).first() or 0
    row = Substance(
        name=name,
        klass=klass,
        listed_from=listed_from,
        aliases=aliases.strip(),
        note=note.strip(),
        position=min(last + 1, 32_000),
    )
    row.full_clean()
    row.save()
    return row
