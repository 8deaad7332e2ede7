"""Schools, their year, and the venues around them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Unit, User
from accounts.permissions import require
from accounts.places import within
from common import clock
from common.errors import DomainError
from common.quarters import Period
from common.wording import require_reason
from duties import actions as duties
from patrols.actions.rounds import drop_rounds
from patrols.actions.states import finding_states
from patrols.choices import FindingState, SeasonKind
from patrols.models import Finding, Plan, SchoolProfile, Season, Venue
from patrols.permissions import PatrolPerm
from patrols.policies import DISTANCE_DOUBT
from patrols.rules import metres_between, near_words


@transaction.atomic
def save_school(*, by: User, campus: Unit, values: dict[str, Any]) -> SchoolProfile:
    """Write down, or correct, what a patrol must know of a school."""
    require(by, PatrolPerm.EDIT_PLACES)
    within(by, campus=campus, area=values["area"])
    rows = SchoolProfile.objects.for_system("the one profile of a school")
    row = rows.select_for_update(of=("self",)).filter(campus=campus).first() or SchoolProfile(campus=campus)
    for name, value in values.items():
        setattr(row, name, value)
    row.entered_by = by
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def add_season(
    *,
    by: User,
    campus: Unit,
    kind: str,
    name: str,
    from_on: date,
    until_on: date,
    client_id: UUID | None = None,
) -> Season:
    """Enter a term, exam week or holiday of a school. Raises DomainError if it overlaps one of its kind."""
    require(by, PatrolPerm.DRAFT_PLAN)
    within(by, campus=campus, area=campus.area)
    rows = _year_of(campus)
    if client_id and (sent := rows.filter(client_id=client_id).first()):
        return sent
    _refuse_year(rows.filter(removed_at=None), kind, from_on, until_on)
    row = Season(
        campus=campus,
        area=campus.area,
        kind=kind,
        name=name,
        from_on=from_on,
        until_on=until_on,
        entered_by=by,
        client_id=client_id,
    )
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def edit_season(
    *, by: User, season: Season, name: str, from_on: date, until_on: date, now: datetime
) -> Season:
    """Correct a stretch of the year. Rounds that nobody asks for any more are dropped; a miss stays."""
    require(by, PatrolPerm.DRAFT_PLAN, season)
    assert season.campus is not None
    rows = _year_of(season.campus).filter(removed_at=None)
    row = rows.filter(pk=season.pk).first()
    if row is None:
        raise DomainError("这一条校历已经删除。")
    others = rows.exclude(pk=row.pk)
    _refuse_year(others, row.kind, from_on, until_on)
    if row.kind == SeasonKind.TERM:
        _refuse_lost_exams(others, row, Period(from_on, until_on))
    row.name, row.from_on, row.until_on = name, from_on, until_on
    row.changed_at, row.changed_by = now, by
    row.full_clean()
    row.save()
    drop_rounds(season.campus, by=by, now=now)
    return row


@transaction.atomic
def remove_season(*, by: User, season: Season, now: datetime) -> Season:
    """Take out what was entered by mistake; who did so stays. Raises DomainError for a term with a plan."""
    require(by, PatrolPerm.DRAFT_PLAN, season)
    assert season.campus is not None
    rows = _year_of(season.campus).filter(removed_at=None)
    row = rows.filter(pk=season.pk).first()
    if row is None:
        raise DomainError("这一条校历已经删除。")
    if Plan.objects.for_system("is there a plan").filter(season=row).exists():
        raise DomainError("这个学期已经有计划，不能删除；日期不对请改日期。")
    if row.kind == SeasonKind.TERM:
        _refuse_lost_exams(rows.exclude(pk=row.pk), row, None)
    row.removed_at, row.removed_by = now, by
    row.full_clean()
    row.save()
    duties.void("patrol.plan", subject=row.pk, now=now, reason="校历更正")
    drop_rounds(season.campus, by=by, now=now)
    return row


def _year_of(campus: Unit) -> QuerySet[Season]:
    """The year of a school. Holds the school, so that one entry is checked against all others."""
    Unit.objects.select_for_update(of=("self",)).get(pk=campus.pk)
    return Season.objects.for_system("the year of one school").filter(campus=campus)


def _refuse_lost_exams(rows: QuerySet[Season], term: Season, now_is: Period | None) -> None:
    """An exam week lies within a term, also after the term has been corrected."""
    exams = rows.filter(kind=SeasonKind.EXAM, from_on__gte=term.from_on, until_on__lte=term.until_on)
    for exam in exams:
        if now_is is None or exam.from_on < now_is.from_on or exam.until_on > now_is.until_on:
            raise DomainError(f"“{exam.name}”会落在学期之外，请先改它。", field="from_on")


def _refuse_year(rows: QuerySet[Season], kind: str, from_on: date, until_on: date) -> None:
    if until_on < from_on:
        raise DomainError("最后一天不能早于第一天。", field="until_on")
    other = rows.filter(kind=kind, from_on__lte=until_on, until_on__gte=from_on).first()
    if other is not None:
        raise DomainError(
            f"与已有的“{other.name}”（{other.from_on:%Y-%m-%d}至{other.until_on:%Y-%m-%d}）重叠。",
            field="from_on",
        )
    if kind == SeasonKind.EXAM and not rows.filter(
        kind=SeasonKind.TERM, from_on__lte=from_on, until_on__gte=until_on
    ):
        raise DomainError("考试周应在一个学期之内，请先登记学期。", field="from_on")


@transaction.atomic
def add_venue(
    *, by: User, values: dict[str, Any], today: date, client_id: UUID | None = None
) -> tuple[Venue, str]:
    """Put a venue on the list. Returns it and a warning, "" if there is nothing to say."""
    require(by, PatrolPerm.EDIT_PLACES)
    within(by, campus=values.get("campus"), area=values["area"])
    rows = Venue.objects.for_system("venues by form")
    if client_id and (sent := rows.filter(client_id=client_id).first()):
        return sent, ""
    row = Venue(**values, opened_on=today, entered_by=by, client_id=client_id)
    _refuse_contradiction(row)
    measured = _measure(row)
    row.full_clean()
    row.save()
    return row, measured + _warning(row)


@transaction.atomic
def edit_venue(*, by: User, venue: Venue, values: dict[str, Any]) -> tuple[Venue, str]:
    """Correct what is written of a venue that is still open."""
    require(by, PatrolPerm.EDIT_PLACES, venue)
    within(by, campus=values.get("campus"), area=values["area"])
    row = _locked(venue)
    for name, value in values.items():
        setattr(row, name, value)
    _refuse_contradiction(row)
    measured = _measure(row)
    row.full_clean()
    row.save()
    return row, measured + _warning(row)


@transaction.atomic
def close_venue(*, by: User, venue: Venue, reason: str, now: datetime) -> Venue:
    """Take a venue off the list: it has closed, moved or never was one. Its past stays.

    No check of it is owed from here on; one already missed stays a miss. Raises DomainError while something
    found there is neither mended nor withdrawn, for an order would run on with nobody to look after it.
    """
    require(by, PatrolPerm.EDIT_PLACES, venue)
    row = _locked(venue)
    _refuse_unsettled(row, clock.local_day(now))
    row.closed_on, row.closed_reason = clock.local_day(now), require_reason(reason, field="reason")
    row.full_clean()
    row.save()
    for _, period in sorted(duties.known_periods("venue.check", [row.pk])):
        if duties.void("venue.check", subject=row.pk, period=period, now=now, reason="场所移出名单") is None:
            duties.meet("venue.check", subject=row.pk, period=period, at=now, now=now, by=by)
    return row


def _refuse_unsettled(venue: Venue, today: date) -> None:
    rows = Finding.objects.for_system("what is open at a venue").filter(venue=venue, withdrawn_at=None)
    codes = {finding.pk: finding.code for finding in rows}
    states = finding_states(rows, today)
    still = [codes[key] for key, state in states.items() if state != FindingState.CLOSED]
    if still:
        raise DomainError(
            f"还有{len(still)}件隐患没有了结（{'、'.join(sorted(still))}）。"
            "请先复查了结或撤销；店已停业的，写进复查情况，再移出。"
        )


def _locked(venue: Venue) -> Venue:
    row = Venue.objects.for_system("lock").select_for_update(of=("self",)).get(pk=venue.pk)
    if row.closed_on is not None:
        raise DomainError(f"这个场所已于{row.closed_on:%Y-%m-%d}移出。")
    return row


def _refuse_contradiction(row: Venue) -> None:
    if row.distance is not None and row.campus_id is None:
        raise DomainError("写了距离，请写是到哪所学校。", field="distance")
    twins = Venue.objects.for_system("one name once").exclude(pk=row.pk)
    if twins.filter(area=row.area, kind=row.kind, name=row.name).exists():
        raise DomainError("这个地方已有同类同名的场所。", field="name")


def _measure(row: Venue) -> str:
    """Fill in the nearest school and how far it is, where the map knows both. Returns what to say of it.

    What somebody typed stays; a distance shorter than the straight line is doubted in words.
    """
    if row.longitude is None or row.latitude is None:
        return ""
    rows = SchoolProfile.objects.for_system("where the schools of a township stand").filter(
        township=row.area[:9], longitude__isnull=False, campus__closed_on=None
    )
    if row.campus_id is not None:
        rows = rows.filter(campus=row.campus_id)
    here = (row.longitude, row.latitude)
    away = {
        profile: metres_between(here, (profile.longitude, profile.latitude))  # type: ignore[arg-type]
        for profile in rows.select_related("campus")
    }
    if not away:
        return ""
    nearest = min(away, key=lambda profile: (away[profile], str(profile.campus_id)))
    if row.distance is None:
        row.campus, row.distance = nearest.campus, away[nearest]
        return f"按坐标算：离{nearest.campus}直线约{row.distance}米。"
    if row.distance < away[nearest] - DISTANCE_DOUBT:
        return f"按坐标算直线就有约{away[nearest]}米，比填写的远，请核对。"
    return ""


def _warning(row: Venue) -> str:
    near = near_words(row.kind, row.distance)
    return f"{near}，请检查并移送有关部门。" if near else ""
