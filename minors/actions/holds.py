"""Why a file may not be sealed yet: somebody still answers for it, or the work on it has not ended."""

from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from duties import actions as duties
from minors.choices import SealCause
from minors.models import Incident, Minor, Opening
from minors.policies import LAW_SEALS, OPENS_NO_FILE


def holds_of(minor: Minor, now: datetime, *, cause: str) -> list[str]:
    """Why the file may not be sealed yet, in sentences; empty when nobody has to answer for it any more.

    A promise that is still running is kept first, whatever the cause but that the child has grown up; a case
    ends first, unless the law itself orders the seal.
    """
    files = files_of(minor)
    found: list[str] = []
    for path in settings.SEAL_HOLDS:
        found += import_string(path)(files=files, now=now)
    if cause not in LAW_SEALS:
        found += open_work(minor)
    if cause != SealCause.ADULT:
        found += duties.promises(files=files, but=("seal.", *OPENS_NO_FILE), now=now)
    return list(dict.fromkeys(found))


def open_work(minor: Minor) -> list[str]:
    """What of the child's case has not ended, in sentences (setting `OPEN_WORK`)."""
    files = files_of(minor)
    return [said for path in settings.OPEN_WORK for said in import_string(path)(files=files)]


def seal_holds(*, files: list[UUID], now: datetime) -> list[str]:
    """Hook of `SEAL_HOLDS`: an opening nobody has reviewed, an incident that is open and names the file."""
    held = []
    if Opening.objects.for_system("sealing").unreviewed().filter(minor__in=files).exists():
        held.append("有紧急查阅尚未复核。")
    codes = Minor.objects.for_system("sealing").filter(pk__in=files).values_list("code", flat=True)
    named = reduce(or_, (Q(code=code) | Q(what__contains=code) for code in codes), Q(file__in=files))
    if Incident.objects.for_system("sealing").filter(named, closed_at=None).exists():
        held.append("有涉及这份档案的安全事件尚未结案。")
    return held


def files_of(minor: Minor) -> list[UUID]:
    """The file and every one that was merged into it: they are one child."""
    found, front = [minor.pk], [minor.pk]
    while front:
        rows = Minor.objects.for_system("merged into it").filter(merged_into__in=front)
        front = [key for key in rows.values_list("pk", flat=True) if key not in found]
        found += front
    return found
