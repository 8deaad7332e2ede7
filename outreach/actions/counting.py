"""Headcounts, goals, and the reason of each gap that is left."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from accounts.places import within
from common import clock
from common.errors import DomainError
from common.quarters import Period
from common.wording import require_reason
from outreach.actions.coverage import matrix
from outreach.actions.rounds import settle
from outreach.choices import Audience
from outreach.models import CoverageGoal, GapReason, Headcount
from outreach.permissions import OutreachPerm
from outreach.policies import EXPLAIN_BEFORE, MOST_PEOPLE, MOST_TIMES


@transaction.atomic
def enter_headcounts(
    *, by: User, place: Unit, quarter: Period, people: Mapping[str, int], now: datetime
) -> None:
    """Say how many of each audience there are at a place in a quarter; one left out stays as it was."""
    require(by, OutreachPerm.RECORD)
    campus = place if place.kind == UnitKind.SCHOOL else None
    within(by, campus=campus, area=place.area)
    if quarter.from_on > clock.local_day(now):
        raise DomainError("这个季度还没有开始。")
    rows = Headcount.objects.for_system("counts of one place")
    for audience, number in people.items():
        if number > MOST_PEOPLE:
            raise DomainError("人数太大，请核对。", field=f"people_{audience}")
        values = {"people": number, "entered_by": by, "entered_at": now, "campus": campus, "area": place.area}
        rows.update_or_create(
            place=place, audience=Audience(audience), from_on=quarter.from_on, defaults=values
        )
    settle(place.township, quarter.from_on, at=now, now=now, by=by)


@transaction.atomic
def set_goal(
    *,
    by: User,
    place_kind: str,
    audience: str,
    quarter: Period,
    times: int,
    share: int,
    reason: str,
    now: datetime,
    client_id: UUID,
) -> CoverageGoal:
    """Say how often an audience is to be reached from a quarter on, and what share of it (per cent).

    In the territory of `by`. A township's word only adds to the county's. Quarters that are over keep what
    was asked then.
    """
    require(by, OutreachPerm.PLAN)
    assert by.acting is not None
    sent = CoverageGoal.objects.for_system("by form").filter(client_id=client_id).first()
    if sent is not None:
        return sent
    if quarter.until_on < clock.local_day(now):
        raise DomainError("已经过去的季度不能再改要求。", field="quarter")
    if times > MOST_TIMES:
        raise DomainError(f"每季最多{MOST_TIMES}次。", field="times")
    if share and not times:
        raise DomainError("要求比例的，每季至少要一次。", field="times")
    row = CoverageGoal(
        area=by.acting.area,
        place_kind=place_kind,
        audience=audience,
        from_on=quarter.from_on,
        times=times,
        share=share,
        reason=require_reason(reason, field="reason"),
        entered_by=by,
        entered_at=now,
        client_id=client_id,
    )
    row.full_clean()
    row.save(force_insert=True)
    return row


def may_explain(quarter: Period, now: datetime) -> bool:
    """Gaps are answered for from EXPLAIN_BEFORE the end of their quarter on."""
    return now >= clock.end_of_day(quarter.until_on) - EXPLAIN_BEFORE


@transaction.atomic
def explain_gap(
    *, by: User, place: Unit, audience: str, quarter: Period, reason: str, now: datetime
) -> GapReason:
    """Say why a place was left out and what will be done; written anew until it is signed."""
    require(by, OutreachPerm.KEEP)
    campus = place if place.kind == UnitKind.SCHOOL else None
    within(by, campus=campus, area=place.area)
    why = require_reason(reason, field="reason")
    if not may_explain(quarter, now):
        raise DomainError(f"季度结束前{EXPLAIN_BEFORE.days}天起才写原因；现在还来得及去做。", field="reason")
    cells = matrix([place], quarter, clock.local_day(now))[0].cells
    if not any(cell.is_gap and cell.audience == audience for cell in cells):
        raise DomainError("这一格没有缺口，不用写原因。", field="reason")
    rows = GapReason.objects.for_system("the reason of one gap").select_for_update(of=("self",))
    row = rows.filter(place=place, audience=audience, from_on=quarter.from_on).first()
    if row is not None and row.signed_at is not None:
        raise DomainError("这条原因已经签字，不能再改。", field="reason")
    if row is None:
        row = GapReason(
            place=place, audience=audience, from_on=quarter.from_on, campus=campus, area=place.area
        )
    row.reason, row.written_by, row.written_at = why, by, now
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def sign_reasons(*, by: User, quarter: Period, seen_at: datetime, now: datetime) -> int:
    """Sign every reason of the quarter in the own township as it stood at `seen_at`; how many.

    What was written by the signer, or after the page was seen, stays unsigned. Raises DomainError if none is
    left.
    """
    require(by, OutreachPerm.SIGN_GAP)
    acting = by.acting
    assert acting is not None
    if acting.level != "township":
        raise PermissionDenied("signed in the township")
    rows = GapReason.objects.for_system("reasons of one township").select_for_update(of=("self",))
    waiting = rows.filter(township=acting.area, from_on=quarter.from_on, signed_at=None)
    found = [row for row in waiting if row.written_by_id != by.pk and row.written_at <= seen_at]
    if not found:
        raise DomainError("没有等您签字的原因；自己填写的由别人签字。")
    for row in found:
        row.signed_by, row.signed_at = by, now
        row.full_clean()
        row.save()
    settle(acting.area, quarter.from_on, at=now, now=now, by=by)
    return len(found)
