"""What forms hand to actions: plain values, checked for shape only."""

from dataclasses import dataclass
from datetime import datetime

from cases.choices import Place
from common.models import Substance
from minors.actions import ChildIn
from reporting.choices import PlaceArea
from reporting.models import IntakeLine


@dataclass(frozen=True)
class SeizureIn:
    """The level-1 facts of a seizure."""

    captured_at: datetime
    place_kind: str
    place_area: str = PlaceArea.OWN
    how_found: str = ""
    substance: Substance | None = None
    tested_at: datetime | None = None
    identified_minor_at: datetime | None = None
    dispositions: tuple[str, ...] = ()
    source_clue_asked: bool = False
    source_clue: str = ""
    shelter_clue: str = ""


@dataclass(frozen=True)
class LineFix:
    """What a correction changes on the line of one child."""

    line: IntakeLine
    is_pupil: bool
    household: str
    residence: str
    measures: tuple[str, ...] = ()
    health_looked_at: bool = False


@dataclass(frozen=True, repr=False)
class ChildLineIn:
    """One child: who it is (for the vault) and what level 1 says. Prints nothing."""

    child: ChildIn
    household: str = Place.UNKNOWN
    household_area: str = ""
    residence: str = Place.UNKNOWN
    residence_area: str = ""
    measures: tuple[str, ...] = ()
    health_looked_at: bool = False
    guardian_told_at: datetime | None = None
    guardian_how: str = ""
    appropriate_adult: str = ""
    handed_to: str = ""

    def __repr__(self) -> str:
        return "<ChildLineIn ***>"


@dataclass(frozen=True)
class LetterIn:
    """Where a letter came from."""

    source: str
    received_at: datetime
    organ: str
    number: str = ""
    note: str = ""


@dataclass(frozen=True)
class Phoned:
    """电话已报: when and to whom."""

    at: datetime
    to: str
