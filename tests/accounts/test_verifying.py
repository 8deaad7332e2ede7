"""`readlog verify` says which row is wrong and what is wrong with it; anchors find what a chain cannot."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from accounts import actions, chain
from accounts.models import ReadChain, ReadEntry
from accounts.triggers import SPECS
from common import triggers
from tests.accounts.test_read_chain import entry
from tests.cast import NOW

TEN = timedelta(minutes=10)


@pytest.fixture
def log(clerk, settings, tmp_path):
    """Six entries, the head written down after the fourth and after the last; no trigger in the way."""
    settings.ANCHOR_FILE = tmp_path / "away" / "anchors.jsonl"
    rows = []
    for number in range(1, 7):
        rows.append(entry(clerk, code=f"N{number}"))
        if number in (4, 6):
            assert actions.anchor_read_log(NOW + number * TEN) == 1
    triggers.drop(connection, SPECS)
    return rows


def verify(*given):
    out, code = io.StringIO(), 0
    try:
        call_command("readlog", "verify", *given, stdout=out)
    except SystemExit as stop:
        code = int(str(stop.code))
    return code, out.getvalue()


def anchored(settings):
    return "--anchors", str(settings.ANCHOR_FILE)


def at(seq):
    return ReadEntry.objects.filter(seq=seq)


def test_a_whole_log_is_whole(log, settings):
    code, text = verify(*anchored(settings))
    assert code == 0
    assert "6 条" in text
    assert "锚点 2 个" in text
    assert chain.short(log[-1].hash) in text


def swap():
    at(3).update(seq=-1)
    at(4).update(seq=3)
    at(-1).update(seq=4)


def insert():
    for seq in (6, 5, 4):
        at(seq).update(seq=seq + 1)
    row = at(3).values().get()
    ReadEntry(**{**row, "seq": 4, "prev": row["hash"], "hash": "f" * 64}).save(force_insert=True)


@pytest.mark.parametrize(
    ("edit", "first", "word"),
    [
        (lambda: at(3).update(code="X"), 3, "改动"),
        (lambda: at(6).update(code="X"), 6, "改动"),
        (lambda: at(3).update(hash="f" * 64), 3, "改动"),
        (lambda: at(3).delete(), 3, "缺失"),
        (lambda: at(1).delete(), 1, "缺失"),
        (insert, 4, "插入"),
        (swap, 3, "调换"),
        (lambda: at(6).delete(), 6, "截去"),
        (lambda: ReadChain.objects.update(seq=5), 6, "退回"),
        (lambda: ReadChain.objects.update(hash="f" * 64), 6, "链头"),
        (lambda: ReadChain.objects.all().delete(), 6, "链头"),
    ],
)
def test_the_first_bad_row_is_named(log, edit, first, word):
    edit()
    code, text = verify()
    assert code == 1
    assert f"第 {first} 条" in text
    assert word in text


@pytest.fixture
def sheet(log, clerk, monkeypatch):
    """Entries 7 to 9: one export of five files, two codes to an entry."""
    monkeypatch.setattr("accounts.readlog.MAX_CODES", 2)
    return entry(clerk, kind="export", codes=[f"C{number}" for number in range(5)], rows=5)


def test_every_file_of_a_long_sheet_stands_on_the_chain(sheet):
    rows = ReadEntry.objects.filter(seq__gte=7).order_by("seq")
    told = list(rows.values_list("seq", "codes", "rows", "continues", "purpose"))
    assert told == [(7, "C0,C1", 5, None, sheet.purpose), (8, "C2,C3", 0, 7, sheet.purpose),
                    (9, "C4", 0, 7, sheet.purpose)]  # fmt: skip
    assert list(ReadEntry.objects.readings().filter(kind="export")) == [sheet]
    assert verify()[0] == 0


@pytest.mark.parametrize(
    ("edit", "first"),
    [
        (lambda: at(8).update(codes="C2,C9"), 8),
        (lambda: at(8).update(codes="C2"), 8),
        (lambda: at(9).update(continues=None), 9),
        (lambda: at(9).update(continues=3), 9),
        (lambda: at(8).delete(), 8),
        (lambda: at(9).delete(), 9),
    ],
)
def test_a_file_struck_from_a_long_sheet_is_found(sheet, edit, first):
    edit()
    code, text = verify()
    assert code == 1
    assert f"第 {first} 条" in text


def cut(seq):
    ReadEntry.objects.filter(seq__gt=seq).delete()
    ReadChain.objects.update(seq=seq, hash=at(seq).get().hash)


def test_only_the_anchors_find_a_tail_cut_with_its_head(log, settings):
    cut(4)
    assert verify()[0] == 0
    code, text = verify(*anchored(settings))
    assert code == 1
    assert "第 5 条" in text
    assert "末尾被截去" in text


def test_a_tail_cut_and_written_anew_under_our_own_key_does_not_fit_the_anchor(log, settings, clerk):
    cut(4)
    entry(clerk, code="other")
    entry(clerk, code="other")
    assert verify()[0] == 0
    code, text = verify(*anchored(settings))
    assert code == 1
    assert "第 6 条：与" in text


@pytest.mark.parametrize("edit", ["change", "drop_first", "swap", "garbage"])
def test_the_file_of_anchors_is_a_chain_too(log, settings, edit):
    lines = settings.ANCHOR_FILE.read_text().splitlines()
    if edit == "change":
        lines[0] = json.dumps({**json.loads(lines[0]), "seq": 3}, sort_keys=True)
    settings.ANCHOR_FILE.write_text(
        "\n".join({"drop_first": lines[1:], "swap": lines[::-1], "garbage": ["x"]}.get(edit, lines)) + "\n"
    )
    code, text = verify(*anchored(settings))
    assert code == 1
    assert "锚点文件第 1 行" in text


def test_the_engine_writes_one_anchor_in_ten_minutes(log, settings):
    later = NOW + 7 * TEN
    assert actions.anchor_read_log(later - timedelta(seconds=1)) == 0
    assert actions.anchor_read_log(later) == 1
    assert actions.anchor_read_log(later) == 0
    assert len(settings.ANCHOR_FILE.read_text().splitlines()) == 3
    assert not actions.anchor_is_late(later)
    assert actions.anchor_is_late(later + 4 * TEN)


def test_the_head_goes_to_a_file_outside(log, tmp_path):
    out = tmp_path / "heads.jsonl"
    call_command("readlog", "head", "--out", str(out))
    call_command("readlog", "head", "--out", str(out))
    first, second = (json.loads(line) for line in out.read_text().splitlines())
    assert (first["seq"], first["hash"], first["code"]) == (6, log[-1].hash, chain.short(log[-1].hash))
    assert second["seq"] == 6
