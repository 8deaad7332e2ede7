"""Approval before access: somebody asks, the right approver answers, the grant ends by itself."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from accounts import readlog
from accounts.choices import Post, ReadKind, UnitKind
from accounts.models import Absence, Appointment, Unit, User, holders
from accounts.permissions import may, require
from accounts.rules import HEAD_OF
from common import calendar, clock, wording
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors import rules
from minors.actions.basis import askable_parts, require_open, usable_basis
from minors.actions.grants import give
from minors.actions.intake import lock
from minors.choices import Answer, GrantKind, MinorState, VaultPart
from minors.models import AccessRequest, Minor, Recusal, acting_person
from minors.permissions import MinorPerm
from minors.policies import ANSWER_WORKING_DAYS, APPROVAL_DAYS

DECIDE, ANSWERED = "access.decide", "access.answered"
BY_COUNTY = "county"
"""Period of the duty the county owes on a request that a head left unanswered."""

SWEEP_LIMIT = 500


@transaction.atomic
def ask_access(
    *,
    by: User,
    minor: Minor,
    parts: Iterable[str],
    purpose: str,
    days: int,
    now: datetime,
    duty: Duty | None = None,
) -> AccessRequest:
    """Ask the right approver to open `parts` of one file for `days` (30 at most); opens `access.decide`.

    One request at a time: the same one again returns the first. `duty` is the work it is for, if any.
    Raises PermissionDenied out of scope, post or state, DomainError for what is wrong with the request,
    or where another one waits.
    """
    require(by, MinorPerm.REVEAL, minor)
    require_open(by, minor, now)
    asked = [VaultPart(part) for part in parts]
    _check(by, asked, purpose, days)
    minor = lock(minor)
    if minor.state in (MinorState.MERGED, MinorState.WITHDRAWN):
        raise DomainError("该档案已并入或撤销，没有可查阅的身份信息。")
    if usable_basis(by=by, minor=minor, parts=asked, now=now) is not None:
        raise DomainError("您已有查阅这些内容的依据，不需要申请。")
    person = acting_person(by)
    waiting = AccessRequest.objects.for_system("ask").waiting().filter(minor=minor, user=person)
    if row := waiting.first():
        if (set(row.parts), row.purpose, row.days) != (set(asked), purpose.strip(), days):
            raise DomainError("该档案您已有一件申请等待审批，本次未提交；请等答复后再申请。")
        return row
    return _write(by, person, minor, asked, purpose.strip(), days, duty, now)


def _check(by: User, asked: list[VaultPart], purpose: str, days: int) -> None:
    if not asked:
        raise DomainError("请选择要查阅的内容。", field="parts")
    if not set(asked) <= set(askable_parts(by)):
        raise DomainError("当前岗位不需要查阅就学信息。", field="parts")
    if not rules.is_real_purpose(purpose):
        raise DomainError("请用至少4个字写明查阅用途，不能只写数字，也不能只重复几个字。", field="purpose")
    if not 1 <= days <= APPROVAL_DAYS:
        raise DomainError(f"天数须为1至{APPROVAL_DAYS}天。", field="days")


def _write(
    by: User,
    person: UUID,
    minor: Minor,
    asked: list[VaultPart],
    purpose: str,
    days: int,
    duty: Duty | None,
    now: datetime,
) -> AccessRequest:
    acting = by.acting
    assert acting is not None
    row = AccessRequest(
        minor=minor,
        user_id=person,
        asked_by=by,
        unit=acting.unit,
        post=acting.post,
        purpose=purpose,
        days=days,
        duty=duty,
        asked_at=now,
        answer_by=calendar.add_working_days(now, ANSWER_WORKING_DAYS, calendar.overrides()),
        to_county=_goes_to_county(by, minor, now),
    )
    for part in asked:
        setattr(row, f"opens_{part}", True)
    row.save()
    unit = county_of(acting.unit) if row.to_county else _station_of(acting.unit)
    _open_decision(row, unit, now)
    return row


def _open_decision(row: AccessRequest, unit: Unit, at: datetime, period: str = "") -> None:
    is_county = unit.kind == UnitKind.COUNTY
    duties.open(
        DECIDE,
        subject=row.pk,
        unit=unit,
        post=Post.COUNTY_REVIEWER if is_county else Post.STATION_HEAD,
        holder=another_reviewer(row.asked_by, unit, at) if row.unit_id == unit.pk and is_county else None,
        label=row.minor.code,
        file=row.minor_id,
        at=at,
        period=period,
    )


def _goes_to_county(by: User, minor: Minor, now: datetime) -> bool:
    """True for station head, police and county; and where no head but the asker could answer."""
    acting = by.acting
    assert acting is not None
    by_head = (Post.STATION_CLERK, Post.COMMUNITY_OFFICER, Post.SOCIAL_WORKER)
    if acting.post not in by_head:
        return True
    mine = {by.pk, acting_person(by)}
    heads = holders(UnitKind.STATION, Post.STATION_HEAD, acting.unit.township, now).exclude(user__in=mine)
    shut = Recusal.objects.for_system("who may decide").live(now).filter(minor=minor)
    heads = heads.exclude(user__in=shut.values("user"))
    covered_by_asker = Absence.objects.live(now).filter(appointment__in=heads, deputy__in=mine)
    return not heads.exclude(pk__in=covered_by_asker.values("appointment")).exists()


@transaction.atomic
def decide_access(
    *, by: User, request: AccessRequest, approve: bool, now: datetime, reason: str = ""
) -> AccessRequest:
    """Approve, which opens a grant for the days asked, or refuse with a reason; the asker is told.

    Raises PermissionDenied for whoever is not the approver, DomainError for one's own request, one already
    answered, an asker no longer in that post, or a refusal without a reason.
    """
    require(by, MinorPerm.DECIDE_ACCESS, request)
    row = AccessRequest.objects.for_system("decide").select_for_update(of=("self",)).get(pk=request.pk)
    if row.decided_at is not None:
        raise DomainError("这份申请已经处理过，没有改动。")
    if is_own(by, row):
        raise DomainError("不能审批自己的申请，由另一位审批人办理。")
    if not may_decide(by, row, now):
        raise PermissionDenied("not the approver of this request")
    if not approve:
        reason = wording.require_reason(reason, field="reason")
    if approve and not _still_in_post(row, now):
        raise DomainError("申请人已不在申请时的岗位，不能批准。")
    if approve:
        row.grant = give(
            minor=lock(row.minor),
            user=row.user,
            kind=GrantKind.APPROVAL,
            parts=row.parts,
            reason=row.purpose,
            approver=by,
            from_at=now,
            until_at=clock.end_of_day(clock.local_day(now) + timedelta(days=row.days)),
        )
    row.verdict = Answer.APPROVED if approve else Answer.REFUSED
    row.reason, row.decided_by, row.decided_at = reason.strip() or "同意", by, now
    row.save()
    _settle(row, now, by)
    _tell(row, now)
    _log(by, row)
    return row


def _log(by: User, row: AccessRequest) -> None:
    readlog.record(
        by=by,
        kind=ReadKind.DETAIL,
        file=row.minor_id,
        code=row.minor.code,
        fields=f"审批查阅申请：{row.part_words}",
        purpose=f"{Answer(row.verdict).label}：{row.purpose}",
        basis="查阅审批",
    )


def may_decide(by: User, request: AccessRequest, now: datetime) -> bool:
    """True for the approver of `request` at `now`: the asker's head, or the county, never oneself."""
    acting = by.acting
    if acting is None or is_own(by, request) or not may(by, MinorPerm.DECIDE_ACCESS):
        return False
    if acting.unit.kind == UnitKind.COUNTY:
        return acting.unit.county == request.unit.county and (request.to_county or now >= request.answer_by)
    return not request.to_county and acting.unit.township == request.unit.township


