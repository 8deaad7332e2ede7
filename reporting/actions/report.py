"""Sending a report, correcting it, signing for it and returning it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q

from accounts.models import Unit, User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty, Excuse
from reporting import rules
from reporting.actions import clocks
from reporting.actions.lines import take_seized
from reporting.actions.offices import station_of
from reporting.actions.snapshot import refuse_stale
from reporting.actions.values import ChildLineIn, LineFix, Phoned, SeizureIn
from reporting.choices import LineState, PlaceArea, ReportKind
from reporting.models import Declaration, IntakeLine, Report, ReportLine, Seizure
from reporting.permissions import ReportPerm
from reporting.policies import MIN_PHONE_WORDS


@transaction.atomic
def submit_report(
    *,
    by: User,
    seizure: Seizure,
    now: datetime,
    late_reason: str = "",
    phoned: Phoned | None = None,
    fewer_reason: str = "",
) -> Report:
    """Send the full report: one version, one level-1 line per child. Sent twice it is one.

    Stops the same-day clock; opens signing for the leading group and registering for the station. After the
    day it needs a reason and stays late. Law: 方案四(三)1; 治安管理处罚法 136、138 (level 1 only).
    """
    require(by, ReportPerm.LOG_SEIZURE, seizure)
    row = lock(seizure)
    sent = latest(row)
    if sent is not None and sent.kind != ReportKind.PRELIMINARY:
        return sent
    if not lines_of(row):
        raise DomainError("请先填写未成年人信息，再报送。")
    report = send(
        by=by,
        seizure=row,
        kind=ReportKind.FULL,
        now=now,
        late_reason=late_reason,
        phoned=phoned,
        correction_reason=fewer_reason,
    )
    _tell_of(report, by=by, now=now)
    return report


@transaction.atomic
def correct_report(
    *,
    by: User,
    seizure: Seizure,
    values: SeizureIn,
    lines: Sequence[LineFix],
    reason: str,
    now: datetime,
    late_reason: str = "",
    more: Sequence[ChildLineIn] = (),
    started: Mapping[str, str] | None = None,
) -> Report | None:
    """Put the facts right. What was sent stays; the correction is a new version with a reason, to be signed.

    `more` are children who were forgotten. Before anything was sent it only changes the draft and returns
    None. A capture that moves opens its own clocks; the old ones are void only if not yet due. One after
    which the report turns out late needs `late_reason`. `started` is the snapshot the desk saw: if the row
    has changed since, StaleForm says how, and nothing is saved.
    """
    require(by, ReportPerm.LOG_SEIZURE, seizure)
    row = lock(seizure)
    if started is not None:
        refuse_stale(row, started)
    sent = latest(row)
    if sent is not None and sent.kind == ReportKind.PRELIMINARY:
        raise DomainError("预报尚未补齐，请先补齐全报。")
    if sent is not None and not reason.strip():
        raise DomainError("请填写更正原因。", field="reason")
    apply(row, values, by=by, now=now)
    for fix in lines:
        _fix_line(row, fix)
    for given in more:
        take_seized(by=by, seizure=row, given=given, station=station_of(row.township), now=now)
    if sent is None:
        return None
    report = send(
        by=by,
        seizure=row,
        kind=ReportKind.CORRECTION,
        now=now,
        late_reason=late_reason,
        correction_reason=reason.strip(),
    )
    _tell_of(report, by=by, now=now)
    return report


@transaction.atomic
def sign_report(*, by: User, report: Report, now: datetime, phone_confirmed: bool = False) -> Report:
    """The leading group signs for the newest version. With `phone_confirmed` it countersigns 电话已报:
    the miss stays, and carries a signed excuse."""
    require(by, ReportPerm.SIGN_REPORT, report)
    row = _open_for_answer(report)
    row.signed_at, row.signed_by = now, by
    if phone_confirmed:
        _countersign(row, by, now)
    row.save(update_fields=["signed_at", "signed_by", "countersigned_at", "countersigned_by"])
    clocks.meet_sign(row, by=by, now=now)
    return row


@transaction.atomic
def return_report(*, by: User, report: Report, reason: str, now: datetime) -> Report:
    """Send the newest version back with a reason; the police post has its 12 hours to correct it."""
    require(by, ReportPerm.SIGN_REPORT, report)
    if not reason.strip():
        raise DomainError("请填写退回原因。", field="reason")
    row = _open_for_answer(report)
    row.returned_at, row.returned_by, row.return_reason = now, by, reason.strip()
    row.save(update_fields=["returned_at", "returned_by", "return_reason"])
    clocks.meet_sign(row, by=by, now=now)
    clocks.open_correct(row, at=now)
    return row


# --- shared with seizure.py, inside this package only


def send(
    *,
    by: User,
    seizure: Seizure,
    kind: str,
    now: datetime,
    late_reason: str = "",
    phoned: Phoned | None = None,
    correction_reason: str = "",
) -> Report:
    """Write the next version with a copy of the level-1 values, and stop the same-day clock."""
    turned_late = _turned_out_late(seizure)
    late = turned_late or clocks.is_late(seizure, now)
    if late and not late_reason.strip():
        since = "更正后这份报告成了迟报" if turned_late else "当日24时已过"
        raise DomainError(f"{since}，请填写迟报原因。", field="late_reason")
    if phoned is not None:
        rules.refuse_future(now, phoned_at=phoned.at)
        rules.refuse_before(seizure.captured_at, phoned_at=phoned.at)
        if len(phoned.to.strip()) < MIN_PHONE_WORDS:
            raise DomainError("请填写电话报告了哪个岗位。", field="phoned_to")
    versions = Report.objects.for_system("next version").filter(seizure=seizure)
    report = Report.objects.create(
        seizure=seizure,
        version=(versions.aggregate(last=Max("version"))["last"] or 0) + 1,
        kind=kind,
        unit=seizure.unit,
        area=seizure.area,
        content=content_of(seizure),
        late_reason=late_reason.strip() if late else "",
        correction_reason=correction_reason,
        submitted_at=now,
        submitted_by=by,
        phoned_at=phoned.at if phoned else None,
        phoned_to=phoned.to.strip() if phoned else "",
    )
    ReportLine.objects.bulk_create([_copy(report, line) for line in lines_of(seizure)])
    clocks.meet_same_day(seizure, by=by, now=now)
    return report


def _turned_out_late(seizure: Seizure) -> bool:
    """True if what was sent in time is late for the day as it is told now, and nobody has said why."""
    return clocks.was_late(seizure) and not _sent(seizure).exclude(late_reason="").exists()


def fill(row: Seizure, given: SeizureIn, now: datetime) -> None:
    """Take the facts over, refusing instants that lie ahead, and a substance not listed on that day."""
    rules.refuse_future(
        now,
        captured_at=given.captured_at,
        tested_at=given.tested_at,
        identified_minor_at=given.identified_minor_at,
    )
    rules.refuse_before(
        given.captured_at, tested_at=given.tested_at, identified_minor_at=given.identified_minor_at
    )
    day = clock.local_day(given.captured_at)
    row.day = day
    for name in (
        "captured_at", "tested_at", "identified_minor_at", "place_kind", "place_area", "how_found",
        "substance", "source_clue_asked", "source_clue", "shelter_clue",
    ):  # fmt: skip
        setattr(row, name, getattr(given, name))
    row.dispositions = list(given.dispositions)
    if given.substance is not None and not type(given.substance).objects.on(day).filter(
        pk=given.substance.pk
    ):
        raise DomainError("该物质在查获当日的名录中没有这一条，请另选。", field="substance")


def apply(row: Seizure, given: SeizureIn, *, by: User, now: datetime) -> None:
    """Change the present facts of a stored seizure, and move its clocks if the day moved."""
    Unit.objects.select_for_update(of=("self",)).get(pk=row.unit_id)  # as whoever speaks of a day
    before = rules.anchor(row.captured_at, row.tested_at, row.identified_minor_at)
    captured_at, old_day = row.captured_at, row.day
    fill(row, given, now)
    row.save()
    if captured_at != row.captured_at:
        _take_along(row, by=by, now=now)
    after = rules.anchor(row.captured_at, row.tested_at, row.identified_minor_at)
    if clock.local_day(before) != clock.local_day(after):
        first = _sent(row).order_by("version").first()
        clocks.move_same_day(row, first_sent_at=first.submitted_at if first else None, by=by, now=now)
    if old_day != row.day:
        speak_of_day(row, by=by, now=now)
        _leave_day(row.unit, old_day)


def speak_of_day(row: Seizure, *, by: User, now: datetime) -> None:
    """A seizure stands on this day: its daily clock stops now; a zero of that day is superseded, and kept."""
    clocks.meet_daily(row.unit, row.day, by=by, now=now)
    zeros = Declaration.objects.for_system("superseded").filter(
        unit=row.unit, day=row.day, superseded_at=None
    )
    zeros.update(superseded_at=now, superseded_by=row)


def _take_along(row: Seizure, *, by: User, now: datetime) -> None:
    """The lines were received when the capture was; their clocks follow."""
    lines = lines_of(row)
    for line in lines:
        line.received_at = row.captured_at
        line.save(update_fields=["received_at"])
    clocks.move_lines(lines, by=by, now=now)


def _leave_day(unit: Unit, day: date) -> None:
    """A seizure moved away from `day`: if nothing else speaks of that day, it is silent again."""
    spoken = Seizure.objects.for_system("left behind").filter(unit=unit, day=day).exists()
    zeros = Declaration.objects.for_system("left behind").filter(unit=unit, day=day, superseded_at=None)
    if not spoken and not zeros.exists():
        clocks.owe_day_again(unit, day)


def lock(seizure: Seizure) -> Seizure:
    return (
        Seizure.objects.for_system("lock").select_for_update(of=("self",)).select_related("unit", "substance")
    ).get(pk=seizure.pk)


def latest(seizure: Seizure) -> Report | None:
    return _sent(seizure).order_by("-version").first()


def lines_of(seizure: Seizure) -> list[IntakeLine]:
    lines = IntakeLine.objects.for_system("lines of a seizure").filter(seizure=seizure)
    return list(lines.select_related("station").order_by("recorded_at", "code"))


def content_of(seizure: Seizure) -> dict[str, Any]:
    """The level-1 values of a seizure as they are kept with a version. Clues are told apart, never here."""
    return {
        "captured_at": seizure.captured_at.isoformat(),
        "tested_at": seizure.tested_at.isoformat() if seizure.tested_at else None,
        "identified_minor_at": (
            seizure.identified_minor_at.isoformat() if seizure.identified_minor_at else None
        ),
        "day": seizure.day.isoformat(),
        "place_kind": seizure.place_kind,
        "place_area": seizure.place_area,
        "how_found": seizure.how_found,
        "substance": seizure.substance.name if seizure.substance else "",
        "substance_status": seizure.substance_status,
        "dispositions": list(seizure.dispositions),
        "suspected_count": seizure.suspected_count,
        "clue_asked": seizure.source_clue_asked,
        "has_clue": bool(seizure.source_clue or seizure.shelter_clue),
    }


def _sent(seizure: Seizure):
    return Report.objects.for_system("versions of a seizure").filter(seizure=seizure)


def _tell_of(report: Report, *, by: User, now: datetime) -> None:
    """A full version went: nothing is left to complete; the leaders sign, the station registers who waits."""
    duties.meet("report.complete", subject=report.seizure_id, at=now, now=now, by=by)
    clocks.meet_correct(report.seizure, by=by, now=now)
    clocks.open_sign(report, report.seizure.code)
    for line in lines_of(report.seizure):
        if line.state == LineState.WAITING:
            clocks.open_register(line, at=now)


def _copy(report: Report, line: IntakeLine) -> ReportLine:
    return ReportLine(
        report=report,
        line=line,
        code=line.code,
        age_band=line.age_band,
        sex=line.sex,
        is_pupil=line.is_pupil,
        household=line.household,
        residence=line.residence,
        measures=line.measures,
        guardian_told=line.guardian_told_at is not None,
        health_looked_at=line.health_looked_at,
    )


def _fix_line(seizure: Seizure, fix: LineFix) -> None:
    line = IntakeLine.objects.for_system("correction").get(pk=fix.line.pk, seizure=seizure)
    line.is_pupil, line.household, line.residence = fix.is_pupil, fix.household, fix.residence
    line.measures, line.health_looked_at = list(fix.measures), fix.health_looked_at
    line.captured_in = seizure.place_area == PlaceArea.OWN
    line.save(
        update_fields=["is_pupil", "household", "residence", "measures", "health_looked_at", "captured_in"]
    )


def _open_for_answer(report: Report) -> Report:
    """The version, locked, if it still waits for an answer and is the newest."""
    lock(report.seizure)
    row = (
        Report.objects.for_system("answer").select_for_update(of=("self",)).select_related("seizure", "unit")
    ).get(pk=report.pk)
    if row.kind == ReportKind.PRELIMINARY:
        raise DomainError("预报不用签收，等全报补齐后签收。")
    if row.signed_at is not None:
        raise DomainError("这份报告已经签收。")
    if row.returned_at is not None:
        raise DomainError("这份报告已经退回，等待派出所更正。")
    newest = latest(row.seizure)
    if newest is not None and newest.version > row.version:
        raise DomainError("派出所已报送更正版本，请处理最新版本。")
    return row


def _countersign(row: Report, by: User, now: datetime) -> None:
    if row.phoned_at is None:
        raise DomainError("这份报告没有填写电话报告，无从核认。")
    if row.submitted_by_id == by.pk:
        raise DomainError("不能核认本人的电话报告。")
    row.countersigned_at, row.countersigned_by = now, by
    phoned = clock.local(row.phoned_at)
    missed = Duty.objects.filter(
        Q(met_at=None) | Q(met_at__gte=F("due_at")),
        kind="report.same_day",
        subject=row.seizure_id,
        due_at__lte=now,
        voided_at=None,
    )
    for duty in missed:
        if Excuse.objects.filter(duty=duty, signed_at__isnull=False).exists():
            continue
        Excuse.objects.create(
            duty=duty,
            reason=f"已于{phoned:%Y-%m-%d %H:%M}电话报告{row.phoned_to}，接报人核认属实。",
            by=row.submitted_by,
            at=row.submitted_at,
            signed_by=by,
            signed_at=now,
        )
