import json
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from minors.actions import rotation


class Command(BaseCommand):
    help = (
        "Make a new key-encryption key and wrap every data key with it. Killed in the middle it loses "
        "nothing: run it again. Copy the key file to its safe place afterwards; older backups need "
        "the older copy."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print only the figures, as JSON")
        parser.add_argument("--batch", type=int, default=rotation.BATCH, help="data keys per transaction")
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--reseal",
            action="store_true",
            help="no new key: write all values, history too, with the cipher of QINGHU_FIELD_CIPHER",
        )
        what.add_argument(
            "--forget-old",
            action="store_true",
            help="no new key: remove the old ones from the key file; refused while one is in use",
        )

    def handle(self, *, batch: int, **options: Any) -> None:
        self.quiet, self.shown = options["json"], 0.0
        figures, started = rotation.Figures(), monotonic()
        try:
            if options["forget_old"]:
                rotation.forget_old(figures)
            elif options["reseal"]:
                rotation.reseal(figures, self._progress)
            else:
                rotation.rotate(figures, self._progress, batch=max(batch, 1))
        except rotation.OldKeyInUse as error:
            raise CommandError(str(error)) from None
        result = {**figures.as_dict(), "seconds": round(monotonic() - started, 2)}
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2, sort_keys=True))
        else:
            for name, value in result.items():
                self.stdout.write(f"{name}: {value}")
        if figures.unreadable_keys or figures.unreadable_files:
            raise CommandError("有打不开的数据密钥或档案，已原样保留；请对照密钥备份查明。")

    def _progress(self, done: int, total: int) -> None:
        """A line at most four times a second, and the last."""
        if self.quiet or (done < total and monotonic() - self.shown < 0.25):
            return
        self.shown = monotonic()
        self.stdout.write(f"{done}/{total}")
        self.stdout.flush()
