"""The register of incidents with personal data: found, reported within its hours, told, closed."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from common.errors import DomainError
from common.freetext import StoredText
from common.wording import require_reason
from duties import actions as duties
from minors.actions.unreadable import Trouble
from minors.choices import IncidentKind, IncidentOutcome, IncidentStep
from minors.models import Incident, IncidentEntry
from minors.permissions import MinorPerm

BY_HAND = (IncidentStep.MEASURE, IncidentStep.TOLD_CHILD, IncidentStep.TOLD_GUARDIAN, IncidentStep.NOTE)
TOLD = (IncidentStep.TOLD_CHILD, IncidentStep.TOLD_GUARDIAN)


@transaction.atomic
def found_incident(
    *, by: User, kind: str, what: str, found_at: datetime, now: datetime, client_id: UUID | None = None
) -> Incident:
    """Enter an incident; the county owes the report from the hour it was found.

    Raises DomainError for a time ahead, a text that says nothing or names a number.

    Law: 未成年人网络保护条例 第三十五条; 国家网络安全事件报告管理办法.
    """
    require(by, MinorPerm.REPORT_INCIDENT)
    client_id = client_id or uuid4()
    if row := Incident.objects.for_system("sent twice").filter(client_id=client_id, by=by).first():
        return row
    if found_at > now:
        raise DomainError("发现时间不能晚于现在。", field="found_at")
    text = require_reason(what, field="what")
    return _open(by, kind=kind, what=text, found_at=found_at, client_id=client_id)


def report_unreadable(trouble: Trouble, *, by: User, now: datetime) -> Incident | None:
    """Enter what the system itself ran into: once per file while it is open, or ended as 无法恢复.

    Not an action of a person: `by` is on whose page it showed. None where it is known already.
    """
    known = Incident.objects.for_system("known already").filter(
        kind=IncidentKind.UNREADABLE, file=trouble.file
    )
    if any(row.closed_at is None or row.outcome == IncidentOutcome.PERMANENT for row in known):
        return None
    try:
        with transaction.atomic():
            return _open(
                by,
                kind=IncidentKind.UNREADABLE,
                # our own words: comparing them with names would need the keys that are lost
                what=StoredText(f"打开档案时无法解密（系统自动登记）：{trouble.why}"),
                found_at=now,
                client_id=uuid4(),
                file=trouble.file,
                code=trouble.code,
            )
    except IntegrityError:
        if not known.filter(closed_at=None).exists():
            raise
        return None  # somebody else ran into it at the same moment


@transaction.atomic
def report_incident(
    *,
    by: User,
    incident: Incident,
    level: str,
    to_whom: str,
    how: str = "",
    text: str,
    at: datetime,
    now: datetime,
    client_id: UUID | None = None,
) -> Incident:
    """The report to the authorities: level, to whom, how, what was said. Meets `incident.report`.

    A later report of the same incident (a second authority, a higher level) is one more entry.

    Law: 个人信息保护法 第五十七条; 国家网络安全事件报告管理办法.
    """
    require(by, MinorPerm.HANDLE_INCIDENT, incident)
    row = _lock(incident)
    if client_id and _sent(client_id, by):
        return row
    _refuse_closed(row)
    _refuse_times(row, at, now)
    text = require_reason(text, field="text")
    _add(row, by, step=IncidentStep.REPORTED, at=at, text=text, to_whom=to_whom, how=how, client_id=client_id)
    row.level = level
    if row.reported_at is None:
        row.reported_at = at
        duties.meet("incident.report", subject=row.pk, at=at, now=now, by=by)
    row.full_clean()
    row.save(update_fields=["level", "reported_at"])
    return row


@transaction.atomic
def note_incident(
    *,
    by: User,
    incident: Incident,
    step: str,
    text: str,
    at: datetime,
    now: datetime,
    to_whom: str = "",
    how: str = "",
    client_id: UUID | None = None,
) -> IncidentEntry:
    """Write down a measure, a word to child or guardian, or more of what happened. Children by code only."""
    require(by, MinorPerm.HANDLE_INCIDENT, incident)
    row = _lock(incident)
    if client_id and (sent := _sent(client_id, by)):
        return sent
    _refuse_closed(row)
    _refuse_times(row, at, now)
    if step not in BY_HAND:
        raise DomainError("请选择要记录的事项。", field="step")
    if step in TOLD and not how.strip():
        raise DomainError("请写明用什么方式告知（电话、信函、当面等）。", field="how")
    text = require_reason(text, field="text")
    return _add(row, by, step=step, at=at, text=text, to_whom=to_whom, how=how, client_id=client_id)


@transaction.atomic
def close_incident(*, by: User, incident: Incident, outcome: str, text: str, now: datetime) -> Incident:
    """End an incident. Anything but a false alarm must have been reported first.

    Raises DomainError if a colleague closed it already.
    """
    require(by, MinorPerm.HANDLE_INCIDENT, incident)
    row = _lock(incident)
    _refuse_closed(row)
    if row.reported_at is None and outcome != IncidentOutcome.FALSE_ALARM:
        raise DomainError("还没有上报，不能结案；查明是误报的，选“误报”并写明理由。", field="outcome")
    _add(row, by, step=IncidentStep.CLOSED, at=now, text=require_reason(text, field="text"))
    row.closed_at, row.outcome = now, outcome
    row.full_clean()
    row.save(update_fields=["closed_at", "outcome"])
    if row.reported_at is None:
        duties.meet("incident.report", subject=row.pk, at=now, now=now, by=by)
    return row


def _open(
    by: User, *, kind: str, what: str, found_at: datetime, client_id: UUID, file: UUID | None = None, code=""
) -> Incident:
    if by.acting is None:
        raise DomainError("请先选择职务。")
    home = by.acting.unit
    office = Unit.objects.active().of_kind(UnitKind.COUNTY).filter(county=home.county).first() or home
    row = Incident(
        kind=kind,
        found_at=found_at,
        by=by,
        from_unit=home,
        unit=office,
        file=file,
        code=code,
        what=what,
        client_id=client_id,
    )
    row.full_clean()
    row.save()
    duties.open("incident.report", subject=row.pk, unit=office, label=row.number, at=found_at)
    return row


def _lock(incident: Incident) -> Incident:
    return Incident.objects.for_system("lock").select_for_update(of=("self",)).get(pk=incident.pk)


def _sent(client_id: UUID, by: User) -> IncidentEntry | None:
    return IncidentEntry.objects.for_system("sent twice").filter(client_id=client_id, by=by).first()


def _refuse_closed(row: Incident) -> None:
    if row.closed_at is not None:
        raise DomainError("该事件已经结案。")


def _refuse_times(row: Incident, at: datetime, now: datetime) -> None:
    if at > now:
        raise DomainError("时间不能晚于现在。", field="at")
    if at < row.found_at:
        raise DomainError("时间不能早于发现时间。", field="at")


def _add(
    row: Incident,
    by: User,
    *,
    step: str,
    at: datetime,
    text: str,
    to_whom: str = "",
    how: str = "",
    client_id: UUID | None = None,
) -> IncidentEntry:
    entry = IncidentEntry(
        incident=row,
        step=step,
        at=at,
        by=by,
        text=text,
        to_whom=to_whom.strip(),
        how=how.strip(),
        client_id=client_id or uuid4(),
    )
    entry.full_clean()
    entry.save()
    return entry
