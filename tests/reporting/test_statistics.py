"""统计: what each post gets, and that nobody can subtract their way to fewer than five children."""

import random
import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.choices import Post, UnitKind
from accounts.models import ReadEntry, Unit
from cases.models import Case
from common import clock, codes, smallnumbers
from common.smallnumbers import Key, Sum
from minors.choices import Concern, MinorState
from minors.models import Minor
from reporting import stats
from reporting.models import IntakeLine
from reporting.stats import MEASURES
from tests.accounts.factories import UnitFactory
from tests.cast import staff
from tests.common.attack import Attack
from tests.reporting import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]

MONTHS = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
APRIL = clock.shanghai(2026, 4, 3, 9)
PLAIN = "登记人数"


@pytest.fixture(autouse=True)
def april():
    with clock.at(APRIL):
        yield


def file(station: Unit, clerk, at, *, is_pupil=True, moved=False, **values) -> Minor:
    """A registered file and its case as rows: this is about counting, not about how they came."""
    minor = Minor.objects.for_system("test").create(
        state=MinorState.REGISTERED, birth_year=2011, sex="M", is_pupil=is_pupil, area=station.area,
        unit=station, intake_unit=station, taken_in_at=at, registered_at=at, registered_by=clerk, **values,
    )  # fmt: skip
    Case.objects.for_system("test").create(
        minor=minor, unit=station, captured_in=True, household="ours", residence="ours", is_pupil=is_pupil,
        route="outgoing" if moved else "local", direction="none", controller="theirs" if moved else "ours",
        opened_at=at, opened_by=clerk,
    )  # fmt: skip
    return minor


def seized(minor: Minor, seizure, clerk) -> None:
    IntakeLine.objects.for_system("test").create(
        source="seizure", received_at=minor.registered_at, minor=minor, code=codes.random_code(),
        seizure=seizure, unit=seizure.unit, station=minor.unit, area=minor.area, age_band="14-15", sex="M",
        is_pupil=minor.is_pupil, taken_by=clerk, registered_at=minor.registered_at, registered_by=clerk,
        state="registered",
    )  # fmt: skip


def table_of(html: str) -> dict[str, dict[str, str]]:
    """Township → measure → what is printed."""
    rows = re.findall(r'<tr><th scope="row" data-label="乡镇">(.*?)</th>(.*?)</tr>', html, re.S)
    cells = re.compile(r'<td data-label="(.*?)">(.*?)</td>')
    return {
        name: {label: text.replace("&lt;", "<") for label, text in cells.findall(rest)} for name, rest in rows
    }


def sheet_of(page) -> dict[str, dict[str, str]]:
    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(page.streaming_content))).get_sheet_by_index(0)
    _, head, *rows = sheet.to_python()
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def everything(desk) -> dict[date, list[dict[str, dict[str, str]]]]:
    """Each month as page, print and workbook."""
    found = {}
    for month in MONTHS:
        asked = {"month": f"{month:%Y-%m}"}
        found[month] = [
            table_of(desk.get(reverse("reporting:statistics"), asked).text),
            table_of(desk.get(reverse("reporting:statistics_print"), asked).text),
            sheet_of(desk.get(reverse("reporting:statistics_export"), asked)),
        ]
    return found


# --- who gets what


def test_the_county_sees_less_than_five(client_as, county_user, station, clerk):
    file(station, clerk, clock.shanghai(2026, 3, 5))
    table = table_of(client_as(county_user).get(reverse("reporting:statistics")).text)
    assert {text for row in table.values() for text in row.values()} == {"<5"}
    assert "全县" in table


def test_the_leader_sees_the_own_township_alone(client_as, leader, township, other_township, station, clerk):
    for n in range(6):
        file(station, clerk, clock.shanghai(2026, 3, 5 + n))
    table = table_of(client_as(leader).get(reverse("reporting:statistics")).text)
    assert list(table) == [township.name]
    assert table[township.name][PLAIN] in ("6", "—")


def test_the_station_sees_its_own_numbers_but_prints_and_exports_none(
    client_as, head, township, station, clerk
):
    for n in range(3):
        file(station, clerk, clock.shanghai(2026, 3, 5 + n), is_pupil=n != 1)
    page, paper, sheet = everything(client_as(head))[MONTHS[2]]
    assert page[township.name] == dict(zip(MEASURES.values(), "03210", strict=True))
    assert set(paper[township.name].values()) == set(sheet[township.name].values()) == {"<5"}


def test_print_and_export_are_logged(client_as, leader):
    everything(client_as(leader))
    kinds = list(ReadEntry.objects.filter(fields="各乡镇统计").values_list("kind", flat=True))
    assert (kinds.count("print"), kinds.count("export")) == (3, 3)


@pytest.mark.parametrize("who", ["clerk", "liaison", "worker", "school_liaison", "auditor", "administrator"])
@pytest.mark.parametrize("name", ["statistics", "statistics_print", "statistics_export"])
def test_refused(request, client_as, who, name):
    assert client_as(request.getfixturevalue(who)).get(reverse(f"reporting:{name}")).status_code == 403


# --- what is counted


