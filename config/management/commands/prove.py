import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from config import proofs
from config.rehearsal.database import is_a_rehearsal, own_database

COUNT, SEED = 10_000, 7


class Command(BaseCommand):
    help = (
        "Try what must fail, so many times, in a database and with a key of its own beside the configured "
        "ones, and print the figures. Exit code 1 if anything went through."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=proofs.names())
        parser.add_argument("--count", type=int, default=COUNT)
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *, name: str, count: int, seed: int, **options: Any) -> None:
        if is_a_rehearsal(str(connection.settings_dict["NAME"])):
            raise CommandError("当前数据库本身就是演练库，不能在里面再验证。")
        if count < 1:
            raise CommandError("次数应不小于1。")
        with own_database():
            result = {"proof": name, "count": count, "seed": seed, **proofs.proof(name)(count, seed)}
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2, sort_keys=True))
        else:
            for key, value in result.items():
                self.stdout.write(f"{key}: {value}")
        if result["missed"]:
            raise CommandError(f"有 {result['missed']} 次没有被发现。")
