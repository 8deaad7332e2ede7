"""The yearly audit: figures of a year without a name, exported, then filed by 31 January."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts import readlog
from accounts.choices import ReadKind, UnitKind
from accounts.models import ReadEntry, Unit, User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from common.smallnumbers import ChildCount
from duties import actions as duties
from minors.models import AnnualAudit
from minors.permissions import MinorPerm

Row = tuple[str, str, int | ChildCount]
"""Heading, what, how many; of children only as it may be printed."""

Figures = Callable[..., list[Row]]
KIND = "audit.annual"


def sweep_annual_audits(now: datetime) -> int:
    """Open the audit of the year before, for every county whose log goes back so far; how many."""
    year = clock.local_day(now).year - 1
    first = ReadEntry.objects.order_by("seq").values_list("at", flat=True).first()
    if first is None or clock.local_day(first).year > year:
        return 0
    done = AnnualAudit.objects.filter(year=year).values("unit")
    counties = Unit.objects.active().filter(kind=UnitKind.COUNTY, opened_on__lte=date(year, 12, 31))
    return sum(_open(unit, year, now) for unit in counties.exclude(pk__in=done).order_by("pk"))


@transaction.atomic
def _open(unit: Unit, year: int, now: datetime) -> int:
    audit, is_new = AnnualAudit.objects.get_or_create(unit=unit, year=year, defaults={"recorded_at": now})
    if is_new:
        duties.open(
            KIND,
            subject=audit.pk,
            unit=unit,
            label=f"{year}年度",
            at=clock.start_of_day(date(year + 1, 1, 1)),
            due_at=clock.end_of_day(date(year + 1, 1, 31)),
        )
    return int(is_new)


@transaction.atomic
def export_audit(*, by: User, audit: AnnualAudit, now: datetime) -> list[Row]:
    """The figures of the year, and a log entry that they were taken. As often as wanted until it is filed."""
    require(by, MinorPerm.AUDIT_YEAR, audit)
    rows = figures_of(audit.unit, audit.year)
    readlog.record(
        by=by,
        kind=ReadKind.EXPORT,
        fields="年度合规审计数字",
        purpose=f"导出{audit.year}年度合规审计",
        basis="未成年人网络保护条例第三十七条",
    )
    AnnualAudit.objects.filter(pk=audit.pk).update(exported_at=now, exported_by=by)
    return rows


@transaction.atomic
def file_audit(*, by: User, audit: AnnualAudit, filed_on: date, receipt: str, now: datetime) -> AnnualAudit:
    """The audit has gone to the organ in charge: day and receipt. Meets the duty; twice is once.

    Law: 未成年人网络保护条例 第三十七条 (每年合规审计并及时报告); 国家网信办公告 (1月31日前).
    """
    require(by, MinorPerm.AUDIT_YEAR, audit)
    row = AnnualAudit.objects.select_for_update(of=("self",)).get(pk=audit.pk)
    if row.filed_on is not None:
        return row
    if row.exported_at is None:
        raise DomainError("请先导出本年度的审计数字，再登记报送。")
    if not clock.local_day(row.exported_at) <= filed_on <= clock.local_day(now):
        raise DomainError("报送日期应在导出之后，且不晚于今天。", field="filed_on")
    row.filed_on, row.receipt, row.filed_by = filed_on, receipt.strip(), by
    row.save(update_fields=["filed_on", "receipt", "filed_by"])
    duties.meet(KIND, subject=row.pk, at=now, now=now, by=by)
    return row


def figures_of(unit: Unit, year: int) -> list[Row]:
    """What every app tells of one year (setting `AUDIT_FIGURES`): acts by row, children as `<5`."""
    given: dict[str, Any] = {
        "county": unit.county,
        "first": clock.start_of_day(date(year, 1, 1)),
        "last": clock.start_of_day(date(year + 1, 1, 1)),
    }
    return [row for path in settings.AUDIT_FIGURES for row in import_string(path)(**given)]
