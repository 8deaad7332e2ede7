"""Tests of a case: owed, taken, refused; each one click from its duty."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import NotNow, may, require
from cases import actions, testlist
from cases.forms import drugtests as forms
from cases.models import Case, DrugTest, Kit, OfCase, OffsiteTest, RefusedTest
from cases.permissions import CasePerm
from cases.rules.drugtests import must_see
from cases.testwords import Consent, Method, ResultTold
from cases.views.shared import drug_case_or_404, header, tried
from common import clock
from common.calendar import add_months
from minors.actions import COUNTY_SHUT

OFFSITES = 20
BACKFILL = timedelta(days=3)
"""A sample typed so many days later may have been tested with what has ended since."""
MAY = {
    "test": CasePerm.RECORD_TEST,
    "schedule": CasePerm.SCHEDULE_TESTS,
    "reagent": CasePerm.NAME_REAGENT,
    "leave": CasePerm.RECORD_LEAVE,
    "decide": CasePerm.DECIDE_LEAVE,
    "annul": CasePerm.ANNUL,
    "police": CasePerm.TELL_POLICE,
    "open": CasePerm.OPEN,
}


def row_or_404(request: Request, model: type[OfCase], pk: UUID, perm: str) -> Any:
    """A row of a case in scope, or 404; 403 if the post may not do this, or the county not now."""
    rows = model.objects.visible_to(request.user).select_related("case__minor__unit", "case__unit")
    row = get_object_or_404(rows, pk=pk)
    require(request.user, perm)
    if not actions.may_open_case(request.user, row.case, request.now):
        raise NotNow(COUNTY_SHUT)
    return row


def head_of(request: Request, case: Case) -> dict[str, Any]:
    """The coded head, and which buttons of tests and leave this post has; a sample outlives its case."""
    context = header(request, case)
    context["may"] |= {name: may(request.user, perm) for name, perm in MAY.items()}
    return context


def act(
    request: Request, case: Case, form: django_forms.Form, title: str, hint: str, back: str, key: UUID
) -> HttpResponse:
    """The page of one form, with a way back."""
    context = {**head_of(request, case), "form": form, "title": title, "hint": hint, "back": back, "key": key}
    return render(request, "cases/_act.html", context)


@dataclass(frozen=True)
class Act:
    """What the page of one form says, and where it came from and goes back to."""

    title: str
    hint: str = ""
    said: str = "已登记。"
    back: str = "cases:test_list"


def done(
    request: Request,
    case: Case,
    form: django_forms.Form,
    action: Callable[..., Any],
    page: Act,
    /,
    **given: Any,
) -> HttpResponse:
    """One form of tests or leave: its page, or back once the action has taken what is given and typed."""
    key = given["test"].pk if page.back == "cases:test_detail" else case.pk
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(request, form, action, page.said, **given, **form.cleaned_data)
    ):
        return redirect(page.back, key)
    return act(request, case, form, page.title, page.hint, page.back, key)


@require_GET
def test_list(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.VIEW)
    today = clock.local_day(request.now)
    page = testlist.page_of(request.user, case, request.now)
    month = testlist.month_of(request.GET.get("month", ""), today)
    offsites = OffsiteTest.objects.visible_to(request.user).filter(case=case)[:OFFSITES]
    context = {
        **head_of(request, case),
        "page": page,
        "month": month,
        "weeks": testlist.calendar_of(page, month, today),
        "before": add_months(month, -1),
        "after": add_months(month, 1),
        "offsites": offsites,
        "papers": actions.papers_for(case, request.now),
        "breaches": [one.label for one, _ in actions.breaches_open(case)],
    }
    return render(request, "cases/test_list.html", context)


@require_http_methods(["GET", "POST"])
def test_add(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_TEST)
    voluntary = actions.bound_measure(case, clock.local_day(request.now)) is None
    form = _test_form(request, case, voluntary=voluntary)
    if request.method == "POST" and form.is_valid():
        given = {**_as_given(form), "voluntary": voluntary}
        if tried(request, form, actions.record_test, _tested(case, form, voluntary), case=case, **given):
            return redirect("cases:test_list", pk)
    title = "记自愿检测" if voluntary else "记检测"
    hint = VOLUNTARY if voluntary else "选试剂和结果即可；看不见依托咪酯的试剂不算检测了依托咪酯。"
    context = {**head_of(request, case), "form": form, "title": title, "hint": hint, "voluntary": voluntary}
    context["has_kits"] = form.fields["kit"].queryset.exists()  # type: ignore[attr-defined]
    return render(request, "cases/test_add.html", context)


def _tested(case: Case, form: forms.DrugTestForm, voluntary: bool) -> str:
    """What is said once a test is recorded: one that saw nothing of the case leaves the owed one open."""
    about = actions.substances_of(case)
    if voluntary or not form.is_short(about):
        return "检测已记录。"
    wanted = "、".join(sorted(must_see(about)))
    return f"检测已记录，但没有得出{wanted}的结果：应做的检测还没有完成，请用能检出的试剂再做。"


ANNUL = "只用于登错的记录。作废后它完成过的时限重新开立，已报过的次数不收回。"
VOLUNTARY = "现在没有要求检测的决定，只能做自愿检测：本人和监护人都同意并签字，不计次数，不产生时限。"


def _test_form(
    request: Request,
    case: Case,
    *,
    voluntary: bool,
    follows: Method | None = None,
    sample: DrugTest | None = None,
) -> forms.DrugTestForm:
    day = clock.local_day(request.now)
    offsites = OffsiteTest.objects.visible_to(request.user).filter(case=case, answer=Consent.APPROVED)
    return forms.DrugTestForm(
        request.POST or None,
        now=request.now,
        initial=_same_sample(sample) if sample else {"taken_by": request.user.pk},
        follows=follows,
        kits=Kit.objects.usable_since(day - BACKFILL).filter(unit=case.unit_id),
        about=actions.substances_of(case),
        staff=actions.staff_near(case, request.now),
        offsites=offsites.exclude(receipt=""),
        voluntary=voluntary,
    )


def _same_sample(test: DrugTest) -> dict[str, Any]:
    """The laboratory tests the sample that was taken then: nobody types again how."""
    taken = {name: getattr(test, name) for name in ("specimen", "by_woman", "place", "hair_cm", "offsite")}
    return {**taken, "taken_by": test.taken_by_id, "second_by": test.second_by_id, "told": ResultTold.LATER}


SAMPLE = [
    "specimen",
    "method",
    "place",
    "taken_by",
    "second_by",
    "kit",
    "lab",
    "by_woman",
    "hair_cm",
    "sample_mark",
    "offsite",
    "note",
    "child_signed",
    "guardian_signed",
]


def _as_given(form: forms.DrugTestForm) -> dict[str, Any]:
    data = form.cleaned_data
    sample = actions.Sample(**{name: data[name] for name in SAMPLE if name in data})
    kept = {name: data[name] for name in ("at", "told", "client_id")}
    return {**kept, "sample": sample, "results": form.results()}


@require_http_methods(["GET", "POST"])
def test_follow(request: Request, pk: UUID) -> HttpResponse:
    test = row_or_404(request, DrugTest, pk, CasePerm.RECORD_TEST)
    method = Method.LAB if test.method == Method.FIELD else Method.RECHECK
    form = _test_form(request, test.case, voluntary=False, follows=method, sample=test)
    if request.method == "POST" and form.is_valid():
        given = {**_as_given(form), "case": test.case, "follows": test}
        if tried(request, form, actions.record_test, "实验室结果已记录。", **given):
            return redirect("cases:test_detail", pk)
    hint = "同一份样本送实验室，按检测报告填；复检不能由同一机构进行。"
    return act(request, test.case, form, "记实验室结果", hint, "cases:test_detail", test.pk)


@require_http_methods(["GET", "POST"])
def refusal_add(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_TEST)
    staff = actions.staff_near(case, request.now).exclude(pk=request.user.pk)
    form = forms.RefusalForm(request.POST or None, now=request.now, staff=staff)
    page = Act("记拒绝检测", REFUSAL, _refused(request, case, form))
    return done(request, case, form, actions.record_refusal, page, case=case)


REFUSAL = (
    "孩子当面拒绝，或通知到本人后无故不来，才在这里记；同一天的再次拒绝是同一次，可以补记，不另计次数。"
    "没有试剂、没有去做，是我们的事，不记在孩子身上。"
)


def _refused(request: Request, case: Case, form: forms.RefusalForm) -> str:
    """What is said once it is recorded: the first refusal of a day counts."""
    at = form.cleaned_data.get("at") if form.is_valid() else None
    rows = RefusedTest.objects.visible_to(request.user).standing().filter(case=case)
    days = {clock.local_day(one) for one in rows.values_list("at", flat=True)} if at else ()
    if at and clock.local_day(at) in days:
        return "已记录，与当天已记的是同一次拒绝，仍计1次。"
    return "已记录，计1次。"


@require_http_methods(["GET", "POST"])
def surprise_add(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.SCHEDULE_TESTS)
    form = forms.SurpriseForm(request.POST or None)
    hint = "抽检在定期检测之外，不提前告诉孩子。U28 每人至少安排3次。"
    page = Act("安排抽检", hint, "抽检已安排。")
    return done(request, case, form, actions.arrange_surprise, page, case=case)


@require_http_methods(["GET", "POST"])
def preset_choose(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.SCHEDULE_TESTS)
    form = forms.PresetForm(request.POST or None)
    hint = "法律没有规定次数，由县里确定。从今天起用新的频次；以前到期的不变，已逾期的仍是逾期。"
    page = Act("变更检测频次", hint, "检测频次已变更。")
    return done(request, case, form, actions.choose_preset, page, case=case)


@require_http_methods(["GET", "POST"])
def substance_note(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.OPEN)
    form = forms.SubstanceNoteForm(request.POST or None)
    said = "涉及物质已登记，今后的检测须能检出它。"
    page = Act("登记涉及物质", "没有登记的，按依托咪酯要求检测。", said)
    return done(request, case, form, actions.note_substance, page, case=case)
