"""A backup counts once it has been restored: into a scratch place, compared with its manifest and anchors."""

import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import chain
from accounts.verifying import BrokenAnchors
from config import backups


class Command(BaseCommand):
    help = "Restore the newest backup beside the database, check it, print figures. Exit 1 if it is no good."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="place", type=Path, default=None, help="folder of backups")

    def handle(self, *, place: Path | None, **options: Any) -> None:
        place = place or settings.VAR_DIR / "backups"
        folder = backups.newest(place)
        if folder is None:
            raise CommandError(f"{place} 里没有备份，请先运行 backup。")
        started = time.monotonic()
        try:
            found = backups.drill(folder)
        except (backups.BackupFailed, BrokenAnchors) as error:
            raise CommandError(str(error)) from error
        for problem in found.problems:
            self.stdout.write(f"不符：{problem}")
        if found.problems:
            sys.exit(1)
        self.stdout.write(
            f"备份 {folder.name} 恢复成功：{found.tables} 张表 {found.rows} 行，"
            f"查阅日志 {found.verdict.rows} 条完整，"
            f"校验码 {chain.short(found.verdict.hash)}，用时 {time.monotonic() - started:.1f} 秒。"
        )
