"""The register of lawful queries. Its rows are the same whether or not anybody is on file."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from accounts.permissions import may, require
from common.errors import DomainError
from duties.models import Duty
from minors import actions
from minors.choices import QueryState
from minors.forms.sealing import AnswerQueryForm, QueryForm, RefuseQueryForm
from minors.models import LawfulQuery
from minors.permissions import MinorPerm
from minors.views.reveal import masked_again, rows_of, shown

MOST_SHOWN = 100


@require_GET
def query_list(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.VIEW_QUERIES)
    rows = list(LawfulQuery.objects.visible_to(request.user).select_related("reader_unit")[:MOST_SHOWN])
    context = {
        "rows": [(row, row.state(request.now)) for row in rows],
        "may_ask": may(request.user, MinorPerm.ASK_QUERY),
    }
    return render(request, "minors/query_list.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables("form")
def query_add(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.ASK_QUERY)
    form = QueryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.ask_query(by=request.user, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"已登记，编号 {row.number}。须经两个单位批准，届时由您打开。")
            return redirect("minors:query_detail", row.pk)
    return render(request, "minors/query_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def query_detail(request: Request, pk: UUID) -> HttpResponse:
    row = _query_or_404(request, pk)
    refuse = RefuseQueryForm(request.POST if "refuse" in request.POST else None)
    if request.method == "GET" or ("refuse" in request.POST and not refuse.is_valid()):
        return _page(request, row, refuse)
    try:
        if "seen" in request.POST:
            actions.acknowledge_query(by=request.user, query=row, now=request.now)
            return redirect("duties:today")
        if "refuse" in request.POST:
            actions.refuse_query(by=request.user, query=row, now=request.now, **refuse.cleaned_data)
        else:
            actions.approve_query(by=request.user, query=row, now=request.now)
    except DomainError as error:
        return _page(request, row, refuse, str(error))
    messages.success(request, "已登记您的决定。")
    return redirect("minors:query_detail", pk)


@never_cache
@require_POST
@sensitive_variables("found")
def query_open(request: Request, pk: UUID) -> HttpResponse:
    row = _query_or_404(request, pk)
    if "disclosed" in request.POST:
        return _answer(request, row)
    try:
        found = actions.open_query(by=request.user, query=row, now=request.now)
    except DomainError as error:
        return _page(request, row, RefuseQueryForm(), str(error))
    row.refresh_from_db(fields=["opened_at"])
    context = {"query": row, "found": _shown(found), "form": AnswerQueryForm(), **shown(request, row.purpose)}
    page = render(request, "minors/query_open.html", context)
    return masked_again(page, reverse("minors:query_detail", args=[pk]))


def _answer(request: Request, row: LawfulQuery) -> HttpResponse:
    """Close it, or the form again with its sentence; the file is not opened a second time for that."""
    if row.reader_id != request.user.pk:
        raise PermissionDenied("not the reader")
    form = AnswerQueryForm(request.POST)
    try:
        if form.is_valid():
            actions.answer_query(by=request.user, query=row, now=request.now, **form.cleaned_data)
            messages.success(request, "答复已登记，查询已关闭。")
            return redirect("minors:query_detail", row.pk)
    except DomainError as error:
        if error.field not in (*form.fields, "fields"):
            return _page(request, row, RefuseQueryForm(), str(error))
        form.add_error("disclosed" if error.field == "fields" else error.field, str(error))
    return render(request, "minors/query_open.html", {"query": row, "form": form, "is_masked": True})


def _shown(found: list[actions.Found]) -> list[dict[str, object]]:
    """Label and value for each file found, for the reader alone."""
    return [
        {
            "minor": one.minor,
            "rows": rows_of(one.values),
            "track": actions.track_words(one.minor),
        }
        for one in found
    ]


def _page(request: Request, row: LawfulQuery, refuse: RefuseQueryForm, said: str = "") -> HttpResponse:
    state = row.state(request.now)
    is_reader = row.reader_id == request.user.pk
    acting = request.user.acting
    told = Duty.objects.visible_to(request.user).open().filter(kind="query.answered", subject=row.pk)
    waits = state == QueryState.WAITING and may(request.user, MinorPerm.APPROVE_QUERY) and not is_reader
    context = {
        "query": row,
        "state": state,
        "refused": said,
        "may_approve": waits and acting is not None and row.first_unit_id != acting.unit.pk,
        "may_open": is_reader and state in (QueryState.APPROVED, QueryState.OPEN),
        "is_reader": is_reader,
        "untold": is_reader and state != QueryState.APPROVED and told.exists(),
        "answer_form": AnswerQueryForm() if is_reader and state == QueryState.OPEN else None,
        "refuse_form": refuse,
        "now": request.now,
    }
    return render(request, "minors/query_detail.html", context, status=422 if said else 200)


def _query_or_404(request: Request, pk: UUID) -> LawfulQuery:
    rows = LawfulQuery.objects.visible_to(request.user)
    rows = rows.select_related("reader", "reader_unit", "first_unit", "second_unit", "first_by", "second_by")
    found: LawfulQuery = get_object_or_404(rows, pk=pk)
    require(request.user, MinorPerm.VIEW_QUERIES)
    return found
