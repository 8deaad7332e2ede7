"""One's own 提醒邮箱: without it OUTSIDE_CHANNEL=email would reach nobody."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts import actions
from accounts.models import User
from common.errors import DomainError
from tests.cast import NOW

URL = "accounts:reminder_edit"
ADDRESS = "clerk@example.org"


def of(user):
    return User.objects.get(pk=user.pk).email


def test_everybody_sets_and_takes_back_their_own_address(clerk, head):
    actions.set_reminder_address(by=clerk, email=f" {ADDRESS} ", now=NOW)
    assert (of(clerk), of(head)) == (ADDRESS, "")
    actions.set_reminder_address(by=clerk, email="", now=NOW)
    assert of(clerk) == ""


def test_what_is_no_address_is_refused(clerk):
    with pytest.raises(DomainError, match="邮箱") as refused:
        actions.set_reminder_address(by=clerk, email="clerk", now=NOW)
    assert refused.value.field == "email"


def test_nobody_without_a_post(clerk):
    clerk.acting = None
    with pytest.raises(PermissionDenied):
        actions.set_reminder_address(by=clerk, email=ADDRESS, now=NOW)


@pytest.mark.parametrize("who", ["clerk", "liaison", "county_user", "auditor", "administrator", "bystander"])
def test_the_page_takes_the_address(request, client_as, who):
    user = request.getfixturevalue(who)
    client = client_as(user)
    page = client.get(reverse(URL))
    assert "有 N 件待办" in page.text
    assert client.post(reverse(URL), {"email": ADDRESS}).status_code == 302
    assert of(user) == ADDRESS
    assert ADDRESS in client.get(reverse(URL)).text


def test_a_rejected_address_keeps_what_was_typed(client_as, clerk):
    answer = client_as(clerk).post(reverse(URL), {"email": "clerk@"})
    assert 'value="clerk@"' in answer.text
    assert answer.context["form"].errors["email"]
    assert of(clerk) == ""


@pytest.mark.parametrize(("channel", "is_said"), [("", True), ("webhook", True), ("email", False)])
def test_the_page_says_while_mail_is_off(client_as, clerk, settings, channel, is_said):
    settings.OUTSIDE_CHANNEL = channel
    assert ("目前未开通邮件提醒" in client_as(clerk).get(reverse(URL)).text) == is_said


def test_the_user_menu_leads_there(client_as, clerk):
    assert reverse(URL) in client_as(clerk).get(reverse("duties:today")).text
