"""Sealing a file: proposing it, signing it, and the register in which only a number is left."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.choices import Post
from accounts.http import Request
from accounts.permissions import require
from common.errors import DomainError
from minors import actions
from minors.choices import SealOutcome
from minors.forms.sealing import ProposeSealForm, RefuseSealForm
from minors.models import Minor, Seal, SealProposal
from minors.permissions import MinorPerm

MOST_SHOWN = 100


@require_GET
def seal_list(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.VIEW_SEALS)
    rows = Seal.objects.visible_to(request.user).select_related("head_unit", "county_unit")
    return render(request, "minors/seal_list.html", {"rows": rows[:MOST_SHOWN]})


@require_http_methods(["GET", "POST"])
def seal_propose(request: Request, pk: UUID) -> HttpResponse:
    minor = get_object_or_404(Minor.objects.visible_to(request.user), pk=pk)
    require(request.user, MinorPerm.PROPOSE_SEAL)
    busy, holding = actions.open_work(minor), actions.seal_causes(minor, request.now)
    form = ProposeSealForm(request.POST or None, holding=holding, is_busy=bool(busy))
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.propose_seal(by=request.user, minor=minor, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            return redirect("minors:seal_sign", row.pk)
    return render(request, "minors/seal_propose.html", {"minor": minor, "form": form, "busy": busy})


@require_http_methods(["GET", "POST"])
def seal_sign(request: Request, pk: UUID) -> HttpResponse:
    row = _proposal_or_404(request, pk)
    refuse = RefuseSealForm(request.POST if "refuse" in request.POST else None)
    if request.method == "GET" or ("refuse" in request.POST and not refuse.is_valid()):
        return _page(request, row, refuse)
    try:
        if "refuse" in request.POST:
            actions.refuse_seal(by=request.user, proposal=row, now=request.now, **refuse.cleaned_data)
            messages.success(request, "已签字：暂不封存，到期再提请。")
        elif actions.sign_seal(by=request.user, proposal=row, now=request.now).closed_at:
            messages.success(request, "两个单位均已签字，档案已封存。")
        else:
            messages.success(request, "已签字，等待县禁毒办签字。")
    except DomainError as error:
        return _page(request, row, refuse, str(error), error.field)
    return redirect("duties:today")


def _page(
    request: Request, row: SealProposal, refuse: RefuseSealForm, said: str = "", field: str | None = None
) -> HttpResponse:
    if field and refuse.is_bound:
        refuse.add_error(field, said)
    context = {
        "proposal": row,
        "minor": row.minor,
        "refuse_form": refuse,
        "refused": "" if field else said,
        "holds": actions.holds_of(row.minor, request.now, cause=row.cause),
        "may_sign": _is_next(request, row),
        "now": request.now,
    }
    return render(request, "minors/seal_sign.html", context, status=422 if said else 200)


def _is_next(request: Request, row: SealProposal) -> bool:
    """Whether it is this person's turn to sign."""
    acting = request.user.acting
    if acting is None or row.outcome != SealOutcome.OPEN:
        return False
    if row.head_id is None:
        return acting.post == Post.STATION_HEAD and acting.unit.pk == row.minor.unit_id
    return acting.post == Post.COUNTY_REVIEWER and row.head_id != request.user.pk


def _proposal_or_404(request: Request, pk: UUID) -> SealProposal:
    rows = SealProposal.objects.visible_to(request.user)
    rows = rows.select_related("minor__unit", "proposed_by", "head", "head_unit", "refused_by")
    found: SealProposal = get_object_or_404(rows, pk=pk)
    require(request.user, MinorPerm.SIGN_SEAL)
    return found
