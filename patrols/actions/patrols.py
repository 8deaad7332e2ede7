"""A patrol arrives whole: who, when, each stop, each mark. Once, however often it is sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Unit, User
from accounts.permissions import require
from common import clock, sameform
from common.errors import DomainError, told_at
from common.quarters import quarter_key
from duties import actions as duties
from patrols.actions.clues import suspect
from patrols.actions.findings import open_finding
from patrols.actions.states import refuse_stranger
from patrols.actions.whole import asked_of, is_gone_through, is_whole, keep_skipped
from patrols.actions.year import periods_of_rule
from patrols.choices import ClueKind, ListKind, Mark
from patrols.models import Answer, ChecklistItem, Patrol, PlanRule, Present, Stop, Venue
from patrols.permissions import PatrolPerm
from patrols.policies import BACK_DAYS, MIN_PRESENT, MOST_STOPS, PATROL_MOST


@dataclass(frozen=True)
class Marked:
    """What was said of one item; `suspicion` is the kind of clue it is, "" if it is none."""

    mark: str
    note: str = ""
    suspicion: str = ""


@dataclass(frozen=True)
class StopSeen:
    """One stop as it was typed: a venue or a place in words, and its marks by the key of the item.

    `no` is its number on the page, where the stops that were not visited stand too.
    """

    kind: str
    venue: Venue | None = None
    place: str = ""
    note: str = ""
    marks: Mapping[UUID, Marked] = field(default_factory=dict)
    no: int = 0

    @property
    def words(self) -> tuple[Any, ...]:
        """All that was said of it, to compare a form with itself."""
        marks = sorted((str(key), one.mark, one.note, one.suspicion) for key, one in self.marks.items())
        return self.kind, self.venue and self.venue.pk, self.place, self.note, marks


@transaction.atomic
def record_patrol(
    *,
    by: User,
    done_by: User,
    campus: Unit | None,
    area: str,
    rule: PlanRule | None,
    started_at: datetime,
    finished_at: datetime,
    present: Sequence[str],
    stops: Sequence[StopSeen],
    note: str,
    skipped_because: str = "",
    now: datetime,
    client_id: UUID,
    period: str = "",
) -> Patrol:
    """Write a patrol down: what failed becomes a finding, what is suspected a clue that nobody there sees.

    Meets the `period` of `rule` it is for (else that in which it began) once no place of the plan is left
    out without a reason, and the check of each venue whose list it went through. For a period that is over
    it meets late, on the day on which it was walked.
    Raises DomainError with the field it belongs to, AlreadyArrived for the same form with other words, and
    PermissionDenied for a place, a line of a plan, a venue or a walker not of the actor's own.
    """
    require(by, PatrolPerm.PATROL)
    typed = _typed(done_by, area, rule, started_at, present, skipped_because, stops, note, period)
    mine = Patrol.objects.for_system("by form").filter(client_id=client_id).first()
    if mine is not None:
        sameform.refuse_other(mine, typed, what="巡查")
        return mine
    refuse_stranger(by, done_by, now)
    _refuse_elsewhere(by, campus, area, rule, stops)
    _refuse_times(started_at, finished_at, now)
    names = _names(present)
    _refuse_stops(stops)
    assert by.acting is not None
    patrol = Patrol(
        campus=campus,
        area=area,
        unit=by.acting.unit,
        rule=rule,
        period=_period(rule, started_at, period),
        started_at=started_at,
        finished_at=finished_at,
        done_by=done_by,
        entered_by=by,
        note=note,
        skipped_because=skipped_because.strip(),
        client_id=client_id,
        typed_index=typed,
    )
    if not patrol.period:
        patrol.rule = None
    patrol.full_clean()
    patrol.save(force_insert=True)
    require(by, PatrolPerm.PATROL, patrol)  # a patrol lies where its writer sees it, or it is not kept
    _keep_present(patrol, names)
    items = {item.pk: item for item in ChecklistItem.objects.on(clock.local_day(started_at))}
    for no, seen in enumerate(stops, 1):
        _keep_stop(patrol, no, seen, items, by=by, now=now)
    _meet(patrol, stops, items.values(), by=by, now=now)
    return patrol


def _typed(
    done_by: User,
    area: str,
    rule: PlanRule | None,
    started_at: datetime,
    present: Sequence[str],
    skipped_because: str,
    stops: Sequence[StopSeen],
    note: str,
    period: str,
) -> str:
    """The fingerprint of the form; without its end, which is the instant of sending where none was typed."""
    where, said_of = (area, rule and rule.pk, period), [one.words for one in stops]
    begun = started_at.isoformat()
    return sameform.said(done_by.pk, where, begun, list(present), skipped_because, said_of, note)


def _refuse_elsewhere(
    by: User, campus: Unit | None, area: str, rule: PlanRule | None, stops: Sequence[StopSeen]
) -> None:
    """Nothing is said of a place that the actor does not see. The patrol itself is asked when it is saved."""
    if campus is not None and campus.township != area[:9]:
        raise PermissionDenied("a school of another township")
    if rule is not None:
        require(by, PatrolPerm.PATROL, rule)
        if (rule.campus_id, rule.area) != (campus and campus.pk, area):
            raise PermissionDenied("not where the line of the plan says")
    venues = {seen.venue.pk for seen in stops if seen.venue is not None}
    if venues and Venue.objects.visible_to(by).filter(pk__in=venues).count() != len(venues):
        raise PermissionDenied("a venue elsewhere")


def _refuse_times(started_at: datetime, finished_at: datetime, now: datetime) -> None:
    if finished_at > now:
        raise DomainError("结束时间不能晚于现在。", field="finished_at")
    if finished_at < started_at:
        raise DomainError("结束时间不能早于开始时间。", field="finished_at")
    if finished_at - started_at > PATROL_MOST:
        raise DomainError("一次巡查不会这么久，请核对开始和结束时间。", field="started_at")
    if started_at < now - timedelta(days=BACK_DAYS):
        raise DomainError(f"超过{BACK_DAYS}天的巡查不能再补录，请写入困难问题。", field="started_at")


def _names(present: Sequence[str]) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in present if name.strip()))
    if len(names) < MIN_PRESENT:
        raise DomainError(f"巡查至少{MIN_PRESENT}人，请写全在场人员，每行一人。", field="present")
    return names


def _refuse_stops(stops: Sequence[StopSeen]) -> None:
    if not stops:
        raise DomainError("至少记一个巡查点。")
    if len(stops) > MOST_STOPS:
        raise DomainError(f"一次最多记{MOST_STOPS}个巡查点，请分两次记。")


def _keep_present(patrol: Patrol, names: Sequence[str]) -> None:
    with told_at("present"):
        for no, name in enumerate(names, 1):
            Present(patrol=patrol, no=no, name=name).save(force_insert=True)


def _period(rule: PlanRule | None, started_at: datetime, asked: str) -> str:
    """The period that was asked for, else the one in which the patrol began; "" outside of all."""
    if rule is None:
        return ""
    day, periods = clock.local_day(started_at), periods_of_rule(rule)
    if not asked:
        return next((one.key for one in periods if one.from_on <= day <= one.until_on), "")
    wanted = next((one for one in periods if one.key == asked), None)
    if wanted is None:
        raise DomainError("计划里没有这一期，请重新选。", field="period")
    if day < wanted.from_on:
        raise DomainError(f"开始时间在{wanted.words}之前，请核对时间或选对是哪一期。", field="started_at")
    return wanted.key


def _keep_stop(
    patrol: Patrol,
    no: int,
    seen: StopSeen,
    items: Mapping[UUID, ChecklistItem],
    *,
    by: User,
    now: datetime,
) -> None:
    stop = Stop(
        patrol=patrol,
        no=no,
        kind=ListKind(seen.kind),
        venue=seen.venue,
        place=seen.place,
        note=seen.note,
        is_whole=is_whole(seen.marks, asked_of(seen.kind, items.values())),
    )
    stop.full_clean(validate_constraints=False)
    try:
        stop.save(force_insert=True)
    except DomainError as error:
        raise DomainError(str(error), field=f"{error.field}_{seen.no}") from error
    for key, marked in seen.marks.items():
        item = items.get(key)
        if item is None or item.kind != stop.kind:
            raise DomainError("检查表在您填写时有了变动，请刷新后重填这一处。")
        with told_at(f"what_{seen.no}_{item.pk}"):
            _keep_mark(stop, item, marked, by=by, now=now)


def _keep_mark(stop: Stop, item: ChecklistItem, marked: Marked, *, by: User, now: datetime) -> None:
    if marked.suspicion:  # nothing stays at the stop that could warn somebody
        suspect(stop, item, kind=ClueKind(marked.suspicion), text=marked.note, by=by, now=now)
        return
    if marked.mark == Mark.FAIL and not marked.note.strip():
        raise DomainError(f"“{item.text}”不符合，请写明问题。")
    row = Answer(stop=stop, item=item, mark=Mark(marked.mark), note=marked.note)
    row.full_clean(validate_constraints=False)
    row.save(force_insert=True)
    if row.mark == Mark.FAIL:
        patrol = stop.patrol
        open_finding(stop, item, text=marked.note, at=patrol.finished_at, by=patrol.done_by, now=now)


def _meet(
    patrol: Patrol, stops: Sequence[StopSeen], items: Iterable[ChecklistItem], *, by: User, now: datetime
) -> None:
    """A partial look meets nothing; an item told to the police is looked at, though nobody reads it so."""
    at, items = patrol.finished_at, list(items)
    left = keep_skipped(patrol, by=by)
    if patrol.rule_id and (not left or patrol.skipped_because):
        duties.meet("patrol.round", subject=patrol.rule_id, period=patrol.period, at=at, now=now, by=by)
    quarter = quarter_key(clock.local_day(patrol.started_at))
    done = [one for one in stops if is_gone_through(one.marks, asked_of(one.kind, items))]
    looked_at = {seen.venue.pk for seen in done if seen.venue is not None}
    for venue, period in sorted(duties.known_periods("venue.check", looked_at)):
        if period <= quarter:  # a look now is also what a missed quarter still waits for, late
            duties.meet("venue.check", subject=venue, period=period, at=at, now=now, by=by)
