"""Hand-overs: drafted, written, delivered, answered; each page one click from its duty."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import may, require
from cases import actions
from cases.forms import transfers as forms
from cases.models import ControlDecision, OutsideUnit, Refusal, Transfer
from cases.permissions import CasePerm
from cases.rules.transfer import purpose_of
from cases.views.shared import drug_case_or_404, header, record, tried
from cases.views.stepping import buttons_of, course_of, is_asked, step, transfer_or_404
from common import clock

SHOWN = 100


@require_GET
def transfer_list(request: Request) -> HttpResponse:
    require(request.user, CasePerm.TRANSFER)
    rows = Transfer.objects.visible_to(request.user).select_related("sender", "to_unit", "to_outside")
    running = list(rows.running()[:SHOWN])
    over = list(rows.filter(closed_at__isnull=False)[:SHOWN])
    words = actions.states([*running, *over])
    for row in [*running, *over]:
        row.word = row.ending or words[row.pk].label  # type: ignore[attr-defined]
    return render(request, "cases/transfer_list.html", {"running": running, "over": over})


@require_http_methods(["GET", "POST"])
def transfer_add(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.TRANSFER)
    running = Transfer.objects.visible_to(request.user).running().filter(case=case).first()
    if running is not None and request.method == "GET":
        return redirect(
            "cases:transfer_detail" if running.noticed_at else "cases:transfer_notice", running.pk
        )
    form = forms.TransferForm(
        request.POST or None,
        stations=forms.stations_of(case.unit.county, case.unit_id),
        book=OutsideUnit.objects.visible_to(request.user),
        initial={"purpose": purpose_of(case.route)},
    )
    if request.method == "POST" and form.is_valid():
        said = "已拟好，请核对后编号发出。"
        if tried(request, form, actions.draft_transfer, said, case=case, **form.cleaned_data):
            return redirect("cases:transfer_add", pk)
    return render(request, "cases/transfer_add.html", {**header(request, case), "form": form})


@require_http_methods(["GET", "POST"])
def control_add(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.TRANSFER)
    last = ControlDecision.objects.visible_to(request.user).filter(case=case).first()
    given = {"decision": last.decision, "reason": last.reason} if last else {}
    form = forms.ControlForm(request.POST or None, initial=given)
    return record(request, case, form, actions.record_control, "cases/control_add.html", "管控决定已记录。")


@require_http_methods(["GET", "POST"])
def reply_add(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.TRANSFER)
    form = forms.ReplyForm(request.POST or None, book=OutsideUnit.objects.visible_to(request.user))
    return record(
        request, case, form, actions.reply_to_sender, "cases/reply_add.html", "回执已编号，请打印寄出。"
    )


@require_GET
def transfer_detail(request: Request, pk: UUID) -> HttpResponse:
    row = transfer_or_404(request, pk)
    asked = is_asked(request, row)
    context = {
        "transfer": row,
        "state_word": row.ending or actions.state(row).label,
        "asked": asked,
        "preview": actions.preview_of(row) if asked and row.closed_at is None else None,
        "steps": course_of(request, row),
        "buttons": buttons_of(request, row),
        "letters": actions.letters_of(by=request.user, transfer=row),
        "may_case": may(request.user, CasePerm.VIEW, row.case),
    }
    return render(request, "cases/transfer_detail.html", context)


@require_http_methods(["GET", "POST"])
def transfer_notice(request: Request, pk: UUID) -> HttpResponse:
    row = transfer_or_404(request, pk, CasePerm.TRANSFER)
    warning = actions.lost_words(row.case)
    form = forms.NoticeForm(request.POST or None, initial={"version": row.version}, warning=warning)
    said = "书面通知已编号。收到回执编号之前仍由本站负责。"
    more = {"first": actions.county_first(row.case, request.now), "warning": warning}
    return step(request, row, form, actions.send_notice, "cases/transfer_notice.html", said, more)


@require_http_methods(["GET", "POST"])
def transfer_deliver(request: Request, pk: UUID) -> HttpResponse:
    row = transfer_or_404(request, pk, CasePerm.TRANSFER)
    initial = {"version": row.version, "at": clock.local(request.now)}
    form = forms.DeliverForm(request.POST or None, initial=initial)
    return step(request, row, form, actions.deliver_notice, "cases/transfer_deliver.html", "送达已登记。")


@require_http_methods(["GET", "POST"])
def transfer_receipt(request: Request, pk: UUID) -> HttpResponse:
    row = transfer_or_404(request, pk, CasePerm.TRANSFER)
    initial = {"version": row.version, "on": clock.local_day(request.now)}
    form = forms.ReceiptForm(request.POST or None, initial=initial)
    return step(request, row, form, actions.file_receipt, "cases/transfer_receipt.html", "回执已在册。")


@require_http_methods(["GET", "POST"])
def transfer_accept(request: Request, pk: UUID) -> HttpResponse:
    row = transfer_or_404(request, pk, CasePerm.TRANSFER)
    form = forms.AcceptForm(request.POST or None, initial={"version": row.version})
    said = "已接收，回执已编号。孩子从现在起由你站负责，请落实社区民警和禁毒社工。"
    more: dict[str, Any] = {"preview": actions.preview_of(row), "asked": is_asked(request, row)}
    return step(request, row, form, actions.accept_transfer, "cases/transfer_accept.html", said, more)


@require_http_methods(["GET", "POST"])
def transfer_refuse(request: Request, pk: UUID) -> HttpResponse:
    row = transfer_or_404(request, pk, CasePerm.TRANSFER)
    initial = {"version": row.version, "at": clock.local(request.now)}
    form = forms.RefuseForm(request.POST or None, initial=initial)
    said = "退回已登记，由县禁毒办决定；决定之前仍由移交单位负责。"
    return step(request, row, form, actions.refuse_transfer, "cases/transfer_refuse.html", said)


@require_http_methods(["GET", "POST"])
def transfer_withdraw(request: Request, pk: UUID) -> HttpResponse:
    row = transfer_or_404(request, pk, CasePerm.TRANSFER)
    form = forms.WithdrawForm(request.POST or None, initial={"version": row.version})
    return step(request, row, form, actions.withdraw_transfer, "cases/transfer_withdraw.html", "移交已撤回。")


@require_http_methods(["GET", "POST"])
def refusal_decide(request: Request, pk: UUID) -> HttpResponse:
    row = transfer_or_404(request, pk, CasePerm.DECIDE_TRANSFER)
    form = forms.DecideRefusalForm(request.POST or None, initial={"version": row.version})
    waiting = Refusal.objects.visible_to(request.user).filter(transfer=row, decided_at=None).first()
    return step(
        request,
        row,
        form,
        actions.decide_refusal,
        "cases/refusal_decide.html",
        "已决定。",
        {"refusal": waiting},
    )


@require_http_methods(["GET", "POST"])
def county_letter_add(request: Request, pk: UUID) -> HttpResponse:
    row = transfer_or_404(request, pk, CasePerm.DECIDE_TRANSFER)
    book = OutsideUnit.objects.visible_to(request.user)
    form = forms.CountyLetterForm(request.POST or None, book=book, initial={"version": row.version})
    said = "县间函已编号，请打印寄出。"
    return step(request, row, form, actions.send_county_letter, "cases/county_letter_add.html", said)


@require_http_methods(["GET", "POST"])
def exchange_add(request: Request, pk: UUID) -> HttpResponse:
    row = transfer_or_404(request, pk, CasePerm.TRANSFER)
    form = forms.ExchangeForm(request.POST or None, now=request.now)
    return step(request, row, form, actions.record_exchange, "cases/exchange_add.html", "情况通报已记录。")


@require_http_methods(["GET", "POST"])
def dual_end(request: Request, pk: UUID) -> HttpResponse:
    row = transfer_or_404(request, pk, CasePerm.TRANSFER)
    form = forms.EndDualForm(request.POST or None, initial={"version": row.version})
    return step(request, row, form, actions.end_dual, "cases/dual_end.html", "双向管控已结束。")


@require_GET
def transfer_past(request: Request, pk: UUID) -> HttpResponse:
    row = transfer_or_404(request, pk, CasePerm.TRANSFER)
    past = actions.past_of(by=request.user, transfer=row)
    return render(request, "cases/transfer_past.html", {"transfer": row, "past": past, "now": request.now})
