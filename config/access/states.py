"""What a row's state, or a word in the address, adds to permission and scope (`Surface.state`).

Each answers a status that refuses, or 0.
"""

from typing import Any

from accounts.actions.appointments import may_confirm
from accounts.models import Appointment, User
from accounts.permissions import may
from accounts.rules import HEAD_OF
from cases.actions import may_open_case
from cases.models import Case, Letter, Measure, OfCase, Transfer
from cases.permissions import CasePerm
from minors.actions import is_own, may_decide, may_end, may_open_file, open_parts, paper_basis
from minors.models import AccessRequest, LawfulQuery, Minor, Recusal, VillageHelp
from minors.permissions import MinorPerm
from outreach.models import MaterialVersion
from reporting.ledgers import LEDGERS
from reporting.models import CountyReport, ElsewhereCheck, IntakeLine, Order


def may_see_ledger(user: User, row: None, method: str, kwargs: dict[str, Any]) -> int:
    """Each ledger has its own permission; the list of them needs any one."""
    wanted = [kwargs["ledger"]] if "ledger" in kwargs else list(LEDGERS.values())
    return 0 if any(may(user, ledger.perm) for ledger in wanted) else 403


def has_a_file(user: User, row: MaterialVersion, method: str, kwargs: dict[str, Any]) -> int:
    """A version may be words alone."""
    return 0 if row.content is not None else 404


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


def opens_file(user: User, row: Minor, method: str, kwargs: dict[str, Any]) -> int:
    """The county opens a file by an open matter or a drawn sample; nobody one they keep away from."""
    assert user.acting is not None
    return 0 if may_open_file(user, row, user.acting.at) else 403


def opens_case(user: User, row: Case, method: str, kwargs: dict[str, Any]) -> int:
    """The same for a case page."""
    assert user.acting is not None
    return 0 if may_open_case(user, row, user.acting.at) else 403


def opens_case_of(user: User, row: OfCase, method: str, kwargs: dict[str, Any]) -> int:
    """The same for a page about one row of a case."""
    return opens_case(user, row.case, method, kwargs)


def opens_transfer(user: User, row: Transfer, method: str, kwargs: dict[str, Any]) -> int:
    """The county opens a hand-over as it opens the case: by an open matter or a drawn sample."""
    return opens_case(user, row.case, method, kwargs)


def opens_letter(user: User, row: Letter, method: str, kwargs: dict[str, Any]) -> int:
    """An office prints its own letters; the county those of others as it opens their case."""
    is_own = user.acting is not None and row.unit_id == user.acting.unit.pk
    return 0 if is_own else opens_case(user, row.case, method, kwargs)


def has_a_past(user: User, row: Transfer, method: str, kwargs: dict[str, Any]) -> int:
    """Only the station that sent the child to another of the county, once it has gone."""
    assert user.acting is not None
    is_past = (
        row.sender_id == user.acting.unit.pk and row.to_unit_id is not None and row.receipt_at is not None
    )
    return 0 if is_past else 403


def opens_paper(user: User, row: Case, method: str, kwargs: dict[str, Any]) -> int:
    """A scan names the child: it opens to whoever may open the identity now, or has put it on file."""
    assert user.acting is not None
    newest = Measure.objects.visible_to(user).filter(case=row).values_list("pk", flat=True).first()
    holds = may(user, MinorPerm.REVEAL) and paper_basis(user, row.minor, newest or row.pk, user.acting.at)
    return opens_case(user, row, method, kwargs) or (0 if holds else 403)


def reads_months(user: User, row: None, method: str, kwargs: dict[str, Any]) -> int:
    """Whoever sees cases sees their months; the head reads them off."""
    return 0 if method != "POST" or may(user, CasePerm.READ_MONTHS) else 403


def reveals(user: User, row: Minor, method: str, kwargs: dict[str, Any]) -> int:
    """The page says that there is no basis; a POST without one is refused."""
    assert user.acting is not None
    refused = method == "POST" and not open_parts(user, row, user.acting.at)
    return 403 if refused else opens_file(user, row, method, kwargs)


def is_own_request(user: User, row: AccessRequest, method: str, kwargs: dict[str, Any]) -> int:
    """Only who asked is told."""
    return 0 if is_own(user, row) else 403


def decides_request(user: User, row: AccessRequest, method: str, kwargs: dict[str, Any]) -> int:
    """The page says whose turn it is; an answer by anybody else is refused. One's own gets a sentence."""
    assert user.acting is not None
    if method != "POST" or row.decided_at or is_own(user, row):
        return 0
    return 0 if may_decide(user, row, user.acting.at) else 403


def ends_recusal(user: User, row: Recusal, method: str, kwargs: dict[str, Any]) -> int:
    """The head ends those of their people, the county those of heads and its own."""
    return 0 if may_end(user, row) else 403


def is_its_head(user: User, row: Appointment, method: str, kwargs: dict[str, Any]) -> int:
    """An appointment is confirmed by the head of its unit, or by the county in the head's stead."""
    return 0 if user.acting and may_confirm(user, row, user.acting.at) else 403


def approves_queries(user: User, row: LawfulQuery, method: str, kwargs: dict[str, Any]) -> int:
    """Whoever sees a query may read it; to decide on it takes the right to approve."""
    return 0 if method != "POST" or may(user, MinorPerm.APPROVE_QUERY) else 403


def is_the_reader(user: User, row: LawfulQuery, method: str, kwargs: dict[str, Any]) -> int:
    """A query is opened by its one reader."""
    return 0 if row.reader_id == user.pk else 403


def heads_the_ordered_unit(user: User, row: Order, method: str, kwargs: dict[str, Any]) -> int:
    """An order is signed for by the head of the unit that it was given to."""
    acting = user.acting
    is_its = acting is not None and acting.unit.pk == row.to_unit_id
    return 0 if is_its and acting is not None and acting.post == HEAD_OF.get(row.to_unit.kind) else 403  # type: ignore[call-overload]


def writes_assessments(user: User, row: Any, method: str, kwargs: dict[str, Any]) -> int:
    """The whole county office reads an assessment; who may add one writes the next."""
    return 0 if method != "POST" or may(user, MinorPerm.ADD_ASSESSMENT) else 403
