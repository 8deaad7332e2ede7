"""A decision typed by mistake: somebody asks that it be withdrawn, the head answers."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from cases import actions, forms
from cases.models import Case, Measure, Withdrawal
from cases.permissions import CasePerm
from cases.views.shared import Page, drug_case_or_404, rows_of, step
from common import clock

ASK = (
    "登错了文书种类、日期、文号，或登到了别的孩子名下的，提请主任撤回；同意后再按文书重新登记。"
    "原记录留存可查，已经逾期的不会消去，已做的联系、检测照样算数。"
)
GRANT = (
    "同意的，这项决定从现在起不再计入：还没到期的时限作废，逾期的留存（可写情况说明），"
    "以前的措施恢复执行；没有其他决定的，重新催要文书。"
)


@require_http_methods(["GET", "POST"])
def withdrawal_ask(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_DECISION)
    measures = list(rows_of(Measure, request, case).filter(withdrawn_at=None))
    form = forms.WithdrawalForm(request.POST or None, measures=measures, asked=request.GET.get("of", ""))
    out = [f"{row.number}：已对外发出{'、'.join(gone)}。" for row in measures if (gone := _out(case, row))]
    said = "已提请撤回，等待主任审批。"
    return step(request, case, form, actions.ask_withdrawal, Page("提请撤回决定", ASK), said, facts=out)


@require_http_methods(["GET", "POST"])
def withdrawal_decide(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.ANNUL)
    row = rows_of(Withdrawal, request, case, "measure", "by").filter(answer="").first()
    form = forms.WithdrawalAnswerForm(request.POST or None)
    page = Page("审批撤回决定", GRANT, "签字")
    return step(request, case, form, actions.decide_withdrawal, page, "审批已记录。", facts=_asked(row))


def _out(case: Case, measure: Measure) -> list[str]:
    return actions.went_out(case, measure)


def _asked(row: Withdrawal | None) -> list[str]:
    """What the head decides on: which paper, why, who asks, and what had gone outward."""
    if row is None:
        return ["没有待审批的撤回。"]
    measure, at = row.measure, clock.local(row.at)
    facts = [
        f"{measure.get_kind_display()} {measure.number}，{measure.organ}，{measure.served_on}送达本人。",
        f"理由：{row.reason}（{row.by.name} {at:%Y-%m-%d %H:%M} 提请）",
    ]
    return [*facts, f"已对外发出的：{row.recalled}"] if row.recalled else facts
