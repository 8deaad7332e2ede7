"""Hooks of sealing: what reporting holds about a child goes out of sight in the same transaction."""

from datetime import datetime
from uuid import UUID

from duties import actions as duties
from duties.models import Duty
from reporting.models import ElsewhereCheck, IntakeLine, Order, Report, Seizure


def seal_holds(*, files: list[UUID], now: datetime) -> list[str]:
    """Hook of `SEAL_HOLDS`: open orders, open questions to the county, unanswered accountability."""
    keys = list(_lines(files).values_list("pk", flat=True))
    seizures = list(_last_of(files).values_list("pk", flat=True))
    held = duties.seal_holds(files=[], subjects=[*keys, *seizures, *_reports(seizures)], now=now)
    if _orders(files, [*keys, *seizures]).filter(closed_at=None).exists():
        held.append("有督办单尚未办结。")
    asked = ElsewhereCheck.objects.for_system("sealing").filter(decided_at=None)
    if asked.filter(line__in=keys).exists() or asked.filter(existing__in=files).exists():
        held.append("有异地在册核对尚未认定。")
    return held


def on_seal(*, files: list[UUID], now: datetime) -> None:
    """Hook of `ON_SEAL`: hide seizures all of whose children are sealed, and the duties about them."""
    keys = list(_lines(files).values_list("pk", flat=True))
    last = list(_last_of(files).values_list("pk", flat=True))
    orders = list(_orders(files, [*keys, *last]).values_list("pk", flat=True))
    for seizure in (
        Seizure.objects.for_system("sealing")
        .select_for_update(of=("self",))
        .filter(pk__in=_lines(files).exclude(seizure=None).values("seizure"))
    ):
        lines = IntakeLine.objects.for_system("sealing").filter(seizure=seizure)
        seizure.sealed_lines = lines.exclude(minor__sealed_at=None).count()
        seizure.hidden_at = now if seizure.pk in last else None
        seizure.save(update_fields=["sealed_lines", "hidden_at"])
    duties.hide(subjects=[*keys, *last, *_reports(last), *orders], now=now)


def _lines(files: list[UUID]):
    return IntakeLine.objects.for_system("sealing").filter(minor__in=files)


def _last_of(files: list[UUID]):
    """The seizures of these files in which no other child is left to be seen."""
    others = IntakeLine.objects.for_system("sealing").exclude(minor__in=files).filter(minor__sealed_at=None)
    seized = Seizure.objects.for_system("sealing").filter(pk__in=_lines(files).values("seizure"))
    return seized.exclude(pk__in=others.exclude(seizure=None).values("seizure"))


def _reports(seizures: list[UUID]) -> list[UUID]:
    rows = Report.objects.for_system("sealing").filter(seizure__in=seizures)
    return list(rows.values_list("pk", flat=True))


def _orders(files: list[UUID], subjects: list[UUID]):
    about = Duty.objects.filter(file__in=files) | Duty.objects.filter(subject__in=subjects)
    return Order.objects.for_system("sealing").filter(duty__in=about.values("pk"))


def on_dispose(*, files: list[UUID], now: datetime) -> None:
    """Hook of `ON_DISPOSE`: the lines forget age, sex, origin and notes. Reports as sent are append-only
    and hold level-1 values by a code that leads nowhere any more (ADR 025).
    """
    _lines(files).update(
        age_band="", sex="", is_pupil=False, household_area="", residence_area="", note="", number=""
    )
