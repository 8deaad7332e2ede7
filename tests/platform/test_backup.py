"""A backup is proven by restoring it; one that was touched, or that holds less than it says, is found out."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import actions
from accounts.choices import Post, UnitKind
from accounts.models import ReadChain
from common import clock
from config import backups
from tests.accounts.factories import UnitFactory
from tests.accounts.test_read_chain import entry
from tests.cast import COUNTY, staff

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(tmp_path, settings):
    settings.ANCHOR_FILE = tmp_path / "anchors.jsonl"
    user = staff("reader", UnitFactory(kind=UnitKind.COUNTY, area=COUNTY), Post.COUNTY_REVIEWER)
    for number in range(5):
        entry(user, code=f"N{number}")
    actions.anchor_read_log(clock.now())
    call_command("backup", "--into", str(tmp_path), stdout=io.StringIO())
    return tmp_path


def manifest_of(place: Path) -> Path:
    folder = backups.newest(place)
    assert folder is not None
    return folder / backups.MANIFEST


def drill(place):
    out, code = io.StringIO(), 0
    try:
        call_command("restore_drill", "--from", str(place), stdout=out)
    except SystemExit as stop:
        code = int(str(stop.code))
    return code, out.getvalue()


def test_what_was_backed_up_comes_back(place, key_file):
    told = json.loads(manifest_of(place).read_text())
    head = ReadChain.objects.get()
    assert (told["read_log"]["seq"], told["read_log"]["hash"]) == (5, head.hash)
    assert told["rows"]["accounts_readentry"] == 5
    before = connection.settings_dict["NAME"]
    code, text = drill(place)
    assert (code, "查阅日志 5 条完整" in text) == (0, True), text
    assert connection.settings_dict["NAME"] == before
    assert ReadChain.objects.get() == head


def test_no_key_stands_in_it(place, settings):
    keys = json.loads(Path(settings.KEY_FILE).read_text())
    text = manifest_of(place).read_text()
    assert keys["index_key"] not in text
    assert all(kid in text and key not in text for kid, key in keys["keys"].items())


@pytest.mark.parametrize("fault", ["bytes", "rows", "head", "key"])
def test_a_backup_that_is_not_what_it_says_is_found(place, fault):
    path = manifest_of(place)
    told = json.loads(path.read_text())
    if fault == "bytes":
        told["sha256"] = "0" * 64
    elif fault == "rows":
        told["rows"]["accounts_unit"] += 1
    elif fault == "head":
        told["read_log"]["hash"] = "0" * 64
    else:
        told["keys"].append("k-lost")
    path.write_text(json.dumps(told))
    code, text = drill(place)
    assert code == 1
    assert "不符" in text


def test_without_a_backup_it_says_so(tmp_path):
    with pytest.raises(CommandError, match="没有备份"):
        call_command("restore_drill", "--from", str(tmp_path))
