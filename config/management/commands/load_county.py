import unicodedata
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.choices import Post
from accounts.models import Unit
from common import clock
from config.county.examples import EXAMPLE_DAYS, play_examples
from config.county.staff import TOUR, Seat, load_staff
from config.county.units import load_units


class Command(BaseCommand):
    help = (
        "Load the county: real offices by division code, and, in the demo only, made-up schools and staff. "
        "Safe to run again: what is there stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--units-only", action="store_true", help="offices alone, without people; anywhere"
        )
        parser.add_argument("--with-examples", action="store_true", help="some synthetic work, once")

    @transaction.atomic
    def handle(self, *, units_only: bool, with_examples: bool, **options: Any) -> None:
        if units_only:
            load_units(opened_on=clock.local_day(clock.now()), schools=())
            self.stdout.write(f"单位 {Unit.objects.count()} 个。")
            return
        if not settings.DEMO:
            raise CommandError("演示账号只能在演示环境建立；正式环境请用 --units-only，再用 first_accounts。")
        is_new = not Unit.objects.exists()
        now = clock.now()
        opened_on = clock.local_day(now) - timedelta(days=EXAMPLE_DAYS if with_examples else 0)
        units = load_units(opened_on=opened_on)
        seats = load_staff(units, password=settings.DEMO_PASSWORD)
        if with_examples and is_new:
            play_examples(units, now)
        self._print(seats)

    def _print(self, seats: list[Seat]) -> None:
        self.stdout.write(f"\n演示账号（密码都是 {settings.DEMO_PASSWORD} ，人和学校均为虚构）：")
        by_name: dict[str, list[Seat]] = {}
        for seat in seats:
            by_name.setdefault(seat.username, []).append(seat)
        for username in TOUR:
            posts = "、".join(Post(seat.post).label for seat in by_name[username])
            units = by_name[username][0].unit.name if len(by_name[username]) == 1 else "一人两职，登录后选择"
            self.stdout.write(f"  {username:<16}{_padded(posts, 40)}{units}")
        self.stdout.write(
            "  其余乡镇：t<乡镇代码后三位>-liaison、-police-head、-officer、-clerk、-head、-worker、-leader，"
            "如 t100-liaison"
        )


def _padded(text: str, width: int) -> str:
    """Pad to `width` terminal cells: a Chinese character takes two."""
    cells = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * max(width - cells, 1)
