import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from config.access.browser import served
from config.access.ear import listening
from config.access.proof import prove
from config.rehearsal.database import is_a_rehearsal, own_database


class Command(BaseCommand):
    help = (
        "Visit every address as every post with every object, in a made-up county in a database of its own, "
        "and compare the answers with the tables. Exit code 1 if one is not as the tables say."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")
        parser.add_argument("--step", type=int, default=1, help="only each so-many-th part of the walk")

    def handle(self, *, step: int, **options: Any) -> None:
        if is_a_rehearsal(str(connection.settings_dict["NAME"])):
            raise CommandError("当前数据库本身就是演练库，不能在里面再验证。")
        if step < 1:
            raise CommandError("间隔应不小于1。")
        with own_database(), listening(), served():
            report = prove(step)
        figures = report.figures()
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=2, sort_keys=True))
        else:
            self._print(figures)
        if report.unexpected:
            raise CommandError(f"有 {len(report.unexpected)} 处与权限表不符。")

    def _print(self, figures: dict[str, Any]) -> None:
        for row in figures["unexpected"]:
            self.stdout.write("  ".join(str(value) for value in row.values()))
        self.stdout.write(f"格 {figures['cells']}，地址 {figures['urls']}，不符 {len(figures['unexpected'])}")
