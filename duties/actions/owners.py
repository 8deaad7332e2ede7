"""Nobody without an owner: when an account closes, its open duties pass to the unit's head at once."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from duties.actions.ladder import Offices
from duties.models import Duty


@transaction.atomic
def pass_on_duties(user: User, now: datetime, reason: str = "") -> int:
    """Pass the open duties `user` holds to the head of each duty's unit; returns how many passed.

    Called in the transaction that closes the account (setting ON_ACCOUNT_CLOSE). With no head in office
    the duty stays unheld on the head's post, and shows at the level above. A second holder is struck out.
    """
    held = list(
        Duty.objects.open()
        .filter(holder=user)
        .select_for_update(of=("self",))
        .select_related("unit")
        .order_by("id")
    )
    offices = Offices(duty.unit for duty in held)
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
    Duty.objects.open().filter(deputy_holder=user).update(deputy_holder=None)
    return len(held)
