"""How duties about the family are discharged: the carer looked at, the weekly question about the parents."""

from collections.abc import Callable
from datetime import datetime

from accounts.models import User
from cases import actions as cases
from cases.choices import CallOutcome, CarerFinding, Channel
from cases.models import FamilyMember
from config.rehearsal.counting import case_of
from config.rehearsal.world import World
from duties.models import Duty

UNKNOWN_OF_100, NOT_OF_100 = 5, 25


def _carer(world: World, duty: Duty, by: User, now: datetime) -> None:
    member = FamilyMember.objects.for_system("rehearsal").select_related("case").get(pk=duty.subject)
    cases.check_carer(by=by, member=member, finding=CarerFinding.FIT, how="入户核查（演练）", at=now, now=now)


def _parents(world: World, duty: Duty, by: User, now: datetime) -> None:
    drawn = world.chance.rng("parents", *world.name(duty), duty.due_at.isoformat()).randrange(100)
    called = {
        drawn < UNKNOWN_OF_100: CallOutcome.UNKNOWN,
        UNKNOWN_OF_100 <= drawn < NOT_OF_100: CallOutcome.NOT,
        drawn >= NOT_OF_100: CallOutcome.SPOKE,
    }[True]
    cases.note_parent_call(by=by, case=case_of(duty), outcome=called, channel=Channel.PHONE, at=now, now=now)


ANSWERS: dict[str, Callable[[World, Duty, User, datetime], None]] = {
    "case.carer_check": _carer,
    "case.parent_call": _parents,
}
