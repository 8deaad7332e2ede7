import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, ProgrammingError

from common.clock import shanghai
from config.settings import base
from duties import actions
from duties.management.commands import engine_status
from duties.models import Heartbeat, Miss, Notice
from tests.duties.factories import DUE, a_duty

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_daily(police_post):
    police_post.opened_on = date(2027, 1, 1)
    police_post.save()


def run(*args):
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_a_sweep_is_a_rehearsal_unless_told_to_keep_it(everybody, police_post):
    a_duty(police_post)
    expected = '{"escalated": 1, "missed": 1, "notices": 4}\n'
    assert run("sweep", "--now", "2026-03-04T09:00+08:00", "--json") == expected
    assert not Notice.objects.exists()
    assert run("sweep", "--now", "2026-03-04T09:00+08:00", "--json", "--commit") == expected
    assert (Notice.objects.count(), Miss.objects.count()) == (4, 1)
    assert json.loads(run("sweep", "--now", "2026-03-04T09:00+08:00", "--json", "--commit")) == {
        "escalated": 0,
        "missed": 0,
        "notices": 0,
    }


def test_a_sweep_by_hand_leaves_the_heartbeat_alone(db):
    run("sweep", "--now", "2030-01-01T00:00+08:00", "--commit")
    assert not Heartbeat.objects.exists()


def test_without_an_offset_the_instant_is_read_in_shanghai(everybody, police_post):
    a_duty(police_post)
    assert json.loads(run("sweep", "--now", "2026-03-02T23:59", "--json"))["missed"] == 0
    assert json.loads(run("sweep", "--now", "2026-03-03T00:00", "--json"))["missed"] == 1


def test_what_has_not_come_yet_is_looked_at_but_not_written(everybody, police_post, settings):
    settings.ALLOW_FUTURE_SWEEP = False
    a_duty(police_post)
    with time_machine.travel(shanghai(2026, 3, 2, 10), tick=False):
        assert json.loads(run("sweep", "--now", "2026-03-04T09:00", "--json"))["missed"] == 1
        with pytest.raises(CommandError, match="晚于现在"):
            run("sweep", "--now", "2026-03-04T09:00", "--commit")
        run("sweep", "--now", "2026-03-02T10:00", "--commit")
    assert not Miss.objects.exists()


def test_only_the_tests_may_write_the_future():
    assert base.ALLOW_FUTURE_SWEEP is False
    for name in ("demo", "production"):
        text = Path(base.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
        assert "ALLOW_FUTURE_SWEEP" not in text


STRANGE = ["0001-01-01T00:00", "9999-12-31T23:59", "9999-12-31T23:59-08:00"]


@pytest.mark.parametrize("now", ["yesterday", "2026-13-40T00:00", *STRANGE])
def test_a_wrong_instant_gets_a_sentence(db, now):
    with pytest.raises(CommandError, match="ISO 8601"):
        run("sweep", "--now", now)


@pytest.mark.parametrize(("minutes", "code"), [(0, 0), (30, 0), (31, 1)])
def test_engine_status_by_its_exit_code(db, capsys, minutes, code):
    actions.tick(DUE)
    with time_machine.travel(DUE + timedelta(minutes=minutes), tick=False):
        if code:
            with pytest.raises(SystemExit) as stop:
                call_command("engine_status")
            assert stop.value.code == 1
        else:
            call_command("engine_status")
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert "2026-03-03 00:00" in line


@pytest.mark.parametrize("error", [OperationalError, ProgrammingError, InterfaceError])
def test_engine_status_without_a_database_says_so_in_one_line(monkeypatch, capsys, error):
    def broken(now):
        raise error("no such table")

    monkeypatch.setattr(engine_status, "engine_state", broken)
    with pytest.raises(SystemExit) as stop:
        call_command("engine_status")
    assert stop.value.code == 1
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert "数据库" in out


def test_engine_status_when_it_never_ran(db, capsys):
    with time_machine.travel(shanghai(2026, 3, 2), tick=False), pytest.raises(SystemExit):
        call_command("engine_status")
    assert "尚未运行" in capsys.readouterr().out
