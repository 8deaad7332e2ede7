"""What this app tells the yearly audit: how often was read, by how many, and how often refused."""

from datetime import datetime

from django.db.models import Count

from accounts.choices import ReadKind
from accounts.models import ReadEntry, Unit


def audit_figures(*, county: str, first: datetime, last: datetime) -> list[tuple[str, str, int]]:
    """Readings from `first` until before `last` by units of `county` (setting `AUDIT_FIGURES`)."""
    units = Unit.objects.filter(county=county).values("pk")
    rows = ReadEntry.objects.filter(at__gte=first, at__lt=last, unit_id__in=units).readings()
    by_kind = dict(rows.order_by().values_list("kind").annotate(Count("seq")))
    read = rows.exclude(kind=ReadKind.REFUSED)
    return [
        *(("查阅日志", f"{kind.label}（次）", by_kind.get(kind, 0)) for kind in ReadKind),
        ("查阅日志", "查阅过的账号（个）", read.order_by().values("user_id").distinct().count()),
        ("查阅日志", "夜间和周末的查阅（次）", read.after_hours().count()),
        ("查阅日志", "由代理人查阅（次）", read.filter(deputy=True).count()),
    ]
