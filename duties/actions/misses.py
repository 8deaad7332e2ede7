"""A miss stays; what can be added is an explanation, and another person's word on it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import require
from common.errors import DomainError
from duties.models import Duty, Excuse, Notice
from duties.permissions import DutyPerm


@transaction.atomic
def explain_miss(*, by: User, duty: Duty, reason: str, now: datetime) -> Excuse:
    """Say why `duty` was missed. It counts only once somebody else signed it; the miss stays.

    Raises PermissionDenied unless the duty is one's own or one's unit's, DomainError if nothing was missed.
    """
    require(by, DutyPerm.EXPLAIN_MISS, duty)
    is_of_unit = by.acting is not None and duty.unit_id == by.acting.unit.pk
    is_own = is_of_unit or Duty.objects.mine(by).filter(pk=duty.pk).exists()
    if not is_own:
        raise PermissionDenied("another unit's miss")
    if not Duty.objects.missed(now).filter(pk=duty.pk).exists():
        raise DomainError("这件事没有逾期，无需说明。")
    if duty.excuses.filter(signed_at__isnull=False).exists():
        raise DomainError("已有签认的情况说明，不用再写。")
    if not reason.strip():
        raise DomainError("请填写情况说明。", field="reason")
    try:
        with transaction.atomic():
            return Excuse.objects.create(duty=duty, reason=reason.strip(), by=by, at=now, recorded_at=now)
    except IntegrityError:
        raise DomainError("已有一份情况说明在等签认，请等答复后再写。") from None


@transaction.atomic
def sign_excuse(*, by: User, excuse: Excuse, now: datetime) -> Excuse:
    """Sign somebody else's explanation. Raises DomainError if it is one's own or answered already."""
    require(by, DutyPerm.SIGN_EXCUSE, excuse.duty)
    row = _lock_unanswered(by, excuse)
    row.signed_by, row.signed_at = by, now
    try:
        with transaction.atomic():
            row.save(update_fields=["signed_by", "signed_at"])
    except IntegrityError:
        raise DomainError("这件事已有一份签认的情况说明。") from None
    return row


@transaction.atomic
def refuse_excuse(*, by: User, excuse: Excuse, refusal: str, now: datetime) -> Excuse:
    """Refuse somebody else's explanation, with a reason."""
    require(by, DutyPerm.SIGN_EXCUSE, excuse.duty)
    row = _lock_unanswered(by, excuse)
    if not refusal.strip():
        raise DomainError("请写明不予认可的理由。", field="refusal")
    row.refused_by, row.refused_at, row.refusal = by, now, refusal.strip()
    row.save(update_fields=["refused_by", "refused_at", "refusal"])
    return row


def _lock_unanswered(by: User, excuse: Excuse) -> Excuse:
    row = Excuse.objects.select_for_update(of=("self",)).get(pk=excuse.pk)
    if row.signed_at or row.refused_at:
        raise DomainError("这份情况说明已有答复。")
    if row.by_id == by.pk:
        raise DomainError("不能签认本人写的情况说明。")
    return row


@transaction.atomic
def open_notice(*, by: User, notice: Notice, now: datetime) -> Notice:
    """Record who of those it is addressed to opened it first. Later openings change nothing."""
    require(by, DutyPerm.SEE_TODAY)
    if not Notice.objects.addressed_to(by).filter(pk=notice.pk).exists():
        raise PermissionDenied("not addressed to this post")
    row = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if row.opened_at is None:
        row.opened_at, row.opened_by = now, by
        row.save(update_fields=["opened_at", "opened_by"])
    return row
