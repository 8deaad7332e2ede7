"""A child who seems to stand in another township's register: the station asks, the county decides."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from duties import actions as duties
from minors import actions as minors
from minors.actions import ChildIn
from minors.rules import is_reason
from reporting.actions import clocks
from reporting.actions.intake import lock
from reporting.actions.offices import county_of
from reporting.choices import LineState, Verdict
from reporting.models import ElsewhereCheck, IntakeLine
from reporting.permissions import ReportPerm

KIND = "register.elsewhere"
REGISTER_KINDS = ("report.register", "transfer.intake")


@transaction.atomic
def ask_county(*, by: User, line: IntakeLine, identity: ChildIn, now: datetime) -> ElsewhereCheck:
    """Ask the county whether the child of `line` is the one registered in another township.

    Opens `register.elsewhere`, which names the line's code and nobody. Asked twice it is one question.
    Raises DomainError if no other township has such a file. Design §4.0.
    """
    require(by, ReportPerm.REGISTER, line)
    row = lock(line)
    asked = ElsewhereCheck.objects.for_system("one question per line").filter(line=row).first()
    if asked is not None:
        return asked
    if row.state != LineState.WAITING:
        raise DomainError("这一行已经处理，无需核对。")
    found = minors.held_elsewhere(
        by=by, intake=row.minor, identity=identity, on=clock.local_day(row.received_at)
    )
    if found is None:
        raise DomainError("本县其他乡镇没有查到相同的在册档案，请重新查重。")
    existing, same_number = found
    check = ElsewhereCheck.objects.create(
        line=row,
        existing=existing,
        held_by=existing.unit,
        same_number=same_number,
        asked_at=now,
        asked_by=by,
    )
    duties.open(KIND, subject=row.pk, unit=county_of(row.county), label=row.code, at=now)
    return check


@transaction.atomic
def decide_elsewhere(
    *, by: User, line: IntakeLine, verdict: str, reason: str, now: datetime
) -> ElsewhereCheck:
    """Say whether the two are one child. One child: the line is matched into the file that is registered.

    The matched line is done and its clock stops; the file stays with its station, and a hand-over goes by
    order. Two children: the station registers on the county's word. Raises DomainError without a reason,
    or if the ID number is the same and still two children are said.
    """
    require(by, ReportPerm.DECIDE_ELSEWHERE, line)
    if not is_reason(reason):
        raise DomainError("请写明认定的依据。", field="reason")
    row = lock(line)
    check = _locked(row)
    if check.verdict:
        raise DomainError(f"已认定：{check.get_verdict_display()}。")
    if verdict == Verdict.OTHER and check.same_number:
        raise DomainError(
            "公民身份号码相同，不能认定为不是同一人；号码有误的，请原档案所在站先更正。", field="verdict"
        )
    check.verdict, check.reason, check.decided_at, check.decided_by = verdict, reason.strip(), now, by
    check.save()
    if verdict != Verdict.OTHER and row.state == LineState.WAITING:
        row.minor = minors.match_across(
            by=by, intake=row.minor, existing=check.existing, reason=reason, now=now
        )
        row.state, row.registered_at, row.registered_by = LineState.MATCHED, now, by
        row.save()
        for kind in REGISTER_KINDS:
            clocks.meet_line(kind, row, at=now, by=by, now=now)
    clocks.meet_line(KIND, row, at=now, by=by, now=now)
    return check


def _locked(line: IntakeLine) -> ElsewhereCheck:
    rows = ElsewhereCheck.objects.for_system("lock").select_for_update(of=("self",))
    check = rows.select_related("existing", "held_by").filter(line=line).first()
    if check is None:
        raise DomainError("工作站没有就这一行提请核对。")
    return check
