from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import User
from accounts.permissions import AccountPerm, require
from common.errors import DomainError


@transaction.atomic
def set_reminder_address(*, by: User, email: str, now: datetime) -> User:
    """提醒邮箱: where the outside channel writes 有 N 件待办 to `by`; empty means no mail. One's own only.

    Raises DomainError if it is no address.
    """
    require(by, AccountPerm.SET_REMINDER)
    user = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    user.email = email.strip()
    if user.email:
        try:
            validate_email(user.email)
        except ValidationError as error:
            raise DomainError("邮箱地址不对，应像 name@example.org。", field="email") from error
    user.save(update_fields=["email"])
    return user
