"""Where a child learns: written here, read only through the one door."""

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.permissions import require
from common.errors import DomainError
from minors.actions import vaults
from minors.actions.intake import lock
from minors.choices import MinorState
from minors.models import Minor
from minors.permissions import MinorPerm

OPEN = (MinorState.PENDING, MinorState.REGISTERED)


@transaction.atomic
@sensitive_variables("school", "class_name", "texts")
def record_schooling(*, by: User, minor: Minor, school: str, class_name: str) -> Minor:
    """Put the school and class of `minor` into the vault. What is blank stays; nothing is shown.

    Raises DomainError if both are blank or the file is merged or withdrawn.
    """
    require(by, MinorPerm.RECORD_SCHOOLING, minor)
    texts = {"school": school.strip(), "class_name": class_name.strip()}
    texts = {name: text for name, text in texts.items() if text}
    if not texts:
        raise DomainError("请填写学校或班级。", field="school")
    minor = lock(minor)
    if minor.state not in OPEN:
        raise DomainError("该档案已并入或已撤销，就学信息请填在现有档案里。")
    vaults.write(minor, vaults.key_of(minor), texts)
    return minor


def note_pupil(minor: Minor, *, is_pupil: bool) -> Minor:
    """The coded file says whether the child is a pupil; `cases` calls this, its permission already asked."""
    row = lock(minor)
    if row.is_pupil != is_pupil:
        row.is_pupil = is_pupil
        row.save(update_fields=["is_pupil"])
    return row
