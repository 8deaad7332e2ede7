from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import rules
from accounts.actions.closing import close_appointments, run_close_hooks
from accounts.choices import Post
from accounts.models import Appointment, Unit, User, holders
from accounts.permissions import AccountPerm, may, require, roles
from common import calendar, clock
from common.errors import DomainError

LAPSED_LIMIT = 200
"""So many lapsed posts are closed in one run of the sweep."""


@transaction.atomic
def appoint(
    *, by: User, user: User, unit: Unit, post: str, from_on: date, now: datetime, until_on: date | None = None
) -> Appointment:
    """Type that `user` holds `post` in `unit`. A post that reads files waits for the head's confirmation.

    Raises DomainError for a post that unit does not have, a closed unit or account, a double, one's own
    account, or posts that do not go together (the auditor and the administrator hold nothing else).
    """
    require(by, AccountPerm.MANAGE_ACCOUNTS, unit)
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    _check_appointable(by, user, unit, post, until_on, now)
    if until_on is not None and until_on < from_on:
        raise DomainError("止日不能早于起日。", field="until_on")
    appointment = Appointment(
        user=user, unit=unit, post=post, from_on=from_on, until_on=until_on, appointed_by=by
    )
    if not rules.must_be_confirmed(roles()[post]):
        appointment.confirmed_at = now
    appointment.full_clean()
    appointment.save()
    return appointment


def _check_appointable(
    by: User, user: User, unit: Unit, post: str, until_on: date | None, now: datetime
) -> None:
    if user.pk == by.pk:
        raise DomainError("不能为自己办理任职，请由另一名管理员办理。")
    if not user.is_active:
        raise DomainError("账号已经停用，不能任职。", field="user")
    if unit.closed_on is not None:
        raise DomainError("单位已经停用，不能任职。", field="unit")
    if not rules.post_exists(unit.kind, post):
        raise DomainError("这类单位没有这个职务。", field="post")
    if until_on is not None and until_on < clock.local_day(now):
        raise DomainError("止日不能早于今天。", field="until_on")
    held = Appointment.objects.filter(user=user, ended_at=None)
    if held.filter(unit=unit, post=post).exists():
        raise DomainError("这个人已经担任这个职务。", field="post")
    if not rules.go_together({post, *held.values_list("post", flat=True)}):
        raise DomainError("监督员、系统管理员不能兼任其他职务。", field="post")


@transaction.atomic
def confirm_appointment(*, by: User, appointment: Appointment, now: datetime) -> Appointment:
    """Let an appointment take effect. The unit's head does; the county for heads and in a head's stead.

    The county steps in when the unit has no head, or the head has not answered for a working day. Nobody
    confirms their own appointment, nor one they typed, nor that of the person they stand in for.
    """
    require(by, AccountPerm.CONFIRM_APPOINTMENT, appointment.unit)
    appointment = _lock(appointment)
    if not may_confirm(by, appointment, now):
        raise PermissionDenied("not the head of this post")
    if appointment.confirmed_at is not None or appointment.ended_at is not None:
        raise DomainError("这项任职已经处理过。")
    if by.pk == appointment.appointed_by_id:
        raise DomainError("录入任职的人不能确认。")
    if appointment.user_id in _persons(by):
        raise DomainError("不能确认自己的任职。")
    appointment.confirmed_by, appointment.confirmed_at = by, now
    appointment.full_clean()
    appointment.save(update_fields=["confirmed_by", "confirmed_at"])
    return appointment


def may_confirm(by: User, appointment: Appointment, now: datetime) -> bool:
    """True if `by` is the head who confirms `appointment`, or the county in the head's stead."""
    acting = by.acting
    if acting is None or not may(by, AccountPerm.CONFIRM_APPOINTMENT):
        return False
    if rules.is_head(acting, appointment):
        return True
    if acting.post != Post.COUNTY_REVIEWER or acting.unit.county != appointment.unit.county:
        return False
    kind, post = rules.confirmer(appointment.unit.kind, appointment.post)
    answer_by = calendar.add_working_days(
        appointment.recorded_at, rules.CONFIRM_WORKING_DAYS, calendar.overrides()
    )
    head = holders(kind, post, appointment.unit.township, now).exclude(user=appointment.user_id)
    return now >= answer_by or not head.exists()


