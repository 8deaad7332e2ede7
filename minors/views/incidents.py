"""The register of incidents: anybody adds one, the county office reports, notes and closes it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import may, require
from common.errors import DomainError
from duties.models import Duty
from minors import actions
from minors.forms.incidents import CloseForm, IncidentForm, NoteForm, ReportForm
from minors.models import Incident, IncidentEntry
from minors.permissions import MinorPerm

LIST_SIZE = 200


@require_GET
def incident_list(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.REPORT_INCIDENT)
    rows = Incident.objects.visible_to(request.user).select_related("from_unit").order_by("-found_at", "-pk")
    return render(request, "minors/incident_list.html", {"rows": rows[:LIST_SIZE]})


@require_http_methods(["GET", "POST"])
def incident_add(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.REPORT_INCIDENT)
    form = IncidentForm(request.POST or None, now=request.now)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data}
        try:
            row = actions.found_incident(by=request.user, found_at=given.pop("at"), now=request.now, **given)
        except DomainError as error:
            form.add_error("at" if error.field == "found_at" else error.field, str(error))
        else:
            messages.success(request, f"已报告，编号 {row.number}。县禁毒办已收到4小时内上报的待办。")
            return redirect("minors:incident_detail", row.pk)
    return render(request, "minors/incident_add.html", {"form": form})


@require_GET
def incident_detail(request: Request, pk: UUID) -> HttpResponse:
    incident = _incident_or_404(request, pk)
    require(request.user, MinorPerm.REPORT_INCIDENT)
    entries = IncidentEntry.objects.visible_to(request.user).filter(incident=incident).select_related("by")
    context = {
        "incident": incident,
        "events": [_event(entry) for entry in entries],
        "duty": Duty.objects.visible_to(request.user).filter(subject=incident.pk).first(),
        "may_handle": may(request.user, MinorPerm.HANDLE_INCIDENT) and incident.closed_at is None,
        "now": request.now,
    }
    return render(request, "minors/incident_detail.html", context)


@require_http_methods(["GET", "POST"])
def incident_report(request: Request, pk: UUID) -> HttpResponse:
    incident = _incident_or_404(request, pk)
    require(request.user, MinorPerm.HANDLE_INCIDENT)
    form = ReportForm(request.POST or None, now=request.now)
    if _done(request, form, actions.report_incident, incident, "已记录上报。"):
        return redirect("minors:incident_detail", pk)
    return render(request, "minors/incident_report.html", {"incident": incident, "form": form})


@require_http_methods(["GET", "POST"])
def incident_note(request: Request, pk: UUID) -> HttpResponse:
    incident = _incident_or_404(request, pk)
    require(request.user, MinorPerm.HANDLE_INCIDENT)
    form = NoteForm(request.POST or None, now=request.now)
    if _done(request, form, actions.note_incident, incident, "已记录。"):
        return redirect("minors:incident_detail", pk)
    return render(request, "minors/incident_note.html", {"incident": incident, "form": form})


@require_http_methods(["GET", "POST"])
def incident_close(request: Request, pk: UUID) -> HttpResponse:
    incident = _incident_or_404(request, pk)
    require(request.user, MinorPerm.HANDLE_INCIDENT)
    form = CloseForm(request.POST or None)
    if _done(request, form, actions.close_incident, incident, "已结案。"):
        return redirect("minors:incident_detail", pk)
    return render(request, "minors/incident_close.html", {"incident": incident, "form": form})


def _incident_or_404(request: Request, pk: UUID) -> Incident:
    rows = Incident.objects.visible_to(request.user).select_related("from_unit", "unit", "by")
    return get_object_or_404(rows, pk=pk)


def _done(request: Request, form: Any, action: Any, incident: Incident, said: str) -> bool:
    """True if a valid form was sent and the action took it; else its sentence is on the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        action(by=request.user, incident=incident, now=request.now, **form.cleaned_data)
    except DomainError as error:
        form.add_error(error.field, str(error))
        return False
    messages.success(request, said)
    return True


def _event(entry: IncidentEntry) -> dict[str, Any]:
    to = f"（{'，'.join(filter(None, [entry.to_whom, entry.how]))}）" if entry.to_whom or entry.how else ""
    return {
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "title": f"{entry.get_step_display()}{to}",
        "who": entry.by.get_full_name(),
        "text": entry.text,
    }
