"""School, family, help and the working group of one case."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.permissions import NotNow, require
from cases import actions, rules
from cases.choices import GroupRole
from cases.forms import (
    CarerCheckForm,
    FamilyChangeForm,
    FamilyForm,
    HelpEndForm,
    HelpForm,
    ParentCallForm,
    SchoolStatusForm,
    SeatForm,
)
from cases.models import (
    CarerCheck,
    FamilyMember,
    GroupSeat,
    Handover,
    Help,
    JointRound,
    ParentCall,
    SchoolStatus,
    Team,
)
from cases.permissions import CasePerm
from cases.views.shared import (
    Rows,
    back_to,
    case_or_404,
    drug_case_or_404,
    header,
    offered,
    record,
    tried,
    tried_as_seen,
)
from minors.actions import COUNTY_SHUT, has_guardian
from minors.models import NoticeGiven

CALLS = 5
OFFERED = {
    "school": CasePerm.RECORD_SCHOOL_STATUS,
    "family": CasePerm.RECORD_FAMILY,
    "support": CasePerm.RECORD_HELP,
    "group": CasePerm.EDIT_GROUP,
    "joint": CasePerm.VIEW_JOINT,
}


@require_http_methods(["GET", "POST"])
def school_status(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.RECORD_SCHOOL_STATUS)
    form = SchoolStatusForm(request.POST or None, now=request.now)
    said = "就学状况已登记；路径变了的，已同时变更。"
    if tried_as_seen(request, form, actions.record_school_status, said, case=case, topic="school"):
        return back_to(request, case, "cases:case_detail")
    return render(request, "cases/school_status.html", {**header(request, case), "form": form})


@require_http_methods(["GET", "POST"])
def family_add(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.RECORD_FAMILY)
    form = FamilyForm(request.POST or None, now=request.now)
    return record(request, case, form, actions.add_member, "cases/family_add.html", "已登记。")


@require_http_methods(["GET", "POST"])
def family_change(request: Request, pk: UUID) -> HttpResponse:
    member = row_or_404(request, FamilyMember, pk, CasePerm.RECORD_FAMILY)
    initial = {"reachable": member.reachable, "cares": member.cares, "note": member.note}
    form = FamilyChangeForm(request.POST or None, now=request.now, initial=initial)
    return on_row(request, form, actions.change_member, "cases/family_change.html", "已更新。", member=member)


@require_http_methods(["GET", "POST"])
def carer_check(request: Request, pk: UUID) -> HttpResponse:
    member = row_or_404(request, FamilyMember, pk, CasePerm.RECORD_FAMILY)
    form = CarerCheckForm(request.POST or None, now=request.now)
    return on_row(request, form, actions.check_carer, "cases/carer_check.html", "核查已记录。", member=member)


@require_http_methods(["GET", "POST"])
def parent_call(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.RECORD_FAMILY)
    form = ParentCallForm(request.POST or None, now=request.now)
    return record(request, case, form, actions.note_parent_call, "cases/parent_call.html", "已记录。")


@require_http_methods(["GET", "POST"])
def help_add(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.RECORD_HELP)
    form = HelpForm(request.POST or None, now=request.now)
    return record(request, case, form, actions.give_help, "cases/help_add.html", "帮扶已登记。")


@require_http_methods(["GET", "POST"])
def help_end(request: Request, pk: UUID) -> HttpResponse:
    row = row_or_404(request, Help, pk, CasePerm.RECORD_HELP)
    form = HelpEndForm(request.POST or None, now=request.now)
    return on_row(request, form, actions.end_help, "cases/help_end.html", "结果已登记。", help=row)


@require_http_methods(["GET", "POST"])
def group_edit(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.EDIT_GROUP)
    form = SeatForm(request.POST or None, now=request.now)
    return record(request, case, form, actions.fill_seat, "cases/group_edit.html", "工作小组已更新。")


@require_http_methods(["GET", "POST"])
def handover_read(request: Request, pk: UUID) -> HttpResponse:
    row = row_or_404(request, Handover, pk, CasePerm.VIEW)
    if request.method == "POST" and tried(request, None, actions.read_handover, "已确认阅读。", handover=row):
        return redirect("cases:case_detail", row.case_id)
    context = {
        **header(request, row.case),
        "handover": row,
        "open": actions.open_then(row, request.user),
        "may_read": row.read_at is None and actions.may_acknowledge(request.user, row),
    }
    return render(request, "cases/handover_read.html", context)


def row_or_404(request: Request, model: Any, pk: UUID, perm: str) -> Any:
    """A row of a case in scope, or 404; 403 if the post may not do this, or the county not now."""
    rows = model.objects.visible_to(request.user).select_related("case__minor__unit", "case__unit")
    row = get_object_or_404(rows, pk=pk)
    require(request.user, perm)
    if not actions.may_open_case(request.user, row.case, request.now):
        raise NotNow(COUNTY_SHUT)
    return row


def on_row(
    request: Request, form: forms.Form, action: Callable[..., Any], template: str, said: str, **given: Any
) -> HttpResponse:
    """A form about one row of a case: done, back to the case; refused, the page with what was typed."""
    row = next(iter(given.values()))
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(request, form, action, said, **given, **form.cleaned_data)
    ):
        return redirect("cases:case_detail", row.case_id)
    return render(request, template, {**header(request, row.case), "form": form, "row": row})


CARE = (CarerCheck, FamilyMember, GroupSeat, Handover, Help, JointRound, ParentCall, SchoolStatus)


def care_panels(request: Request, rows: Rows, team_now: Team | None) -> dict[str, Any]:
    """What the page of a case shows of school, family, help and the working group."""
    user = request.user
    checks: dict[UUID, CarerCheck] = {}
    for check in reversed(rows.of(CarerCheck)):
        checks[check.member_id] = check
    notices = NoticeGiven.objects.visible_to(user).filter(minor=rows.case.minor_id).select_related("by")
    members = rows.of(FamilyMember)
    return {
        "schooling": rows.of(SchoolStatus),
        "members": [(one, checks.get(one.pk)) for one in members],
        "is_in_vault": not members and has_guardian(rows.case.minor),
        "calls": rows.of(ParentCall)[:CALLS],
        "helps": rows.of(Help),
        "notices": notices[:CALLS],
        "rounds": rows.of(JointRound, "case"),
        "handovers": rows.of(Handover, "receiver")[:CALLS],
        "offers": offered(request, rows.case, OFFERED),
        **_group(rows, team_now),
    }


def _group(rows: Rows, team_now: Team | None) -> dict[str, Any]:
    """The five seats of 戒毒条例17 in order, and how loudly an empty one is said."""
    seats = {one.role: one for one in rows.of(GroupSeat).filter(until_on=None)}
    empty = rules.empty_seats(has_team=team_now is not None, seats=seats)
    return {
        "team_now": team_now,
        "seats": [(role.label, role, seats.get(role), role in empty) for role in GroupRole],
        "group_gaps": [role.label for role in empty],
        "is_bound": rows.case.track in rules.BOUND_BY_17,
    }
