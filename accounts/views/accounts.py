from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions, passwords
from accounts.forms import AccountForm, AppointmentForm, ReasonForm, show
from accounts.http import Request
from accounts.models import Appointment, Unit, User
from accounts.permissions import AccountPerm, require
from accounts.sight import accounts_near
from common import clock
from common.errors import DomainError

PAGE = 50


@require_GET
def account_list(request: Request) -> HttpResponse:
    require(request.user, AccountPerm.MANAGE_ACCOUNTS)
    users = accounts_near(request.user)
    wanted = request.GET.get("q", "").strip()
    if wanted:
        users = users.filter(Q(username__icontains=wanted) | Q(name__icontains=wanted))
    after = request.GET.get("after", "")
    rows = list(users.filter(username__gt=after).order_by("username")[: PAGE + 1])
    page = rows[:PAGE]
    posts = Appointment.objects.filter(user__in=page, ended_at=None).select_related("unit")
    context = {
        "rows": [(user, [post for post in posts if post.user_id == user.pk]) for user in page],
        "next_after": page[-1].username if len(rows) > PAGE else "",
        "q": wanted,
    }
    return render(request, "accounts/account_list.html", context)


@require_GET
def account_detail(request: Request, pk: UUID) -> HttpResponse:
    account = _account_or_404(request, pk)
    posts = Appointment.objects.filter(user=account).select_related("unit", "confirmed_by", "ended_by")
    context = {"account": account, "appointments": posts.order_by("-recorded_at"), "now": clock.now()}
    return render(request, "accounts/account_detail.html", context)


@require_http_methods(["GET", "POST"])
def account_add(request: Request) -> HttpResponse:
    require(request.user, AccountPerm.MANAGE_ACCOUNTS)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = passwords.one_time()
        try:
            account = actions.create_account(
                by=request.user, password=password, now=clock.now(), **form.cleaned_data
            )
        except DomainError as error:
            show(form, error)
        else:
            return _password_once(request, account, password)
    return render(request, "accounts/account_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def account_reset(request: Request, pk: UUID) -> HttpResponse:
    account = _account_or_404(request, pk)
    if request.method == "POST":
        password = passwords.one_time()
        try:
            actions.reset_password(by=request.user, user=account, password=password, now=clock.now())
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("accounts:account_detail", pk)
        return _password_once(request, account, password)
    return render(request, "accounts/account_reset.html", {"account": account})


@require_http_methods(["GET", "POST"])
def account_deactivate(request: Request, pk: UUID) -> HttpResponse:
    account = _account_or_404(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.deactivate_account(by=request.user, user=account, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "账号已停用：会话、授权和任职已即时终止。")
            return redirect("accounts:account_detail", pk)
    return render(request, "accounts/account_deactivate.html", {"account": account, "form": form})


@require_http_methods(["GET", "POST"])
def appointment_add(request: Request, pk: UUID) -> HttpResponse:
    account, now = _account_or_404(request, pk), clock.now()
    units = Unit.objects.visible_to(request.user).active()
    form = AppointmentForm(request.POST or None, units=units, today=clock.local_day(now))
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.appoint(by=request.user, user=account, now=now, **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            word = "任职已生效。" if row.confirmed_at else "任职已录入，待负责人确认后生效。"
            messages.success(request, word)
            return redirect("accounts:account_detail", pk)
    return render(request, "accounts/appointment_add.html", {"account": account, "form": form})


def _account_or_404(request: Request, pk: UUID) -> User:
    account: User = get_object_or_404(accounts_near(request.user), pk=pk)
    require(request.user, AccountPerm.MANAGE_ACCOUNTS)
    return account


def _password_once(request: Request, account: User, password: str) -> HttpResponse:
    """Shown on the answer to this one POST and nowhere again; not kept, not in a message."""
    return render(request, "accounts/account_password.html", {"account": account, "password": password})
