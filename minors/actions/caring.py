"""关爱帮扶: a left-behind or at-risk child who uses nothing has a register of its own, beside the users'."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.views.decorators.debug import sensitive_variables

from accounts import readlog
from accounts.choices import ReadKind
from accounts.models import Unit, User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from minors.actions import vaults
from minors.actions.intake import take_in
from minors.actions.registration import has_other_number, hold_keys, known_here
from minors.choices import Basis, Concern, MinorState, Track
from minors.models import Identity, Minor
from minors.permissions import MinorPerm
from minors.rules import ChildIn


@transaction.atomic
@sensitive_variables("child", "texts", "indexes")
def register_care(*, by: User, child: ChildIn, unit: Unit, now: datetime) -> Minor:
    """Enter a child of 关爱帮扶, 在册 at once: nobody reports it, so there is nothing to wait for.

    Its vault never holds a number for the register of users (`Identity.registered` stays False): no search
    among users finds it, and a child who is later found using is registered there as a file of its own. The
    search that looks for a second file of the same child is logged like any other.
    Raises DomainError for a child whom this township cares for already, or has on file.

    Law: 未成年人保护法 第四十三条 (困境未成年人、留守未成年人信息档案).
    """
    require(by, MinorPerm.REGISTER)
    texts = vaults.texts_of(child, on=clock.local_day(now))
    indexes = vaults.indexes_of(texts)
    hold_keys(indexes)
    _refuse_second(by, texts, indexes)
    minor = take_in(by=by, child=child, unit=unit, intake_unit=unit, now=now)
    minor.concern, minor.track, minor.clean_since = Concern.CARE, Track.CARE, None
    minor.state, minor.registered_at, minor.registered_by = MinorState.REGISTERED, now, by
    minor.save()
    return minor


@sensitive_variables("texts", "indexes")
def _refuse_second(by: User, texts: dict[str, str], indexes: dict[str, str | None]) -> None:
    like = Q(pk__in=[])
    for column in ("id_index", "name_birth_index"):
        if indexes[column]:
            like |= Q(**{column: indexes[column]})
    cared = Identity.objects.for_system("is the child cared for already").filter(
        like,
        minor__concern=Concern.CARE,
        minor__state=MinorState.REGISTERED,
        minor__sealed_at=None,
        minor__township=by.area,
    )
    rows = [row for row in cared.select_related("minor") if not has_other_number(row, indexes)]
    found = [row.minor for row in rows] + known_here(by, indexes)
    readlog.record(
        by=by,
        kind=ReadKind.SEARCH,
        fields=",".join(sorted(texts.keys() & {"id_number", "name", "birth_date"})),
        purpose="关爱帮扶登记前查重",
        basis=Basis.REGISTRATION.label,
        file=found[0].pk if found else None,
        code=found[0].code if found else "",
    )
    if found:
        raise DomainError(f"本乡已有这名孩子的档案 {found[0].code}，请在该档案里办理。", field="name")
