"""Nobody without an owner: when an account closes, its open duties pass to the unit's head at once."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.permissions import Reach, roles
from duties.actions.ladder import Offices
from duties.models import Duty


@transaction.atomic
def pass_on_duties(user: User, now: datetime, reason: str = "") -> int:
    """Pass the open duties `user` holds to the head of each duty's unit; returns how many passed.

    Called after the post or account ended, in the same transaction (setting ON_ACCOUNT_CLOSE). Somebody
    who still works in the township keeps their duties there. The post that owes stays the same, so that
    the head discharges it in 代岗 and a successor finds it again. Colleagues in the same post who see
    what their unit sees take over at once; with no head in office the duty stays unheld and shows at the
    level above. A second holder is struck out.
    """
    held = list(
        Duty.objects.open()
        .filter(holder=user)
        .select_for_update(of=("self",))
        .select_related("unit")
        .order_by("id")
    )
    offices = Offices(duty.unit for duty in held)
    held = [duty for duty in held if not offices.works_in_township(user, duty.unit, now)]
    for duty in held:
        duty.holder = _successor(duty, user, offices, now)
        if duty.holder_id is not None and duty.deputy_holder_id == duty.holder_id:
            duty.deputy_holder = None
    Duty.objects.bulk_update(held, ["holder", "deputy_holder"])
    _strike_out_second(user, now)
    return len(held)


def _successor(duty: Duty, gone: User, offices: Offices, now: datetime) -> User | None:
    """The head, unless colleagues in the same post see what this one saw: then the post keeps it."""
    sees_the_same = roles()[duty.post].files != Reach.OWN_CASES
    if sees_the_same and [one for one in offices.staff(duty.unit, duty.post, now) if one.pk != gone.pk]:
        return None
    head = offices.head(duty.unit)
    people = offices.staff(*head, now) if head else []
    return next((person for person in people if person.pk != gone.pk), None)


def _strike_out_second(user: User, now: datetime) -> None:
    seconded = list(Duty.objects.open().filter(deputy_holder=user).select_related("unit").order_by("id"))
    offices = Offices(duty.unit for duty in seconded)
    gone = [duty.pk for duty in seconded if not offices.works_in_township(user, duty.unit, now)]
    Duty.objects.filter(pk__in=gone).update(deputy_holder=None)
