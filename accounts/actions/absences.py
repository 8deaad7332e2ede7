from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from accounts import rules
from accounts.actions.appointments import is_colleague
from accounts.models import Absence, Appointment, User
from accounts.permissions import AccountPerm, require, roles
from common.errors import DomainError


@transaction.atomic
def record_absence(
    *,
    by: User,
    appointment: Appointment,
    deputy: User,
    from_at: datetime,
    until_at: datetime,
    now: datetime,
    reason: str = "",
) -> Absence:
    """For a time, `deputy` acts for `appointment` in their own name. By its holder or their head.

    Raises DomainError if the deputy is not at work in the same township or county office, was never
    confirmed for what that post reads, or if deputies would form a chain or overlap.
    """
    require(by, AccountPerm.RECORD_ABSENCE)
    people = User.objects.select_for_update(of=("self",)).filter(pk__in=[appointment.user_id, deputy.pk])
    list(people.order_by("pk"))  # both rows in one order: two absences at once cannot make a chain
    if not Appointment.objects.live(now).filter(pk=appointment.pk).exists():
        raise DomainError("这个岗位目前无人在任。", field="appointment")
    if appointment.user_id != by.pk and not rules.is_head(by.acting, appointment):
        raise PermissionDenied("neither one's own post nor its head")
    if until_at <= from_at or until_at <= now:
        raise DomainError("止时须晚于起时，也须晚于现在。", field="until_at")
    _check_deputy(appointment, deputy, now)
    _check_no_chain(appointment, deputy, from_at, until_at)
    absence = Absence(
        appointment=appointment,
        deputy=deputy,
        from_at=from_at,
        until_at=until_at,
        reason=reason.strip(),
        entered_by=by,
    )
    absence.full_clean()
    absence.save()
    return absence


def _check_deputy(appointment: Appointment, deputy: User, now: datetime) -> None:
    if not is_colleague(deputy, appointment, now):
        raise DomainError("代理人须是同一乡镇（或县禁毒办）在岗的另一人。", field="deputy")
    township = appointment.unit.township
    own = Appointment.objects.live(now).filter(user=deputy, unit__township=township)
    held = [roles()[post] for post in own.values_list("post", flat=True)]
    if not rules.may_stand_in(roles()[appointment.post], held):
        raise DomainError("代理人本人的岗位不接触这类信息，不能代理这个岗位。", field="deputy")


def _check_no_chain(appointment: Appointment, deputy: User, from_at: datetime, until_at: datetime) -> None:
    overlapping = Absence.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=from_at), from_at__lt=until_at, until_at__gt=from_at
    )
    if overlapping.filter(appointment=appointment).exists():
        raise DomainError("这段时间已经登记过缺勤。", field="from_at")
    if overlapping.filter(appointment__user=deputy).exists():
        raise DomainError("代理人这段时间本人也缺勤，不能代理。", field="deputy")
    if overlapping.filter(deputy=appointment.user_id).exists():
        raise DomainError("缺勤人这段时间正在代理别的岗位，请先为那个岗位另定代理人。", field="appointment")


@transaction.atomic
def end_absence(*, by: User, absence: Absence, now: datetime) -> Absence:
    """The holder is back early. By the holder, their head, or the deputy who lays it down."""
    require(by, AccountPerm.RECORD_ABSENCE)
    rows = Absence.objects.select_for_update(of=("self",)).select_related("appointment__unit")
    absence = rows.get(pk=absence.pk)
    is_party = by.pk in (absence.appointment.user_id, absence.deputy_id)
    if not is_party and not rules.is_head(by.acting, absence.appointment):
        raise PermissionDenied("no party to this absence")
    if absence.ended_at is not None or absence.until_at <= now:
        raise DomainError("这次缺勤已经结束。")
    absence.ended_at = now
    absence.save(update_fields=["ended_at"])
    return absence
