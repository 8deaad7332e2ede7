import re
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import rules
from accounts.actions.closing import close_appointments, run_close_hooks
from accounts.models import Appointment, User, users_within
from accounts.permissions import AccountPerm, require, roles
from accounts.sessions import end_sessions
from common.errors import DomainError

USERNAME = re.compile(r"[a-z0-9][a-z0-9-]{2,29}")


@transaction.atomic
def create_account(*, by: User, username: str, name: str, password: str, now: datetime) -> User:
    """Make an account that must change `password` at its first login. It sees nothing until appointed.

    Raises DomainError if the login name is taken or not made of small letters, digits and hyphens.
    """
    require(by, AccountPerm.MANAGE_ACCOUNTS)
    if not USERNAME.fullmatch(username):
        raise DomainError("账号只能用小写字母、数字和短横线，3 至 30 位。", field="username")
    if User.objects.filter(username=username).exists():
        raise DomainError("这个账号已经有人使用。", field="username")
    if not name.strip():
        raise DomainError("请填写姓名。", field="name")
    user = User(username=username, name=name.strip(), must_change_password=True, password_changed_at=now)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user


@transaction.atomic
def deactivate_account(*, by: User, user: User, reason: str, now: datetime) -> User:
    """停用: at once. Sessions, appointments and absences end, and every app's `ON_ACCOUNT_CLOSE` runs.

    Raises DomainError for one's own account, an account already off, or a missing reason.
    """
    require(by, AccountPerm.MANAGE_ACCOUNTS)
    user = _lock(by, user)
    if user.pk == by.pk:
        raise DomainError("不能停用自己的账号，请由另一名管理员办理。")
    if not user.is_active:
        raise DomainError("这个账号已经停用。")
    if not reason.strip():
        raise DomainError("请填写停用原因。", field="reason")
    user.is_active = False
    user.deactivated_at, user.deactivated_by, user.deactivated_reason = now, by, reason.strip()
    user.save(update_fields=["is_active", "deactivated_at", "deactivated_by", "deactivated_reason"])
    open_rows = Appointment.objects.select_for_update(of=("self",)).filter(user=user, ended_at=None)
    close_appointments(list(open_rows), by=by, reason="账号停用", now=now)
    end_sessions(user, now=now)
    run_close_hooks(user, reason=reason.strip(), now=now)
    return user


@transaction.atomic
def reset_password(*, by: User, user: User, password: str, now: datetime) -> User:
    """Give `user` a new first password and end their sessions.

    Posts that read files wait for the head's confirmation again: otherwise whoever types passwords could
    open any file by becoming somebody else for a minute. Grants and duties stay where they are.
    """
    require(by, AccountPerm.MANAGE_ACCOUNTS)
    user = _lock(by, user)
    if user.pk == by.pk:
        raise DomainError("自己的密码请在“改密码”里更换。")
    if not user.is_active:
        raise DomainError("这个账号已经停用。")
    user.set_password(password)
    user.must_change_password, user.password_changed_at = True, now
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    end_sessions(user, now=now)
    rows = Appointment.objects.select_for_update(of=("self",)).filter(user=user, ended_at=None)
    reading = [row for row in rows if rules.must_be_confirmed(roles()[row.post]) and row.confirmed_at]
    close_appointments(reading, by=by, reason="重设密码，待负责人再次确认", now=now, deputies=False)
    for row in reading:
        Appointment.objects.create(
            user=user,
            unit=row.unit,
            post=row.post,
            from_on=row.from_on,
            until_on=row.until_on,
            appointed_by=by,
        )
    return user


def _lock(by: User, user: User) -> User:
    if by.acting is None or not users_within(by.acting.area).filter(pk=user.pk).exists():
        raise PermissionDenied("not an account of this county")
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)
