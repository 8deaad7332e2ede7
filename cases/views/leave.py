"""Leave of a child, leave without it, and the report of a breach."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from cases import actions
from cases.actions.breach import last_days
from cases.forms import drugtests
from cases.forms import leave as forms
from cases.forms.papers import PaperForm
from cases.models import Case, Leave, LeaveExtension, Letter, PoliceReport, UnauthorisedLeave
from cases.permissions import CasePerm
from cases.rules.leave import days_of, is_overdue
from cases.testwords import Consent
from cases.views.drugtests import ANNUL, Act, act, done, head_of, row_or_404
from cases.views.shared import drug_case_or_404, rows_of, tried
from common import clock


@require_GET
def leave_list(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.VIEW)
    today = clock.local_day(request.now)
    measure = actions.bound_measure(case, today)
    counters, counted = actions.counted_of(measure, today) if measure else (None, [])
    context = {
        **head_of(request, case),
        "papers": actions.papers_for(case, request.now),
        "measure": measure,
        "counters": counters,
        "counted": counted,
        "leaves": _leaves(request, case),
        "gone": rows_of(UnauthorisedLeave, request, case, "by", "annulled_by"),
        "reports": rows_of(PoliceReport, request, case),
        "breaches": [one.label for one, _ in actions.breaches_open(case)],
    }
    return render(request, "cases/leave_list.html", context)


def _leaves(request: Request, case: Case) -> list[Leave]:
    """Leaves with their last day, their extensions and what can be done with each now."""
    rows = list(rows_of(Leave, request, case, "asked_by", "decided_by"))
    last, today = last_days(rows), clock.local_day(request.now)
    extensions = list(rows_of(LeaveExtension, request, case, "asked_by", "decided_by"))
    for row in rows:
        row.last_on = last[row.pk]
        row.days = days_of(row.from_on, row.last_on)
        row.extensions = [one for one in extensions if one.leave_id == row.pk]
        row.runs = row.answer == Consent.APPROVED and row.returned_on is None
        row.is_overdue = row.runs and is_overdue(row.last_on, None, today)
    return rows


LEAVES = "cases:leave_list"


@require_http_methods(["GET", "POST"])
def leave_add(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_LEAVE)
    hint = "离开县（市、区）3日以上须有书面报告。由办公室主任审批。"
    page = Act("请假", hint, "已登记，等待主任审批。", LEAVES)
    return done(request, case, forms.LeaveForm(request.POST or None), actions.request_leave, page, case=case)


@require_http_methods(["GET", "POST"])
def unauthorised_add(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_LEAVE)
    form = forms.UnauthorisedForm(request.POST or None)
    page = Act("记擅自外出", GONE, "已记录。", LEAVES)
    return done(request, case, form, actions.record_unauthorised, page, case=case)


GONE = (
    "没有请假离开县（市、区）的，核实后再记。离开当天不计，返回当天计入。"
    "与已记的外出有同一天的，是同一次，可以补记，不另计次数。待审批的请假不算准假。"
)


@require_http_methods(["GET", "POST"])
def breach_report(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.TELL_POLICE)
    waiting = [one for one, _ in actions.breaches_open(case)]
    form = forms.BreachForm(request.POST or None, now=request.now, waiting=waiting)
    hint = "次数是记录加出来的，系统不作决定：由您核对后告知公安机关，或写明不告知的理由。"
    page = Act("严重违反协议：报告公安机关", hint, back=LEAVES)
    return done(request, case, form, actions.report_breach, page, case=case)


@require_http_methods(["GET", "POST"])
def paper_write(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.TELL_POLICE)
    form = PaperForm(request.POST or None, offered=actions.papers_for(case, request.now))
    written: list[Letter] = []

    def write(**given: Any) -> None:
        written.append(actions.write_paper(**given))

    if request.method == "POST" and form.is_valid():
        said = "已编号，并记入对外提供登记。"
        if tried(request, form, write, said, case=case, **form.cleaned_data):
            return redirect("reporting:letter_detail", written[0].pk)
    return act(request, case, form, "出具告诫书、证明", PAPER, LEAVES, case.pk)


PAPER = "事由由现有记录写成，不用抄录；编号后在下一页打印，默认只写编号。送达本人的，由监护人在场并签收。"


@require_http_methods(["GET", "POST"])
def leave_decide(request: Request, pk: UUID) -> HttpResponse:
    leave = row_or_404(request, Leave, pk, CasePerm.DECIDE_LEAVE)
    form = forms.LeaveDecisionForm(request.POST or None)
    page = Act(
        f"审批请假 {leave.from_on:%Y-%m-%d}至{leave.until_on:%Y-%m-%d}", _asked_for(leave), back=LEAVES
    )
    return done(request, leave.case, form, actions.decide_leave, page, leave=leave)


def _asked_for(leave: Leave) -> str:
    """What the head decides on: where to, why, with whom, and whether it was asked for in writing."""
    written = f"书面报告 {leave.written_on:%Y-%m-%d}" if leave.written_on else "没有书面报告"
    note = f"；{leave.note}" if leave.note else ""
    why, who = leave.get_reason_display(), leave.get_company_display()
    return f"去{leave.place}，{why}，同行：{who}；{written}{note}。登记人{leave.asked_by.name}。"


@require_http_methods(["GET", "POST"])
def leave_extend(request: Request, pk: UUID) -> HttpResponse:
    leave = row_or_404(request, Leave, pk, CasePerm.RECORD_LEAVE)
    form = forms.ExtensionForm(request.POST or None)
    return done(request, leave.case, form, actions.extend_leave, Act("续假", back=LEAVES), leave=leave)


@require_http_methods(["GET", "POST"])
def extension_decide(request: Request, pk: UUID) -> HttpResponse:
    extension = row_or_404(request, LeaveExtension, pk, CasePerm.DECIDE_LEAVE)
    form = drugtests.ConsentForm(request.POST or None)
    page = Act(f"审批续假至{extension.until_on:%Y-%m-%d}", back=LEAVES)
    return done(request, extension.case, form, actions.decide_extension, page, extension=extension)


@require_http_methods(["GET", "POST"])
def leave_return(request: Request, pk: UUID) -> HttpResponse:
    leave = row_or_404(request, Leave, pk, CasePerm.RECORD_LEAVE)
    page = Act("销假：核实已返回", back=LEAVES)
    return done(request, leave.case, _back(request), actions.check_return, page, leave=leave)


@require_http_methods(["GET", "POST"])
def unauthorised_close(request: Request, pk: UUID) -> HttpResponse:
    row = row_or_404(request, UnauthorisedLeave, pk, CasePerm.RECORD_LEAVE)
    page = Act("登记返回", back=LEAVES)
    return done(request, row.case, _back(request), actions.close_unauthorised, page, row=row)


def _back(request: Request) -> forms.ReturnForm:
    return forms.ReturnForm(request.POST or None, initial={"returned_on": clock.local_day(request.now)})


@require_http_methods(["GET", "POST"])
def unauthorised_annul(request: Request, pk: UUID) -> HttpResponse:
    row = row_or_404(request, UnauthorisedLeave, pk, CasePerm.ANNUL)
    form = drugtests.AnnulForm(request.POST or None)
    page = Act("作废擅自外出记录", ANNUL, "已作废，原记录留存。", LEAVES)
    return done(request, row.case, form, actions.annul, page, row=row)
