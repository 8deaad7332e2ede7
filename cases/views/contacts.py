"""Whom we reached: one click from the duty."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from cases import actions
from cases.forms import ContactForm, StationContactForm
from cases.permissions import CasePerm
from cases.views.shared import case_or_404, record


@require_http_methods(["GET", "POST"])
def contact_add(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.RECORD_CONTACT)
    form = ContactForm(request.POST or None, now=request.now)
    return record(request, case, form, actions.record_contact, "cases/contact_add.html", "联系已记录。")


@require_http_methods(["GET", "POST"])
def station_contact(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.CONTACT_STATION)
    form = StationContactForm(request.POST or None, now=request.now)
    said = "已记录。收到对方回执前仍由本站负责。"
    return record(request, case, form, actions.contact_station, "cases/station_contact.html", said)
