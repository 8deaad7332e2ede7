"""What allauth may do here: log in, log out, change a password."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from common import clock


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the administrator; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "账号或密码不正确。",
        "account_inactive": "账号或密码不正确。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        user.set_password(password)
        user.must_change_password, user.password_changed_at = False, clock.now()
        user.save(update_fields=["password", "must_change_password", "password_changed_at"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("duties:today")
