"""A copy of the database with a manifest that says what must be found in it again."""

import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from config import backups


class Command(BaseCommand):
    help = (
        "Copy the database into a new folder, with a manifest: head of the read log, numbers of rows, ids of "
        "the keys that open it. The key file is never copied: keep it elsewhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--into", type=Path, default=None, help="default: backups under QINGHU_VAR")

    def handle(self, *, into: Path | None, **options: Any) -> None:
        now = clock.now()
        name = f"{clock.local(now):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        folder = (into or settings.VAR_DIR / "backups") / name
        try:
            manifest = backups.back_up(folder, now=now)
        except backups.BackupFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{folder}")
        self.stdout.write(json.dumps(manifest["read_log"], ensure_ascii=False, sort_keys=True))
