"""One paper is on file once: a 文号 of one kind and organ at one station, until its row is withdrawn."""

from accounts.models import User
from cases.models import FINISHED, Case, Measure
from cases.rules.numbers import paper_key
from common.errors import DomainError

WITHDRAW_FIRST = "登错了的，先在“措施和期限”里提请撤回，再重新登记。"


def claim(measure: Measure, *, by: User) -> None:
    """Let `measure`, not yet saved, hold its 文号. Raises DomainError on the field where it is taken.

    Only of what `by` may see: whoever sees no such row gets the same answer, after the same questions, as if
    there were none. The row then stands beside the other without holding the number, and the station, which
    sees both, is told on its page (`doubles_of`). From the child's own finished case it is taken.
    """
    measure.number_key = paper_key(measure.case.unit_id, measure.kind, measure.organ, measure.number)
    rows = Measure.objects.for_system("one paper once").standing().filter(number_key=measure.number_key)
    held = list(rows.filter(holds_number=True).select_related("case"))
    for row in list(held):
        if row.case.minor_id == measure.case.minor_id and row.case.status in FINISHED:
            row.holds_number = False
            row.save(update_fields=["holds_number"])
            held.remove(row)
    if any(row.case_id == measure.case_id for row in held):
        raise DomainError(f"这个文号已经登记过。{WITHDRAW_FIRST}", field="number")
    seen = Measure.objects.visible_to(by).standing().filter(number_key=measure.number_key)
    other = seen.exclude(case__minor=measure.case.minor_id).select_related("case__minor").first()
    if other is not None:
        code = other.case.minor.code
        said = f"这个文号已经登记过（档案{code}），一份文书只登记一次。登错了孩子的，先撤回那一条。"
        raise DomainError(said, field="number")
    measure.holds_number = not held


def claim_again(case: Case) -> None:
    """The same for papers that come to another station with the child: there they hold if nobody does."""
    for measure in Measure.objects.for_system("to another station").standing().filter(case=case):
        if not measure.number_key:
            continue
        key = paper_key(case.unit_id, measure.kind, measure.organ, measure.number)
        held = Measure.objects.for_system("to another station").standing().exclude(pk=measure.pk)
        measure.number_key = key
        measure.holds_number = not held.filter(number_key=key, holds_number=True).exists()
        measure.save(update_fields=["number_key", "holds_number"])


def doubles_of(by: User, measures: list[Measure]) -> dict[str, str]:
    """For each of `measures`, by its mark, the code of another child under whom the same paper stands."""
    standing = [row for row in measures if row.number_key and row.withdrawn_at is None]
    if not standing:
        return {}
    keys, case = {row.number_key for row in standing}, standing[0].case_id
    rows = Measure.objects.visible_to(by).standing().filter(number_key__in=keys).exclude(case=case)
    rows = rows.exclude(case__minor=standing[0].case.minor_id).select_related("case__minor")
    return {row.number_key: row.case.minor.code for row in rows}
