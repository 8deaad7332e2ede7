"""For cron and health checks: does the engine still complete its rounds?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError

from common import clock
from duties.watch import engine_state


class Command(BaseCommand):
    help = "One line about the engine; exit code 0 when it is healthy, 1 when it is late or never ran."

    def handle(self, **options: Any) -> None:
        try:
            state = engine_state(clock.now())
        except (DatabaseError, InterfaceError):
            self.stdout.write("检测引擎 状态不明：数据库连不上，或者还没有建表（migrate）")
            sys.exit(1)
        if state.last_completed is None:
            self.stdout.write("检测引擎 尚未运行")
        else:
            last = clock.local(state.last_completed)
            self.stdout.write(
                f"检测引擎 最后完成 {last:%Y-%m-%d %H:%M} {'已超过30分钟未运行' if state.is_late else '正常'}"
            )
        if state.is_late:
            sys.exit(1)
