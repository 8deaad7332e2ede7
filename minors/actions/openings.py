"""紧急查阅: opens at once for three hours, is reviewed the next working day, stays for good."""

from datetime import datetime

from django.db import transaction

from accounts import readlog
from accounts.choices import Post, ReadKind
from accounts.models import User
from accounts.permissions import require
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from minors.actions.basis import askable_parts, usable_basis
from minors.actions.grants import end, give
from minors.actions.intake import lock
from minors.actions.requests import county_of
from minors.choices import Basis, Finding, GrantKind, MinorState, VaultPart
from minors.models import Grant, Minor, Opening, acting_person
from minors.permissions import MinorPerm
from minors.policies import BREAK_GLASS_FOR

REVIEW = "access.review"


@transaction.atomic
def open_at_once(*, by: User, minor: Minor, reason: str, now: datetime) -> Opening:
    """Open one file to `by` for three hours without asking; the county reviews it the next working day.

    A running one is returned as it is. Raises PermissionDenied out of scope or post, DomainError without a
    reason, or where reading is open anyway.
    """
    require(by, MinorPerm.BREAK_GLASS, minor)
    reason = wording.require_reason(reason, field="reason")
    minor = lock(minor)
    if minor.state in (MinorState.MERGED, MinorState.WITHDRAWN):
        raise DomainError("该档案已并入或撤销，没有可查阅的身份信息。")
    person = acting_person(by)
    mine = Opening.objects.for_system("is one running").filter(minor=minor, user=person)
    if running := mine.running(now).first():
        return running
    if usable_basis(by=by, minor=minor, parts=[VaultPart.IDENTITY, VaultPart.GUARDIAN], now=now):
        raise DomainError("您已有查阅依据，不需要紧急查阅。")
    over = Grant.objects.for_system("the last one").filter(
        minor=minor, user=person, kind=GrantKind.BREAK_GLASS, ended_at=None
    )
    for grant in over.select_related("minor", "user"):
        end(grant, "到期", grant.until_at)
    return _write(by, minor, reason, now)


def _write(by: User, minor: Minor, reason: str, now: datetime) -> Opening:
    acting = by.acting
    assert acting is not None
    user = User.objects.get(pk=acting_person(by))
    grant = give(
        minor=minor,
        user=user,
        kind=GrantKind.BREAK_GLASS,
        parts=askable_parts(by),
        reason=reason,
        approver=None,
        from_at=now,
        until_at=now + BREAK_GLASS_FOR,
    )
    row = Opening(
        minor=minor,
        user=user,
        opened_by=by,
        unit=acting.unit,
        post=acting.post,
        reason=reason,
        opened_at=now,
        grant=grant,
    )
    row.save()
    duties.open(
        REVIEW,
        subject=row.pk,
        unit=county_of(acting.unit),
        post=Post.COUNTY_REVIEWER,
        label=minor.code,
        file=minor.pk,
        at=now,
    )
    _log(by, row)
    return row


def _log(by: User, row: Opening) -> None:
    """The opening itself stands in the read log, also if nothing is revealed after it."""
    minor, until = row.minor, f"（至{clock.local(row.grant.until_at):%m-%d %H:%M}）"
    parts = "、".join(str(part.label) for part in askable_parts(by))
    readlog.record(
        by=by,
        kind=ReadKind.REVEAL,
        file=minor.pk,
        code=minor.code,
        fields=f"开启紧急查阅：{parts}",
        purpose=row.reason[: readlog.MAX_PURPOSE - len(until)] + until,
        basis=Basis.BREAK_GLASS.label,
    )


@transaction.atomic
def review_opening(*, by: User, opening: Opening, finding: str, reason: str, now: datetime) -> Opening:
    """Find an opening justified or not, with a reason; meets `access.review`. The row stays either way.

    Not justified ends what is still open of it, in the same transaction.
    Raises DomainError for one's own, one already reviewed, or without a reason.
    """
    require(by, MinorPerm.REVIEW_ACCESS, opening)
    row = Opening.objects.for_system("review").select_for_update(of=("self",)).get(pk=opening.pk)
    if row.reviewed_at is not None:
        raise DomainError("这次紧急查阅已经复核过，没有改动。")
    if {by.pk, acting_person(by)} & {row.user_id, row.opened_by_id}:
        raise DomainError("不能复核自己的紧急查阅。")
    row.finding, row.finding_reason = Finding(finding), wording.require_reason(reason, field="reason")
    row.reviewed_by, row.reviewed_at = by, now
    row.save(update_fields=["finding", "finding_reason", "reviewed_by", "reviewed_at"])
    if row.finding == Finding.NOT_JUSTIFIED and row.grant.until_at > now:
        end(row.grant, "紧急查阅经复核理由不成立", now)
    duties.meet(REVIEW, subject=row.pk, at=now, now=now, by=by)
    return row
