"""How the rehearsal hands children over: written to one made-up office outside, receipted on paper."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from accounts.models import User
from cases import actions as cases
from cases.choices import CaseStatus, ControlledBy, LetterKind, OutsideKind, TransferPurpose, WordWay
from cases.models import Case, Letter, OutsideUnit, Transfer
from cases.rules.transfer import purpose_of
from common import clock
from config.rehearsal.world import World
from duties.models import Duty
from reporting import actions as reporting
from reporting.choices import Channel as ReportedBy
from reporting.models import IntakeLine

NAME, AREA = "示例县示例镇社区戒毒工作站（演练）", "450299101"


def _notice(world: World, duty: Duty, by: User, now: datetime) -> None:
    """Draft and write in one morning; a letter that changes nobody's hands is delivered at once."""
    rows = Case.objects.for_system("rehearsal").select_related("unit", "minor")
    case = rows.get(pk=duty.subject)
    if not _county_knows(world, case, duty, by, now):
        return
    purpose = purpose_of(case.route)
    row = cases.draft_transfer(
        by=by,
        case=case,
        purpose=purpose,
        control=cases.Control(ControlledBy.RESIDENCE, "随父母在当地居住（演练）"),
        grounds="户籍地或居住地在该镇（演练）",
        to_outside=_office(by, now),
        now=now,
    )
    cases.send_notice(
        by=by,
        transfer=row,
        demand="请落实管控并回执（演练）",
        version=row.version,
        lost_noted=True,
        now=now,
    )
    if purpose in (TransferPurpose.INFORM, TransferPurpose.RETURN):
        row = _row(row.pk)
        cases.deliver_notice(by=by, transfer=row, how="mail", at=now, version=row.version, now=now)


def _county_knows(world: World, case: Case, duty: Duty, by: User, now: datetime) -> bool:
    """The word to the county goes first: the station's own at once, however late; else by its hour."""
    first = cases.county_first(case, now)
    if first is None:
        return True
    if first.unit_id != case.unit_id:
        world.at(first.due_at, _later, duty)
        return False
    line = IntakeLine.objects.for_system("rehearsal").get(pk=first.subject)
    reporting.send_county_report(
        by=by, line=line, channel=ReportedBy.SYSTEM, suggestion="由居住地管控（演练）", at=now, now=now
    )
    return True


def _later(world: World, duty: Duty, *, now: datetime) -> None:
    duty = Duty.objects.select_related("unit").get(pk=duty.pk)
    if duty.met_at is None and duty.voided_at is None:
        _notice(world, duty, world.acting(duty.unit, duty.post, now), now)


def _receipt(world: World, duty: Duty, by: User, now: datetime) -> None:
    row = _row(duty.subject)
    if row.case.status == CaseStatus.LOST:  # nobody answers for a child whom the sender is looking for
        return
    cases.file_receipt(
        by=by,
        transfer=row,
        number="示禁函回执（演练）",
        received_by="专干",
        on=clock.local_day(now),
        version=row.version,
        now=now,
    )


def _reply(world: World, duty: Duty, by: User, now: datetime) -> None:
    case = Case.objects.for_system("rehearsal").select_related("unit", "minor").get(pk=duty.subject)
    cases.reply_to_sender(by=by, case=case, to_outside=_office(by, now), their_number="", note="", now=now)


def _county_letter(world: World, duty: Duty, by: User, now: datetime) -> None:
    row = _row(duty.subject)
    sent = Letter.objects.for_system("rehearsal").filter(transfer=row, kind=LetterKind.COUNTY)
    if row.receipt_at is None and sent.count() < int(duty.period):
        cases.send_county_letter(
            by=by,
            transfer=row,
            peer=_office(by, now),
            demand="请督促回执（演练）",
            version=row.version,
            now=now,
        )


def _exchange(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.record_exchange(
        by=by, transfer=_row(duty.subject), way=WordWay.SENT, state="情况稳定（演练）", at=now, now=now
    )


def _office(by: User, now: datetime) -> OutsideUnit:
    found = OutsideUnit.objects.filter(name=NAME).first()
    return found or cases.add_outside(by=by, name=NAME, area=AREA, kind=OutsideKind.STATION, now=now)


def _row(pk: UUID) -> Transfer:
    rows = Transfer.objects.for_system("rehearsal").select_related("case__minor", "case__unit", "sender")
    return rows.get(pk=pk)


ANSWERS: dict[str, Callable[[World, Duty, User, datetime], None]] = {
    "transfer.notice": _notice,
    "transfer.receipt": _receipt,
    "transfer.reply": _reply,
    "transfer.county_letter": _county_letter,
    "transfer.exchange": _exchange,
}
