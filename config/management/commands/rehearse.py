import json
import re
import unicodedata
from argparse import ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from config.rehearsal.database import is_a_rehearsal, own_database
from config.rehearsal.figures import COLUMNS, figures
from config.rehearsal.ledger import SAME_LEDGER, ledger, unlike
from config.rehearsal.month import FIRST_DAY, SETTLE_DAYS, play
from config.rehearsal.world import Options
from duties.policies import policies

HEADS = ("应办", "按时", "逾期补办", "逾期", "已签说明", "上报县级", "县级已处理")
KIND_CELLS, FIGURE_CELLS = 34, 12
SHOWN = 20
"""So many rows that are not alike are printed."""


class Command(BaseCommand):
    help = (
        "Play a synthetic month through the same actions the pages use, in a database of its own beside the "
        "configured one, and print what was due, met, late, missed, escalated, answered."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--townships", type=int, default=20)
        parser.add_argument("--days", type=int, default=31)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument(
            "--engine-off", type=_span, default=None, metavar="A:B", help="first:last day without the engine"
        )
        parser.add_argument(
            "--template",
            type=Path,
            default=None,
            metavar="FILE",
            help="a migrated SQLite file without rows to copy instead of migrating anew",
        )
        parser.add_argument(
            "--json", type=Path, default=None, metavar="FILE", help="also write the figures there"
        )

    def handle(self, *, townships: int, days: int, seed: int, **options: Any) -> None:
        if is_a_rehearsal(str(connection.settings_dict["NAME"])):
            raise CommandError("当前数据库本身就是演练库，不能在里面再演练。")
        if not 1 <= townships <= 20 or not 1 <= days <= 366:
            raise CommandError("乡镇数应在1到20之间，天数应在1到366之间。")
        asked = Options(townships, days, seed, FIRST_DAY, SETTLE_DAYS, options["engine_off"])
        result = _played(asked, options["template"])
        if options["json"]:
            text = json.dumps(result, ensure_ascii=False, indent=2, sort_keys=True)
            options["json"].write_text(text + "\n", encoding="utf-8")
        self._print(result)
        broken = sum(result["invariants"].values())
        if broken:
            raise CommandError(f"有 {broken} 处不变量被破坏，见上表。")

    def _print(self, result: dict[str, Any]) -> None:
        self.stdout.write(_cells("事项", KIND_CELLS) + "".join(_cells(head, FIGURE_CELLS) for head in HEADS))
        for kind, row in result["duties"].items():
            counts = "".join(_cells(str(row[name]), FIGURE_CELLS) for name in COLUMNS)
            self.stdout.write(_cells(policies()[kind].title, KIND_CELLS) + counts)
        for part in ("cases", "invariants"):
            self.stdout.write("")
            for name, value in result[part].items():
                self.stdout.write(f"{name}: {value}")
        for line in (*result.get("unlike", ()), *(f"{n}× {said}" for said, n in result["refused"].items())):
            self.stdout.write(line)


def _played(asked: Options, template: Path | None) -> dict[str, Any]:
    """The figures of the month; with days without the engine, compared whole with never stopping."""
    if asked.engine_off is None:
        with own_database(template):
            return figures(play(asked))
    with own_database(template):
        steady = ledger(play(replace(asked, steady=True)))
    with own_database(template):
        world = play(asked)
        result, stopped = figures(world), ledger(world)
    rows = unlike(steady, stopped)
    result["invariants"][SAME_LEDGER] = rows.total()
    result["unlike"] = sorted(" ".join(row) for row in rows)[:SHOWN]
    return result


def _span(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,3}):(\d{1,3})", text, re.ASCII)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise ArgumentTypeError("应为“首日:末日”，如 5:7，首日不小于1、不晚于末日。")
    return int(found[1]), int(found[2])


def _cells(text: str, width: int) -> str:
    """Pad to `width` terminal cells: a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * max(width - taken, 1)
