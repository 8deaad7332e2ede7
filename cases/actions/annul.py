"""Annul a row that was entered wrongly: it stays on the page, with who, when and why, and counts no more."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases.actions.breach import settle_counters
from cases.actions.drugtests import settle_clean_date
from cases.actions.rows import lock
from cases.actions.schedule import owe_again
from cases.models import DrugTest, RefusedTest, UnauthorisedLeave
from cases.permissions import CasePerm
from common import wording
from common.errors import DomainError

Row = TypeVar("Row", DrugTest, RefusedTest, UnauthorisedLeave)


@transaction.atomic
def annul(*, by: User, row: Row, reason: str, now: datetime) -> Row:
    """Annul `row`. What it had met is owed again with the same hour; a threshold already told of stays told.

    Never by who entered it. Raises DomainError without a reason, twice, or one's own.
    """
    require(by, CasePerm.ANNUL, row)
    reason = wording.require_reason(reason, field="reason")
    case = lock(row.case)
    rows = type(row).objects.for_system("lock").standing()
    found = rows.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise DomainError("这条记录已作废。")
    if by.pk == (found.taken_by_id if isinstance(found, DrugTest) else found.by_id):
        raise DomainError("不能作废本人登记的记录。")
    settle_counters(case, now=now)
    found.annulled_at, found.annulled_by, found.annul_reason = now, by, reason
    found.save(update_fields=["annulled_at", "annulled_by", "annul_reason"])
    if isinstance(found, DrugTest):
        settle_clean_date(case, found)
    if not isinstance(found, UnauthorisedLeave):
        owe_again(case, found.answered.split(), now=now)
    return found
