"""One test: told, objected to, told to the police, destroyed, annulled; and a test in another county."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from cases import actions, testlist
from cases.forms import drugtests as forms
from cases.models import DrugTest, Finding, OffsiteTest, PoliceReport, RefusedTest
from cases.permissions import CasePerm
from cases.views.drugtests import ANNUL, Act, done, head_of, row_or_404
from cases.views.shared import drug_case_or_404
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


@require_http_methods(["GET", "POST"])
def test_tell(request: Request, pk: UUID) -> HttpResponse:
    test = row_or_404(request, DrugTest, pk, CasePerm.RECORD_TEST)
    form = forms.ToldForm(request.POST or None, now=request.now)
    page = Act("登记结果告知", "告知后3日内可以提出异议，送实验室检测。", "结果告知已登记。", TEST)
    return done(request, test.case, form, actions.tell_result, page, test=test)


TEST = "cases:test_detail"


@require_http_methods(["GET", "POST"])
def test_object(request: Request, pk: UUID) -> HttpResponse:
    test = row_or_404(request, DrugTest, pk, CasePerm.RECORD_TEST)
    form = forms.ObjectForm(request.POST or None, now=request.now)
    hint = "本人或监护人在告知后3日内提出；登记后须送实验室检测。"
    page = Act("登记异议", hint, "异议已登记，请送实验室检测。", TEST)
    return done(request, test.case, form, actions.object_to_test, page, test=test)


@require_http_methods(["GET", "POST"])
def sample_destroy(request: Request, pk: UUID) -> HttpResponse:
    test = row_or_404(request, DrugTest, pk, CasePerm.RECORD_TEST)
    form = forms.DestroyForm(request.POST or None)
    page = Act("登记样本销毁", "阳性样本A、B两份保存满6个月后才能销毁。", "样本销毁已登记。", TEST)
    return done(request, test.case, form, actions.destroy_sample, page, test=test)


@require_http_methods(["GET", "POST"])
def positive_report(request: Request, pk: UUID) -> HttpResponse:
    test = row_or_404(request, DrugTest, pk, CasePerm.TELL_POLICE)
    form = forms.PositiveForm(request.POST or None, now=request.now)
    hint = "只告知编号和结果；同时记入对外提供登记。是否复吸由公安机关认定。"
    page = Act("阳性结果告知公安机关", hint, "已告知公安机关。", TEST)
    return done(request, test.case, form, actions.report_positive, page, test=test)


@require_http_methods(["GET", "POST"])
def test_annul(request: Request, pk: UUID) -> HttpResponse:
    test = row_or_404(request, DrugTest, pk, CasePerm.ANNUL)
    form = forms.AnnulForm(request.POST or None)
    page = Act("作废检测记录", ANNUL, "已作废，原记录留存。")
    return done(request, test.case, form, actions.annul, page, row=test)


@require_http_methods(["GET", "POST"])
def refusal_annul(request: Request, pk: UUID) -> HttpResponse:
    row = row_or_404(request, RefusedTest, pk, CasePerm.ANNUL)
    form = forms.AnnulForm(request.POST or None)
    page = Act("作废拒绝检测记录", ANNUL, "已作废，原记录留存。")
    return done(request, row.case, form, actions.annul, page, row=row)


@require_http_methods(["GET", "POST"])
def offsite_add(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_TEST)
    hint = "孩子在外地时，可请当地代为检测：先批准，收到回执后再录结果。"
    page = Act("申请异地检测", hint, "已提交，等待主任审批。")
    return done(request, case, forms.OffsiteForm(request.POST or None), actions.ask_offsite, page, case=case)


@require_http_methods(["GET", "POST"])
def offsite_decide(request: Request, pk: UUID) -> HttpResponse:
    paper = row_or_404(request, OffsiteTest, pk, CasePerm.DECIDE_LEAVE)
    page = Act("审批异地检测", _where(paper))
    form = forms.ConsentForm(request.POST or None)
    return done(request, paper.case, form, actions.decide_offsite, page, paper=paper)


@require_http_methods(["GET", "POST"])
def offsite_receipt(request: Request, pk: UUID) -> HttpResponse:
    paper = row_or_404(request, OffsiteTest, pk, CasePerm.RECORD_TEST)
    page = Act("登记异地检测回执", _where(paper))
    form = forms.ReceiptForm(request.POST or None)
    return done(request, paper.case, form, actions.note_receipt, page, paper=paper)


def _where(paper: OffsiteTest) -> str:
    return f"{paper.place}，{paper.from_on:%Y-%m-%d}至{paper.until_on:%Y-%m-%d}。"
