"""The table of figures, on a phone and at a desk, for the county and for the station that sees its own."""

import pytest

pytestmark = pytest.mark.usefixtures("county_loaded")


@pytest.mark.parametrize("username", ["county", "gd-head"])
def test_the_statistics_fit_the_screen(person, axe_clean, username, tmp_path):
    page = person(username).open("/reporting/statistics/")
    assert "统计" in page.title()
    axe_clean(page)
    page.screenshot(path=tmp_path / f"statistics-{username}.png")
