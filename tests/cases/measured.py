"""A case under 社区戒毒 with a decision on file, and a reagent that sees what it is about."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from cases import actions
from cases.choices import DecisionKind
from cases.models import Agreement, Case, DrugTest, Kit, Measure
from cases.rules import STATUTORY
from cases.testwords import Method, Result, ResultTold, Specimen, TakenWhere
from common.calendar import add_months
from common.models import Substance
from minors.choices import Track
from tests.cast import NOW

SERVED = NOW.date()


def measure(
    case: Case,
    by: User,
    *,
    track: str = Track.COMMUNITY_DETOX,
    kind: str = DecisionKind.DETOX,
    served: date = SERVED,
    months: int = 36,
    reported_in: date | None = SERVED,
    at: datetime = NOW,
    agreed: bool = True,
) -> Measure:
    """A decision on file; reported in and, for 社区戒毒 and 社区康复, the agreement signed on that day."""
    row = Measure(
        case=case,
        track=track,
        kind=kind,
        number="示例决字1号",
        organ="示例公安机关",
        decided_on=served,
        served_on=served,
        addicted_on=None if track == Track.CORRECTION else served,
        term_months=months,
        reported_in_on=reported_in,
        ends_on=add_months(reported_in, months) - timedelta(days=1) if reported_in else None,
        by=by,
        at=at,
    )
    row.save()
    if reported_in and agreed and track in STATUTORY:
        signed = dict.fromkeys(("child_on", "guardian_on", "station_on"), reported_in)
        Agreement(case=case, measure=row, version=1, terms="示例协议", by=by, at=at, **signed).save()
    return row


def substance(name: str = "依托咪酯") -> Substance:
    return Substance.objects.get(name=name)


def kit(by: User, *names: str, lot: str = "L1", now: datetime = NOW) -> Kit:
    seen = [substance(name) for name in names or ("依托咪酯",)]
    return actions.add_kit(
        by=by, name="示例检测板", lot=lot, specimen=Specimen.URINE, substances=seen, now=now
    )


def take(
    by: User,
    case: Case,
    second: User,
    with_kit: Kit | None,
    *,
    at: datetime,
    result: str = Result.NEGATIVE,
    now: datetime | None = None,
    names: tuple[str, ...] = (),
    told: str = ResultTold.SIGNED,
    voluntary: bool = False,
    follows: DrugTest | None = None,
    client_id: Any = None,
    **sample: Any,
) -> DrugTest:
    """A test as the form hands it over; what the kit sees all says `result`."""
    seen = [substance(name) for name in names] or (list(with_kit.substances.all()) if with_kit else [])
    given = {
        "specimen": Specimen.URINE,
        "method": Method.FIELD,
        "place": TakenWhere.STATION,
        "taken_by": by,
        "second_by": second,
        "kit": with_kit,
        "sample_mark": "A1、B1" if result == Result.POSITIVE else "",
        **sample,
    }
    return actions.record_test(
        by=by,
        case=case,
        at=at,
        sample=actions.Sample(**given),
        results=dict.fromkeys(seen, result),
        told=told,
        voluntary=voluntary,
        follows=follows,
        now=now or at,
        client_id=client_id,
    )
