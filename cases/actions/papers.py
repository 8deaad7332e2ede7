"""告诫书, 逾期未报到证明, 严重违反协议证明: offered when the rows call for it, numbered like letters."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.breach import counters_of
from cases.actions.decisions import REPORT_IN
from cases.actions.letters import number_letter
from cases.actions.rows import lock
from cases.choices import LetterKind
from cases.models import Case, Letter, Measure, RefusedTest, UnauthorisedLeave
from cases.permissions import CasePerm
from cases.rules.counters import departures
from cases.rules.papers import DEMANDS, Facts, grounds, wanted
from common import calendar, clock, wording
from common.errors import DomainError
from duties.models import Duty

TO_CHILD = "本人及其监护人"


def papers_for(case: Case, now: datetime) -> list[LetterKind]:
    """Which papers what is on record calls for now; none without a measure that binds the child."""
    facts = _facts(case, now)
    return wanted(facts) if facts else []


def _facts(case: Case, now: datetime) -> Facts | None:
    measures = Measure.objects.for_system("what a paper says").live().filter(case=case)
    measure = next((row for row in measures if rules.binds_child(row.track, True)), None)
    if measure is None:
        return None
    today = clock.local_day(now)
    counters = counters_of(measure, today)
    refused = RefusedTest.objects.for_system("what a paper says").standing().filter(measure=measure)
    gone = UnauthorisedLeave.objects.for_system("what a paper says").standing().filter(measure=measure)
    return Facts(
        decision=f"{measure.get_kind_display()}（{measure.number}）",
        organ=measure.organ,
        served_on=measure.served_on,
        report_by=rules.report_in_by(measure.served_on, calendar.overrides()).shifted,
        reported_in_on=measure.reported_in_on,
        refused_on=tuple(sorted({clock.local_day(at) for at in refused.values_list("at", flat=True)})),
        left_on=tuple(departures(gone.values_list("left_on", "returned_on"))),
        counters=counters,
        today=today,
        house_until=_house_until(case),
    )


def _house_until(case: Case) -> date | None:
    due = Duty.objects.open().filter(kind=REPORT_IN, subject=case.pk).order_by("-due_at").first()
    return clock.local_day(due.due_at - timedelta(microseconds=1)) if due else None


@transaction.atomic
def write_paper(
    *,
    by: User,
    case: Case,
    kind: str,
    to_name: str = "",
    demand: str = "",
    now: datetime,
    client_id: UUID | None = None,
) -> Letter:
    """Number one of `papers_for`: its grounds are what the rows say, its demand what the clerk adds.

    The warning goes to the child and the guardian, a proof to the police organ that decided unless another
    is named. Raises DomainError for a paper that nothing on record calls for. Law: 戒毒条例14, 20, 21.
    """
    require(by, CasePerm.TELL_POLICE, case)
    wording.refuse_numbers_in(to_name=to_name, demand=demand)
    client_id = client_id or uuid4()
    if row := Letter.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = lock(case)
    facts = _facts(case, now)
    if facts is None or kind not in wanted(facts):
        raise DomainError("按现有记录不需要这种文书。", field="kind")
    chosen = LetterKind(kind)
    receiver = TO_CHILD if chosen == LetterKind.WARN else to_name.strip() or facts.organ
    return number_letter(
        chosen,
        case=case,
        unit=case.unit,
        to_name=receiver,
        grounds=grounds(chosen, facts),
        demand=demand.strip() or DEMANDS[chosen],
        by=by,
        now=now,
        client_id=client_id,
    )
