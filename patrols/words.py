"""What pages say of places in words: on 今日待办 beside a code (setting `DUTY_WORDS`), and of a patrol."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import User
from accounts.permissions import may
from accounts.places import schools_of, units_by_area
from common import clock
from duties.models import Duty
from duties.today import Section, SectionRow
from patrols.choices import PlanState, SeasonKind
from patrols.models import Finding, Patrol, Plan, Present, Season, Stop, Venue
from patrols.permissions import PatrolPerm

NAMED = 3
"""So many venues of one patrol are named in a line; the rest are counted."""


def of_duties(user: User, duties: Sequence[Duty]) -> dict[UUID, str]:
    """Words for each duty about a row that `user` sees, by the duty's key. A query for each kind of row."""
    of_kind = {"venue.": _venues, "finding.": _findings, "patrol.revise": _reasons}
    found: dict[UUID, str] = {}
    for prefix, read in of_kind.items():
        about = {duty.pk: duty.subject for duty in duties if duty.kind.startswith(prefix)}
        if about:
            words = read(user, set(about.values()))
            found |= {key: words[subject] for key, subject in about.items() if subject in words}
    return found


def _venues(user: User, keys: set[UUID]) -> dict[UUID, str]:
    return dict(Venue.objects.visible_to(user).filter(pk__in=keys).values_list("pk", "name"))


def _findings(user: User, keys: set[UUID]) -> dict[UUID, str]:
    rows = Finding.objects.visible_to(user).filter(pk__in=keys).select_related("venue", "campus", "stop")
    return {row.pk: row.where for row in rows}


def _reasons(user: User, keys: set[UUID]) -> dict[UUID, str]:
    """Why the newest version of the plan of a term was sent back."""
    rows = Plan.objects.visible_to(user).filter(season__in=keys, state=PlanState.RETURNED).order_by("version")
    return {row.season_id: f"退回原因：{row.returned_because}" for row in rows}


def put_places(user: User, patrols: Iterable[Patrol]) -> None:
    """Hang on each patrol where it was: the venues it looked at, else school or village. Two queries."""
    patrols = list(patrols)
    stops: dict[UUID, list[str | None]] = {patrol.pk: [] for patrol in patrols}
    rows = Stop.objects.visible_to(user).filter(patrol__in=patrols).order_by("no")
    for key, name in rows.values_list("patrol", "venue__name"):
        stops[key].append(name)
    areas = units_by_area(patrol.area for patrol in patrols)
    for patrol in patrols:
        patrol.where = _where(patrol, stops[patrol.pk], areas.get(patrol.area, ""))  # type: ignore[attr-defined]


def _where(patrol: Patrol, stops: list[str | None], area: str) -> str:
    venues = list(dict.fromkeys(name for name in stops if name))
    if venues and None not in stops and patrol.rule_id is None:
        more = f"等{len(venues)}处" if len(venues) > NAMED else ""
        return f"{'、'.join(venues[:NAMED])}{more}{f'（{area}）' if area else ''}"
    return patrol.campus.name if patrol.campus else area or patrol.unit.name


def company_of(user: User) -> list[str]:
    """Who walked along the last time that `user` wrote a patrol down; the first time, `user` alone."""
    last = Patrol.objects.visible_to(user).filter(entered_by=user).order_by("-started_at").first()
    names = (
        Present.objects.visible_to(user).filter(patrol=last).values_list("name", flat=True) if last else []
    )
    return list(names) or [user.name]


def today_sections(user: User, now: datetime) -> list[Section]:
    """What has no clock, yet keeps plans from coming about (setting `TODAY_SECTIONS`)."""
    if not may(user, PatrolPerm.DRAFT_PLAN):
        return []
    return [
        Section("校历", "没有登记学期的学校，巡查计划开不出来，也没有人催。", _without_a_year(user, now)),
        Section("退回的计划修改", "原来的计划照旧执行；要改的改好再送。", _returned_changes(user)),
    ]


def _without_a_year(user: User, now: datetime) -> list[SectionRow]:
    schools = schools_of(user)
    terms = Season.objects.visible_to(user).filter(
        campus__in=schools, kind=SeasonKind.TERM, removed_at=None, until_on__gte=clock.local_day(now)
    )
    known = set(terms.values_list("campus", flat=True)) if schools else set()
    return [
        SectionRow(unit.name, "", reverse("patrols:season_add", args=[unit.pk]), "登记校历")
        for unit in schools
        if unit.pk not in known
    ]


def _returned_changes(user: User) -> list[SectionRow]:
    later = Plan.objects.visible_to(user).filter(season=OuterRef("season"), version__gt=OuterRef("version"))
    rows = Plan.objects.visible_to(user).filter(state=PlanState.RETURNED, from_on__isnull=False)
    return [
        SectionRow(
            f"{row.campus} 第{row.version}稿",
            "",
            reverse("patrols:plan_of_season", args=[row.season_id]),
            "修改",
            [f"退回原因：{row.returned_because}"],
        )
        for row in rows.filter(~Exists(later)).select_related("campus")
    ]
