"""The decision paper: with it a track binds the child; without it everything that binds us runs on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.adopting import adopt
from cases.actions.catching import catch_up_whole
from cases.actions.endings import end_measure
from cases.actions.lost import catch_up
from cases.actions.numbers import claim
from cases.actions.office import term_end_mode
from cases.actions.rows import lock, open_known
from cases.choices import DecisionKind, MeasureEnd
from cases.models import Case, Measure, NoDecision, Team
from cases.permissions import CasePerm
from cases.policies import TERM_MOST
from common import calendar, clock, wording
from common.errors import DomainError
from duties import actions as duties
from minors import actions as minors
from minors.actions.papers import keep_paper
from minors.choices import Track

REPORT_IN = "case.report_in"


@dataclass(frozen=True, repr=False)
class DecisionIn:
    """A decision as somebody read it off the paper. Prints nothing."""

    kind: str
    number: str
    organ: str
    decided_on: date
    served_on: date
    paper: bytes
    family_served_on: date | None = None
    addicted_on: date | None = None
    term_months: int | None = None
    spared_read: bool = False
    """Whoever files 强制隔离 for a child under sixteen has read that the law may spare it; else no row."""

    def __repr__(self) -> str:
        return "***"


@transaction.atomic
@sensitive_variables("decision")
def record_decision(
    *, by: User, case: Case, decision: DecisionIn, now: datetime, client_id: UUID | None = None
) -> Measure:
    """Put a decision on file at the station: the child's track changes, its statutory clocks start.

    An earlier measure ends as 改为其他措施. Raises DomainError on the field that is wrong, on the number
    if it is on file already.
    Law: 禁毒法33, 48; 戒毒条例13, 14; 预防未成年人犯罪法41.
    """
    require(by, CasePerm.RECORD_DECISION, case)
    return file_decision(case, decision, by=by, now=now, client_id=client_id)


@sensitive_variables("decision")
def file_decision(
    case: Case, decision: DecisionIn, *, by: User, now: datetime, client_id: UUID | None = None
) -> Measure:
    """The same for whoever has already required a permission of their own, as the line's page does."""
    client_id = client_id or uuid4()
    if row := Measure.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    if Measure.objects.for_system("what it replaces").live().filter(case=case).exists():
        catch_up_whole(case, now)
    case = catch_up(lock(case), now)
    _refuse(case, decision, clock.local_day(now))
    earlier = _replaced(case, decision, now)
    track = rules.TRACK_OF[decision.kind]
    months = rules.months_of(decision.kind, decision.term_months)
    first = rules.starts_on(track, decision.served_on, None)
    since = _on_file_since(case, track)
    mode = term_end_mode(case.unit, clock.local_day(since or now))
    measure = Measure(
        case=case,
        track=track,
        kind=decision.kind,
        number=decision.number.strip(),
        organ=decision.organ.strip(),
        addicted_on=decision.addicted_on,
        decided_on=decision.decided_on,
        served_on=decision.served_on,
        family_served_on=decision.family_served_on,
        term_months=months,
        ends_on=rules.term_end(first, months, mode) if first and months else None,
        end_mode=mode,
        ends_known_at=now,
        replaces=earlier,
        on_file_since=since,
        by=by,
        at=now,
        client_id=client_id,
    )
    _save(measure, by)
    keep_paper(case.minor, decision.paper, of=measure.pk, by=by, now=now)
    minors.follow_track(case.minor, track)
    case.track = track
    case.save(update_fields=["track"])
    if rules.binds_child(track, has_decision=True):
        watch_report_in(case, decision.served_on, known_at=now, first_known_at=since)
    adopt(case, measure, now=now)
    answered(case, at=now, by=by, now=now)
    return measure


def _replaced(case: Case, decision: DecisionIn, now: datetime) -> Measure | None:
    """The measure that runs until this decision, ended by it."""
    earlier = Measure.objects.for_system("a new decision").live().filter(case=case).first()
    if earlier is not None:
        if decision.served_on <= earlier.served_on:
            raise DomainError("送达日期应晚于现有措施的送达日期。", field="served_on")
        end_measure(case, earlier, on=decision.served_on, how=MeasureEnd.REPLACED, at=now)
    return earlier


def _save(measure: Measure, by: User) -> None:
    claim(measure, by=by)
    try:
        with transaction.atomic():
            measure.save(force_insert=True)
    except IntegrityError:  # somebody filed the same number between the look and the write
        claim(measure, by=by)
        measure.save(force_insert=True)


def _on_file_since(case: Case, track: str) -> datetime | None:
    """When a paper that is typed anew, after a mistake, first came on file; None for any other."""
    gone = Measure.objects.for_system("typed anew").filter(case=case, track=track, withdrawn_at__isnull=False)
    last = gone.order_by("-withdrawn_at").first()
    return last.first_known_at if last else None


