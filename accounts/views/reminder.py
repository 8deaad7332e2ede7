from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.forms import ReminderForm, show
from accounts.http import Request
from accounts.permissions import AccountPerm, require
from common import clock
from common.errors import DomainError


@require_http_methods(["GET", "POST"])
def reminder_edit(request: Request) -> HttpResponse:
    require(request.user, AccountPerm.SET_REMINDER)
    form = ReminderForm(request.POST or None, initial={"email": request.user.email})
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.set_reminder_address(by=request.user, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "提醒邮箱已保存。" if user.email else "不再发邮件提醒。")
            return redirect("accounts:reminder_edit")
    context = {"form": form, "is_mail_on": settings.OUTSIDE_CHANNEL == "email"}
    return render(request, "accounts/reminder_edit.html", context)
