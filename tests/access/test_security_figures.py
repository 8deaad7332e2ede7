"""SECURITY.md says what the command measured: its form and its keys, whatever the size of the run."""

import pytest

from config.security import MEANING, read, table, written
from tests.architecture.house import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ZERO = [key for key in MEANING if key.endswith(("unexpected", "hits", "missed", "_rows"))]


def test_the_table_has_the_keys_of_the_command_in_its_order():
    assert list(read(TEXT)) == list(MEANING)


def test_the_table_is_what_the_command_would_write():
    assert written(TEXT, read(TEXT)) == TEXT


@pytest.mark.parametrize("key", ZERO)
def test_what_must_not_happen_has_not_happened(key):
    assert read(TEXT)[key] == 0


def test_a_figure_written_by_hand_into_another_form_is_seen():
    figures = dict.fromkeys(MEANING, 3)
    assert read(written(TEXT, figures)) == figures
    by_hand = written(TEXT, figures).replace("| 3 |", "| about 3 |", 1)
    assert list(read(by_hand)) != list(MEANING)
    assert len(table(figures).splitlines()) == len(MEANING) + 2


def test_a_file_without_the_markers_is_refused():
    with pytest.raises(ValueError, match="markers"):
        written("# Security", dict.fromkeys(MEANING, 0))
