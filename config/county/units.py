"""The tree of units of one county from the national list of division codes."""

import csv
from collections.abc import Collection
from datetime import date
from pathlib import Path

from accounts.choices import UnitKind
from accounts.models import Unit

DIVISIONS = Path(__file__).with_name("divisions.csv")
SYNTHETIC = "（虚构）"

OFFICES = {
    UnitKind.TOWNSHIP: "{}禁毒工作领导小组",
    UnitKind.STATION: "{}社区戒毒（康复）工作站",
    UnitKind.POLICE_POST: "{}派出所",
}
SCHOOLS = {"450225208": [f"杆洞乡中学{SYNTHETIC}", f"杆洞乡中心小学{SYNTHETIC}"]}
"""Real school names are not known to us; those we need are made up and say so."""


def divisions() -> dict[str, str]:
    """Division code → name, county first, then townships, then villages."""
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        return dict(csv.reader(line for line in file if not line.startswith("#")))


def load_units(
    *, opened_on: date, townships: int | None = None, schools: Collection[str] | None = None
) -> dict[str, list[Unit]]:
    """Make every unit that is missing and return all by kind. `townships` limits their number,
    `schools` the townships that get made-up ones (None: all).

    New units owe something from `opened_on` on: a system started today knows no missed day of last year.

    A unit is known by kind and code (a school by its name), so a second run changes nothing, not even
    a name that somebody has corrected since.
    """
    names = divisions()
    codes = [code for code in names if len(code) == 9]
    codes = sorted(codes, key=lambda code: code != "450225208")[:townships]  # Gandong is always there
    county_code = next(iter(names))
    county = _unit(UnitKind.COUNTY, county_code, f"{names[county_code]}禁毒办", None, opened_on)
    units: dict[str, list[Unit]] = {kind: [] for kind in UnitKind}
    units[UnitKind.COUNTY].append(county)
    for code in codes:
        township = _unit(
            UnitKind.TOWNSHIP, code, OFFICES[UnitKind.TOWNSHIP].format(names[code]), county, opened_on
        )
        units[UnitKind.TOWNSHIP].append(township)
        for kind in (UnitKind.STATION, UnitKind.POLICE_POST):
            units[kind].append(_unit(kind, code, OFFICES[kind].format(names[code]), township, opened_on))
        if schools is None or code in schools:
            wanted = SCHOOLS.get(code, [f"{names[code]}中心校{SYNTHETIC}"])
            units[UnitKind.SCHOOL] += [_school(code, name, township, opened_on) for name in wanted]
        for village in [key for key in names if len(key) == 12 and key.startswith(code)]:
            units[UnitKind.VILLAGE].append(
                _unit(UnitKind.VILLAGE, village, f"{names[village]}民委员会", township, opened_on)
            )
    return units


def _unit(kind: UnitKind, area: str, name: str, parent: Unit | None, opened_on: date) -> Unit:
    unit, _ = Unit.objects.get_or_create(
        kind=kind, area=area, defaults={"name": name, "parent": parent, "opened_on": opened_on}
    )
    return unit


def _school(area: str, name: str, parent: Unit, opened_on: date) -> Unit:
    unit, _ = Unit.objects.get_or_create(
        kind=UnitKind.SCHOOL,
        area=area,
        name=name,
        defaults={"parent": parent, "opened_on": opened_on, "is_synthetic": True},
    )
    return unit
