"""Hooks of sealing: what reporting holds about a child goes out of sight in the same transaction."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q

from cases.choices import Place
from duties import actions as duties
from duties.models import Duty
from minors.models import Minor
from reporting.models import (
    CountyReport,
    EducationTalk,
    ElsewhereCheck,
    IntakeLine,
    Order,
    Problem,
    Report,
    ReportLine,
    Seizure,
)

NOTHING_SAID: dict[str, Any] = {
    "age_band": "",
    "sex": "",
    "is_pupil": False,
    "household": Place.UNKNOWN,
    "residence": Place.UNKNOWN,
    "measures": [],
}
"""Level-1 values of a child whose file is destroyed."""


def seal_holds(*, files: list[UUID], now: datetime) -> list[str]:
    """Hook of `SEAL_HOLDS`: open orders, open questions to the county, unanswered accountability."""
    keys = list(_lines(files).values_list("pk", flat=True))
    seizures = list(_last_of(files).values_list("pk", flat=True))
    held = duties.seal_holds(files=[], subjects=[*keys, *seizures, *_reports(seizures)], now=now)
    codes = list(Minor.objects.for_system("sealing").filter(pk__in=files).values_list("code", flat=True))
    if _orders(files, [*keys, *seizures], codes).filter(closed_at=None).exists():
        held.append("有督办单尚未办结。")
    if Problem.objects.for_system("sealing").filter(_naming("text", codes), replied_at=None).exists():
        held.append("有提到这份档案的困难问题尚未答复。")
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


def _orders(files: list[UUID], subjects: list[UUID], codes: Iterable[str] = ()):
    """Orders about a duty of these files, and those that name one of the codes."""
    about = Duty.objects.filter(file__in=files) | Duty.objects.filter(subject__in=subjects)
    owed = Q(duty__in=about.values("pk"))
    return Order.objects.for_system("sealing").filter(owed | _naming("demand", codes) if codes else owed)


def _naming(field: str, codes: Iterable[str]) -> Q:
    """The text names one of these codes."""
    return reduce(or_, (Q(**{f"{field}__contains": code}) for code in codes), Q(pk__in=[]))


def on_dispose(*, files: list[UUID], now: datetime) -> None:
    """Hook of `ON_DISPOSE`: everything said about the child goes, also from what was sent (ADR 025).

    That it was reported, when, by whom and in which version stays; so do the facts of the seizure, but for
    the words of a seizure none of whose children is left.
    """
    lines = _lines(files)
    keys = list(lines.values_list("pk", flat=True))
    seizures = list(lines.exclude(seizure=None).values_list("seizure_id", flat=True))
    lines.update(
        **NOTHING_SAID, household_area="", residence_area="", organ="", note="", number="",
        finding="", in_charge="", handed_to="", appropriate_adult="",
    )  # fmt: skip
    ReportLine.objects.for_system("dispose").filter(line__in=keys).update(**NOTHING_SAID, erased_at=now)
    for model, words in ((EducationTalk, {"note": ""}), (CountyReport, {"content": {}, "suggestion": ""})):
        model.objects.for_system("dispose").filter(line__in=keys).update(**words, erased_at=now)
    others = IntakeLine.objects.for_system("dispose").exclude(pk__in=keys).exclude(age_band="")
    gone = Seizure.objects.for_system("dispose").filter(pk__in=seizures)
    gone.exclude(pk__in=others.exclude(seizure=None).values("seizure")).update(
        source_clue="", shelter_clue=""
    )
