"""The other doors: a letter, a forwarded letter, somebody who comes for help, a mandatory report."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Unit, User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from minors import actions as minors
from minors.actions import ChildIn
from reporting import rules
from reporting.actions import clocks, lines
from reporting.actions.offices import own_unit, police_of, station_of
from reporting.actions.values import ChildLineIn, LetterIn
from reporting.choices import Finding, IntakeSource, LineState
from reporting.models import IntakeLine
from reporting.permissions import ReportPerm


@transaction.atomic
def take_letter(
    *, by: User, letter: LetterIn, child: ChildLineIn, client_id: UUID, now: datetime
) -> IntakeLine:
    """The station enters a letter about one child; it has `transfer.intake` to register the child.

    Law: 方案四(三)3 (a child of ours found elsewhere).
    """
    require(by, ReportPerm.TAKE_INTAKE)
    return _letter(by, letter, child, own_unit(by), client_id, now)


@transaction.atomic
def forward_letter(
    *, by: User, township: Unit, letter: LetterIn, child: ChildLineIn, client_id: UUID, now: datetime
) -> IntakeLine:
    """The county types a letter it received and names the township; its station owes `transfer.intake`."""
    require(by, ReportPerm.FORWARD_LETTER)
    if township.county != own_unit(by).county or township.level != "township":
        raise DomainError("请选择本县的乡镇。", field="township")
    station = station_of(township.township)
    return _letter(by, letter, child, station, client_id, now, forwarded_by=own_unit(by))


@transaction.atomic
def take_self_referral(
    *,
    by: User,
    source: str,
    child: ChildLineIn,
    received_at: datetime,
    note: str,
    client_id: UUID,
    now: datetime,
) -> IntakeLine:
    """Somebody came for help. No same-day duty, nothing for the police: the station registers.

    Law: 禁毒法 第六十二条 (自行登记或接受戒毒治疗的，对其原吸毒行为不予处罚).
    """
    require(by, ReportPerm.TAKE_INTAKE)
    if source not in (IntakeSource.SELF, IntakeSource.MEDICAL, IntakeSource.OTHER):
        raise DomainError("请选择来源。", field="source")
    rules.refuse_future(now, received_at=received_at)
    existing = _again(by, client_id)
    if existing is not None:
        return existing
    unit = own_unit(by)
    line = lines.take_line(
        by=by,
        given=child,
        unit=unit,
        station=unit,
        on=clock.local_day(received_at),
        now=now,
        source=source,
        received_at=received_at,
        note=note,
        client_id=client_id,
    )
    clocks.open_register(line, at=now)
    return line


@transaction.atomic
def report_mandatory(*, by: User, child: ChildIn, client_id: UUID, now: datetime) -> IntakeLine:
    """强制报告: anybody at a post may write; they get number and time back, and nothing ever again.

    The police post of the township is told at once. What was written goes to the child's vault.
    Law: 未成年人保护法 第十一条第二款.
    """
    require(by, ReportPerm.MANDATORY_REPORT)
    existing = _again(by, client_id)
    if existing is not None:
        return existing
    township = own_unit(by).township
    if not township or len(township) < len("450225208"):
        raise DomainError("请由乡镇一级的单位报告，或直接致电派出所。")
    police = police_of(township)
    line = lines.take_line(
        by=by,
        given=ChildLineIn(child=child),
        unit=police,
        station=station_of(township),
        on=clock.local_day(now),
        now=now,
        source=IntakeSource.MANDATORY,
        received_at=now,
        organ=own_unit(by).name,
        client_id=client_id,
        state=LineState.CHECKING,
    )
    clocks.open_line("report.mandatory", line, unit=police, at=now)
    return line


@transaction.atomic
def receive_mandatory(*, by: User, line: IntakeLine, finding: str, note: str, now: datetime) -> IntakeLine:
    """The police take the report over, and say what they found: the station registers a founded one.

    An unfounded one is withdrawn. The reporter learns neither.
    """
    require(by, ReportPerm.LOG_SEIZURE, line)
    row = lock(line)
    if row.source != IntakeSource.MANDATORY or row.state != LineState.CHECKING:
        raise DomainError("这份强制报告已经处理完毕。")
    if finding == Finding.UNFOUNDED and not note.strip():
        raise DomainError("请写明核实不属实的依据。", field="note")
    row.finding = finding
    row.note = note.strip() or row.note
    if row.police_received_at is None:
        row.police_received_at, row.police_received_by = now, by
    if finding == Finding.FOUNDED:
        row.state = LineState.WAITING
    elif finding == Finding.UNFOUNDED:
        row.state = LineState.UNFOUNDED
        minors.withdraw(by=by, minor=row.minor, reason="强制报告经核实不属实", now=now)
    row.save()
    clocks.meet_line("report.mandatory", row, at=now, by=by, now=now)
    if finding == Finding.FOUNDED:
        clocks.open_register(row, at=now)
        lines.start_police_clocks(row, at=now, by=by, now=now)
    return row


def lock(line: IntakeLine) -> IntakeLine:
    return (
        IntakeLine.objects.for_system("lock")
        .select_for_update(of=("self",))
        .select_related("unit", "station", "minor", "seizure")
        .get(pk=line.pk)
    )


def _letter(
    by: User,
    letter: LetterIn,
    child: ChildLineIn,
    station: Unit,
    client_id: UUID,
    now: datetime,
    forwarded_by: Unit | None = None,
) -> IntakeLine:
    rules.refuse_future(now, received_at=letter.received_at)
    if not letter.organ.strip():
        raise DomainError("请填写来函机关。", field="organ")
    existing = _again(by, client_id)
    if existing is not None:
        return existing
    # a pupil is visited by the police, who must then see the line and know the child (方案四(三)2)
    unit = police_of(station.township) if child.child.is_pupil else station
    line = lines.take_line(
        by=by,
        given=child,
        unit=unit,
        station=station,
        on=clock.local_day(letter.received_at),
        now=now,
        source=letter.source,
        received_at=letter.received_at,
        organ=letter.organ.strip(),
        number=letter.number.strip(),
        note=letter.note.strip(),
        forwarded_by=forwarded_by,
        captured_in=False,
        client_id=client_id,
    )
    # the station's time runs from the day it can know: a letter the county passes on, from the passing on
    clocks.open_register(line, at=now if forwarded_by else letter.received_at, kind="transfer.intake")
    return line


def _again(by: User, client_id: UUID) -> IntakeLine | None:
    """The line this form has already made: a second click changes nothing."""
    mine = IntakeLine.objects.for_system("same form again").filter(client_id=client_id, taken_by=by)
    return mine.select_related("station", "minor").first()
