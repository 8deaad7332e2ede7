"""What this app tells the yearly audit: acts of offices, counted by row. Sealed children print as `<5`."""

from datetime import datetime

from django.db.models import Count

from common.smallnumbers import ChildCount, Table, protect
from minors.choices import DisclosureKind, GrantKind, IncidentKind, RightKind, Verdict
from minors.models import Disclosure, Grant, Incident, Inquiry, LawfulQuery, RightsRequest, Seal

Row = tuple[str, str, int | ChildCount]


def audit_figures(*, county: str, first: datetime, last: datetime) -> list[Row]:
    """Acts from `first` until before `last` in `county` (setting `AUDIT_FIGURES`)."""
    parts = (_outward, _incidents, _rights, _sealed)
    return [row for part in parts for row in part(county=county, first=first, last=last)]


def _outward(*, county: str, first: datetime, last: datetime) -> list[Row]:
    grants = Grant.objects.for_system("yearly audit").filter(
        from_at__gte=first, from_at__lt=last, minor__county=county
    )
    by_kind = dict(grants.order_by().values_list("kind").annotate(Count("id")))
    told = Disclosure.objects.for_system("yearly audit").filter(
        at__gte=first, at__lt=last, unit__county=county
    )
    by_form = dict(told.order_by().values_list("kind").annotate(Count("id")))
    asked = Inquiry.objects.for_system("yearly audit").filter(at__gte=first, at__lt=last, unit__county=county)
    return [
        *(("授权", f"{kind.label}（次）", by_kind.get(kind, 0)) for kind in GrantKind),
        *(("对外提供", f"{kind.label}（次）", by_form.get(kind, 0)) for kind in DisclosureKind),
        ("来询", "来询登记（次）", asked.count()),
    ]


def _incidents(*, county: str, first: datetime, last: datetime) -> list[Row]:
    """By kind, those of the year told upward within it or later, and those still open."""
    rows = Incident.objects.for_system("yearly audit").filter(
        found_at__gte=first, found_at__lt=last, unit__county=county
    )
    by_kind = dict(rows.order_by().values_list("kind").annotate(Count("id")))
    return [
        *(("安全事件", f"{kind.label}（件）", by_kind.get(kind, 0)) for kind in IncidentKind),
        ("安全事件", "已上报（件）", rows.filter(reported_at__isnull=False).count()),
        ("安全事件", "尚未结案（件）", rows.filter(closed_at=None).count()),
    ]


def _rights(*, county: str, first: datetime, last: datetime) -> list[Row]:
    """By kind of what was asked for, and how they were answered."""
    rows = RightsRequest.objects.for_system("yearly audit").filter(
        received_at__gte=first, received_at__lt=last, unit__county=county
    )
    by_kind = dict(rows.order_by().values_list("kind").annotate(Count("id")))
    by_verdict = dict(rows.order_by().values_list("verdict").annotate(Count("id")))
    return [
        *(("权利申请", f"{kind.label}（件）", by_kind.get(kind, 0)) for kind in RightKind),
        *(("权利申请", f"决定{verdict.label}（件）", by_verdict.get(verdict, 0)) for verdict in Verdict),
        ("权利申请", "尚未送达答复（件）", rows.filter(delivered_at=None).count()),
    ]


def _sealed(*, county: str, first: datetime, last: datetime) -> list[Row]:
    """One seal is one child, so its number is one of children; queries are acts of those who asked.

    What a query was answered stays out: it would say whether there was a sealed file.
    """
    seals = Seal.objects.for_system("yearly audit").filter(
        at__gte=first, at__lt=last, head_unit__county=county
    )
    key = ("sealed",)
    asked = LawfulQuery.objects.for_system("yearly audit").filter(
        asked_at__gte=first, asked_at__lt=last, county=county
    )
    return [
        ("封存", "已封存（份）", protect(Table({key: seals.count()}))[key]),
        ("依法查询", "提出（件）", asked.count()),
        ("依法查询", "批准（件）", asked.filter(second_at__isnull=False).count()),
        ("依法查询", "不同意（件）", asked.filter(refused_at__isnull=False).count()),
        ("依法查询", "打开过（件）", asked.filter(opened_at__isnull=False).count()),
    ]
