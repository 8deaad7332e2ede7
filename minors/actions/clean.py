"""The day of last use that a file counts its clean years from."""

from datetime import date

from django.db import transaction

from minors.models import Minor


@transaction.atomic
def set_clean_date(minor: Minor, day: date) -> None:
    """Count the clean years of `minor` from `day`. The action that calls has required its permission.

    Law: 戒毒条例7.
    """
    row = Minor.objects.for_system("clean date").select_for_update(of=("self",)).get(pk=minor.pk)
    if row.clean_since != day:
        row.clean_since = day
        row.save(update_fields=["clean_since"])
