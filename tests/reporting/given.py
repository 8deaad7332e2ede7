"""Plain inputs for the tests of reporting: literals only, nobody real."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from cases.choices import Place
from cases.rules import RouteFacts
from common import clock, idnumber
from common.models import Substance
from minors.actions import ChildIn
from reporting import actions
from reporting.actions import ChildLineIn, LetterIn, SeizureIn
from reporting.choices import GuardianHow, HowFound, IntakeSource, Measure, PlaceKind
from reporting.models import IntakeLine, Report, Seizure

AT = clock.shanghai(2026, 3, 2, 8)
"""The capture: an hour before the cast's NOW."""
NOW = clock.shanghai(2026, 3, 2, 9)


def child(**values: Any) -> ChildIn:
    given: dict[str, Any] = {
        "name": "示例·甲子寅",
        "birth_date": date(2011, 5, 1),
        "sex": "M",
        "is_pupil": True,
        "school": "示例学校",
        "guardian_name": "示例·乙丑卯",
        "guardian_phone": "19900000001",
    }
    return ChildIn(**{**given, **values})


def line_in(child_in: ChildIn | None = None, **values: Any) -> ChildLineIn:
    given: dict[str, Any] = {"household": Place.OURS, "residence": Place.OURS, "measures": (Measure.TEST,)}
    return ChildLineIn(child=child_in or child(), **{**given, **values})


def told_line(at: datetime = AT) -> ChildLineIn:
    return line_in(guardian_told_at=at, guardian_how=GuardianHow.PHONE)


def seizure_in(at: datetime = AT, **values: Any) -> SeizureIn:
    given = SeizureIn(
        captured_at=at,
        place_kind=PlaceKind.RENTED,
        how_found=HowFound.PATROL,
        substance=Substance.objects.get(name="依托咪酯"),
        source_clue_asked=True,
    )
    return replace(given, **values)


def log(
    by: User,
    at: datetime = AT,
    *,
    now: datetime = NOW,
    submit: bool = True,
    children: list[ChildLineIn] | None = None,
    client_id: UUID | None = None,
    late_reason: str = "",
    **values: Any,
) -> Seizure:
    return actions.log_seizure(
        by=by,
        seizure=seizure_in(at),
        children=children or [line_in()],
        client_id=client_id or uuid4(),
        submit=submit,
        now=now,
        late_reason=late_reason,
        **values,
    )


def lines(seizure: Seizure) -> list[IntakeLine]:
    return list(IntakeLine.objects.for_system("test").filter(seizure=seizure).order_by("recorded_at"))


def reports(seizure: Seizure) -> list[Report]:
    return list(Report.objects.for_system("test").filter(seizure=seizure).order_by("version"))


def letter(received_at: datetime = AT, **values: Any) -> LetterIn:
    given: dict[str, Any] = {
        "source": IntakeSource.LETTER,
        "organ": "示例县公安局",
        "number": "示公〔2026〕1号",
    }
    return LetterIn(received_at=received_at, **{**given, **values})


def facts(**values: Any) -> RouteFacts:
    given: dict[str, Any] = {
        "captured_in": True,
        "household": Place.OURS,
        "residence": Place.OURS,
        "is_pupil": True,
    }
    return RouteFacts(**{**given, **values})


def id_number(year: int = 2011, sequence: int = 1) -> str:
    return idnumber.make(date(year, 5, 1), sequence)