@transaction.atomic
def end_appointment(*, by: User, appointment: Appointment, reason: str, now: datetime) -> Appointment:
    """End a post at once, by the administrator or the head; grants end and duties pass on with it."""
    require(by, AccountPerm.END_APPOINTMENT, appointment.unit)
    appointment = _lock(appointment)
    _check_may_end(by, appointment)
    if not reason.strip():
        raise DomainError("请填写原因。", field="reason")
    close_appointments([appointment], by=by, reason=reason.strip(), now=now)
    run_close_hooks(appointment.user, reason=reason.strip(), now=now)
    return appointment


@transaction.atomic
def leave_post(
    *, by: User, appointment: Appointment, handed_to: User, handed_on: date, now: datetime
) -> Appointment:
    """调离: end a post after the hand-over list was printed and signed by both.

    Raises DomainError if the successor does not work in the same township or county office, or the
    signature lies in the future. Who must go before a list is signed is ended with `end_appointment`.
    """
    require(by, AccountPerm.END_APPOINTMENT, appointment.unit)
    appointment = _lock(appointment)
    _check_may_end(by, appointment)
    if handed_on > clock.local_day(now):
        raise DomainError("签字日期不能晚于今天。", field="handed_on")
    if not is_colleague(handed_to, appointment, now):
        raise DomainError("接手人须是同一乡镇（或县禁毒办）在岗的另一人。", field="handed_to")
    appointment.handed_to, appointment.handed_on = handed_to, handed_on
    appointment.full_clean()
    appointment.save(update_fields=["handed_to", "handed_on"])
    close_appointments([appointment], by=by, reason="调离", now=now)
    run_close_hooks(appointment.user, reason="调离", now=now)
    return appointment


def close_lapsed_appointments(now: datetime) -> int:
    """Sweep: write the end of appointments whose last day is over, with all that follows. How many.

    Nothing waits for it: a post is acted in only while it is live. But what hung on it must not come back
    to life when the same person is appointed again.
    """
    rows = Appointment.objects.filter(ended_at=None, until_on__lt=clock.local_day(now))
    lapsed = list(rows.select_related("user").order_by("until_on", "pk")[:LAPSED_LIMIT])
    for appointment in lapsed:
        with transaction.atomic():
            appointment.ended_at = clock.end_of_day(appointment.until_on)  # type: ignore[arg-type]
            appointment.ended_reason = "任期届满"
            appointment.save(update_fields=["ended_at", "ended_reason"])
            run_close_hooks(appointment.user, reason="任期届满", now=now)
    return len(lapsed)


def is_colleague(user: User, appointment: Appointment, now: datetime) -> bool:
    """True if `user` is somebody else at work in the township, or county office, of `appointment`."""
    unit = appointment.unit
    here = Appointment.objects.live(now).filter(user=user, unit__township=unit.township)
    return user.pk != appointment.user_id and here.exists()


def _check_may_end(by: User, appointment: Appointment) -> None:
    if appointment.ended_at is not None:
        raise DomainError("这项任职已经终止。")
    if appointment.user_id == by.pk:
        raise DomainError("不能终止自己的任职，请由负责人或管理员办理。")
    if not (may(by, AccountPerm.MANAGE_ACCOUNTS) or rules.is_head(by.acting, appointment)):
        raise PermissionDenied("neither administrator nor head")


def _persons(by: User) -> set:
    """The person and, for a deputy, the colleague in whose place they act."""
    absence = by.acting.absence if by.acting else None
    return {by.pk, absence.appointment.user_id} if absence else {by.pk}


def _lock(appointment: Appointment) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("unit", "user")
    return rows.get(pk=appointment.pk)
