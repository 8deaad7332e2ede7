"""Logging a seizure, in full or as a 预报, and declaring that there was none."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import Unit, User
from accounts.permissions import require
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from minors.rules import is_reason
from reporting import rules
from reporting.actions import clocks, lines, report
from reporting.actions.offices import own_unit, station_of
from reporting.actions.values import ChildLineIn, Phoned, SeizureIn
from reporting.choices import ReportKind
from reporting.models import STANDS, Declaration, IntakeLine, Report, Seizure
from reporting.permissions import ReportPerm

MOST_SUSPECTED = 50


@transaction.atomic
def log_seizure(
    *,
    by: User,
    seizure: SeizureIn,
    children: Sequence[ChildLineIn],
    client_id: UUID,
    submit: bool,
    now: datetime,
    late_reason: str = "",
    phoned: Phoned | None = None,
) -> Seizure:
    """Log what was found and take each child in; with `submit` report it in the same transaction.

    The same `client_id` again gives the row that is there. Opens the same-day clock at the capture (late
    already, if that day is over) and stops the day's `report.daily` now; a zero of that day is superseded.
    Law: 方案四(三)1.
    """
    require(by, ReportPerm.LOG_SEIZURE)
    if not children:
        raise DomainError("请至少填写一名未成年人。")
    row, created = _create(by, seizure, client_id, now)
    if not created:
        return row
    station = station_of(row.township)
    for given in children:
        lines.take_seized(by=by, seizure=row, given=given, station=station, now=now)
    _start(row, by, now)
    if submit:
        report.submit_report(by=by, seizure=row, now=now, late_reason=late_reason, phoned=phoned)
    return row


@transaction.atomic
def pre_report(
    *,
    by: User,
    captured_at: datetime,
    suspected_count: int,
    place_kind: str,
    client_id: UUID,
    now: datetime,
    late_reason: str = "",
) -> Seizure:
    """预报: time, number of suspected minors, kind of place. Meets the same-day clock, opens 12 hours."""
    require(by, ReportPerm.LOG_SEIZURE)
    if not 1 <= suspected_count <= MOST_SUSPECTED:
        raise DomainError(f"疑似未成年人数应在1到{MOST_SUSPECTED}之间。", field="suspected_count")
    given = SeizureIn(captured_at=captured_at, place_kind=place_kind)
    row, created = _create(by, given, client_id, now, suspected_count)
    if not created:
        return row
    _start(row, by, now)
    report.send(by=by, seizure=row, kind=ReportKind.PRELIMINARY, now=now, late_reason=late_reason)
    duties.open("report.complete", subject=row.pk, unit=row.unit, label=row.code, at=now)
    return row


@transaction.atomic
def complete_report(
    *,
    by: User,
    seizure: Seizure,
    values: SeizureIn,
    children: Sequence[ChildLineIn],
    now: datetime,
    late_reason: str = "",
    phoned: Phoned | None = None,
    fewer_reason: str = "",
) -> Report:
    """The full version after a 预报: the facts, the children, and the report, in one transaction.

    Fewer children than were suspected need a reason, which stands with the version.
    """
    require(by, ReportPerm.LOG_SEIZURE, seizure)
    row = report.lock(seizure)
    if IntakeLine.objects.for_system("already completed").filter(seizure=row).exists():
        raise DomainError("这次查获的人员信息已经补齐，如有变化请用更正。")
    if not children:
        raise DomainError("请至少填写一名未成年人。")
    wording.refuse_numbers(fewer_reason, field="fewer_reason")
    is_fewer = len(children) < (row.suspected_count or 0)
    if is_fewer and not is_reason(fewer_reason):
        raise DomainError(
            f"预报疑似{row.suspected_count}名，现在只填了{len(children)}名，请写明原因，或补上其余的。",
            field="fewer_reason",
        )
    report.apply(row, values, by=by, now=now)
    station = station_of(row.township)
    for given in children:
        lines.take_seized(by=by, seizure=row, given=given, station=station, now=now)
    return report.submit_report(
        by=by,
        seizure=row,
        now=now,
        late_reason=late_reason,
        phoned=phoned,
        fewer_reason=fewer_reason.strip() if is_fewer else "",
    )


@transaction.atomic
def declare_zero(*, by: User, day: date, now: datetime, late_reason: str = "") -> Declaration:
    """今日无查获, once per post and day; refused on a day with a seizure. A past day needs a reason.

    Basis: 零报告制度（本单位规定）.
    """
    require(by, ReportPerm.DECLARE_ZERO)
    unit = _lock_post(by)
    if day > clock.local_day(now):
        raise DomainError("不能提前为以后的日期报零。", field="day")
    if day < unit.opened_on:
        raise DomainError("该日本单位尚未启用，不需要报送。", field="day")
    if Seizure.objects.visible_to(by).filter(unit=unit, day=day).exists():
        raise DomainError("该日已有查获记录，不能报零；请报送查获情况。", field="day")
    live = Declaration.objects.visible_to(by).filter(STANDS, unit=unit, day=day).first()
    if live is not None:
        return live
    if rules.is_past(day, now) and not late_reason.strip():
        raise DomainError("该日24时已过，请填写迟报原因。", field="late_reason")
    reason = late_reason.strip() if rules.is_past(day, now) else ""
    row = Declaration.objects.create(unit=unit, area=unit.area, day=day, at=now, by=by, late_reason=reason)
    clocks.meet_daily(unit, day, by=by, now=now)
    return row


def _create(
    by: User, given: SeizureIn, client_id: UUID, now: datetime, suspected_count: int | None = None
) -> tuple[Seizure, bool]:
    """The seizure of this form and whether it is new. A second sender gets the first one's row."""
    unit = _lock_post(by)
    existing = Seizure.objects.visible_to(by).filter(client_id=client_id).first()
    if existing is not None:
        return existing, False
    row = Seizure(
        client_id=client_id, unit=unit, area=unit.area, suspected_count=suspected_count, reporter=by
    )
    report.fill(row, given, now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise DomainError("这张表已经用过，请重新打开页面再填。") from error
    return row, True


def _start(row: Seizure, by: User, now: datetime) -> None:
    clocks.open_same_day(row)
    report.speak_of_day(row, by=by, now=now)


def _lock_post(by: User) -> Unit:
    """The acting post, locked: its seizures and zeros of a day are written one after the other."""
    return Unit.objects.select_for_update(of=("self",)).get(pk=own_unit(by).pk)
