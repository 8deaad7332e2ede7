"""Rotation as the office runs it: a process of its own, killed in the middle, run again."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from common import crypto, keyfile
from common.crypto import CannotDecrypt, EncryptedTextField, KeyFileUnusable
from minors.actions import rotation, vaults
from minors.models import DataKey, Guardian, Identity, NameKey, Schooling
from tests.minors.factories import child_in, pending, registered

ROOT = Path(__file__).resolve().parents[2]
FILES = 8
MAKE = f"""
import random
from config.proofs import swaps
swaps.FILES = {FILES}
swaps.V2 = "v1"
files = swaps._files(random.Random(7))
"""
COUNT = """
import json
from minors.actions import vaults
from minors.models import DataKey, Minor
from common.crypto import load_keyring
from config.proofs import swaps
minors = list(Minor.objects.for_system("t"))
cells = list(swaps._cells(minors))
print(json.dumps({
    "opened": sum(vaults.read(one)["name"].startswith("示例") for one in minors),
    "cells": len(cells),
    "unopened": sum(not swaps._opens(cell) for cell in cells),
    "versions": sorted({cell.token[:2] for cell in cells}),
    "past": sum(cell.is_past for cell in cells),
    "keks": sorted(set(DataKey.objects.for_system("t").values_list("kek", flat=True))),
    "keys": sorted(load_keyring().keys),
}))
"""


class Office:
    """A database and a key file of their own, used by processes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.keys = folder, folder / "keys.json"
        self.env = {**os.environ, "QINGHU_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.demo"}
        self.env.pop("DATABASE_URL", None)
        keyfile.create(self.keys)
        self.run("manage.py", "migrate", "--verbosity", "0")
        self.python(MAKE)

    def run(self, *command: str, code: int = 0, **env: str) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == code, done.stderr
        return done.stdout + (done.stderr if code else "")

    def python(self, code: str, **env: str) -> str:
        return self.run("-c", f"import django; django.setup()\n{code}", **env)

    def state(self) -> dict:
        return json.loads(self.python(COUNT))

    def rotate(self, *options: str, **env: str) -> dict:
        return json.loads(self.run("manage.py", "rotate_keys", "--json", *options, **env))

    def kill_while(self, *options: str, after: str, **env: str) -> None:
        """Start it, wait for a line of progress that begins with `after`, and kill it with SIGKILL."""
        process = subprocess.Popen(
            [sys.executable, "-u", "manage.py", "rotate_keys", *options],
            cwd=ROOT,
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(after):
                process.send_signal(signal.SIGKILL)
                break
        assert process.wait(timeout=60) == -signal.SIGKILL
        process.stdout.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return Office(tmp_path_factory.mktemp("office"))


def test_a_rotation_killed_in_the_middle_loses_nothing_and_goes_on(office):
    before = office.state()
    office.kill_while("--batch", "1", after="1/")
    halfway = office.state()
    assert halfway["unopened"] == 0
    assert halfway["opened"] == FILES
    assert len(halfway["keys"]) == 2
    assert len(halfway["keks"]) == 2  # some wrapped by the new one, some by the old
    assert "旧密钥" in office.run("manage.py", "rotate_keys", "--forget-old", code=1)
    told = office.rotate()
    assert (told["added"], told["still_old"]) == (False, 0)
    assert 0 < told["wrapped_anew"] < FILES
    after = office.state()
    assert (after["opened"], after["unopened"]) == (FILES, 0)
    assert after["keks"] == [told["kek"]] != before["keks"]
    assert office.rotate("--forget-old")["forgotten"] == 1
    last = office.state()
    assert (last["opened"], last["keys"]) == (FILES, [told["kek"]])
    assert stat.S_IMODE(office.keys.stat().st_mode) == 0o600
    assert not list(office.folder.glob(".keys-*"))


def test_resealing_killed_in_the_middle_goes_on_to_the_end_of_history(office):
    assert office.state()["versions"] == ["v1"]
    office.kill_while("--reseal", after="1/", QINGHU_FIELD_CIPHER="v2")
    halfway = office.state()
    assert (halfway["unopened"], halfway["versions"]) == (0, ["v1", "v2"])
    told = office.rotate("--reseal", QINGHU_FIELD_CIPHER="v2")
    assert 0 < told["files_sealed_anew"] < FILES
    after = office.state()
    assert after["versions"] == ["v2"]
    assert (after["unopened"], after["opened"]) == (0, FILES)
    assert (after["cells"], after["past"]) == (halfway["cells"], halfway["past"])  # no history row more
    assert office.rotate("--reseal", QINGHU_FIELD_CIPHER="v2")["values_sealed_anew"] == 0


# --- in the process


@pytest.fixture
def own_keys(settings, tmp_path):
    settings.KEY_FILE = tmp_path / "keys.json"
    crypto.create_key_file(settings.KEY_FILE)
    return settings.KEY_FILE


def quiet(done, total):
    """No progress."""


def rotate():
    figures = rotation.Figures()
    rotation.rotate(figures, quiet, batch=2)
    return figures


@pytest.mark.django_db
def test_a_second_rotation_makes_a_second_key(clerk, station, own_keys):
    files = [pending(clerk, station) for _ in range(5)]
    first, second = rotate(), rotate()
    assert first.kek != second.kek
    assert (first.wrapped_anew, second.wrapped_anew) == (5, 5)
    assert len(crypto.load_keyring().keys) == 3
    assert all(vaults.read(minor)["name"] for minor in files)


@pytest.mark.django_db
def test_a_damaged_data_key_stays_and_blocks_the_forgetting_only(clerk, station, own_keys):
    good, bad = pending(clerk, station), pending(clerk, station)
    row = DataKey.objects.for_system("test").get(minor=bad)
    row.wrapped = bytes(60)
    row.save()
    for _ in range(2):
        figures = rotate()
        assert (figures.unreadable_keys, figures.still_old, figures.wrapped_anew) == (1, 1, 1)
        assert figures.added
    with pytest.raises(rotation.OldKeyInUse):
        rotation.forget_old(rotation.Figures())
    assert vaults.read(good)["name"]


@pytest.mark.django_db
def test_a_destroyed_key_needs_no_rotation(clerk, station, own_keys):
    child = child_in()
    existing, intake = registered(clerk, station, child=child), pending(clerk, station, child=child)
    vaults.move(intake, existing, now=intake.taken_in_at)
    assert rotate().wrapped_anew == 1
    rotation.forget_old(rotation.Figures())
    assert vaults.read(existing)["name"] == child.name


def test_a_key_file_is_the_old_one_or_the_new_one(tmp_path, monkeypatch):
    path = tmp_path / "keys.json"
    keyfile.create(path)
    before = path.read_text()
    for call in ("os.replace", "os.fsync", "json.dump"):
        with monkeypatch.context() as broken:
            broken.setattr(f"common.keyfile.{call}", stop)
            with pytest.raises(OSError):
                keyfile.add_kek(path)
        assert path.read_text() == before
        assert [file.name for file in tmp_path.iterdir()] == ["keys.json"]
    kid = keyfile.add_kek(path)
    assert keyfile.read(path).current == kid
    assert len(keyfile.read(path).keys) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def stop(*args, **kwargs):
    raise OSError("the disk is full")


@pytest.mark.django_db
@pytest.mark.parametrize(("old", "new"), [("v1", "v2"), ("v2", "v1")])
def test_resealing_goes_both_ways_and_adds_no_history(clerk, station, settings, own_keys, old, new):
    settings.FIELD_CIPHER = old
    child = child_in()
    minor = registered(clerk, station, child=child)
    tables = [model for live in (Identity, Schooling, Guardian) for model in (live, live.history.model)]
    before = [model.objects.for_system("t").count() for model in tables]
    NameKey.objects.for_system("as before the update").filter(minor=minor).delete()
    settings.FIELD_CIPHER = new
    figures = rotation.Figures()
    rotation.reseal(figures, quiet)
    assert figures.values_in_history > 0
    assert figures.values_sealed_anew > figures.values_in_history
    assert [model.objects.for_system("t").count() for model in tables] == before
    for model in tables:
        for row in model.objects.for_system("t").filter(minor=minor):
            for column in rotation._sealed_columns(model):
                value = getattr(row, column)
                assert value is None or value.token.startswith(f"{new}:")
    assert vaults.read(minor)["name"] == child.name
    assert NameKey.objects.for_system("t").filter(minor=minor).exists()


def test_every_sealed_column_hangs_on_a_file():
    """Else resealing would not find it."""
    sealed = {
        model
        for model in apps.get_models()
        if any(isinstance(field, EncryptedTextField) for field in model._meta.fields)
    }
    assert sealed == set(rotation._sealed_tables())
    assert len(sealed) >= 6


# --- may it start


@pytest.mark.django_db
def test_the_right_keys_are_no_trouble(clerk, station, own_keys):
    pending(clerk, station)
    assert rotation.key_trouble() == ""


@pytest.mark.django_db
def test_another_installations_keys_are_trouble(clerk, station, own_keys):
    pending(clerk, station)
    own_keys.unlink()
    crypto.create_key_file(own_keys)
    assert "密钥文件与数据库不符" in rotation.key_trouble()
    with pytest.raises(CannotDecrypt):
        vaults.key_of(pending_of_old())


def pending_of_old():
    return DataKey.objects.for_system("test").select_related("minor").first().minor


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), "找不到密钥文件"),
        (lambda path: path.write_text("{"), "无法读取或内容不完整"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "无法读取或内容不完整"),
    ],
)
def test_a_lost_or_damaged_file_is_trouble(own_keys, spoil, says):
    spoil(own_keys)
    assert says in rotation.key_trouble()


@pytest.mark.django_db
def test_a_misspelt_cipher_is_trouble(settings, own_keys):
    settings.FIELD_CIPHER = "sm4"
    assert "只能是" in rotation.key_trouble()
    with pytest.raises(KeyFileUnusable):
        crypto.field_cipher()
