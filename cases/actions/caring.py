"""A child of 关爱帮扶 is taken in: a team and visits, and nothing that is owed for a user."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.holding import begin_holding
from cases.actions.opening import decide_route
from cases.actions.rows import open_duty
from cases.choices import CareKind, Controller, Direction, Place, Route
from cases.models import CareIntake, Case
from cases.permissions import CasePerm
from cases.policies.care import LEFT_BEHIND_BELOW
from common import calendar, clock, wording
from common.errors import DomainError
from minors import actions as minors
from minors.rules import ChildIn, born_on

REASON = "留守或困境儿童，由本站关爱走访；只有关爱，不上报，不检测，不设期限。"
LAW = "未成年人保护法 第四十三条；家庭教育促进法 第三十条"


@transaction.atomic
@sensitive_variables("child")
def take_care(
    *,
    by: User,
    child: ChildIn,
    kind: str,
    source: str,
    note: str = "",
    at: datetime,
    now: datetime,
    client_id: UUID | None = None,
) -> Case:
    """Register a left-behind or at-risk child who uses nothing, and open its case at the station of `by`.

    Somebody to lead the visits is owed, and the first visit within days of the registration; no decision, no
    police, no county, no test, no search (design §5). Sent twice it is one.
    Raises DomainError for a time ahead, 留守 from the age on at which it ends, or a child on file already.

    Law: 未成年人保护法 第四十三条; 国发〔2016〕13号 (留守: 不满十六周岁).
    """
    require(by, CasePerm.OPEN)
    client_id = client_id or uuid4()
    mine = CareIntake.objects.for_system("sent twice").filter(client_id=client_id, by=by)
    if row := mine.select_related("case__minor").first():
        return row.case
    wording.refuse_numbers(note, field="note")
    if at > now:
        raise DomainError("时间不能晚于现在。", field="at")
    _check_age(child, kind, now)
    assert by.acting is not None  # require has passed
    minor = minors.register_care(by=by, child=child, unit=by.acting.unit, now=now)
    case = Case(
        minor=minor,
        unit=minor.unit,
        track=minor.track,
        captured_in=True,
        household=Place.OURS,
        residence=Place.OURS,
        is_pupil=minor.is_pupil,
        route=Route.LOCAL,
        direction=Direction.NONE,
        controller=Controller.OURS,
        opened_at=now,
        opened_by=by,
    )
    case.save(force_insert=True)
    decide_route(case, REASON, LAW, computed=True, by=by, at=now)
    begin_holding(case, now)
    CareIntake(
        case=case, kind=kind, source=source, note=note.strip(), at=at, by=by, client_id=client_id
    ).save(force_insert=True)
    open_duty(rules.CARE_TEAM, case, at=now)
    open_duty(rules.CARE_FIRST, case, at=now)
    return case


def _check_age(child: ChildIn, kind: str, now: datetime) -> None:
    """A child whose year alone is known is counted by the year."""
    today = clock.local_day(now)
    born = born_on(child, on=today)
    if kind != CareKind.LEFT_BEHIND or (born is None and child.birth_year is None):
        return
    age = calendar.age_on(born, today) if born else today.year - (child.birth_year or today.year)
    if age >= LEFT_BEHIND_BELOW:
        said = f"满{LEFT_BEHIND_BELOW}周岁的不算留守儿童（国发〔2016〕13号），请选“困境”或“其他”。"
        raise DomainError(said, field="kind")
