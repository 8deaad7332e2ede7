"""Where a child's household is and where it lives: written here, read only through the one door."""

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.permissions import require
from common.errors import DomainError
from minors.actions import vaults
from minors.actions.intake import lock
from minors.actions.schooling import OPEN
from minors.choices import Household
from minors.models import Minor
from minors.permissions import MinorPerm

ADDRESSES = {Household.REGISTERED: "household_address", Household.RESIDENCE: "residence_address"}


def addresses_missing(minor: Minor) -> list[Household]:
    """Which of the two addresses the file does not have; nothing of them is shown."""
    known = vaults.read(minor, set(ADDRESSES.values()))
    return [one for one, name in ADDRESSES.items() if not known.get(name, "").strip()]


@transaction.atomic
@sensitive_variables("household_address", "residence_address", "texts")
def record_address(*, by: User, minor: Minor, household_address: str, residence_address: str) -> Minor:
    """Put an address of `minor` into the vault; what is blank stays, the old one stays in its history.

    Raises DomainError if both are blank or the file is merged or withdrawn.
    """
    require(by, MinorPerm.RECORD_ADDRESS, minor)
    texts = {"household_address": household_address.strip(), "residence_address": residence_address.strip()}
    texts = {name: text for name, text in texts.items() if text}
    if not texts:
        raise DomainError("请填写户籍地址或现住址。", field="household_address")
    minor = lock(minor)
    if minor.state not in OPEN:
        raise DomainError("该档案已并入或已撤销，住址请填在现有档案里。")
    vaults.write(minor, vaults.key_of(minor), texts)
    return minor
