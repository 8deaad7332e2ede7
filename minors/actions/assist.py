"""协助走访: released by the head, shown through the one door, closed by its answer or its hour."""

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_variables

from accounts.choices import Post, UnitKind
from accounts.models import Appointment, User
from accounts.permissions import require
from common.errors import DomainError
from duties import actions as duties
from minors.actions import vaults
from minors.actions.addresses import ADDRESSES
from minors.actions.door import open_vault
from minors.actions.intake import lock
from minors.actions.outward import disclose
from minors.choices import (
    AssistAnswer,
    AssistEnd,
    AssistSentence,
    Basis,
    DisclosureBasis,
    DisclosureKind,
    Household,
    MinorState,
)
from minors.models import Minor, VillageHelp
from minors.permissions import MinorPerm
from minors.policies import ASSIST_FOR, VILLAGE_BASIS

VISIT, RESULT = "assist.visit", "assist.result"
CAP = 200
CLOSED = "这次走访已经结束，不用再填。谢谢您。"


def secretaries(user: User, now: datetime) -> QuerySet[Appointment]:
    """The village secretaries of the township of `user`, in person and at work now."""
    if user.acting is None:
        return Appointment.objects.none()
    live = Appointment.objects.live(now).filter(
        post=Post.VILLAGE_SECRETARY,
        unit__kind=UnitKind.VILLAGE,
        unit__township=user.acting.unit.township,
    )
    return live.exclude(user=user).select_related("unit", "user")


@transaction.atomic
def release_help(
    *,
    by: User,
    minor: Minor,
    to: Appointment,
    sentence: str,
    household: str,
    really_missing: bool = False,
    now: datetime,
    client_id: UUID | None = None,
) -> VillageHelp:
    """Ask one secretary after one child for 48 hours: name, household and one neutral sentence are released.

    Writes a row of 对外提供登记: 未保法103's exception only where the child is really missing and its case
    says so. Raises DomainError while another one is open for the file, or without the address on file.

    Law: 未成年人保护法 第四十三条, 第一百零三条.
    """
    require(by, MinorPerm.RELEASE_HELP, minor)
    client_id = client_id or uuid4()
    if row := VillageHelp.objects.for_system("sent twice").filter(client_id=client_id, by=by).first():
        return row
    if not secretaries(by, now).filter(pk=to.pk).exists():
        raise DomainError("请在列出的村支书中选一位。", field="to")
    minor = lock(minor)
    if minor.state != MinorState.REGISTERED:
        raise DomainError("档案登记后才能请村里协助走访。")
    if really_missing and not is_missing(minor):
        raise DomainError(
            "个案没有转为失联，不能按走失办理；请去掉勾选，按一般走访请托。", field="really_missing"
        )
    _refuse_without_address(minor, household)
    _close_expired(VillageHelp.objects.for_system("before a new one").filter(minor=minor), now)
    row = VillageHelp(
        minor=minor,
        unit=by.acting.unit,  # type: ignore[union-attr]  # require has passed
        village=to.unit,
        secretary=to.user,
        sentence=sentence,
        household=household,
        really_missing=really_missing,
        by=by,
        from_at=now,
        until_at=now + ASSIST_FOR,
        client_id=client_id,
    )
    _insert(row)
    _tell(row, by, now)
    return row


def is_missing(minor: Minor) -> bool:
    """True if an app above says that the child is lost (setting `MISSING_CHECKS`)."""
    return any(import_string(path)(minor.pk) for path in settings.MISSING_CHECKS)


@transaction.atomic
def show_help(*, by: User, help: VillageHelp, now: datetime) -> dict[str, str]:
    """Name and household for the secretary's page, each opening logged. Nothing once it is closed.

    Raises VillageHelp.DoesNotExist for one that has ended, so that it looks like one that never was.
    """
    require(by, MinorPerm.ANSWER_HELP, help)
    row = VillageHelp.objects.for_system("open now").live(now).select_related("minor").get(pk=help.pk)
    address = _address(row.household)
    values = open_vault(
        by=by,
        minor=row.minor,
        names={"name", address},
        purpose=AssistSentence(row.sentence).label,
        basis=Basis.ASSIST,
    )
    return {"name": values.get("name", ""), "household": values.get(address, "")}


@transaction.atomic
@sensitive_variables("away_where")
def answer_help(
    *, by: User, help: VillageHelp, answer: str, away_where: str = "", now: datetime
) -> VillageHelp:
    """One answer closes it; the same answer sent twice is one. Nothing is told back.

    Raises DomainError once it has ended, or for 外出 without a place.
    """
    require(by, MinorPerm.ANSWER_HELP, help)
    row = _lock(help)
    if row.closed_how == AssistEnd.ANSWERED and row.answer == answer:
        return row
    if row.closed_at is not None or row.until_at <= now:
        raise DomainError(CLOSED)
    place = away_where.strip() if answer == AssistAnswer.AWAY else ""
    if answer == AssistAnswer.AWAY and not place:
        raise DomainError("请写明去了哪里；不清楚的，写“去向不清楚”。", field="away_where")
    row.answer, row.away_where = answer, place
    _close(row, AssistEnd.ANSWERED, now)
    duties.meet(VISIT, subject=row.pk, at=now, now=now, by=by)
    _report_back(row, now)
    for path in settings.ON_HELP_ANSWERED:
        import_string(path)(help=row, now=now)
    return row