@transaction.atomic
def record_no_decision(
    *, by: User, case: Case, reason: str, now: datetime, client_id: UUID | None = None
) -> NoDecision:
    """Write down that nothing was decided, and why. The chase ends; what binds us goes on as before."""
    require(by, CasePerm.RECORD_DECISION, case)
    return file_no_decision(case, reason, by=by, now=now, client_id=client_id)


def file_no_decision(
    case: Case, reason: str, *, by: User, now: datetime, client_id: UUID | None = None
) -> NoDecision:
    """The same for whoever has already required a permission of their own."""
    client_id = client_id or uuid4()
    if row := NoDecision.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    reason = wording.require_reason(reason, field="reason")
    case = lock(case)
    if Measure.objects.for_system("is there a decision").live().filter(case=case).exists():
        raise DomainError("已有决定在执行，不能写无决定。", field="reason")
    row = NoDecision(case=case, reason=reason, by=by, at=now, client_id=client_id)
    row.save(force_insert=True)
    answered(case, at=now, by=by, now=now)
    return row


def is_answered(case: Case) -> bool:
    """True if a decision, or a written 无决定, is on file."""
    measures = Measure.objects.for_system("is the chase over").standing().filter(case=case)
    return measures.exists() or NoDecision.objects.for_system("is the chase over").filter(case=case).exists()


def answered(case: Case, *, at: datetime, by: User, now: datetime) -> None:
    """Tell whoever chases the paper (setting `ON_DECISION`): it is on file, or there is none."""
    for path in settings.ON_DECISION:
        import_string(path)(minor=case.minor, at=at, by=by, now=now)


def watch_report_in(
    case: Case, received_on: date, *, known_at: datetime, first_known_at: datetime | None = None
) -> None:
    """Open `case.report_in`, due at the end of the earlier of the two readings of its last day.

    A paper that came on file after that day is followed up within the same days from `known_at` on; one that
    is typed anew after a mistake keeps the hour that it had since it was first on file.
    """
    at = clock.start_of_day(received_on)
    due = _hour_of(case, at, first_known_at) if first_known_at else None
    team = Team.objects.for_system("who watches").live().filter(case=case).first()
    open_known(
        REPORT_IN,
        case,
        at=at,
        known_at=known_at,
        due_at=due,
        holder=team.social_worker if team else None,
        deputy_holder=team.community_officer if team else None,
    )


def _hour_of(case: Case, at: datetime, known_at: datetime) -> datetime | None:
    """The hour that a report-in of `at` had when its paper came on file at `known_at`."""
    policy, _ = duties.effective_policy(REPORT_IN, unit=case.unit, at=at)
    if policy is None:
        return None
    due = policy.due(at, calendar.overrides())
    return due if due > known_at else policy.due(max(at, known_at), calendar.overrides())


def _refuse(case: Case, decision: DecisionIn, today: date) -> None:
    wording.refuse_numbers_in(number=decision.number, organ=decision.organ)
    track = rules.TRACK_OF[decision.kind]
    if case.track == Track.CARE:
        raise DomainError("关爱帮扶的孩子没有涉毒，不适用这里的措施。", field="kind")
    if not decision.number.strip() or not decision.organ.strip():
        raise DomainError("请填写文号和决定机关。", field="organ" if decision.number.strip() else "number")
    days = {
        "decided_on": decision.decided_on,
        "served_on": decision.served_on,
        "family_served_on": decision.family_served_on,
        "addicted_on": decision.addicted_on,
    }
    for field, day in days.items():
        if day is not None and day > today:
            raise DomainError("日期不能晚于今天。", field=field)
        if day is not None and day < today - timedelta(days=366 * 5):
            raise DomainError("日期太早，请核对年份。", field=field)
    if decision.served_on < decision.decided_on:
        raise DomainError("送达不会早于决定。", field="served_on")
    if rules.needs_addiction(decision.kind) and decision.addicted_on is None:
        said = f"{track.label}只适用于经认定吸毒成瘾的人，请填写成瘾认定日期；未认定的，不适用这项措施。"
        raise DomainError(said, field="addicted_on")
    if (
        decision.kind == DecisionKind.COMPULSORY
        and rules.may_be_under_16(case.minor.adult_from, decision.decided_on)
        and not decision.spared_read
    ):
        law = "作出决定时孩子可能未满16周岁，可以不适用强制隔离戒毒（禁毒法39）。"
        said = f"{law}请核对文书种类；文书确实如此的，勾选后再存。"
        raise DomainError(said, field="spared_read")
    if decision.addicted_on and decision.addicted_on > decision.decided_on:
        raise DomainError("成瘾认定应在决定之前。", field="addicted_on")
    if decision.term_months is not None and not 1 <= decision.term_months <= TERM_MOST:
        raise DomainError(f"期限应在1至{TERM_MOST}个月之间。", field="term_months")
    if decision.kind == DecisionKind.DETOX and decision.term_months not in (None, TERM_MOST):
        raise DomainError("社区戒毒的期限是三年（禁毒法33）。", field="term_months")
