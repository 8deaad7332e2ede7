"""One test: told, objected to, told to the police, destroyed, annulled; and a test in another county."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from cases import actions, testlist
from cases.forms import drugtests as forms
from cases.models import DrugTest, Finding, OffsiteTest, PoliceReport, RefusedTest
from cases.permissions import CasePerm
from cases.views.drugtests import act, head_of, row_or_404
from cases.views.shared import case_or_404, tried
from common import clock


@require_GET
def test_detail(request: Request, pk: UUID) -> HttpResponse:
    test = row_or_404(request, DrugTest, pk, CasePerm.VIEW)
    findings = Finding.objects.visible_to(request.user).filter(test=test).select_related("substance")
    said = {row.substance.name: row.result for row in findings}
    testlist.describe(test, said, actions.substances_of(test.case))
    context = {
        **head_of(request, test.case),
        "test": test,
        "reports": PoliceReport.objects.visible_to(request.user).filter(test=test).select_related("by"),
        "followed": DrugTest.objects.visible_to(request.user).filter(follows=test),
        "today": clock.local_day(request.now),
    }
    return render(request, "cases/test_detail.html", context)


def _of_test(
    request: Request,
    test: DrugTest,
    form: django_forms.Form,
    action: Callable[..., Any],
    words: tuple[str, str, str],
) -> HttpResponse:
    title, hint, said = words
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(request, form, action, said, test=test, **form.cleaned_data)
    ):
        return redirect("cases:test_detail", test.pk)
    return act(request, test.case, form, title, hint, "cases:test_detail", test.pk)


@require_http_methods(["GET", "POST"])
def test_tell(request: Request, pk: UUID) -> HttpResponse:
    test = row_or_404(request, DrugTest, pk, CasePerm.RECORD_TEST)
    form = forms.ToldForm(request.POST or None, now=request.now)
    return _of_test(request, test, form, actions.tell_result, TELL)


TELL = ("登记结果告知", "告知后3日内可以提出异议，送实验室检测。", "结果告知已登记。")


@require_http_methods(["GET", "POST"])
def test_object(request: Request, pk: UUID) -> HttpResponse:
    test = row_or_404(request, DrugTest, pk, CasePerm.RECORD_TEST)
    form = forms.ObjectForm(request.POST or None, now=request.now)
    return _of_test(request, test, form, actions.object_to_test, OBJECT)


OBJECT = ("登记异议", "本人或监护人在告知后3日内提出；登记后须送实验室检测。", "异议已登记，请送实验室检测。")


@require_http_methods(["GET", "POST"])
def sample_destroy(request: Request, pk: UUID) -> HttpResponse:
    test = row_or_404(request, DrugTest, pk, CasePerm.RECORD_TEST)
    form = forms.DestroyForm(request.POST or None)
    return _of_test(request, test, form, actions.destroy_sample, DESTROY)


DESTROY = ("登记样本销毁", "阳性样本A、B两份保存满6个月后才能销毁。", "样本销毁已登记。")


@require_http_methods(["GET", "POST"])
def positive_report(request: Request, pk: UUID) -> HttpResponse:
    test = row_or_404(request, DrugTest, pk, CasePerm.TELL_POLICE)
    form = forms.PositiveForm(request.POST or None, now=request.now)
    return _of_test(request, test, form, actions.report_positive, POSITIVE)


POSITIVE = (
    "阳性结果告知公安机关",
    "只告知编号和结果；同时记入对外提供登记。是否复吸由公安机关认定。",
    "已告知公安机关。",
)


@require_http_methods(["GET", "POST"])
def test_annul(request: Request, pk: UUID) -> HttpResponse:
    test = row_or_404(request, DrugTest, pk, CasePerm.ANNUL)
    form = forms.AnnulForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = "已作废，原记录留存。"
        if tried(request, form, actions.annul, said, row=test, **form.cleaned_data):
            return redirect("cases:test_detail", pk)
    return act(request, test.case, form, "作废检测记录", ANNUL, "cases:test_detail", test.pk)


ANNUL = "只用于登错的记录。作废后它完成过的时限重新开立，已报过的次数不收回。"


@require_http_methods(["GET", "POST"])
def refusal_annul(request: Request, pk: UUID) -> HttpResponse:
    row = row_or_404(request, RefusedTest, pk, CasePerm.ANNUL)
    form = forms.AnnulForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = "已作废，原记录留存。"
        if tried(request, form, actions.annul, said, row=row, **form.cleaned_data):
            return redirect("cases:test_list", row.case_id)
    return act(request, row.case, form, "作废拒绝检测记录", ANNUL, "cases:test_list", row.case_id)


@require_http_methods(["GET", "POST"])
def offsite_add(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.RECORD_TEST)
    form = forms.OffsiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = "已提交，等待主任审批。"
        if tried(request, form, actions.ask_offsite, said, case=case, **form.cleaned_data):
            return redirect("cases:test_list", pk)
    hint = "孩子在外地时，可请当地代为检测：先批准，收到回执后再录结果。"
    return act(request, case, form, "申请异地检测", hint, "cases:test_list", case.pk)


@require_http_methods(["GET", "POST"])
def offsite_decide(request: Request, pk: UUID) -> HttpResponse:
    paper = row_or_404(request, OffsiteTest, pk, CasePerm.DECIDE_LEAVE)
    form = forms.ConsentForm(request.POST or None)
    return _of_paper(request, paper, form, actions.decide_offsite, "审批异地检测")


@require_http_methods(["GET", "POST"])
def offsite_receipt(request: Request, pk: UUID) -> HttpResponse:
    paper = row_or_404(request, OffsiteTest, pk, CasePerm.RECORD_TEST)
    form = forms.ReceiptForm(request.POST or None)
    return _of_paper(request, paper, form, actions.note_receipt, "登记异地检测回执")


def _of_paper(
    request: Request, paper: OffsiteTest, form: django_forms.Form, action: Callable[..., Any], title: str
) -> HttpResponse:
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(request, form, action, "已登记。", paper=paper, **form.cleaned_data)
    ):
        return redirect("cases:test_list", paper.case_id)
    hint = f"{paper.place}，{paper.from_on:%Y-%m-%d}至{paper.until_on:%Y-%m-%d}。"
    return act(request, paper.case, form, title, hint, "cases:test_list", paper.case_id)
