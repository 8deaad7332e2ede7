"""Nobody without an owner: when an account closes, its open duties pass to the unit's head at once."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from duties.actions.ladder import Offices
from duties.models import Duty


@transaction.atomic
def pass_on_duties(user: User, now: datetime, reason: str = "") -> int:
    """Pass the open duties `user` holds to the head of each duty's unit; returns how many passed.

    Called after the post or account ended, in the same transaction (setting ON_ACCOUNT_CLOSE). Somebody
    who still works in the township keeps their duties there. With no head in office the duty stays unheld
    on the head's post, and shows at the level above. A second holder is struck out.
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
        head = offices.head(duty.unit)
        if head is not None:
            unit, post = head
            successors = [person for person in offices.staff(unit, post, now) if person.pk != user.pk]
            duty.holder, duty.post = (successors[0] if successors else None), post
            if successors and duty.deputy_holder_id == successors[0].pk:
                duty.deputy_holder = None
        else:
            duty.holder = None
    Duty.objects.bulk_update(held, ["holder", "post", "deputy_holder"])
    _strike_out_second(user, now)
    return len(held)


def _strike_out_second(user: User, now: datetime) -> None:
    seconded = list(Duty.objects.open().filter(deputy_holder=user).select_related("unit").order_by("id"))
    offices = Offices(duty.unit for duty in seconded)
    gone = [duty.pk for duty in seconded if not offices.works_in_township(user, duty.unit, now)]
    Duty.objects.filter(pk__in=gone).update(deputy_holder=None)
