"""One round of the engine by hand, at any instant; a rehearsal unless told to keep it."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.dateparse import parse_datetime

from common import calendar, clock
from duties import actions


def instant(text: str) -> datetime:
    """An ISO 8601 instant; without an offset it is read as Shanghai time."""
    try:
        parsed = parse_datetime(text)
    except ValueError:
        parsed = None
    if parsed is None or not calendar.is_plausible(parsed.date()):
        raise CommandError("--now 应为 ISO 8601 时间，如 2026-03-02T23:50+08:00。")
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=clock.ShanghaiTZ)


class Command(BaseCommand):
    help = "Write misses, notices and escalations as the engine does. Keeps nothing without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", type=str, default="", help="ISO 8601; default: the present")
        parser.add_argument("--commit", action="store_true", help="keep what was written")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *, now: str, commit: bool, **options: Any) -> None:
        at = instant(now) if now else clock.now()
        if commit and at > clock.now() and not settings.ALLOW_FUTURE_SWEEP:
            raise CommandError("--now 晚于现在：还没有到的时间只能演算，不能用 --commit 写入。")
        # the heartbeat speaks of the present and of the engine itself: a sweep by hand leaves it alone
        with clock.at(at), transaction.atomic():
            done = actions.tick(at, stamp=False)
            if not commit:
                transaction.set_rollback(True)
        figures = {"notices": done.notices, "missed": done.missed, "escalated": done.escalated}
        if options["json"]:
            self.stdout.write(json.dumps(figures, sort_keys=True))
            return
        word = "已写入" if commit else "将写入（未保存，加 --commit 保存）"
        self.stdout.write(f"{word}：提醒 {done.notices}，逾期 {done.missed}，上报 {done.escalated}")