def counted(station, head) -> str:
    line = stats.child_figures(head, MONTHS[2], on_paper=False)[0]
    return str(line.counts[list(MEASURES).index("registered")])


def test_only_registered_unsealed_drug_files_of_the_month_are_counted(station, clerk, head):
    at = clock.shanghai(2026, 3, 5)
    file(station, clerk, at)
    file(station, clerk, at, sealed_at=APRIL)
    file(station, clerk, at, concern=Concern.CARE, track="care")
    file(station, clerk, clock.shanghai(2026, 2, 28, 23, 59))
    file(station, clerk, clock.shanghai(2026, 4, 1))
    assert counted(station, head) == "1"


def test_a_sealed_file_is_as_if_it_had_never_been(client_as, county_user, station, clerk):
    for _ in range(6):
        file(station, clerk, clock.shanghai(2026, 3, 5))
    before = everything(client_as(county_user))
    file(station, clerk, clock.shanghai(2026, 3, 6), sealed_at=APRIL)
    assert everything(client_as(county_user)) == before


def test_a_month_that_is_not_over_has_no_figures_but_for_the_station(client_as, county_user, head):
    url = reverse("reporting:statistics")
    assert "2026年4月统计" not in client_as(county_user).get(url, {"month": "2026-04"}).text
    assert "2026年4月统计" in client_as(head).get(url, {"month": "2026-04"}).text
    paper = client_as(head).get(reverse("reporting:statistics_print"), {"month": "2026-04"})
    assert "2026年4月统计" not in paper.text


@pytest.mark.parametrize("month", ["", "x", "2026-13", "1900-01", "2099-01", "2026-03-31"])
def test_an_odd_month_is_the_newest_that_is_over(client_as, county_user, month):
    page = client_as(county_user).get(reverse("reporting:statistics"), {"month": month})
    assert "2026年3月统计" in page.text


# --- the attack


@pytest.fixture
def world(request, county_user, clerk, station, liaison, township, other_township):
    """Townships, files and cases by chance: small and large, pupils or not, moved or not, some sealed."""
    dice = random.Random(request.param)
    seizure = given.log(liaison)
    third = UnitFactory(kind=UnitKind.TOWNSHIP, area="450225210")
    stations = [
        station,
        *(UnitFactory(kind=UnitKind.STATION, area=one.area) for one in (other_township, third)),
    ]
    for month in MONTHS:
        for home in stations:
            for _ in range(dice.choice([0, 1, 3, 4, 5, 7, 11])):
                at = clock.start_of_day(month.replace(day=dice.randint(1, 28)))
                minor = file(
                    home, clerk, at, is_pupil=dice.random() < 0.6, moved=dice.random() < 0.3,
                    sealed_at=APRIL if dice.random() < 0.1 else None,
                )  # fmt: skip
                if dice.random() < 0.7:
                    seized(minor, seizure, clerk)
    leaders = [
        staff(f"leader-{one.area}", one, Post.TOWNSHIP_LEADER) for one in (township, other_township, third)
    ]
    heads = [staff(f"head-{one.area}", one, Post.STATION_HEAD) for one in stations]
    return county_user, leaders, heads


def gathered(client_as, world) -> dict[Key, str]:
    """All that the county, the leaders and every sheet of paper say, put together; no two may differ."""
    county_user, leaders, heads = world
    told: dict[Key, str] = {}
    for user in (county_user, *leaders, *heads):
        for month, tables in everything(client_as(user)).items():
            for table in tables[1:] if user in heads else tables:  # a station's own screen is its own list
                for name, row in table.items():
                    for label, text in row.items():
                        key = (f"{month:%Y-%m}", name, label)
                        assert told.setdefault(key, text) == text
    return told


def broken(told: dict[Key, str]) -> dict[Key, int]:
    """What can be worked out of it that is under five."""
    sums, kept = [], []
    months = sorted({key[0] for key in told})
    names = sorted({key[1] for key in told} - {"全县"})
    for month in months:
        for label in (*MEASURES.values(), "留在本地"):
            sums.append(Sum((month, "全县", label), tuple((month, name, label) for name in names)))
        for name in (*names, "全县"):
            kept.append((month, name, "留在本地"))
            for one, two in (("其中在校", "其中非在校"), ("其中移交外地", "留在本地")):
                sums.append(Sum((month, name, PLAIN), ((month, name, one), (month, name, two))))
    return {key: value for key, value in Attack(told, sums, kept).broken().items() if value < 5}


@pytest.mark.parametrize("world", range(4), indirect=True)
def test_nobody_subtracts_their_way_to_fewer_than_five_children(client_as, world):
    told = gathered(client_as, world)
    assert any(text.isdigit() for text in told.values())
    assert any(text == "—" for text in told.values())
    assert broken(told) == {}


@pytest.mark.parametrize("world", [1], indirect=True)
def test_without_complementary_suppression_the_attack_succeeds(client_as, world, monkeypatch):
    """The planted fault: `<5` alone."""
    monkeypatch.setattr("reporting.stats.children.protect", smallnumbers.unprotected)
    assert broken(gathered(client_as, world))
