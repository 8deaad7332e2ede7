"""A child leaves school or goes back: the way of the case follows, with a day and a reason."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.opening import reroute
from cases.actions.rows import lock
from cases.choices import Place, SchoolState
from cases.models import Case, SchoolStatus
from cases.permissions import CasePerm
from cases.rules import RouteFacts
from common import clock, wording
from common.errors import DomainError
from minors import actions as minors
from minors.rules import is_real_purpose


@transaction.atomic
def record_school_status(
    *,
    by: User,
    case: Case,
    state: str,
    since: date,
    reason: str,
    now: datetime,
    client_id: UUID | None = None,
) -> SchoolStatus:
    """Record that the child is at school, or is not, from `since` on. Never which school.

    Where it makes a pupil of a child or the other way round the route changes from that day: the duties of
    the new way open, those of the old end. Raises DomainError for a day ahead, before the capture or the
    last change, or without a reason.
    """
    require(by, CasePerm.RECORD_SCHOOL_STATUS, case)
    wording.refuse_numbers(reason, field="reason")
    client_id = client_id or uuid4()
    if row := SchoolStatus.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    if not is_real_purpose(reason):
        raise DomainError("请写明原因和怎样知道的。", field="reason")
    case = lock(case)
    _check_day(case, state, since, now)
    row = SchoolStatus(case=case, state=state, since=since, reason=reason.strip(), by=by, client_id=client_id)
    row.save()
    is_pupil = rules.is_pupil(state)
    if is_pupil != case.is_pupil:
        _follow(case, row, is_pupil=is_pupil, by=by, now=now)
    return row


def _captured_at(case: Case) -> datetime:
    """When the child was found, as the app that logs it says (`CAPTURES`); else when it was taken in."""
    told = (import_string(path)(case) for path in settings.CAPTURES)
    return next((at for at in told if at is not None), min(case.minor.taken_in_at, case.opened_at))


def _check_day(case: Case, state: str, since: date, now: datetime) -> None:
    if since > clock.local_day(now):
        raise DomainError("日期不能晚于今天；还没有发生的变动，到那天再登记。", field="since")
    first = clock.local_day(_captured_at(case))
    if since < first:
        raise DomainError(
            f"不能早于查获或接报之日（{first:%Y-%m-%d}）；在那以前就已变动的，填这一天，在原因里写明。",
            field="since",
        )
    last = SchoolStatus.objects.for_system("the last change").filter(case=case).first()
    if last is not None and since < last.since:
        raise DomainError(
            f"不能早于上一次变动（{last.since:%Y-%m-%d} {last.get_state_display()}）。", field="since"
        )
    if last is not None and state == last.state:
        raise DomainError("与现在登记的就学状况相同，没有变动。", field="state")


def _follow(case: Case, row: SchoolStatus, *, is_pupil: bool, by: User, now: datetime) -> None:
    """The file and the route follow; a route on which school plays no part stays."""
    minors.note_pupil(case.minor, is_pupil=is_pupil)
    to = rules.route_after(case.route, is_pupil=is_pupil)
    facts = RouteFacts(case.captured_in, Place(case.household), Place(case.residence), is_pupil)
    if not rules.is_drug_track(case.track):  # a child of 关爱帮扶 goes no route of pupils
        case.is_pupil = is_pupil
        case.save(update_fields=["is_pupil"])
        return
    reason = f"{row.since:%Y-%m-%d}起{SchoolState(row.state).label}：{row.reason}"
    reroute(
        case,
        facts,
        rules.chosen(to, facts, reason),
        computed=False,
        by=by,
        now=now,
        at=rules.counts_from(row.since, opened_at=case.opened_at, now=now),
    )
