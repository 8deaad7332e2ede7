"""走访单: names and addresses of today's visits on one numbered sheet, destroyed the next working day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.choices import Post, ReadKind
from accounts.models import User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors import rules
from minors.actions.basis import usable_basis
from minors.actions.door import open_vault
from minors.actions.outward import disclose
from minors.choices import Basis, DisclosureBasis, DisclosureKind, MinorState, VaultPart
from minors.models import Minor, VisitSlip, VisitSlipLine
from minors.permissions import MinorPerm
from minors.policies import OPENS_NO_FILE, SLIP_BASIS, SLIP_MOST

DESTROY = "slip.destroy"
OFFERED = 60


@dataclass
class Visit:
    """A file of one's own with something open: why one would go there, and whether it is for today."""

    minor: Minor
    titles: list[str] = field(default_factory=list)
    is_today: bool = False


@dataclass(frozen=True, repr=False)
class SlipLine:
    """What stands on the paper about one child, and its masks. Prints nothing by itself."""

    name: str
    address: str

    @property
    def masked(self) -> tuple[str, str]:
        """Name and address as they are shown when the minute is over."""
        return rules.masked("name", self.name), rules.masked("residence_address", self.address)

    def __repr__(self) -> str:
        return "***"


def visits_of(user: User, now: datetime) -> list[Visit]:
    """Own files with an open duty or a visit planned for today, those of today first."""
    day = clock.local_day(now)
    owed = Duty.objects.mine(user).open().filter(file__isnull=False).order_by("due_at", "id")
    planned = {key for path in settings.VISIT_PLANS for key in import_string(path)(user, day)}
    titles: dict[UUID, list[str]] = {}
    today: set[UUID] = set(planned)
    for duty in owed[: OFFERED * 3]:
        assert duty.file is not None
        if duty.kind.startswith(OPENS_NO_FILE):
            continue  # an answer to a request is read at the desk
        titles.setdefault(duty.file, []).append(duty.title)
        if duty.due_at <= clock.end_of_day(day):
            today.add(duty.file)
    for key in planned:
        titles.setdefault(key, []).append("约定今天联系")
    rows = Minor.objects.visible_to(user).filter(pk__in=titles, state=MinorState.REGISTERED)
    found = [Visit(row, list(dict.fromkeys(titles[row.pk])), row.pk in today) for row in rows]
    found.sort(key=lambda visit: (not visit.is_today, visit.minor.code))
    return [visit for visit in found[:OFFERED] if _may_read(user, visit.minor, now)]


@transaction.atomic
def print_slip(
    *, by: User, minors: Iterable[Minor], now: datetime, client_id: UUID | None = None
) -> tuple[VisitSlip, list[SlipLine]]:
    """The slip and what stands on it; each child's reading is logged, each time it is printed.

    The same form sent again prints the same number. Raises DomainError for none, too many, or a file that
    is not among today's own.

    Law: 未成年人网络保护条例 第三十六条.
    """
    require(by, MinorPerm.PRINT_SLIP)
    chosen = sorted(minors, key=lambda minor: minor.code)
    if not 0 < len(chosen) <= SLIP_MOST:
        raise DomainError(f"请选择1至{SLIP_MOST}人。", field="minors")
    client_id = client_id or uuid4()
    slip = VisitSlip.objects.for_system("sent twice").filter(client_id=client_id, by=by).first()
    if slip is not None and slip.destroyed_at is not None:
        raise DomainError("这张走访单已经销毁，请重新打印一张。")
    offered = {visit.minor.pk for visit in visits_of(by, now)}
    if slip is not None:
        chosen = [minor for minor in chosen if _stands_on(slip, minor)]
    if any(minor.pk not in offered for minor in chosen):
        raise PermissionDenied("not among one's own visits")
    slip = slip or _begin(by, chosen, now, client_id)
    return slip, [_line(by, slip, minor) for minor in chosen]


@transaction.atomic
def destroy_slip(*, by: User, slip: VisitSlip, now: datetime) -> VisitSlip:
    """Whoever carried the slip, or the head, says that the paper is destroyed. Twice is once."""
    require(by, MinorPerm.PRINT_SLIP, slip)
    row = VisitSlip.objects.for_system("lock").select_for_update(of=("self",)).get(pk=slip.pk)
    acting = by.acting
    if row.by_id != by.pk and (acting is None or acting.post != Post.STATION_HEAD):
        raise DomainError("由持单人本人登记销毁；本人不在的，由办公室主任登记。")
    if row.destroyed_at is None:
        row.destroyed_at = now
        row.save(update_fields=["destroyed_at"])
        duties.meet(DESTROY, subject=row.pk, at=now, now=now, by=by)
    return row


def _may_read(user: User, minor: Minor, now: datetime) -> bool:
    return usable_basis(by=user, minor=minor, parts=[VaultPart.IDENTITY], now=now) is not None


def _stands_on(slip: VisitSlip, minor: Minor) -> bool:
    return VisitSlipLine.objects.for_system("printed before").filter(slip=slip, minor=minor).exists()


def _begin(by: User, chosen: list[Minor], now: datetime, client_id: UUID) -> VisitSlip:
    acting = by.acting
    assert acting is not None  # require has passed
    slip = VisitSlip(at=now, unit=acting.unit, by=by, persons=len(chosen), client_id=client_id)
    slip.save()
    for minor in chosen:
        VisitSlipLine(slip=slip, minor=minor).save()
        disclose(
            by=by,
            minor=minor,
            kind=DisclosureKind.SLIP,
            fields="姓名、住址",
            recipient=f"{acting.unit.name}（本人携带，走访单 {slip.number}）",
            basis=DisclosureBasis.OTHER,
            basis_text=SLIP_BASIS,
            at=now,
            now=now,
        )
    duties.open(
        DESTROY, subject=slip.pk, unit=acting.unit, post=acting.post, label=slip.number, at=now, holder=by
    )
    return slip


def _line(by: User, slip: VisitSlip, minor: Minor) -> SlipLine:
    values = open_vault(
        by=by,
        minor=minor,
        names={"name", "residence_address", "household_address"},
        purpose=f"走访单 {slip.number}",
        basis=Basis.SLIP,
        kind=ReadKind.PRINT,
    )
    address = values.get("residence_address") or values.get("household_address", "")
    return SlipLine(values.get("name", ""), address)
