"""The chain of the read log: is it whole, and where does it stand?"""

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import chain
from accounts.models import ReadChain
from accounts.verifying import Anchor, BrokenAnchors, note_verified, read_anchors, verify
from common import clock


class Command(BaseCommand):
    help = (
        "verify: walk the chain of the read log, exit 0 when it is whole, 1 with the first bad number when "
        "not. head: print the head of the chain as JSON, to keep outside the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify", "head"])
        parser.add_argument("--anchors", type=Path, help="file of anchors; finds a cut tail, too")
        parser.add_argument("--out", type=Path, help="append the head to this file instead of printing it")

    def handle(self, *, what: str, anchors: Path | None, out: Path | None, **options: Any) -> None:
        if what == "head":
            self._head(out)
        else:
            self._verify(anchors)

    def _verify(self, path: Path | None) -> None:
        started = time.monotonic()
        verdict = verify(self._anchors(path))
        note_verified(verdict, clock.now())
        if verdict.finding is not None:
            self.stdout.write(f"日志不完整。{verdict.finding}。")
            sys.exit(1)
        seconds = time.monotonic() - started
        self.stdout.write(
            f"日志完整：{verdict.rows} 条，锚点 {verdict.anchors} 个，校验码 {chain.short(verdict.hash)}，"
            f"用时 {seconds:.1f} 秒。"
        )

    def _anchors(self, path: Path | None) -> list[Anchor]:
        try:
            return list(read_anchors(path)) if path else []
        except BrokenAnchors as error:
            self.stdout.write(str(error))
            sys.exit(1)
        except OSError as error:
            raise CommandError(f"锚点文件打不开：{path}。") from error

    def _head(self, out: Path | None) -> None:
        head = ReadChain.objects.get()
        at = clock.local(clock.now()).isoformat(timespec="seconds")
        line = {"at": at, "seq": head.seq, "hash": head.hash, "code": chain.short(head.hash)}
        text = json.dumps(line, sort_keys=True)
        if out is None:
            self.stdout.write(text)
            return
        with out.open("a", encoding="utf-8") as file:
            file.write(text + "\n")
