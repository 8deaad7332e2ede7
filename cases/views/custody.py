"""在所: a form each to record it, to verify it, to ask the place again, to write that the child is out."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from cases import actions, rules
from cases.actions.measures import STANDS_STILL
from cases.forms import CustodyForm, FurtherWordForm, LeaveCustodyForm, WordForm
from cases.models import FINISHED, Case, Custody, CustodyWord
from cases.permissions import CasePerm
from cases.views.shared import Page, Rows, drug_case_or_404, header, record, rows_of
from common import clock
from minors.choices import Track

WORDS = 20
BACK, STEP = "cases:case_detail", "cases/_step.html"
ADD = Page(
    "登记在所", "孩子在拘留所、戒毒所、专门学校、医院的，登记后改为向场所了解情况，不再当作失联。", back=BACK
)
VERIFY = Page("核实在所", "场所自己的文书，或打电话、上门问过，才算核实。", back=BACK)
WORD = Page("向场所了解情况", "还在不在、何时离所。见到本人的，也请记联系。", back=BACK)
LEAVE = Page("记离所", "记下以后，定期联系重新开始，并须尽快见到本人。", back=BACK)


@require_http_methods(["GET", "POST"])
def custody_add(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_CUSTODY)
    form = CustodyForm(request.POST or None, now=request.now)
    said = "在所已登记。"
    return record(request, case, form, actions.record_custody, STEP, said, page=ADD)


@require_http_methods(["GET", "POST"])
def custody_verify(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_CUSTODY)
    form = WordForm(request.POST or None, now=request.now, initial=_until(request, case))
    said = "已核实，改为向场所了解情况。"
    return record(
        request, case, form, actions.verify_custody, STEP, said, page=VERIFY, facts=_facts(request, case)
    )


@require_http_methods(["GET", "POST"])
def custody_word(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_CUSTODY)
    form = FurtherWordForm(request.POST or None, now=request.now, initial=_until(request, case))
    said = "已记录，下次询问重新计时。"
    return record(
        request, case, form, actions.record_word, STEP, said, page=WORD, facts=_facts(request, case)
    )


@require_http_methods(["GET", "POST"])
def custody_leave(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_CUSTODY)
    form = LeaveCustodyForm(request.POST or None, now=request.now)
    said = "离所已记录，请尽快见到本人。"
    return record(
        request, case, form, actions.leave_custody, STEP, said, page=LEAVE, facts=_facts(request, case)
    )


def head_and_place(request: Request, rows: Rows) -> dict[str, Any]:
    """The head of the page of a case, and where the child is; or whether a paper alone has it inside."""
    head = header(request, rows.case)
    stays: list[Any] = list(rows.of(Custody, "by", "verified_by", "left_by"))
    words = list(rows.of(CustodyWord)[:WORDS]) if stays else []
    custody = next((row for row in stays if row.left_at is None), None)
    may_be = rows.case.track == Track.COMPULSORY_DETOX or head["track_now"].endswith(STANDS_STILL)
    asks = custody is None and may_be and rules.has_inside(actions.paper_spans(rows.case), request.now)
    said = {"stays": stays, "words": words, "paper_says_inside": asks}
    return {**head, **said, **state_of(rows.case, custody)}


def state_of(case: Case, custody: Custody | None) -> dict[str, Any]:
    """The live 在所, and the word for how the case stands: it takes the place of 帮教中 while it counts."""
    is_inside = custody is not None and custody.is_inside and case.status not in FINISHED
    return {"custody": custody, "state": "在所" if is_inside else case.get_status_display()}


def _live(request: Request, case: Case) -> Custody | None:
    row: Custody | None = rows_of(Custody, request, case).filter(left_at=None).first()
    return row


def _until(request: Request, case: Case) -> dict[str, Any]:
    """The day already on file, unless it has passed: then the new one is to be asked for."""
    row = _live(request, case)
    known = row is not None and row.until_on and not row.is_overdue(clock.local_day(request.now))
    return {"until_on": row.until_on} if row and known else {}


def _facts(request: Request, case: Case) -> list[str]:
    row = _live(request, case)
    if row is None:
        return ["现在没有登记在所。"]
    until = f"，预计{row.until_on}离所" if row.until_on else "，不知道何时离所"
    verified = "" if row.is_inside else "（还没有核实）"
    return [f"{row.get_kind_display()}：{row.place}{verified}，{row.since_on}入所{until}。"]
