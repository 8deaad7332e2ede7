"""The pages of the gate, through allauth itself."""

import pytest
from django.urls import reverse

from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_login_is_chinese_throughout_and_offers_no_sign_up(client):
    page = client.get(reverse("account_login")).content.decode()
    assert "登录" in page
    assert "账号" in page
    assert "signup" not in page
    assert "Sign" not in page


def test_a_wrong_password_says_so_and_keeps_the_account_name(client):
    page = client.post(reverse("account_login"), {"login": "gd-nobody", "password": "x"}).content.decode()
    assert 'value="gd-nobody"' in page
    assert 'role="alert"' in page
    assert "data-auth-step" in page


@pytest.mark.parametrize("name", ["account_change_password", "account_logout"])
def test_a_person_logged_in_reaches_the_page(client, name):
    user = UserFactory(username="gd-someone")
    user.set_password("demo-Qinghu-2026")
    user.save()
    client.force_login(user)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert 'lang="zh-Hans"' in answer.content.decode()
