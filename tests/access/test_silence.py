"""No address shows a file, hands it out or refuses it without a row in the read log."""

import pytest

from accounts import trail
from accounts.surfaces import surfaces
from config.access.silence import file_codes, is_silent, shows
from config.access.walk import FIRST, expected

SEE_MOST = ("station_head", "station_clerk", "county_reviewer", "police_liaison", "social_worker")


@pytest.fixture(scope="module")
def visits(house):
    """Each address in each way once, by whoever sees most of those it lets in; and once by one it refuses."""
    found: dict = {}
    for cell in (cell for group in house.every for cell in group):
        if not cell.viewer.name.startswith("home ") or cell.method not in _ways(cell):
            continue
        post = cell.viewer.name.removeprefix("home ")
        rank = (cell.object not in FIRST, SEE_MOST.index(post) if post in SEE_MOST else len(SEE_MOST))
        ways = (cell.view, cell.kwargs if not cell.key else (), cell.method)
        if rank < found.get((*ways, True), (rank, None))[0] or (*ways, True) not in found:
            key = (*ways, expected(cell) is None)
            if key not in found or rank < found[key][0]:
                found[key] = (rank, cell)
    return [cell for key, (_, cell) in found.items() if key[-1] or key[2] == "GET"]


def _ways(cell):
    return ("GET", "HTMX", "POST") if cell.surface.read else ("GET",)


def test_nothing_is_shown_or_refused_in_silence(visits):
    codes, silent, shown = file_codes(), [], set()
    for cell in visits:
        answer = cell.send()
        if shows(answer.body, codes):
            shown.add(cell.view)
        if is_silent(cell, answer, codes):
            silent.append(f"{cell.view} {cell.method} {cell.viewer.name} {answer.status}")
    assert silent == []
    assert {cell.view for cell in visits} >= {name for name, line in surfaces().items() if line.read}
    assert len(shown) > 45
    assert shown >= {
        "cases:case_list",
        "cases:case_detail",
        "reporting:ledger_print",
        "reporting:ledger_export",
    }


@pytest.mark.parametrize(
    "view", ["cases:case_list", "cases:case_detail", "minors:slip_add", "reporting:line_register"]
)
def test_a_page_that_forgets_to_log_is_seen(visits, monkeypatch, view):
    monkeypatch.setattr(trail, "_write", lambda *given: None)
    codes = file_codes()
    seen = [cell for cell in visits if cell.view == view and cell.method == "GET"]
    assert any(is_silent(cell, cell.send(), codes) for cell in seen)
