"""Clues go to the police post of the township and come back with an answer and a result (方案四(二)1、2)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from accounts.places import within
from common import clock
from common.errors import DomainError
from common.models import Substance
from duties import actions as duties
from patrols.actions.findings import open_finding
from patrols.choices import ClueKind, ClueSource
from patrols.models import ChecklistItem, Clue, Finding, Stop, Venue
from patrols.permissions import PatrolPerm


def suspect(stop: Stop, item: ChecklistItem, *, kind: ClueKind, text: str, by: User, now: datetime) -> Clue:
    """An item marked 涉毒嫌疑, in the caller's transaction: no mark, no finding, only a clue (design §6)."""
    venue = stop.venue
    return _send(
        Clue(
            source=ClueSource.PATROL,
            kind=kind,
            campus=venue.campus if venue else stop.patrol.campus,
            area=venue.area if venue else stop.patrol.area,
            venue=venue,
            stop=stop,
            item=item,
            text=text,
            reported_by=by,
            client_id=_key_of(stop, item),
        ),
        now=now,
    )


def _key_of(stop: Stop, item: ChecklistItem) -> UUID:
    """The pair is the key: a form that holds forty items has one `client_id`."""
    return UUID(int=stop.pk.int ^ item.pk.int)


@transaction.atomic
def tell_clue(
    *,
    by: User,
    source: str,
    kind: str,
    area: str,
    venue: Venue | None = None,
    venue_kind: str = "",
    month: date | None = None,
    substance: Substance | None = None,
    text: str = "",
    victim_is_minor: bool = False,
    now: datetime,
    client_id: UUID,
) -> Clue:
    """Tell the police post of `area`. From a seizure: kind of venue and month, no word and no child.

    A venue says itself where it lies. Raises PermissionDenied for a place that is not the actor's own.
    """
    require(by, PatrolPerm.TELL_CLUE)
    if venue is not None:
        require(by, PatrolPerm.TELL_CLUE, venue)
        area = venue.area
    within(by, campus=None, area=area)
    if sent := Clue.objects.for_system("by form").filter(client_id=client_id).first():
        return sent
    return _send(
        Clue(
            source=source,
            kind=kind,
            area=area,
            venue=venue,
            venue_kind=venue.kind if venue else venue_kind,
            month=month.replace(day=1) if month else None,
            substance=substance,
            text=text,
            victim_is_minor=victim_is_minor,
            reported_by=by,
            client_id=client_id,
        ),
        now=now,
    )


def _send(clue: Clue, *, now: datetime) -> Clue:
    post = Unit.objects.active().of_kind(UnitKind.POLICE_POST).filter(township=clue.area[:9]).first()
    if post is None:
        raise DomainError("本乡还没有登记派出所，请直接电话报警。")
    clue.unit, clue.reported_at = post, now
    clue.full_clean(validate_constraints=False)
    clue.save(force_insert=True)
    duties.open("clue.accept", subject=clue.pk, unit=post, label=_label(clue), at=now)
    return clue


def _label(clue: Clue) -> str:
    """What its duties are called; who reads them may see clues (方案四(二)1：从严从快)."""
    return f"{clue.code} 从严从快" if clue.victim_is_minor else clue.code


@transaction.atomic
def accept_clue(*, by: User, clue: Clue, now: datetime) -> Clue:
    """The post has it in hand; from now on it owes an answer."""
    require(by, PatrolPerm.ANSWER_CLUE, clue)
    row = _locked(clue)
    if row.accepted_at is not None:
        raise DomainError("这条线索已经接收。")
    row.accepted_at, row.accepted_by = now, by
    row.save(update_fields=["accepted_at", "accepted_by"])
    duties.meet("clue.accept", subject=row.pk, at=now, now=now, by=by)
    duties.open("clue.answer", subject=row.pk, unit=row.unit, label=_label(row), at=now)
    return row


