"""Whom we reached: one click from the duty, two taps on a phone."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from cases import actions
from cases.forms import ContactForm, NoteForm, StationContactForm, TapForm, WhereaboutsForm
from cases.models import Case, Contact, Whereabouts
from cases.permissions import CasePerm
from cases.policies.lost import TAPS
from cases.views.shared import case_or_404, drug_case_or_404, header, record, rows_of, tried
from common.errors import DomainError


@require_http_methods(["GET", "POST"])
def contact_add(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.RECORD_CONTACT)
    if request.method == "POST" and "tap" in request.POST:
        return _tapped(request, case)
    form = ContactForm(request.POST or None, now=request.now)
    template, said = "cases/contact_add.html", "联系已记录。"
    return record(request, case, form, actions.record_contact, template, said, taps=TAPS, tap_id=uuid4())


@require_http_methods(["GET", "POST"])
def contact_note(request: Request, pk: UUID) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.visible_to(request.user).select_related("by"), pk=pk)
    case = case_or_404(request, contact.case_id, CasePerm.RECORD_CONTACT)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"contact": contact, **form.cleaned_data}
        if tried(request, form, actions.describe_contact, "已补充。", **given):
            return redirect("duties:today")
    context = {**header(request, case), "form": form, "contact": contact}
    return render(request, "cases/contact_note.html", context)


@require_http_methods(["GET", "POST"])
def whereabouts_verify(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_CONTACT)
    row = rows_of(Whereabouts, request, case, "ended_by").filter(ended_at=None).first()
    known = {name: getattr(row, name, "") for name in KNOWN}
    form = WhereaboutsForm(request.POST or None, now=request.now, initial=known)
    said = "核实情况已记录。三项都齐才算核实；核实后请办理居住地核实和移交。"
    template = "cases/whereabouts_verify.html"
    return record(request, case, form, actions.verify_whereabouts, template, said, whereabouts=row)


KNOWN = ("parents_reached", "child_spoken", "receiving_place", "note")


@require_http_methods(["GET", "POST"])
def station_contact(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.CONTACT_STATION)
    form = StationContactForm(request.POST or None, now=request.now)
    said = "已记录。收到对方回执前仍由本站负责。"
    return record(request, case, form, actions.contact_station, "cases/station_contact.html", said)


def _page(request: Request, case: Case) -> HttpResponse:
    context = {"form": ContactForm(now=request.now), "taps": TAPS, "tap_id": uuid4()}
    return render(request, "cases/contact_add.html", {**header(request, case), **context})


def _tapped(request: Request, case: Case) -> HttpResponse:
    """One tap is one row; words can follow on the next page."""
    form = TapForm(request.POST, now=request.now)
    if not form.is_valid():
        messages.error(request, "没有记下，请重新选择结果。")
        return _page(request, case)
    try:
        contact = actions.record_contact(by=request.user, case=case, now=request.now, **form.as_contact())
    except DomainError as error:
        messages.error(request, str(error))
        return _page(request, case)
    messages.success(request, f"已记录：{contact.get_outcome_display()}。")
    return redirect("cases:contact_note", contact.pk)
