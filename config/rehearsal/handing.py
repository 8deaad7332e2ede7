"""How the rehearsal hands children over: inside the county and to one made-up office outside."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.choices import UnitKind
from accounts.models import User
from cases import actions as cases
from cases.choices import (
    CaseStatus,
    ControlledBy,
    LetterKind,
    OutsideKind,
    RefusalDecision,
    TransferPurpose,
    WordWay,
)
from cases.models import Case, Letter, OutsideUnit, Refusal, Transfer
from cases.rules.transfer import purpose_of
from common import clock
from config.rehearsal.world import World
from duties.models import Duty
from reporting import actions as reporting
from reporting.choices import Channel as ReportedBy
from reporting.models import IntakeLine

INSIDE_OF_100, REFUSED_OF_100 = 35, 35
NAME, AREA = "示例县示例镇社区戒毒工作站（演练）", "450299101"


def _controlled_by(purpose: str) -> ControlledBy:
    return ControlledBy.BOTH if purpose == TransferPurpose.DUAL else ControlledBy.RESIDENCE


def _notice(world: World, duty: Duty, by: User, now: datetime) -> None:
    """Draft and write in one morning; a letter that changes nobody's hands is delivered at once.

    One in three belongs to another station of the county, which answers in the system.
    """
    rows = Case.objects.for_system("rehearsal").select_related("unit", "minor")
    case = rows.get(pk=duty.subject)
    if not _county_knows(world, case, duty, by, now):
        return
    purpose = purpose_of(case.route)
    row = cases.draft_transfer(
        by=by,
        case=case,
        purpose=purpose,
        control=cases.Control(_controlled_by(purpose), "随父母在当地居住（演练）"),
        grounds="户籍地或居住地在该镇（演练）",
        now=now,
        **_receiver(world, duty, by, now),
    )
    cases.send_notice(
        by=by,
        transfer=row,
        demand="请落实管控并回执（演练）",
        version=row.version,
        lost_noted=True,
        now=now,
    )
    row = _row(row.pk)
    if row.to_outside is not None and purpose in (TransferPurpose.INFORM, TransferPurpose.RETURN):
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


def _receiver(world: World, duty: Duty, by: User, now: datetime) -> dict[str, Any]:
    stations = [one for one in world.units[UnitKind.STATION] if one.pk != duty.unit_id]
    rng = world.chance.rng("receiver", *world.name(duty))
    if stations and rng.randrange(100) < INSIDE_OF_100:
        return {"to_unit": rng.choice(sorted(stations, key=lambda one: one.area))}
    return {"to_outside": _office(by, now)}


def _receipt(world: World, duty: Duty, by: User, now: datetime) -> None:
    """The paper that comes back: a receipt, or the first time perhaps a refusal."""
    row = _row(duty.subject)
    if row.to_unit is not None:
        return  # the other station answers in the system
    if row.case.status == CaseStatus.LOST:
        return  # nobody answers for a child whom the sender is looking for
    if _is_refused(world, duty, row):
        cases.refuse_transfer(
            by=by,
            transfer=row,
            reason="查无此人在我处居住（演练）",
            at=now,
            version=row.version,
            now=now,
        )
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


def _accept(world: World, duty: Duty, by: User, now: datetime) -> None:
    """The station of this county that was asked takes the child over, or sends it back once."""
    row = _row(duty.subject)
    if _is_refused(world, duty, row):
        cases.refuse_transfer(
            by=by, transfer=row, reason="不在我乡居住（演练）", at=now, version=row.version, now=now
        )
    else:
        cases.accept_transfer(by=by, transfer=row, version=row.version, now=now)


def _is_refused(world: World, duty: Duty, row: Transfer) -> bool:
    """One in three is refused, the first time."""
    again = Refusal.objects.for_system("rehearsal").filter(transfer__case=row.case_id).exists()
    return not again and world.chance.rng("refused", *world.name(duty)).randrange(100) < REFUSED_OF_100


def _refusal(world: World, duty: Duty, by: User, now: datetime) -> None:
    """Half are upheld: the sender writes anew. The others have to take over."""
    row = _row(duty.subject)
    is_upheld = world.chance.rng("upheld", *world.name(duty)).random() < 0.5
    decision = RefusalDecision.UPHELD if is_upheld else RefusalDecision.INSISTED
    cases.decide_refusal(
        by=by,
        transfer=row,
        decision=decision,
        reason="经与双方核对（演练）",
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
    rows = Transfer.objects.for_system("rehearsal").select_related(
        "case__minor", "case__unit", "sender", "to_unit", "to_outside"
    )
    return rows.get(pk=pk)


ANSWERS: dict[str, Callable[[World, Duty, User, datetime], None]] = {
    "transfer.notice": _notice,
    "transfer.receipt": _receipt,
    "transfer.accept": _accept,
    "transfer.refusal": _refusal,
    "transfer.reply": _reply,
    "transfer.county_letter": _county_letter,
    "transfer.exchange": _exchange,
}