@transaction.atomic
def answer_clue(*, by: User, clue: Clue, case_filed: bool, answer: str, now: datetime) -> Clue:
    """立案, or not and why. Either way a result is owed."""
    require(by, PatrolPerm.ANSWER_CLUE, clue)
    row = _locked(clue)
    if row.accepted_at is None:
        raise DomainError("请先接收线索。")
    if row.answered_at is not None:
        raise DomainError("这条线索已经答复。")
    if not answer.strip():
        raise DomainError("请写明立案情况；不立案的写明理由。", field="answer")
    row.case_filed, row.answer, row.answered_at, row.answered_by = case_filed, answer.strip(), now, by
    row.full_clean()
    row.save()
    duties.meet("clue.answer", subject=row.pk, at=now, now=now, by=by)
    duties.open("clue.outcome", subject=row.pk, unit=row.unit, label=_label(row), at=now)
    return row


@transaction.atomic
def close_clue(*, by: User, clue: Clue, outcome: str, referred_to: str, now: datetime) -> Clue:
    """What came of it; where it is another bureau's matter, which one it was sent to."""
    require(by, PatrolPerm.ANSWER_CLUE, clue)
    row = _locked(clue)
    if row.answered_at is None:
        raise DomainError("请先答复是否立案。")
    if row.outcome_at is not None:
        raise DomainError("这条线索已经办结。")
    if not outcome.strip():
        raise DomainError("请写明处理结果。", field="outcome")
    row.outcome, row.outcome_at, row.outcome_by = outcome.strip(), now, by
    row.referred_to = referred_to
    row.full_clean()
    row.save()
    duties.meet("clue.outcome", subject=row.pk, at=now, now=now, by=by)
    return row


@transaction.atomic
def release_clue(
    *, by: User, clue: Clue, text: str, now: datetime, item: ChecklistItem | None = None
) -> Clue:
    """Nobody need be kept in the dark any longer: what may be said becomes an ordinary finding of the patrol.

    It is the patroller's, in the words of the police, under an item that was not suspected, or under none:
    whoever is told of it must not learn what was suspected, nor that the police were asked (ADR 053).
    """
    require(by, PatrolPerm.ANSWER_CLUE, clue)
    row = _locked(clue)
    if row.stop is None or row.item is None:
        raise DomainError("这条线索不是巡查中发现的，没有要放行的隐患。")
    if row.released_at is not None:
        raise DomainError("这条线索已经放行。")
    if not text.strip():
        raise DomainError("请写一句可以让场所知道的问题。", field="text")
    if row.item.text in text:
        raise DomainError("这一句写出了被怀疑的检查项目，请换个说法。", field="text")
    if item is not None and item not in harmless_items(row):
        raise DomainError("请选这个场所别的检查项目，或不写检查项目。", field="item")
    row.released_at, row.released_by = now, by
    row.save(update_fields=["released_at", "released_by"])
    patrol = row.stop.patrol
    open_finding(row.stop, item, text=text.strip(), at=patrol.finished_at, by=patrol.done_by, now=now)
    return row


def harmless_items(clue: Clue) -> QuerySet[ChecklistItem]:
    """Items of the stop's list that nobody suspected there, and under which nothing was found yet."""
    if clue.stop is None:
        return ChecklistItem.objects.none()
    suspected = Clue.objects.for_system("what was suspected at one stop").filter(stop=clue.stop)
    found = Finding.objects.for_system("what was found at one stop").filter(stop=clue.stop)
    taken = [*suspected.values_list("item", flat=True), *found.values_list("item", flat=True)]
    day = clock.local_day(clue.stop.patrol.started_at)
    rows = ChecklistItem.objects.on(day).filter(kind=clue.stop.kind)
    return rows.exclude(pk__in=[key for key in taken if key]).order_by("no")


def _locked(clue: Clue) -> Clue:
    rows = Clue.objects.for_system("lock").select_related(
        "stop__venue", "stop__patrol__done_by", "item", "unit"
    )
    return rows.select_for_update(of=("self",)).get(pk=clue.pk)
