"""A case becomes 失联, is searched, and comes back. Everything is dated by the instant it came due.

`catch_up` is asked by the engine for every case and by each action for its own before it acts: whatever
stretch the engine stood still, the rows are the same.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.choices import UnitKind
from accounts.models import Unit, User
from cases import rules
from cases.actions.inside import custody_of, out_since, paper_spans
from cases.actions.measures import running_measure
from cases.actions.rows import holders_of, move, open_duty
from cases.choices import AwayEnd, CaseStatus, FoundHow, LostWhy, Outcome, SearchKind, StepResult
from cases.models import FINISHED, Case, Contact, LostSpell, RiskClass, SearchStep, Team, Whereabouts
from common import calendar, clock
from duties import actions as duties
from duties.actions.ladder import Offices
from duties.models import Duty
from duties.policies import BACKFILL_AFTER, policies
from duties.rules import counted_at
from minors.choices import AssistEnd
from minors.models import VillageHelp

WHEREABOUTS = "case.whereabouts"
_TYPED = ("note", "help", "spoken_with", "spoken_at", "client_id")
WATCHED = {
    rules.FIRST_VISIT: LostWhy.FIRST_VISIT,
    rules.REGULAR: LostWhy.CONTACT,
    rules.SEEN_AGAIN: LostWhy.RELEASED,
    WHEREABOUTS: LostWhy.WHEREABOUTS,
}
"""Promises whose whole ladder, passed unmet, makes the case 失联."""


def sweep_lost(now: datetime) -> int:
    """Sweep of `SWEEPS`: move to 失联 what has become so, and each search on by its clock; how many moved."""
    overdue = Duty.objects.overdue(now).filter(kind__in=WATCHED).values_list("subject", flat=True)
    rows = Case.objects.for_system("sweep of lost contact")
    keys = set(rows.filter(status=CaseStatus.IN_CARE, pk__in=set(overdue)).values_list("pk", flat=True))
    keys |= set(rows.filter(status=CaseStatus.LOST).values_list("pk", flat=True))
    return sum(_swept(rows.get(pk=key), now) for key in sorted(keys))


@transaction.atomic
def _swept(case: Case, now: datetime) -> bool:
    rows = Case.objects.for_system("sweep of lost contact")
    rows.select_for_update().get(pk=case.pk)
    case = rows.select_related("minor", "unit").get(pk=case.pk)  # joined after the wait, not before it
    before = case.status
    return case.status not in FINISHED and catch_up(case, now).status != before


def catch_up(case: Case, now: datetime) -> Case:
    """Bring a locked case to `now`: lost if it has become so, its search as far as its clocks have run."""
    loss = loss_of(case)
    if loss is not None and loss[0] <= now:
        lose(case, at=loss[0], why=loss[1])
    if case.status == CaseStatus.LOST:
        _advance(case, now)
    return case


def loss_of(case: Case) -> tuple[datetime, LostWhy] | None:
    """When `case` becomes 失联 if nobody reaches the child before, and why; None while nothing points there.

    Only a case in care on a drug track: a child of 关爱帮扶 is never listed with users (design §5). Nobody
    who is 在所 by the word of the place; and by a paper that has the child inside no meeting is overdue.
    """
    if case.status != CaseStatus.IN_CARE or not rules.is_drug_track(case.track) or custody_of(case):
        return None
    contacts = Contact.objects.for_system("is the child lost").filter(case=case)
    spells = LostSpell.objects.for_system("is the child lost").filter(case=case)
    found = [spell.found_at for spell in spells if spell.found_at]
    reached = [*contacts.successful().values_list("at", flat=True), *found, *out_since(case)]
    failed = [rules.Attempt(*row) for row in contacts.failed().values_list("at", "recorded_at")]
    losses: list[tuple[datetime, LostWhy]] = []
    if by_failures := rules.lost_by_failures(failed, since=max(reached, default=None)):
        losses.append((max(by_failures, *_in_care_since(case)), LostWhy.FAILURES))
    every = timedelta(days=rules.visit_days(risk_of(case)))
    promises = list(Duty.objects.open().filter(subject=case.pk, kind__in=WATCHED))
    inside = paper_spans(case) if promises else []
    for duty in promises:
        held = [] if duty.kind == WHEREABOUTS else inside
        at = rules.loss_of_promise(duty.due_at, duty.ladder, reached, every, held)
        losses += [(at, WATCHED[duty.kind])] if at else []
    return min(losses, default=None)


def _in_care_since(case: Case) -> list[datetime]:
    """Attempts made before anybody was named lose nobody; the search needs somebody to begin it."""
    teams = Team.objects.for_system("since when in care").filter(case=case, confirmed_at__isnull=False)
    first = teams.order_by("confirmed_at").values_list("confirmed_at", flat=True).first()
    return [first or case.opened_at]


def risk_of(case: Case) -> str:
    """The risk class that decides how often the child is contacted; "" where none was given yet."""
    rows = RiskClass.objects.for_system("risk class").filter(case=case)
    return rows.values_list("level", flat=True).first() or ""


def lose(case: Case, *, at: datetime, why: LostWhy) -> LostSpell:
    """Move a locked case to 失联 at `at`: a spell begins, the county is told, the search starts."""
    spell = LostSpell(case=case, why=why, track=case.track, from_at=at)
    spell.save()
    move(case, CaseStatus.LOST)
    for kind in rules.AT_ONCE:
        open_step(spell, kind, at=at)
    return spell


def find(case: Case, row: Contact, *, now: datetime) -> None:
    """The child was reached: the spell ends, every open step with it, and the same plan goes on.

    Who was seen before it was lost is not found by that; only what is said within BACKFILL_AFTER of the
    seeing shows that the promise was kept, and ends the spell at its beginning (ADR 038).
    """
    how = FoundHow.MET if row.outcome == Outcome.MET else FoundHow.SPOKE
    end_search(case, how, by=row.by, at=row.at, now=now)


def end_search(case: Case, how: FoundHow, *, by: User, at: datetime, now: datetime) -> None:
    """End the running spell by what is known of `at`, as `find` says; nothing where none runs."""
    spell = LostSpell.objects.for_system("found").open().filter(case=case).first()
    if spell is None:
        return
    was_before = at < spell.from_at
    if was_before and counted_at(at, now, backfill_after=BACKFILL_AFTER)[1]:
        return
    spell.found_at, spell.found_how, spell.found_by = max(at, spell.from_at), how, by
    spell.save(update_fields=["found_at", "found_how", "found_by"])
    for step in SearchStep.objects.for_system("found").open().filter(spell=spell):
        # nobody did these steps: what a word from before the loss ends, it ends when it is said
        finish_step(step, StepResult.FOUND, by=by, at=now if was_before else spell.found_at, now=now)
    move(case, CaseStatus.IN_CARE)


def ask_whereabouts(case: Case, place: str, *, at: datetime, contact: Contact | None = None) -> None:
    """Somebody said the child is away: from now on it is to be verified, once however often it is said.

    Where the child is 在所 the place is asked, and nobody else.
    """
    if Whereabouts.objects.for_system("one open").open().filter(case=case).exists() or custody_of(case):
        return
    Whereabouts(case=case, contact=contact, place=place, opened_at=at).save()
    open_duty(WHEREABOUTS, case, at=at, **holders_of(case))


def end_whereabouts(case: Case, how: AwayEnd, *, by: User, at: datetime, now: datetime) -> Whereabouts | None:
    """Close the open question where the child is, and meet its duty."""
    row = Whereabouts.objects.for_system("cleared up").open().filter(case=case).first()
    if row is not None:
        row.ended_at, row.ended_how, row.ended_by = max(at, row.opened_at), how, by
        row.save(update_fields=["ended_at", "ended_how", "ended_by"])
        duties.meet(WHEREABOUTS, subject=case.pk, at=at, now=now, by=by)
    return row


def _advance(case: Case, now: datetime) -> None:
    """Open each next step of the running search at the instant the one before was done or ran out."""
    spell = LostSpell.objects.for_system("search goes on").open().select_related("case").get(case=case)
    spell.case = case
    while True:
        steps = SearchStep.objects.for_system("search goes on").filter(spell=spell)
        facts = [_fact(step) for step in steps if step.kind not in rules.OF_COUNTY]
        following = rules.next_steps(facts, police=_may_ask_police(spell, facts))
        if following is None or following[1] > now:
            return
        for kind in following[0]:
            step = open_step(spell, kind, at=following[1])
            help = answered_help(spell) if kind == SearchKind.VILLAGE else None
            if help is not None:  # asked and answered while an earlier step still ran
                take_answer(step, help, now=now)


def help_of(spell: LostSpell) -> VillageHelp | None:
    """The latest 协助走访 with which the village was asked while the child was lost."""
    rows = VillageHelp.objects.for_system("was the village asked").filter(minor=spell.case.minor_id)
    return rows.filter(Q(closed_at=None) | Q(closed_at__gte=spell.from_at)).order_by("-from_at").first()


def answered_help(spell: LostSpell) -> VillageHelp | None:
    """The first 协助走访 that the village answered while the child was lost."""
    rows = VillageHelp.objects.for_system("what the village said").filter(minor=spell.case.minor_id)
    rows = rows.filter(closed_how=AssistEnd.ANSWERED, closed_at__gte=spell.from_at)
    return rows.select_related("by").order_by("closed_at").first()


def take_answer(step: SearchStep, help: VillageHelp, *, now: datetime) -> None:
    """The step of the village is done with what its secretary answered; done by whoever asked.

    Nothing goes back to the village. Being seen by the village is a lead and no more: found is who was met or
    spoken to by us.
    """
    assert help.closed_at is not None
    step.help, step.note = help, f"村支书答复：{help.get_answer_display()}"
    finish_step(step, rules.result_of_village(help.answer), by=help.by, at=help.closed_at, now=now)


def _fact(step: SearchStep) -> rules.StepFact:
    return rules.StepFact(step.kind, min(step.done_at or step.due_at, step.due_at))


def _may_ask_police(spell: LostSpell, facts: list[rules.StepFact]) -> bool:
    """A decision that binds the child, or missing or danger on record; else the search is welfare."""
    if spell.danger:
        return True
    last = max(fact.over_at for fact in facts)
    measure = running_measure(spell.case, clock.local_day(last))
    return measure is not None and rules.binds_child(measure.track, True)


def open_step(spell: LostSpell, kind: str, *, at: datetime, no: int = 1) -> SearchStep:
    """Start one step and its clock, with whoever owes it."""
    case, duty_kind = spell.case, rules.search_duty(kind)
    holders = _holders(kind, case)
    duty = duties.open(
        duty_kind,
        subject=case.pk,
        unit=_unit_of(kind, case),
        label=case.minor.code,
        file=case.minor_id,
        at=at,
        holder=holders.get("holder"),
        deputy_holder=holders.get("deputy_holder"),
    )
    due_at = duty.due_at if duty else policies()[duty_kind].due(at, calendar.overrides())
    step = SearchStep(case=case, spell=spell, kind=kind, no=no, opened_at=at, due_at=due_at)
    step.save()
    return step


def finish_step(
    step: SearchStep, result: StepResult, *, by: User | None, at: datetime, now: datetime
) -> None:
    """Close one step and meet its duty; whether it was in time is for the duty to say."""
    step.done_at, step.result, step.done_by = max(at, step.opened_at), result, by
    step.save(update_fields=["done_at", "result", "done_by", *_TYPED])
    duties.meet(rules.search_duty(step.kind), subject=step.case_id, at=at, now=now, by=by)


def _unit_of(kind: str, case: Case) -> Unit:
    wanted = {
        SearchKind.TOLD: UnitKind.COUNTY,
        SearchKind.DECIDE: UnitKind.COUNTY,
        SearchKind.POLICE: UnitKind.POLICE_POST,
    }.get(SearchKind(kind))
    if wanted is None:
        return case.unit
    if wanted == UnitKind.COUNTY:
        return Offices([case.unit]).office(UnitKind.COUNTY, case.unit) or case.unit
    posts = Unit.objects.active().filter(kind=wanted, township=case.unit.township)
    return posts.order_by("area", "id").first() or case.unit


def _holders(kind: str, case: Case) -> dict[str, Any]:
    holders = holders_of(case)
    if kind in rules.OF_TEAM:
        return holders
    return {"holder": holders["deputy_holder"]} if holders and kind == SearchKind.POLICE else {}
