"""The county shapes what is looked at; what was asked before stays what it was."""

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from common.errors import DomainError
from common.wording import require_reason
from patrols.models import ChecklistItem
from patrols.permissions import PatrolPerm


@transaction.atomic
def add_item(
    *,
    by: User,
    kind: str,
    text: str,
    basis: str,
    from_on: date,
    today: date,
    reason: str,
    instead_of: ChecklistItem | None = None,
) -> ChecklistItem:
    """Ask something new from `from_on` on, at the end of the list or in the place of `instead_of`."""
    require(by, PatrolPerm.EDIT_CHECKLIST)
    if from_on <= today:
        raise DomainError("从明天或以后的一天起生效：今天的检查表已在使用。", field="from_on")
    why = require_reason(reason, field="reason")
    if instead_of is not None:
        old = _end(instead_of, until_on=from_on)
        no, kind = old.no, old.kind
    else:
        last = ChecklistItem.objects.select_for_update(of=("self",)).filter(kind=kind).order_by("-no").first()
        no = last.no + 1 if last else 1
    row = ChecklistItem(kind=kind, no=no, text=text, basis=basis, from_on=from_on, reason=why, entered_by=by)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def end_item(*, by: User, item: ChecklistItem, until_on: date, today: date, reason: str) -> ChecklistItem:
    """Ask it no more from `until_on` on."""
    require(by, PatrolPerm.EDIT_CHECKLIST)
    if until_on <= today:
        raise DomainError("从明天或以后的一天起停用：今天的检查表已在使用。", field="from_on")
    row = _end(item, until_on=until_on)
    row.reason = require_reason(reason, field="reason")
    row.save(update_fields=["reason"])
    return row


def _end(item: ChecklistItem, *, until_on: date) -> ChecklistItem:
    row = ChecklistItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if row.until_on is not None:
        raise DomainError("这一项已经停用或被替换。")
    row.until_on = until_on
    row.save(update_fields=["until_on"])
    return row
