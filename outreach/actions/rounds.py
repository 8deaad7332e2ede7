"""What comes due by itself: a care round in each village each quarter, the coverage of each township."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q

from accounts.choices import UnitKind
from accounts.models import Unit, User
from common import calendar, clock
from common.quarters import Period, quarter_key, quarter_of
from duties import actions as duties
from duties.models import Duty
from outreach.actions.coverage import is_settled
from outreach.policies import EXPLAIN_BEFORE, NEW_PLACE_DAYS


def open_care(*, now: datetime) -> None:
    """`care.round` for every village once a quarter, owed by its station. A sweep.

    A village new in the last NEW_PLACE_DAYS of a quarter is first asked for in the next.
    """
    for quarter in _quarters(now, ahead=timedelta()):
        villages = _there(UnitKind.VILLAGE, quarter)
        stations = {unit.township: unit for unit in Unit.objects.active().of_kind(UnitKind.STATION)}
        for village in _unopened("care.round", villages, quarter):
            station = stations.get(village.township)
            if station is not None:
                duties.open(
                    "care.round",
                    subject=village.pk,
                    unit=station,
                    label=_label(village, quarter),
                    at=clock.start_of_day(max(quarter.from_on, village.opened_on)),
                    due_at=clock.end_of_day(quarter.until_on),
                    period=quarter_key(quarter.from_on),
                )


def open_coverage(*, now: datetime) -> None:
    """`outreach.coverage` of every township, EXPLAIN_BEFORE the end of each quarter. A sweep."""
    for quarter in _quarters(now, ahead=EXPLAIN_BEFORE):
        if _explained_from(quarter) <= now:
            for township in _unopened("outreach.coverage", _there(UnitKind.TOWNSHIP, quarter), quarter):
                _open_coverage(township, quarter)


def _explained_from(quarter: Period) -> datetime:
    return clock.end_of_day(quarter.until_on) - EXPLAIN_BEFORE


def _open_coverage(township: Unit, quarter: Period) -> None:
    """Its days are counted from the quarter's last one. Where no gap is left it is met as it opens."""
    at = max(_explained_from(quarter), clock.start_of_day(township.opened_on))
    policy, _ = duties.effective_policy("outreach.coverage", unit=township, at=at)
    if policy is None:
        return
    period = quarter_key(quarter.from_on)
    duties.open(
        "outreach.coverage",
        subject=township.pk,
        unit=township,
        label=_label(township, quarter),
        at=at,
        due_at=policy.due(clock.start_of_day(quarter.until_on), calendar.overrides()),
        period=period,
    )
    if is_settled(township.area, quarter, at):
        duties.meet("outreach.coverage", subject=township.pk, period=period, at=at, now=at)


def settle(township: str, day: date, *, at: datetime, now: datetime, by: User | None = None) -> None:
    """Meet the township's duty of the quarter of `day` once no gap is left that nobody has answered for.

    One that the engine has not opened yet is opened first, so that its silence changes nothing.
    """
    quarter = quarter_of(day)
    unit = Unit.objects.of_kind(UnitKind.TOWNSHIP).filter(area=township).first()
    if unit is None or now < _explained_from(quarter) or not is_settled(township, quarter, now):
        return
    here = [one for one in _there(UnitKind.TOWNSHIP, quarter) if one == unit]
    for township_unit in _unopened("outreach.coverage", here, quarter):
        _open_coverage(township_unit, quarter)
    _meet("outreach.coverage", unit, quarter, at=at, now=now, by=by)


def meet_care(village: Unit, day: date, *, at: datetime, now: datetime, by: User) -> None:
    """A round of the village on `day` meets `care.round` of that quarter."""
    _meet("care.round", village, quarter_of(day), at=at, now=now, by=by)


def owe_again(kind: str, place: Unit, quarter: Period) -> None:
    """What a withdrawn record had met is owed once more, with the same hour; past that hour it is missed."""
    known = Duty.objects.filter(kind=kind, subject=place.pk, voided_at=None)
    rows = [row for row in known.order_by("recorded_at") if _is_of(row.period, quarter)]
    if not rows or any(row.met_at is None for row in rows):
        return
    first = rows[0]
    duties.open(
        kind,
        subject=place.pk,
        unit=first.unit,
        label=first.label,
        at=first.started_at,
        due_at=first.due_at,
        period=f"{quarter_key(quarter.from_on)}#{len(rows) + 1}",
    )


def unsettle(township: str, day: date, now: datetime) -> None:
    """Owe the coverage of the quarter of `day` again, where a withdrawn record leaves a gap open."""
    quarter = quarter_of(day)
    unit = Unit.objects.of_kind(UnitKind.TOWNSHIP).filter(area=township).first()
    if unit is not None and not is_settled(township, quarter, now):
        owe_again("outreach.coverage", unit, quarter)


def _meet(kind: str, place: Unit, quarter: Period, *, at: datetime, now: datetime, by: User | None) -> None:
    """Meet the duty of a quarter, one that is owed a second time (2026-Q1#2) included."""
    open_ones = Duty.objects.filter(kind=kind, subject=place.pk).open().values_list("period", flat=True)
    for period in [one for one in open_ones if _is_of(one, quarter)]:
        duties.meet(kind, subject=place.pk, period=period, at=at, now=now, by=by)


def _is_of(period: str, quarter: Period) -> bool:
    return period.partition("#")[0] == quarter_key(quarter.from_on)


def _quarters(now: datetime, *, ahead: timedelta) -> Iterator[Period]:
    """Quarters from the last whole round on to the present one; those a little before it end, too."""
    since = duties.opened_until(now) or clock.local_day(now)
    quarter = quarter_of(since - ahead)
    while quarter.from_on <= clock.local_day(now):
        yield quarter
        quarter = quarter_of(quarter.until_on + timedelta(days=1))


def _there(kind: str, quarter: Period) -> Iterable[Unit]:
    last = quarter.until_on - timedelta(days=NEW_PLACE_DAYS)
    rows = Unit.objects.of_kind(kind).filter(opened_on__lte=last)
    return rows.filter(Q(closed_on=None) | Q(closed_on__gt=quarter.until_on))


def _unopened(kind: str, units: Iterable[Unit], quarter: Period) -> list[Unit]:
    units = list(units)
    known = duties.known_periods(kind, [unit.pk for unit in units])
    return [unit for unit in units if (unit.pk, quarter_key(quarter.from_on)) not in known]


def _label(unit: Unit, quarter: Period) -> str:
    return f"{unit.name} {quarter_key(quarter.from_on)}"[:40]
