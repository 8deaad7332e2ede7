"""Whether a case may be opened now, and the county's 抽查: cases drawn at random for inspection."""

from collections.abc import Iterable
from datetime import datetime
from secrets import token_hex
from uuid import UUID

from django.db import transaction

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from cases import rules
from cases.models import Case
from cases.permissions import CasePerm
from common import calendar
from common.errors import DomainError
from minors import actions as minors
from minors.choices import MinorState, Track
from minors.models import Sample, SampledFile
from minors.policies import SAMPLE_MAX, SAMPLE_WORKING_DAYS


def may_open_case(user: User, case: Case, now: datetime) -> bool:
    """The state rule of a case page, to be asked beside permission and scope; the access matrix asks it too.

    It binds the county alone: an open county duty or escalation on the child's file, or a running sample
    in which it was drawn. Everybody else opens what lies in their scope.
    """
    return minors.may_open_file(user, case.minor, now)


def openable_cases(user: User, cases: Iterable[Case], now: datetime) -> set[UUID]:
    """The keys of those of `cases` that `may_open_case` lets `user` open, for a list: few queries for all."""
    rows = list(cases)
    files = minors.openable(user, {case.minor_id for case in rows}, now)
    return {case.pk for case in rows if case.minor_id in files}


@transaction.atomic
def draw_sample(*, by: User, station: Unit, size: int, now: datetime) -> Sample:
    """Draw `size` open cases of one township at random; they may be opened for ten working days.

    The seed is kept and shown, so that anybody can draw again and find the same. One sample a station at a
    time, lest somebody draw until the wanted file comes. Raises DomainError where there is none to draw.
    """
    require(by, CasePerm.DRAW_SAMPLE)
    acting = by.acting
    assert acting is not None
    station = Unit.objects.select_for_update(of=("self",)).get(pk=station.pk)
    if station.kind != UnitKind.STATION or station.county != acting.unit.county:
        raise DomainError("请选择本县的工作站。", field="station")
    if not 1 <= size <= SAMPLE_MAX:
        raise DomainError(f"每次抽取1至{SAMPLE_MAX}件。", field="size")
    if Sample.objects.for_system("one at a time").live(now).filter(station=station).exists():
        raise DomainError("这个工作站的上一次抽查还在有效期内，到期后再抽。", field="station")
    open_cases = Case.objects.visible_to(by).open().filter(unit=station, minor__state=MinorState.REGISTERED)
    open_cases = open_cases.exclude(track=Track.CARE)
    files = sorted(set(open_cases.order_by().values_list("minor_id", flat=True)))
    if not files:
        raise DomainError("这个工作站现在没有在办个案，无可抽查。", field="station")
    seed = token_hex(8)
    drawn = rules.drawn(files, seed, size)
    sample = Sample(
        unit=acting.unit,
        station=station,
        drawn_by=by,
        drawn_at=now,
        until_at=calendar.add_working_days(now, SAMPLE_WORKING_DAYS, calendar.overrides()),
        seed=seed,
        population=len(files),
        size=len(drawn),
    )
    sample.save()
    for key in drawn:
        SampledFile(sample=sample, minor_id=key).save()
    return sample
