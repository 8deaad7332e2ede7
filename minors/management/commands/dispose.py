"""Destroy what has been kept long enough and two have signed for. Dry by default."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common import clock
from minors import actions
from minors.models import Disposal


class Command(BaseCommand):
    help = "Lists what is due for disposal. Destroys only with --commit, and only what two have signed for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--commit", action="store_true", help="destroy what two have signed for")
        parser.add_argument("--json", action="store_true", help="print figures")

    def handle(self, *, commit: bool, **options: Any) -> None:
        now = clock.now()
        new = actions.due_for_disposal(now)
        waiting = Disposal.objects.for_system("dispose").filter(done_at=None)
        signed = waiting.filter(second_at__isnull=False).count()
        figures = {"due": len(new) + waiting.count(), "signed": signed, "destroyed": 0, "wiped": 0}
        if commit:
            figures["destroyed"] = len(actions.dispose_signed(now))
            figures["wiped"] = actions.wipe(now)
        if options["json"]:
            self.stdout.write(json.dumps(figures, sort_keys=True))
            return
        for row in waiting.order_by("listed_at"):
            ready = "两人已签" if row.second_at else "待签字"
            self.stdout.write(f"{row.number} {row.get_cause_display()} {row.due_on} {ready}")
        said = "已销毁" if commit else "将销毁"
        count = figures["destroyed"] if commit else signed
        self.stdout.write(f"到期 {figures['due']} 件，{said} {count} 件。")
