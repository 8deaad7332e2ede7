"""The measure of a case on one page, and one page for each step of its term."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from accounts.permissions import may
from cases import actions, forms, rules
from cases.actions.decisions import REPORT_IN
from cases.actions.endings import CHECK
from cases.actions.exits import ADULT
from cases.choices import DecisionKind
from cases.models import (
    AdultReceipt,
    Agreement,
    Case,
    CleanProposal,
    EndCheck,
    Extension,
    LiftNotice,
    Measure,
    NoDecision,
    PlaceChange,
    Suspension,
    TermCredit,
    Withdrawal,
)
from cases.permissions import CasePerm
from cases.testwords import Consent
from cases.views.shared import (
    Page,
    back_to,
    case_or_404,
    drug_case_or_404,
    header,
    plain_step,
    report_in_facts,
    rows_of,
    step,
    tried,
)
from cases.wording import SPARED, adult_words, isolation_words, late_words
from common import calendar, clock
from common.errors import DomainError
from duties.models import Duty, Excuse
from duties.permissions import DutyPerm
from minors.actions import has_papers, open_paper, paper_basis


@require_GET
def measure_detail(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.VIEW)
    measures = _measures(request, case)
    standing, live = _standing(measures)
    scanned = has_papers(case.minor)
    context = {
        **header(request, case),
        "measures": measures,
        "standing": standing,
        "live": live,
        "scanned": scanned,
        "opens": _opens(request, case, [row for row in measures if row.pk in scanned]),
        "papers": actions.papers_for(case, request.now),
        **_in_time(request, case, live),
        "excluded": _excluded(request, case, live),
        "none": _none(request, case, standing),
        "suspended": live is not None and actions.is_suspended(live),
        "binds": live is not None and rules.binds_child(live.track, has_decision=True),
        **{name: rows_of(model, request, case) for name, model in SHOWN.items()},
    }
    return render(request, "cases/measure_detail.html", context)


SHOWN: dict[str, Any] = {
    "withdrawals": Withdrawal,
    "agreements": Agreement,
    "suspensions": Suspension,
    "extensions": Extension,
    "credits": TermCredit,
    "places": PlaceChange,
    "checks": EndCheck,
    "notices": LiftNotice,
    "receipts": AdultReceipt,
    "cleans": CleanProposal,
}


@require_http_methods(["GET", "POST"])
def decision_record(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_DECISION)
    today, minor = clock.local_day(request.now), case.minor
    typed, scan = request.POST or None, request.FILES or None
    form = forms.DecisionForm(typed, scan, adult_from=minor.adult_from, today=today)
    words = isolation_words(minor.adult_from, today, is_pupil=minor.is_pupil)
    page = Page("登记决定文书", words)

    def act(**given: Any) -> None:
        client_id = given["client_id"]
        actions.record_decision(
            by=given["by"], case=case, decision=form.decision, now=given["now"], client_id=client_id
        )

    return step(request, case, form, act, page, "决定已存档，时限开始计算。")


@require_http_methods(["GET", "POST"])
def decision_none(request: Request, pk: UUID) -> HttpResponse:
    page = Page("写明无决定", "没有决定的，约束孩子的规定都不适用；本站的走访、联系、查找照常。")
    given = (forms.NoDecisionForm, actions.record_no_decision, page, "已写明无决定。")
    return plain_step(request, pk, CasePerm.RECORD_DECISION, *given)


@never_cache
@require_POST
def paper_open(request: Request, pk: UUID) -> HttpResponse:
    """The scan of a decision of the case; `of` names which, the newest if blank. Written into the log."""
    case = drug_case_or_404(request, pk, CasePerm.VIEW)
    rows = {
        str(row.pk): row.pk for row in rows_of(Measure, request, case) if _is_of_child(request, case, row)
    }
    key = rows.get(request.POST.get("of", "")) or next(iter(rows.values()), case.pk)
    try:
        scan = open_paper(by=request.user, minor=case.minor, of=key, now=request.now)
    except DomainError:
        return redirect("cases:measure_detail", pk)
    answer = HttpResponse(scan.data, content_type=scan.media_type)
    ending = "pdf" if scan.media_type.endswith("pdf") else "jpg"
    answer["Content-Disposition"] = f'attachment; filename="{key}.{ending}"'
    return answer


def _opens(request: Request, case: Case, scanned: list[Measure]) -> set[UUID]:
    """The decisions whose scan `paper_open` would give."""
    own = [row.pk for row in scanned if _is_of_child(request, case, row)]
    return {key for key in own if paper_basis(request.user, case.minor, key, request.now)}


def _is_of_child(request: Request, case: Case, row: Measure) -> bool:
    """A withdrawn paper may name another child: it opens for whoever withdraws, no more for the team."""
    return row.withdrawn_at is None or may(request.user, CasePerm.ANNUL, case)


@require_http_methods(["GET", "POST"])
def report_in(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_REPORT_IN)
    form = forms.ReportInForm(request.POST or None, initial={"on": clock.local_day(request.now)})
    facts = report_in_facts(_live(request, case), _owed(case).get(REPORT_IN))
    page = Page("登记报到", "报到之日起算期限，并开始签协议的时限。")

    def act(**typed: Any) -> None:
        days = _days_late(actions.report_in(**typed))
        if days:
            messages.warning(request, f"报到{late_words(days)}")

    return step(request, case, form, act, page, "报到已登记，请及时签协议。", facts=facts)


@require_http_methods(["GET", "POST"])
def agreement_sign(request: Request, pk: UUID) -> HttpResponse:
    page = Page("登记协议", "三方都签了字再登记；每次重签是一个新版本，旧版本留存。")
    given = (forms.AgreementForm, actions.sign_agreement, page, "协议已存档。")
    return plain_step(request, pk, CasePerm.SIGN_AGREEMENT, *given)


@require_http_methods(["GET", "POST"])
def measure_suspend(request: Request, pk: UUID) -> HttpResponse:
    page = Page("登记中止", "拘留、逮捕的中止，释放后继续，中止的天数不计入期限（戒毒条例24）。")
    given = (forms.SuspendForm, actions.suspend, page, "已中止，期间不计。")
    return plain_step(request, pk, CasePerm.RECORD_DECISION, *given)


@require_http_methods(["GET", "POST"])
def measure_resume(request: Request, pk: UUID) -> HttpResponse:
    page = Page("登记恢复")
    given = (forms.ResumeForm, actions.resume, page, "已恢复，期满日相应顺延。")
    return plain_step(request, pk, CasePerm.RECORD_DECISION, *given)


@require_http_methods(["GET", "POST"])
def measure_extend(request: Request, pk: UUID) -> HttpResponse:
    page = Page("延长帮教", "只有帮教可以延长，合计不超过三年；先听取孩子和监护人的意见。", "签字延长")
    given = (forms.ExtendForm, actions.extend, page, "已延长。")
    return plain_step(request, pk, CasePerm.END_MEASURE, *given)


@require_http_methods(["GET", "POST"])
def measure_credit(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.END_MEASURE)
    said = "由强制隔离戒毒变更为社区戒毒的，已执行的时间折抵（戒毒条例31）；多少日以文书为准。"
    form = forms.CreditForm(request.POST or None)
    page = Page("登记折抵", said, "签字折抵")
    return step(request, case, form, actions.credit, page, "折抵已登记，期满日相应变动。")


@require_http_methods(["GET", "POST"])
def measure_end(request: Request, pk: UUID) -> HttpResponse:
    page = Page("提前结束或终止", "结束当日，约束孩子的时限全部停止。", "签字结束")
    given = (forms.EndForm, actions.end_early, page, "措施已结束。")
    return plain_step(request, pk, CasePerm.END_MEASURE, *given)


@require_http_methods(["GET", "POST"])
def place_change(request: Request, pk: UUID) -> HttpResponse:
    """One page: the change itself, and while it is under way what has been done of it."""
    case = drug_case_or_404(request, pk, CasePerm.RECORD_DECISION)
    moving = rows_of(PlaceChange, request, case).filter(reported_on=None).first()
    if moving is None:
        page = Page("执行地变更", "转出材料；孩子在变更之日起15日内到新执行地报到；期满日不变；重签协议。")
        form: Any = forms.PlaceForm(request.POST or None)
        return step(request, case, form, actions.change_place, page, "变更已登记。")
    by = rules.report_in_by(moving.changed_on, calendar.overrides())
    facts = [
        f"变更日期 {moving.changed_on}，应在 {by.counted} 24:00 前报到（顺延后 {by.shifted}），按较早的提醒。"
    ]
    form = forms.PlaceFollowForm(request.POST or None)
    page = Page("执行地变更：办理情况", f"转往{moving.to_where}。")
    return step(request, case, form, actions.follow_place, page, "已记录。", facts=facts)


@require_http_methods(["GET", "POST"])
def end_check(request: Request, pk: UUID) -> HttpResponse:
    page = Page("期满前核对", "期满前30日和7日各核对一次。")
    given = (forms.EndCheckForm, actions.check_end, page, "已核对。")
    return plain_step(request, pk, CasePerm.RECORD_DECISION, *given)


@require_http_methods(["GET", "POST"])
def lift_notice(request: Request, pk: UUID) -> HttpResponse:
    page = Page("登记解除通知书", "出具通知书是公安机关的职责，7日内；没有收到的由本站催办。")
    given = (forms.LiftNoticeForm, actions.record_lift_notice, page, "通知书已登记。")
    return plain_step(request, pk, CasePerm.RECORD_DECISION, *given)


@require_http_methods(["GET", "POST"])
def adult_receipt(request: Request, pk: UUID) -> HttpResponse:
    page = Page("成年衔接", "收到成年人档案的回执后，措施在那边继续，期限不变；本档案转入封存。")
    case = drug_case_or_404(request, pk, CasePerm.RECORD_DECISION)
    form = forms.AdultReceiptForm(request.POST or None)
    facts = adult_words(case.minor.adult_from)
    return step(request, case, form, actions.record_adult_receipt, page, "回执已登记。", facts=facts)


@require_http_methods(["GET", "POST"])
def case_close(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.CLOSE)
    form = forms.CloseForm(request.POST or None)
    if form.is_valid():
        given = {"case": case, **form.cleaned_data}
        if tried(request, form, actions.close_case, "个案已办结，已提请封存。", **given):
            return back_to(request, case, "cases:case_detail")
    context = {**header(request, case), "form": form, "items": _still_open(request, case)}
    return render(request, "cases/case_close.html", context)


@require_http_methods(["GET", "POST"])
def clean_decide(request: Request, pk: UUID) -> HttpResponse:
    page = Page("三年未复吸：是否不再动态管控", "系统只提请，由人决定（戒毒条例7）。", "签字决定")
    given = (forms.CleanForm, actions.decide_clean, page, "决定已记录。")
    return plain_step(request, pk, CasePerm.END_MEASURE, *given)


def _live(request: Request, case: Case) -> Measure | None:
    return rows_of(Measure, request, case).live().first()  # type: ignore[attr-defined]


def _measures(request: Request, case: Case) -> list[Measure]:
    rows = list(rows_of(Measure, request, case).with_pause())  # type: ignore[attr-defined]
    gone = rows_of(Withdrawal, request, case, "by", "decided_by").filter(answer=Consent.APPROVED)
    why = {row.measure_id: row for row in gone}
    doubles = actions.doubles_of(request.user, rows)
    for row in rows:
        row.why, row.double = why.get(row.pk), doubles.get(row.number_key, "")
        row.came_late = rules.came_late(row.served_on, clock.local_day(row.at))
        row.said = [late_words(days)] if (days := _days_late(row)) else []
        is_spared = rules.may_be_under_16(case.minor.adult_from, row.decided_on)
        row.said += [SPARED] if row.kind == DecisionKind.COMPULSORY and is_spared else []
    return rows


def _standing(measures: list[Measure]) -> tuple[list[Measure], Measure | None]:
    """Those not withdrawn, and the one that runs."""
    standing = [row for row in measures if row.withdrawn_at is None]
    return standing, next((row for row in standing if row.ended_on is None), None)


def _days_late(measure: Measure) -> int:
    if measure.reported_in_on is None or not rules.binds_child(measure.track, has_decision=True):
        return 0
    return rules.days_late(measure.served_on, measure.reported_in_on, calendar.overrides())


def _owed(case: Case) -> dict[str, Duty]:
    """What is open on the case of the steps that its page shows only in their time."""
    rows = Duty.objects.open().filter(kind__in=(REPORT_IN, CHECK, ADULT), file=case.minor_id)
    return {row.kind: row for row in rows}


def _in_time(request: Request, case: Case, live: Measure | None) -> dict[str, Any]:
    """The day to report in; which of the last steps are near or owed already: others are not yet shown."""
    if live is None:
        return {"deadline": [], "offered": set()}
    owed, today = _owed(case), clock.local_day(request.now)
    steps = {
        "end_check": (CHECK, live.ends_on or date.max),
        "adult_receipt": (ADULT, case.minor.adult_from),
    }
    near = {name for name, (kind, day) in steps.items() if kind in owed or rules.is_offered(day, today)}
    return {"deadline": report_in_facts(live, owed.get(REPORT_IN)), "offered": near}


def _none(request: Request, case: Case, measures: list[Measure]) -> list[NoDecision]:
    """What was written down as 无决定; past once a decision has come after it."""
    rows = list(rows_of(NoDecision, request, case))
    for row in rows:
        row.is_past = any(one.at > row.at for one in measures)
    return rows


def _excluded(request: Request, case: Case, measure: Measure | None) -> int:
    rows = rows_of(Suspension, request, case).filter(measure=measure) if measure else []
    return rules.stood_still([(row.from_on, row.resumed_on) for row in rows], clock.local_day(request.now))


@dataclass(frozen=True)
class OpenItem:
    """One line of the list that keeps a case open, and the ways out of it that this person has."""

    duty: Duty
    is_late: bool
    is_seen: bool
    waiting: Excuse | None
    may_sign: bool


def _still_open(request: Request, case: Case) -> list[OpenItem]:
    """What keeps the case open: to be done, or explained and signed from this very list."""
    held = actions.open_items(case, request.now)
    keys = [duty.pk for duty in held]
    seen = set(Duty.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    said = Excuse.objects.filter(duty__in=seen, signed_at=None, refused_at=None).select_related("by")
    waiting = {row.duty_id: row for row in said}
    signs = may(request.user, DutyPerm.SIGN_EXCUSE)
    return [
        OpenItem(
            duty,
            is_late=duty.due_at <= request.now,
            is_seen=duty.pk in seen,
            waiting=waiting.get(duty.pk),
            may_sign=signs and duty.pk in waiting and waiting[duty.pk].by_id != request.user.pk,
        )
        for duty in held
    ]
