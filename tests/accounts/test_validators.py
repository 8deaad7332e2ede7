"""The password that our own pages publish opens nothing outside the demo."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from config.settings import demo


@pytest.mark.parametrize("password", [demo.DEMO_PASSWORD, demo.DEMO_PASSWORD.upper() + " ", "qinghu-2026"])
def test_the_demo_password_is_refused_outside_the_demo(password):
    with pytest.raises(ValidationError, match="公开密码"):
        validate_password(password)


def test_in_the_demo_it_stays(settings):
    settings.DEMO = True
    validate_password(demo.DEMO_PASSWORD)
