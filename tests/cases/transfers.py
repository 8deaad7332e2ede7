"""Hand-overs at each stage, made by the actions themselves."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from cases import actions
from cases.choices import ControlledBy, OutsideKind, TransferPurpose
from cases.models import Case, Holding, OutsideUnit, Transfer
from common import clock
from duties.models import Duty
from tests.cases.factories import facts, open_case
from tests.cast import NOW

AWAY = facts(household="elsewhere", residence="elsewhere", is_pupil=False)
DUAL = facts(residence="elsewhere", is_pupil=False)
CONTROL = actions.Control(ControlledBy.RESIDENCE, "孩子随父母在当地居住半年以上")
BOTH = actions.Control(ControlledBy.BOTH, "孩子随父母在当地居住半年以上")
LATER = NOW + timedelta(hours=2)


def again(transfer: Transfer) -> Transfer:
    return (
        Transfer.objects.for_system("test")
        .select_related("case__minor", "case__unit", "sender", "to_unit", "to_outside")
        .get(pk=transfer.pk)
    )


def outside(
    by: User, name: str = "示例县示例镇社区戒毒工作站", kind: str = OutsideKind.STATION
) -> OutsideUnit:
    return actions.add_outside(
        by=by, name=name, area="450224101", kind=kind, address="示例县示例镇", phone="0772-5120000", now=NOW
    )


def contacted(by: User, case: Case, *, now: datetime = NOW) -> None:
    actions.contact_station(
        by=by,
        case=case,
        station_name="示例县示例镇社区戒毒工作站",
        spoke_with="专干",
        channel="phone",
        answer="同意接收，见书面通知后回执",
        at=now,
        now=now,
        client_id=uuid4(),
    )


def drafted(by: User, case: Case | None = None, *, now: datetime = NOW, **changes: Any) -> Transfer:
    case = case or open_case(by, by.acting.unit, with_facts=AWAY)
    if not {"to_unit", "to_outside"} & changes.keys():
        changes["to_outside"] = OutsideUnit.objects.first() or outside(by)
    control = BOTH if changes.get("purpose") == TransferPurpose.DUAL else CONTROL
    given = {"purpose": TransferPurpose.HAND_OVER, "control": control, "grounds": "户籍和居住地都在该镇"}
    return actions.draft_transfer(by=by, case=case, now=now, **{**given, **changes})


def noticed(by: User, case: Case | None = None, *, now: datetime = NOW, **changes: Any) -> Transfer:
    """Spoken to, drafted and written to."""
    case = case or open_case(by, by.acting.unit, with_facts=AWAY)
    contacted(by, case, now=now)
    row = drafted(by, case, now=now, **changes)
    actions.send_notice(by=by, transfer=row, demand="请落实管控并回执", version=row.version, now=now)
    return again(row)


def receipted(
    by: User, row: Transfer, *, now: datetime = LATER, number: str = "示禁函〔2026〕12号"
) -> Transfer:
    actions.file_receipt(
        by=by,
        transfer=row,
        number=number,
        received_by="专干",
        on=clock.local_day(now),
        version=row.version,
        now=now,
    )
    return again(row)


def refused(by: User, row: Transfer, *, now: datetime = LATER) -> Transfer:
    actions.refuse_transfer(
        by=by, transfer=row, reason="查无此人，不在我镇居住", at=now, version=row.version, now=now
    )
    return again(row)


def accepted(by: User, row: Transfer, *, now: datetime = LATER) -> Transfer:
    actions.accept_transfer(by=by, transfer=row, version=row.version, now=now)
    return again(row)


def owed(subject):
    return set(Duty.objects.open().filter(subject=subject.pk).values_list("kind", flat=True))


def holders(case):
    rows = Holding.objects.for_system("test").filter(minor=case.minor_id)
    return [row.unit or row.outside for row in rows]


def fresh(case):
    return Case.objects.for_system("test").get(pk=case.pk)
