"""The rehearsal as a person runs it: a process of its own. The whole month is `manage.py rehearse`."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from common.clock import shanghai
from config.rehearsal.answers import ANSWERS
from config.rehearsal.database import is_a_rehearsal
from config.rehearsal.ledger import SAME_LEDGER, unlike
from config.rehearsal.plan import Chance
from config.rehearsal.world import OF_THE_ENGINE, UNANSWERED
from duties.policies import policies
from tests.database import sqlite_template

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["--townships", "3", "--days", "7", "--seed", "7"]


def rehearse(folder: Path, *options: str, database: str | None = None) -> subprocess.CompletedProcess:
    environment = {**os.environ, "QINGHU_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.demo"}
    environment.pop("DATABASE_URL", None)
    if database:
        environment["DATABASE_URL"] = database
    command = [sys.executable, str(ROOT / "manage.py"), "rehearse", *options]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rehearsal")  # empty, as before the first start: no database, no keys


@pytest.fixture(scope="module")
def migrated(django_db_setup) -> list[str]:
    """The template of the tests' own databases, where they have one that the rehearsal can copy."""
    return ["--template", str(sqlite_template())] if connection.vendor == "sqlite" else []


@pytest.fixture(scope="module")
def first(folder: Path, migrated: list[str]) -> dict:
    return figures(folder, "first.json", *migrated)


def figures(folder: Path, name: str, *options: str, database: str | None = None) -> dict:
    done = rehearse(folder, *SMALL, *options, "--json", str(folder / name), database=database)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_the_month_has_promises_kept_late_and_broken(first):
    daily = first["duties"]["report.daily"]
    assert daily["due"] == 3 * 7
    assert daily["due"] == daily["met"] + daily["missed"]
    assert 0 < daily["late"] <= daily["missed"]
    assert first["cases"]["seizures"] > 0
    assert first["cases"]["registered"] > 0


def test_what_must_always_hold_holds(first):
    assert first["invariants"]
    assert set(first["invariants"].values()) == {0}


def test_another_seed_plans_other_days():
    days = [shanghai(2026, 3, day).date() for day in range(1, 32)]
    plans = [[Chance(seed).post_day("450225208", day) for day in days] for seed in (11, 11, 12)]
    assert plans[0] == plans[1]
    assert plans[0] != plans[2]


def test_an_engine_that_stood_still_catches_up_to_the_same_ledger(folder, migrated, first):
    """The month is played twice, so this also says that the same seed gives the same month."""
    stopped = figures(folder, "stopped.json", "--engine-off", "3:6", *migrated)
    assert stopped["engine"]["ticks"] < first["engine"]["ticks"]
    assert stopped["engine"]["outages"] == 1
    assert stopped["invariants"][SAME_LEDGER] == 0
    assert not stopped["unlike"]


def test_a_row_that_differs_is_counted_and_shown():
    one, other = Counter({("miss", "a"): 1, ("miss", "b"): 2}), Counter({("miss", "b"): 1, ("duty", "c"): 1})
    assert unlike(one, other) == {("miss", "a"): 1, ("miss", "b"): 1, ("duty", "c"): 1}
    assert not unlike(one, one)


def test_every_kind_is_played_or_says_why_it_is_not():
    kinds = set(policies())
    assert kinds == set(ANSWERS) | set(UNANSWERED)
    assert not set(ANSWERS) & set(UNANSWERED)
    assert all(UNANSWERED.values())
    assert set(OF_THE_ENGINE) <= set(ANSWERS)


def test_the_month_has_the_rest_of_a_year(first):
    played = {kind for kind, row in first["duties"].items() if row["due"]}
    assert played >= {
        "case.adult_handover",
        "case.agreement",
        "case.breach_report",
        "case.carer_check",
        "case.clean_decide",
        "case.custody_release",
        "case.end_checklist",
        "case.leave_decide",
        "case.lift_notice",
        "case.month_lines",
        "case.parent_call",
        "case.place_materials",
        "case.place_report",
        "case.plan_approve",
        "case.positive",
        "case.recheck",
        "case.review",
        "case.test",
        "seal.decide",
        "supply.reagent",
        "transfer.receipt",
    }
    assert first["cases"]["ended"]["term"] > 0
    assert first["cases"]["closed_by_itself"] > 0
    assert first["cases"]["lost_days"] > 0


def test_its_own_database_and_keys_are_gone_afterwards(folder, first):
    assert not [path for path in folder.iterdir() if is_a_rehearsal(path.name)]
    assert not (folder / "keys.json").exists()


def test_it_refuses_to_run_inside_a_rehearsal(folder):
    done = rehearse(folder, *SMALL, database=f"sqlite:///{folder}/qinghu_rehearsal_1.sqlite3")
    assert done.returncode == 1
    assert "不能在里面再演练" in done.stderr


@pytest.mark.parametrize("options", [["--townships", "0"], ["--days", "0"]])
def test_it_refuses_a_month_of_nothing(folder, options):
    done = rehearse(folder, *options)
    assert done.returncode == 1
    assert "应在" in done.stderr


@pytest.mark.postgres
def test_postgresql_and_sqlite_give_the_same_figures(folder, first):
    database = os.environ.get("QINGHU_STACK_POSTGRES", "postgres://postgres@127.0.0.1:5432") + "/postgres"
    assert figures(folder, "postgres.json", database=database) == first


@pytest.mark.parametrize("text", ["x", "5", "7:5", "0:3", "1:2:3", "1:²"])
def test_a_wrong_span_gets_a_chinese_sentence(text):
    with pytest.raises(CommandError, match="应为“首日:末日”"):
        call_command("rehearse", "--engine-off", text)
