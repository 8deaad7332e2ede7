"""Password rules beyond Django's own."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")


class ThreeClassesValidator:
    """At least three of: small letters, capitals, digits, other signs."""

    def validate(self, password: str, user: Any = None) -> None:
        if sum(bool(re.search(pattern, password)) for pattern in CLASSES) < 3:
            raise ValidationError(self.get_help_text(), code="password_three_classes")

    def get_help_text(self) -> str:
        return "密码须包含大写字母、小写字母、数字、符号中的至少三类。"


class PublishedPasswordValidator:
    """No password that stands in our own public pages, however capitalised; the demo may keep its own."""

    def __init__(self, published: Iterable[str]) -> None:
        self.published = {password.casefold() for password in published}

    def validate(self, password: str, user: Any = None) -> None:
        if password.strip().casefold() in self.published and not settings.DEMO:
            raise ValidationError(self.get_help_text(), code="password_published")

    def get_help_text(self) -> str:
        return "不能使用演示账号的公开密码。"
