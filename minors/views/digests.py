"""Who read: in one file, in one week of a unit, in a year of the county."""

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import Post
from accounts.http import Request
from accounts.models import ReadEntry, Unit, User
from accounts.permissions import require
from common.errors import DomainError
from minors import actions
from minors.forms.digests import DigestForm, FilingForm
from minors.models import AnnualAudit, ReadingDigest, names_of
from minors.permissions import MinorPerm
from minors.policies import LISTS_SHOWN_FOR
from minors.sight import files_whose_readers

PAGE = 50


@require_GET
def reader_list(request: Request, pk: UUID) -> HttpResponse:
    minor = get_object_or_404(files_whose_readers(request.user), pk=pk)
    require(request.user, MinorPerm.SEE_READERS)
    keys, codes = names_of(minor)
    entries = ReadEntry.objects.of_file(keys, codes)
    lists = "lists" in request.GET
    if lists:
        entries = ReadEntry.objects.filter(at__gte=request.now - LISTS_SHOWN_FOR).naming(codes)
    entries = entries.order_by("-seq")
    after = request.GET.get("after", "")
    if after.isdigit():
        entries = entries.filter(seq__lt=int(after))
    rows = list(entries[: PAGE + 1])
    context = {"minor": minor, "rows": _told(rows[:PAGE]), "lists": lists, "days": LISTS_SHOWN_FOR.days}
    context["next_after"] = rows[PAGE - 1].seq if len(rows) > PAGE else ""
    return render(request, "minors/reader_list.html", context)


@require_GET
def digest_list(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.READ_DIGEST)
    digests = ReadingDigest.objects.visible_to(request.user).select_related("unit", "seen_by")
    return render(request, "minors/digest_list.html", {"digests": digests[:PAGE]})


@require_http_methods(["GET", "POST"])
def digest_detail(request: Request, pk: UUID) -> HttpResponse:
    digest = get_object_or_404(ReadingDigest.objects.visible_to(request.user), pk=pk)
    require(request.user, MinorPerm.READ_DIGEST)
    form = DigestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.acknowledge_digest(by=request.user, digest=digest, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "已核对。")
            return redirect("minors:digest_detail", pk)
    return render(request, "minors/digest_detail.html", {"digest": digest, "form": form, **_lines(digest)})


@require_GET
def audit_list(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.AUDIT_YEAR)
    audits = AnnualAudit.objects.visible_to(request.user).select_related("exported_by", "filed_by")
    return render(request, "minors/audit_list.html", {"audits": audits})


@require_http_methods(["GET", "POST"])
def audit_detail(request: Request, pk: UUID) -> HttpResponse:
    audit = get_object_or_404(AnnualAudit.objects.visible_to(request.user), pk=pk)
    require(request.user, MinorPerm.AUDIT_YEAR)
    form = FilingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.file_audit(by=request.user, audit=audit, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "已登记报送。")
            return redirect("minors:audit_detail", pk)
    return render(request, "minors/audit_detail.html", {"audit": audit, "form": form})


@require_POST
def audit_export(request: Request, pk: UUID) -> HttpResponse:
    audit = get_object_or_404(AnnualAudit.objects.visible_to(request.user), pk=pk)
    rows = actions.export_audit(by=request.user, audit=audit, now=request.now)
    file = io.StringIO()
    csv.writer(file).writerows([("类别", "内容", "数量"), *rows])
    name = f"annual-audit-{audit.year}.csv"
    answer = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(digest: ReadingDigest) -> dict[str, Any]:
    lines = actions.lines_of(digest)
    rows = _told([entry for entry, _ in lines])
    return {"rows": [{**row, "flags": flags} for row, (_, flags) in zip(rows, lines, strict=True)]}


def _told(entries: list[ReadEntry]) -> list[dict[str, Any]]:
    """Entries with the person and the unit they name."""
    users = User.objects.in_bulk({entry.user_id for entry in entries})
    units = Unit.objects.in_bulk({entry.unit_id for entry in entries if entry.unit_id})
    posts = dict(Post.choices)
    return [
        {
            "entry": entry,
            "user": users.get(entry.user_id),
            "unit": units.get(entry.unit_id) if entry.unit_id else None,
            "post": posts.get(entry.post, ""),
        }
        for entry in entries
    ]
