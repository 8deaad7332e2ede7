"""A POST on an ended session keeps what was typed (design.md §4.10)."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.urls import reverse

from accounts.expired import ExpiredPostMiddleware, csrf_failure

OURS = {"HTTP_ORIGIN": "http://testserver"}


class Known:
    is_authenticated = True


@pytest.fixture
def target():
    return reverse("account_change_password")  # any page behind the login


def ask(path, *, user, view=lambda request: HttpResponse("past"), method="post", **headers):
    request = getattr(RequestFactory(), method)(path, {"how": "群众举报", "password": "hush"}, **headers)
    request.user = user
    return ExpiredPostMiddleware(view)(request)


def test_our_script_is_told_to_log_in(target):
    answer = ask(target, user=AnonymousUser(), HTTP_X_REQUESTED_WITH="fetch")
    assert answer.status_code == 401
    assert answer["X-Login-Required"] == reverse("account_login")


def test_a_browser_without_scripts_keeps_the_fields_but_no_password(target):
    answer = ask(target, user=AnonymousUser(), **OURS)
    page = answer.content.decode()
    assert answer.status_code == 401
    assert 'value="群众举报"' in page
    assert f'action="{target}"' in page
    assert "hush" not in page


def test_a_form_of_another_site_is_not_carried(target):
    page = ask(target, user=AnonymousUser(), HTTP_ORIGIN="http://elsewhere.example").content.decode()
    assert "群众举报" not in page


def test_login_itself_and_reading_pass():
    assert ask(reverse("account_login"), user=AnonymousUser()).content == b"past"
    assert ask(reverse("account_change_password"), user=AnonymousUser(), method="get").content == b"past"
    assert ask("/no/such/page/", user=AnonymousUser()).content == b"past"


def test_an_htmx_panel_on_an_ended_session_is_told_too(target):
    answer = ask(target, user=AnonymousUser(), method="get", HTTP_HX_REQUEST="true")
    assert answer.status_code == 401


def test_our_script_gets_a_redirect_as_a_header(target):
    def view(request):
        answer = HttpResponseRedirect("/next/")
        answer.set_cookie("kept", "1")
        return answer

    answer = ask(target, user=Known(), view=view, HTTP_X_REQUESTED_WITH="fetch")
    assert (answer.status_code, answer["X-Redirect-To"]) == (200, "/next/")
    assert "kept" in answer.cookies
    assert "Location" not in answer
    assert ask(target, user=Known(), view=view).status_code == 302


def test_a_stale_token_lets_the_person_confirm_only_on_our_own_form(target):
    ours = RequestFactory().post(target, {"how": "群众举报"}, **OURS)
    other = RequestFactory().post(target, {"how": "群众举报"}, HTTP_ORIGIN="http://elsewhere.example")
    ours.user = other.user = AnonymousUser()
    assert "群众举报" in csrf_failure(ours).content.decode()
    assert "群众举报" not in csrf_failure(other).content.decode()
    assert csrf_failure(ours).status_code == 403
