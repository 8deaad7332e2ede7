"""Work and help in figures, for the head: by who did it, without a child."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import Request
from accounts.permissions import require
from cases import actions
from cases.choices import HelpOutcome
from cases.permissions import CasePerm
from common import clock

DAYS = 90
"""The page counts the last so many days."""


@require_GET
def work_list(request: Request) -> HttpResponse:
    require(request.user, CasePerm.VIEW_WORK)
    first = clock.local_day(request.now) - timedelta(days=DAYS)
    context = {
        "work": actions.work_done(by=request.user, start=clock.start_of_day(first), end=request.now),
        "helps": actions.help_given(by=request.user),
        "outcomes": [outcome.label for outcome in HelpOutcome],
        "first": first,
    }
    return render(request, "cases/work_list.html", context)