def is_own(by: User, request: AccessRequest) -> bool:
    """True if the person, or whom they act for, is the one who asks."""
    return bool({by.pk, acting_person(by)} & {request.user_id, request.asked_by_id})


@transaction.atomic
def acknowledge_answer(*, by: User, request: AccessRequest, now: datetime) -> AccessRequest:
    """The asker has read the answer."""
    require(by, MinorPerm.REVEAL, request)
    if not is_own(by, request):
        raise PermissionDenied("not the asker")
    duties.meet(ANSWERED, subject=request.pk, at=now, now=now, by=by)
    return request


def sweep_requests(now: datetime) -> int:
    """Hand what a head left unanswered to the county, once. How many."""
    rows = AccessRequest.objects.for_system("unanswered").unanswered(now)
    late = list(rows.select_related("minor", "unit", "asked_by").order_by("answer_by")[:SWEEP_LIMIT])
    for row in late:
        with transaction.atomic():
            row.passed_on_at = row.answer_by
            row.save(update_fields=["passed_on_at"])
            _open_decision(row, county_of(row.unit), row.answer_by, BY_COUNTY)
    return len(late)


@transaction.atomic
def close_requests_of_user(user: User, now: datetime, reason: str = "账号停用") -> int:
    """Hook of `ON_ACCOUNT_CLOSE`: a request ends with the post in which it was asked; how many ended."""
    rows = AccessRequest.objects.for_system("account closed").filter(Q(user=user) | Q(asked_by=user))
    gone = [row for row in rows.waiting().select_related("minor") if not _still_in_post(row, now)]
    return len([close(row, reason, now) for row in gone])


def close(row: AccessRequest, reason: str, now: datetime) -> AccessRequest:
    """End a waiting request without an answer, for hooks and 回避."""
    row.verdict, row.reason, row.decided_at = Answer.CLOSED, reason[:200], now
    row.save(update_fields=["verdict", "reason", "decided_at"])
    _settle(row, now, None)
    return row


def _settle(row: AccessRequest, now: datetime, by: User | None) -> None:
    for period in ("", BY_COUNTY):
        duties.meet(DECIDE, subject=row.pk, at=now, now=now, by=by, period=period)


def _tell(row: AccessRequest, now: datetime) -> None:
    duties.open(
        ANSWERED,
        subject=row.pk,
        unit=row.unit,
        post=row.post,
        holder=row.user,
        deputy_holder=row.asked_by if row.asked_by_id != row.user_id else None,
        label=row.minor.code,
        file=row.minor_id,
        at=now,
    )


def _still_in_post(row: AccessRequest, now: datetime) -> bool:
    """True while the asker holds the post, or heads the unit and asked standing in for it (代岗)."""
    held = Q(post=row.post) | Q(post__in=HEAD_OF.values())
    return Appointment.objects.live(now).filter(held, user=row.user_id, unit=row.unit_id).exists()


def county_of(unit: Unit) -> Unit:
    """The county office above `unit`."""
    return Unit.objects.get(kind=UnitKind.COUNTY, area=unit.county, closed_on=None)


def another_reviewer(user: User, county: Unit, now: datetime) -> User | None:
    """A county reviewer who is not `user`, if there is one: then the duty is theirs by name."""
    rows = Appointment.objects.live(now).filter(unit=county, post=Post.COUNTY_REVIEWER).exclude(user=user)
    first = rows.select_related("user").order_by("user__username").first()
    return first.user if first else None


def _station_of(unit: Unit) -> Unit:
    return Unit.objects.get(kind=UnitKind.STATION, township=unit.township, closed_on=None)
