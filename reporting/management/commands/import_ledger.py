import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Appointment, User
from accounts.permissions import roles
from common import clock
from common.errors import DomainError
from common.freetext import at_desk, refuse_file_name
from reporting.imports import KINDS, Outcome, read_workbook, run
from reporting.permissions import ReportPerm


class Command(BaseCommand):
    help = "Take a ledger in from a workbook. Tries only, unless --commit; then all rows or none."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file")
        parser.add_argument("--kind", required=True, choices=sorted(KINDS))
        parser.add_argument("--by", default="", help="account in whose name; a trial may do without")
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, file: str, kind: str, by: str, commit: bool, **options: Any) -> None:
        if commit and not by:
            raise CommandError("正式导入须用 --by 写明以谁的账号导入。")
        now = clock.now()
        user = _clerk(by, now)
        try:
            with at_desk(user):
                refuse_file_name(Path(file).name)
                grid = read_workbook(Path(file).read_bytes())
                outcome = run(by=user, kind=kind, grid=grid, commit=commit, now=now)
        except (DomainError, OSError) as error:
            raise CommandError(str(error) if isinstance(error, DomainError) else "找不到这个文件。") from None
        if options["json"]:
            self.stdout.write(json.dumps(outcome.as_data(), ensure_ascii=False, sort_keys=True))
        else:
            self.stdout.write(_words(outcome))
        if commit and not outcome.committed:
            raise CommandError("有不能导入的行，什么也没有保存。")


def _clerk(username: str, now: Any) -> User:
    """Whoever imports: the account named, or for a trial the first whose post may."""
    posts = [post for post, role in roles().items() if ReportPerm.IMPORT_LEDGER in role.permissions]
    live = Appointment.objects.live(now).filter(post__in=posts).select_related("user", "unit")
    if username:
        live = live.filter(user__username=username)
    found = live.order_by("unit__area", "recorded_at").first()
    if found is None:
        raise CommandError("没有可以导入台账的账号。")
    return found.user.act_as(found, at=now)


def _words(outcome: Outcome) -> str:
    lines = [f"共 {outcome.rows} 行，可导入 {outcome.accepted} 行。"]
    lines += [f"第{one.row}行 {one.column}：{one.message}" for one in outcome.refused]
    return "\n".join(lines)
