"""A clue that came up at a seizure goes onto the list of clues, cut off from whoever it came from."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from common import clock
from patrols import actions as patrols
from patrols.choices import ClueSource
from patrols.models import Clue
from reporting.models import Seizure
from reporting.permissions import ReportPerm


@transaction.atomic
def clue_of_seizure(
    *,
    by: User,
    seizure: Seizure,
    kind: str,
    venue_kind: str,
    victim_is_minor: bool,
    now: datetime,
    client_id: UUID,
) -> Clue:
    """Kind of venue and month of the capture, nothing else: no way leads back to the seizure.

    Plan 四(二)1; design §6.
    """
    require(by, ReportPerm.LOG_SEIZURE, seizure)
    return patrols.tell_clue(
        by=by,
        source=ClueSource.SEIZURE,
        kind=kind,
        area=seizure.unit.area,
        venue_kind=venue_kind,
        month=clock.local_day(seizure.captured_at),
        victim_is_minor=victim_is_minor,
        now=now,
        client_id=client_id,
    )
