import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from config.access.browser import served
from config.rehearsal.database import is_a_rehearsal
from config.security import PROOFS, figures, proven, read, table, written

COUNT, SEED = 10_000, 7
BAD = ("matrix_unexpected", "canary_hits", "superuser_rows", "swaps_missed", "tamper_missed", "oracle_missed")


class Command(BaseCommand):
    help = (
        "Run every proof of the house and print its figures; --write puts them into SECURITY.md. Takes "
        "some minutes; exit code 1 if a proof failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="replace the table in SECURITY.md")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")
        parser.add_argument("--step", type=int, default=1, help="only each so-many-th part of the matrix")
        parser.add_argument("--count", type=int, default=COUNT, help="so many swaps and so many edits")
        parser.add_argument("--seed", type=int, default=SEED)

        parser.add_argument("--only", choices=PROOFS, help="run this proof alone; the other figures stay")

    def handle(self, *, step: int, count: int, seed: int, **options: Any) -> None:
        if is_a_rehearsal(str(connection.settings_dict["NAME"])):
            raise CommandError("当前数据库本身就是演练库，不能在里面再验证。")
        path = Path(settings.BASE_DIR) / "SECURITY.md"
        with served():
            if options["only"]:
                known = read(path.read_text(encoding="utf-8"))
                found = {**known, **proven(options["only"], count=count, seed=seed)}
            else:
                found = figures(step=step, count=count, seed=seed)
        self.stdout.write(json.dumps(found, indent=2) if options["json"] else table(found))
        if options["write"]:
            path.write_text(written(path.read_text(encoding="utf-8"), found), encoding="utf-8")
        if failed := [key for key in BAD if found.get(key)]:
            raise CommandError(f"有证明不成立：{'、'.join(failed)}。")
