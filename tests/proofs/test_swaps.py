import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction

from common.crypto import EncryptedTextField
from config.proofs import names, proof, swaps

ROOT = Path(__file__).resolve().parents[2]
IN_CI = 100
"""One hundredth of `manage.py prove swaps`."""


def test_every_proof_can_be_called():
    assert "swaps" in names()
    assert all(callable(proof(name)) for name in names())


@pytest.mark.django_db
def test_no_swap_of_a_hundred_opens():
    told = swaps.run(IN_CI, 7)
    assert told["tried"] == told["rejected"] == IN_CI
    assert told["missed"] == told["unopened_when_put_back"] == 0
    assert told["cells_in_history"] > told["cells"] / 2
    assert sum(told["kinds"].values()) == IN_CI
    assert len(told["kinds"]) == 6
    assert set(told["versions"]) == {"v1", "v2"}


@pytest.mark.django_db
def test_a_token_bound_to_nothing_is_found_out(monkeypatch):
    monkeypatch.setattr(EncryptedTextField, "aad_of", lambda field, row: b"anywhere")
    told = swaps.run(IN_CI, 7)
    assert told["missed"] >= IN_CI / 3  # those within one file


@pytest.mark.django_db
def test_the_same_seed_tries_the_same():
    told = []
    for _ in range(2):
        with transaction.atomic():
            told.append(swaps.run(10, 3))
            transaction.set_rollback(True)
    assert told[0] == told[1]


def test_the_command_works_in_a_database_of_its_own(tmp_path):
    environment = {
        **os.environ,
        "QINGHU_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, str(ROOT / "manage.py"), "prove", "swaps", "--count", "20", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rejected"] == 20
    assert list(tmp_path.glob("*.sqlite3")) == list(tmp_path.glob("keys.json")) == []
