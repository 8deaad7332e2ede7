"""What a row's state, or a word in the address, adds to permission and scope (`Surface.state`).

Each answers a status that refuses, or 0.
"""

from typing import Any

from accounts.models import User
from accounts.permissions import may
from cases.permissions import CasePerm
from minors.models import VillageHelp
from reporting.ledgers import LEDGERS
from reporting.models import CountyReport, ElsewhereCheck, IntakeLine


def may_see_ledger(user: User, row: None, method: str, kwargs: dict[str, Any]) -> int:
    """Each ledger has its own permission; the list of them needs any one."""
    wanted = [kwargs["ledger"]] if "ledger" in kwargs else list(LEDGERS.values())
    return 0 if any(may(user, ledger.perm) for ledger in wanted) else 403


def may_report_county(user: User, row: IntakeLine, method: str, kwargs: dict[str, Any]) -> int:
    """Before it is sent only for who may send it; afterwards to be read with the line."""
    is_sent = CountyReport.objects.visible_to(user).filter(line=row).exists()
    return 0 if is_sent or may(user, CasePerm.REPORT_COUNTY) else 403


def was_asked_elsewhere(user: User, row: IntakeLine, method: str, kwargs: dict[str, Any]) -> int:
    """There is a page only where a station has asked the county."""
    return 0 if ElsewhereCheck.objects.visible_to(user).filter(line=row).exists() else 404


def is_still_asked(user: User, row: VillageHelp, method: str, kwargs: dict[str, Any]) -> int:
    """The secretary's page is gone once it was answered, taken back or past its hour."""
    assert user.acting is not None  # a row was visible
    live = VillageHelp.objects.visible_to(user).live(user.acting.at).filter(pk=row.pk)
    return 0 if live.exists() else 404