@transaction.atomic
def withdraw_help(*, by: User, help: VillageHelp, now: datetime) -> VillageHelp:
    """Take it back at once: the secretary's page is gone with the next click."""
    require(by, MinorPerm.RELEASE_HELP, help)
    row = _lock(help)
    if row.closed_at is None:
        _close(row, AssistEnd.WITHDRAWN, now)
        _end_duty(row, now, "已收回")
    return row


@transaction.atomic
def note_help(*, by: User, help: VillageHelp, now: datetime) -> VillageHelp:
    """The station has read how it ended."""
    require(by, MinorPerm.VIEW_HELP, help)
    duties.meet(RESULT, subject=help.pk, at=now, now=now, by=by)
    return help


def sweep_helps(now: datetime) -> int:
    """Close those whose hour has come; how many. Their pages were shut by the hour itself."""
    return _close_expired(VillageHelp.objects.for_system("sweep"), now)


@transaction.atomic
def end_helps_of_user(user: User, now: datetime, reason: str = "") -> int:
    """Hook of `ON_ACCOUNT_CLOSE`: a secretary who is none any more is asked nothing any more; how many."""
    rows = VillageHelp.objects.for_system("post ended").open().filter(secretary=user)
    live = Appointment.objects.live(now).filter(user=user, post=Post.VILLAGE_SECRETARY)
    villages = set(live.values_list("unit_id", flat=True))
    gone = [row for row in rows.select_related("unit", "minor") if row.village_id not in villages]
    for row in gone:
        _close(row, AssistEnd.ENDED, now)
        _end_duty(row, now, "任职终止")
        _report_back(row, now)
    return len(gone)


def _insert(row: VillageHelp) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError("这名孩子已经请了一位村支书走访，收到答复或收回后才能再请。") from error


def _tell(row: VillageHelp, by: User, now: datetime) -> None:
    duties.open(
        VISIT,
        subject=row.pk,
        unit=row.village,
        label=row.number,
        at=now,
        due_at=row.until_at,
        holder=row.secretary,
    )
    disclose(
        by=by,
        minor=row.minor,
        kind=DisclosureKind.ASSIST,
        fields=f"姓名、{Household(row.household).label}",
        recipient=row.village.name,
        recipient_post=Post.VILLAGE_SECRETARY.label,
        basis=DisclosureBasis.PROTECTION_103 if row.really_missing else DisclosureBasis.OTHER,
        basis_text="" if row.really_missing else VILLAGE_BASIS,
        at=now,
        now=now,
        client_id=row.client_id,
    )


def _refuse_without_address(minor: Minor, household: str) -> None:
    """What is not on file is not told, and the register must not say it was."""
    address = _address(household)
    if not vaults.read(minor, {address}).get(address, "").strip():
        raise DomainError(
            f"档案里没有{Household(household).label}，请选另一个住址，或先补录住址。", field="household"
        )


def _address(household: str) -> str:
    return ADDRESSES[Household(household)]


def _lock(help: VillageHelp) -> VillageHelp:
    rows = VillageHelp.objects.for_system("lock").select_related("minor", "unit", "village")
    return rows.select_for_update(of=("self",)).get(pk=help.pk)


def _close(row: VillageHelp, how: AssistEnd, at: datetime) -> None:
    row.closed_at, row.closed_how = at, how
    row.save(update_fields=["closed_at", "closed_how", "answer", "away_where"])


@transaction.atomic
def _close_expired(rows: QuerySet[VillageHelp], now: datetime) -> int:
    expired = rows.filter(closed_at=None, until_at__lte=now).select_related("minor", "unit")
    found = list(expired.select_for_update(of=("self",)).order_by("until_at", "id")[:CAP])
    for row in found:
        _close(row, AssistEnd.EXPIRED, row.until_at)
        duties.meet(VISIT, subject=row.pk, at=now, now=now)
        _report_back(row, now)
    return len(found)


def _end_duty(row: VillageHelp, now: datetime, reason: str) -> None:
    if duties.void(VISIT, subject=row.pk, now=now, reason=reason) is None:
        duties.meet(VISIT, subject=row.pk, at=now, now=now)


def _report_back(row: VillageHelp, now: datetime) -> None:
    """The station owes a look at how it ended; the line carries the help's number and the file's key."""
    duties.open(RESULT, subject=row.pk, unit=row.unit, label=row.number, at=now, file=row.minor_id)
