"""What was written down wrongly is withdrawn: it stays with who, when and why, and counts no more."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from common.quarters import quarter_of
from common.wording import require_reason
from outreach.actions.events import Written, is_ours
from outreach.actions.rounds import owe_again, unsettle
from outreach.models import CareRound
from outreach.permissions import OutreachPerm
from outreach.policies import BACK_DAYS


@transaction.atomic
def withdraw(*, by: User, row: Written, reason: str, now: datetime) -> Written:
    """Withdraw what one's own unit did or one has typed, within BACK_DAYS of its entry.

    What only this record had met is owed again with the same hour. Raises DomainError without a reason,
    twice, or too late.
    """
    require(by, OutreachPerm.RECORD, row)
    why = require_reason(reason, field="reason")
    found = type(row).objects.for_system("lock").select_for_update(of=("self",)).get(pk=row.pk)
    if not is_ours(by, found):
        raise PermissionDenied("another unit's record")
    if found.withdrawn_at is not None:
        raise DomainError("这条记录已经撤回。", field="reason")
    if now > found.recorded_at + timedelta(days=BACK_DAYS):
        raise DomainError(f"记下超过{BACK_DAYS}天的不能再撤回，请写入困难问题。", field="reason")
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_because = now, by, why
    found.full_clean()
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    day = clock.local_day(found.held_at)
    if isinstance(found, CareRound):
        _owe_care_again(found)
    unsettle(found.area[:9], day, now)
    return found


def _owe_care_again(row: CareRound) -> None:
    quarter = quarter_of(clock.local_day(row.held_at))
    span = {
        "held_at__gte": clock.start_of_day(quarter.from_on),
        "held_at__lt": clock.end_of_day(quarter.until_on),
    }
    others = CareRound.objects.for_system("rounds of one village").standing().filter(area=row.area, **span)
    village = Unit.objects.of_kind(UnitKind.VILLAGE).filter(area=row.area).first()
    if village is not None and not others.exists():
        owe_again("care.round", village, quarter)
