"""What this app tells the yearly audit: grants, words outward, questions asked. Acts, not children."""

from datetime import datetime

from django.db.models import Count

from minors.choices import DisclosureKind, GrantKind
from minors.models import Disclosure, Grant, Inquiry


def audit_figures(*, county: str, first: datetime, last: datetime) -> list[tuple[str, str, int]]:
    """Acts from `first` until before `last` in `county` (setting `AUDIT_FIGURES`)."""
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
