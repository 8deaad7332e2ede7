"""The first people of a real office: nobody is there yet who could type or confirm them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts import passwords
from accounts.choices import Post, UnitKind
from accounts.models import Appointment, Unit, User
from common import clock

POSTS = {"administrator": Post.ADMINISTRATOR, "reviewer": Post.COUNTY_REVIEWER}


class Command(BaseCommand):
    help = (
        "Make the first administrator and two county reviewers, once, in an office without appointments. "
        "Everybody later is typed on a page and confirmed by somebody else."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--administrator", nargs=2, metavar=("账号", "姓名"), required=True)
        parser.add_argument("--reviewer", nargs=2, metavar=("账号", "姓名"), action="append", required=True)

    @transaction.atomic
    def handle(self, *, administrator: list[str], reviewer: list[list[str]], **options: Any) -> None:
        county = Unit.objects.active().filter(kind=UnitKind.COUNTY).first()
        if county is None:
            raise CommandError("还没有单位，请先运行 load_county --units-only。")
        if Appointment.objects.exists():
            raise CommandError("已经有任职，首批账号只能在空系统建立一次。")
        if len(reviewer) < 2:
            raise CommandError("县禁毒办至少两人：一人的任职和申请须由另一人确认。请用两次 --reviewer。")
        rows = [("administrator", *administrator), *[("reviewer", *pair) for pair in reviewer]]
        if len({username for _, username, _ in rows}) < len(rows):
            raise CommandError("账号不能重复，管理员不能兼任其他职务。")
        for kind, username, name in rows:
            self._seat(county, POSTS[kind], username, name)

    def _seat(self, county: Unit, post: Post, username: str, name: str) -> None:
        password, now = passwords.one_time(), clock.now()
        user = User(username=username, name=name, must_change_password=True, password_changed_at=now)
        user.set_password(password)
        user.full_clean()
        user.save()
        Appointment.objects.create(
            user=user, unit=county, post=post, from_on=clock.local_day(now), confirmed_at=now
        )
        self.stdout.write(f"{username}  {post.label}  初始密码 {password}（首次登录须更换）")
