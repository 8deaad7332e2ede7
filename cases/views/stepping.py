"""What the pages of a hand-over share: the row in scope, one step, what was and may be done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.http import Request
from accounts.permissions import NotNow, may, require
from cases import actions
from cases.choices import EndedAs, TransferPurpose, TransferState
from cases.models import ExchangeWord, Refusal, StationContact, Transfer
from cases.permissions import CasePerm
from cases.rules.transfer import COUNTY_REPORT
from common.errors import DomainError
from duties.models import Duty
from minors.actions import COUNTY_SHUT

RELATED = (
    "case__minor",
    "case__unit",
    "sender",
    "to_unit",
    "to_outside",
    "decision",
    "drafted_by",
    "delivered_by",
    "receipt_filed_by",
    "closed_by",
)

NEVER_MAIN = ("transfer_withdraw", "transfer_past")


@dataclass(frozen=True)
class Step:
    """One point of the course: done at `at`, or still to come; `recorded_at` where it was typed later."""

    word: str
    at: datetime | None
    note: str = ""
    recorded_at: datetime | None = None
    said: str = ""
    is_step: bool = True


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    is_main: bool = False


def transfer_or_404(request: Request, pk: UUID, perm: str = "") -> Transfer:
    """The hand-over in scope, or 404; 403 if the post may not do this, or the county not now."""
    rows = Transfer.objects.visible_to(request.user).select_related(*RELATED)
    row = get_object_or_404(rows, pk=pk)
    if not perm:
        perm = CasePerm.TRANSFER if may(request.user, CasePerm.TRANSFER) else CasePerm.DECIDE_TRANSFER
    require(request.user, perm)
    if not actions.may_open_case(request.user, row.case, request.now):
        raise NotNow(COUNTY_SHUT)
    return row


def is_asked(request: Request, row: Transfer) -> bool:
    """True for the station that was asked and has not taken over: it sees a preview and no case."""
    acting = request.user.acting
    return acting is not None and row.to_unit_id == acting.unit.pk and row.receipt_at is None


def step(
    request: Request,
    row: Transfer,
    form: forms.Form,
    action: Callable[..., Any],
    template: str,
    said: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """One step of a hand-over. Whoever comes second is told, keeps what was typed, and may send it again."""
    if request.method == "POST" and form.is_valid():
        try:
            action(by=request.user, transfer=row, now=request.now, **_given(form))
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            _show_present_version(request, form, row)
        else:
            messages.success(request, said)
            still = actions.may_open_case(request.user, row.case, request.now)
            return redirect("cases:transfer_detail", row.pk) if still else redirect("duties:today")
    return render(request, template, {"transfer": row, "form": form, "now": request.now, **(more or {})})


def _given(form: forms.Form) -> dict[str, Any]:
    unnumbered = ("DeliverForm", "ReceiptForm", "WithdrawForm", "DecideRefusalForm", "EndDualForm")
    given = dict(form.cleaned_data)
    if type(form).__name__ in unnumbered:
        given.pop("client_id", None)
    return given


def _show_present_version(request: Request, form: forms.Form, row: Transfer) -> None:
    found = Transfer.objects.visible_to(request.user).filter(pk=row.pk).values_list("version", flat=True)
    data = request.POST.copy()
    data["version"] = str(found.first() or row.version)
    form.data = data


def course_of(request: Request, row: Transfer) -> list[Step]:
    """All that happened with the hand-over, in the order of its instants; then what is still to come."""
    steps = [*_steps_of(request, row), *_refusals(request, row), *_words(request, row)]
    done = [(step.at, number, step) for number, step in enumerate(steps) if step.at is not None]
    return [step for *_, step in sorted(done)] + [step for step in steps if step.at is None]


def _refusals(request: Request, row: Transfer) -> Iterator[Step]:
    for one in Refusal.objects.visible_to(request.user).filter(transfer=row).select_related("by"):
        yield Step("退回", one.at, one.by.name, one.recorded_at, one.reason, is_step=False)
        if one.decision and one.decided_at:
            word = f"县禁毒办：{one.get_decision_display()}"
            yield Step(word, one.decided_at, said=one.decided_reason, is_step=False)


def _words(request: Request, row: Transfer) -> Iterator[Step]:
    for one in ExchangeWord.objects.visible_to(request.user).filter(transfer=row).select_related("by"):
        word = f"{one.get_way_display()} {one.number}".strip()
        yield Step(word, one.at, one.by.name, one.recorded_at, one.state, is_step=False)


def _steps_of(request: Request, row: Transfer) -> list[Step]:
    """草拟→已联系→已书面通知→已送达→已回执→how it ended, with who and when; what is to come has no time."""
    how = row.get_delivered_how_display() if row.delivered_how else ""
    words = StationContact.objects.visible_to(request.user).filter(case=row.case_id).select_related("by")
    told = Duty.objects.visible_to(request.user).filter(kind=COUNTY_REPORT, file=row.case.minor_id)
    steps = [
        *(Step("联系对方", word.at, word.by.name) for word in words[:1]),
        *(Step("上报县禁毒办", duty.met_at) for duty in told.filter(voided_at=None)[:1]),
        Step("草拟", row.drafted_at, row.drafted_by.name),
        Step("书面通知", row.noticed_at, row.sender.name if row.noticed_at else ""),
    ]
    if row.delivered_at or not row.receipt_at:  # a receipt says by itself that the notice has come
        steps.append(Step("送达", row.delivered_at, how))
    if row.changes_hands:
        steps.append(Step("回执", row.receipt_at, row.receipt_number))
    if row.closed_at:
        steps.append(Step(row.ending, row.closed_at))
    return steps


def buttons_of(request: Request, row: Transfer) -> list[Button]:
    """What this post may do next about the hand-over, the next step first."""
    acting = request.user.acting
    assert acting is not None  # the row was visible
    pages: list[tuple[str, str]] = []
    if may(request.user, CasePerm.TRANSFER):
        pages = list(_of_station(row, acting.unit.pk))
    elif may(request.user, CasePerm.DECIDE_TRANSFER):
        pages = list(_of_county(row))
    return [
        Button(label, reverse(f"cases:{page}", args=[row.pk]), number == 0 and page not in NEVER_MAIN)
        for number, (label, page) in enumerate(pages)
    ]


def _of_station(row: Transfer, unit: UUID) -> Iterator[tuple[str, str]]:
    state = actions.state(row)
    is_waiting = state in (TransferState.NOTICED, TransferState.DELIVERED)
    if row.to_unit_id == unit and is_waiting and row.changes_hands:
        yield from (("接收或退回", "transfer_accept"), ("退回", "transfer_refuse"))
    if row.to_unit_id == unit and state == TransferState.RECEIPTED:
        yield from (("记情况通报", "exchange_add"), ("结束双向管控", "dual_end"))
    if row.sender_id == unit:
        yield from _of_sender(row, state, is_waiting)


def _of_sender(row: Transfer, state: TransferState, is_waiting: bool) -> Iterator[tuple[str, str]]:
    if state in (TransferState.DRAFT, TransferState.CONTACTED):
        yield "编号发出书面通知", "transfer_notice"
    if state == TransferState.NOTICED:
        yield "登记送达", "transfer_deliver"
    if (is_waiting or state == TransferState.REFUSED) and row.to_outside_id and row.changes_hands:
        yield "登记回执", "transfer_receipt"
    if is_waiting and row.to_outside_id and row.changes_hands:
        yield "登记退回", "transfer_refuse"
    if state == TransferState.RECEIPTED and row.purpose == TransferPurpose.DUAL:
        yield from (("记情况通报", "exchange_add"), ("结束双向管控", "dual_end"))
    if row.closed_at is None and row.receipt_at is None:
        yield "撤回", "transfer_withdraw"
    if row.to_unit_id and row.receipt_at is not None and row.closed_as != EndedAs.SEALED:
        yield "移交前本站的记录", "transfer_past"


def _of_county(row: Transfer) -> Iterator[tuple[str, str]]:
    state = actions.state(row)
    if state == TransferState.REFUSED:
        yield "决定退回", "refusal_decide"
    if row.to_outside_id and row.changes_hands and state in (TransferState.NOTICED, TransferState.DELIVERED):
        yield "县间函", "county_letter_add"
