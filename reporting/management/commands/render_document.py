from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import readlog
from accounts.choices import ReadKind
from accounts.models import Appointment, User
from accounts.permissions import roles
from cases.choices import LetterKind
from cases.models import Letter
from common import clock, codes
from common.errors import DomainError
from common.freetext import refuse_file_name
from reporting.actions.document import BASIS, CODED, sheet_for
from reporting.documents import FORMATS, typeset
from reporting.permissions import ReportPerm


class Command(BaseCommand):
    help = "Print a letter at level 1 (codes only) into a file; identity is printed on its page alone."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("kind", choices=sorted(LetterKind.values))
        parser.add_argument("code", help="code of the letter, or of the child: then the latest of this kind")
        parser.add_argument("--out", required=True, help="file ending in .pdf or .docx")
        parser.add_argument("--by", default="", help="account in whose name; else whoever signed the letter")

    def handle(self, *, kind: str, code: str, out: str, by: str, **options: Any) -> None:
        path = Path(out)
        form = path.suffix.removeprefix(".").lower()
        if form not in FORMATS:
            raise CommandError("--out 须以 .pdf 或 .docx 结尾。")
        letter = _letter(kind, codes.normalise(code))
        now = clock.now()
        user = _printer(letter, by, now)
        try:
            refuse_file_name(path.name)
            file = typeset(sheet_for(letter), form)
        except DomainError as error:
            raise CommandError(str(error)) from None
        readlog.record(
            by=user,
            kind=ReadKind.PRINT,
            file=letter.minor_id,
            code=letter.case.minor.code,
            fields=CODED,
            purpose=f"打印{letter.get_kind_display()} {letter.number}",
            basis=BASIS,
        )
        path.write_bytes(file)
        self.stdout.write(f"{letter.number} {path}")


def _letter(kind: str, code: str) -> Letter:
    rows = Letter.objects.for_system("render_document").filter(kind=kind, minor__sealed_at=None)
    rows = rows.select_related("book", "unit", "signed_by", "case__minor", "transfer")
    found = rows.filter(code=code).first() or rows.filter(minor__code=code).order_by("-signed_at").first()
    if found is None:
        raise CommandError("没有这样的函件。")
    return found


def _printer(letter: Letter, username: str, now: Any) -> User:
    """Whoever prints, acting in the office that wrote the letter."""
    posts = [post for post, role in roles().items() if ReportPerm.PRINT_LETTER in role.permissions]
    live = Appointment.objects.live(now).filter(post__in=posts, unit=letter.unit_id)
    live = live.select_related("user", "unit").order_by("recorded_at")
    found = live.filter(user__username=username).first() if username else None
    found = found or (None if username else live.filter(user=letter.signed_by_id).first() or live.first())
    if found is None:
        raise CommandError("没有可以打印这件函件的账号。")
    return found.user.act_as(found, at=now)
