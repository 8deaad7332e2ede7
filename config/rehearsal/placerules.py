"""What must always hold of places, and how often it did not: a second telling of what the rules compute."""

from collections import defaultdict
from datetime import date, datetime

from common import clock
from patrols.actions.states import finding_states
from patrols.choices import FindingState, Mark, ReferralResult
from patrols.models import Answer, Clue, Finding, FixOrder, Recheck, Referral

WHY = "rehearsal figures"


def place_rules(now: datetime) -> dict[str, int]:
    return {
        "a failed item is a finding or a suspicion, never both": _both_or_neither(),
        "nothing is ordered of what is suspected": _ordered_in_the_dark(),
        "a finding stands where its steps say": _elsewhere(clock.local_day(now)),
    }


def _both_or_neither() -> int:
    """What failed is found, nothing else is, but for what police released under another item or none."""
    failed = set(Answer.objects.for_system(WHY).filter(mark=Mark.FAIL).values_list("stop", "item"))
    marked = set(Answer.objects.for_system(WHY).values_list("stop", "item"))
    found = set(Finding.objects.for_system(WHY).values_list("stop", "item"))
    suspected = _suspected()
    released = Clue.objects.for_system(WHY).filter(stop__isnull=False).exclude(released_at=None)
    stops = set(released.values_list("stop", flat=True))
    unfounded = {pair for pair in found - failed if pair[0] not in stops}
    return len(failed - found) + len(unfounded) + len(suspected & (marked | found))


def _suspected() -> set:
    return set(Clue.objects.for_system(WHY).filter(stop__isnull=False).values_list("stop", "item"))


def _ordered_in_the_dark() -> int:
    suspected = _suspected()
    return sum(
        pair in suspected
        for model in (FixOrder, Referral)
        for pair in model.objects.for_system(WHY).values_list("finding__stop", "finding__item")
    )


def _elsewhere(today: date) -> int:
    """Findings whose computed state is not the one that their steps, told one after the other, end in."""
    findings = list(Finding.objects.for_system(WHY))
    steps: dict = defaultdict(list)
    for order in FixOrder.objects.for_system(WHY):
        steps[order.finding_id].append((order.ordered_at, "order", order.fix_by))
    for check in Recheck.objects.for_system(WHY):
        steps[check.finding_id].append((check.at, "passed" if check.passed else "failed", None))
    for letter in Referral.objects.for_system(WHY):
        steps[letter.finding_id].append((letter.sent_at, "sent", letter.pk))
        if letter.answer_entered_at is not None:
            dealt = letter.result == ReferralResult.DEALT
            steps[letter.finding_id].append(
                (letter.answer_entered_at, "dealt" if dealt else "refused", letter.pk)
            )
    computed = finding_states(findings, today)
    return sum(_told(steps[row.pk], today) != computed[row.pk] for row in findings)


def _told(steps: list, today: date) -> FindingState:
    runs: date | None = None
    waiting: set = set()
    dealt = failed = False
    for _, step, what in sorted(steps, key=lambda one: one[0]):
        if step == "passed":
            return FindingState.CLOSED
        if step == "order":
            runs = what
        elif step == "failed":
            runs, waiting, dealt, failed = None, set(), False, True
        elif step == "sent":
            waiting.add(what)
        else:
            waiting.discard(what)
            dealt = dealt or step == "dealt"
    if runs is not None:
        return FindingState.OVERDUE if runs < today else FindingState.ORDERED
    if dealt or waiting:
        return FindingState.TO_RECHECK if dealt else FindingState.REFERRED
    return FindingState.FAILED if failed else FindingState.OPEN
