"""Stable names: what a duty is about, said without keys, codes or instants of recording.

The seed draws by these names, so that stopping the engine, or another database, changes nobody's mind.
"""

from collections.abc import Callable
from uuid import UUID

from accounts.models import Unit
from cases.models import Case, JointRound, JointVersion, Transfer
from config.rehearsal import places
from duties.models import Duty
from minors.models import ReadingDigest
from reporting.models import IntakeLine, Order, Problem, Report, Seizure

Name = tuple[object, ...]
NO_DAY = ("report.correct", "transfer.county_letter", "care.round")
"""Kinds whose period is a number and not a day, or the same for several subjects of one unit."""

OF_LINE = (
    "case.education",
    "case.county_report",
    "case.decision_chase",
    "register.elsewhere",
    "report.guardian",
    "report.identify",
    "report.mandatory",
    "report.register",
    "transfer.intake",
)
"""Kinds whose subject is the line a child came by (ADR 004)."""


class Names:
    """Remembers every name it has worked out; a name never changes."""

    def __init__(self) -> None:
        self._known: dict[UUID, Name] = {}
        self._by_kind = {
            "report.same_day": self.of_seizure,
            "report.complete": self.of_seizure,
            "report.correct": self.of_seizure,
            "report.sign": self.of_report,
            "problem.reply": self.of_problem,
            "order.sign": self.of_order,
            "order.reply": self.of_order,
            "case.team": self.of_case,
            "case.care_team": self.of_case,
            "case.team_confirm": self.of_case,
            "case.first_visit": self.of_case,
            "case.residence": self.of_case,
            "transfer.contact": self.of_case,
            "case.joint_measures": self.of_round,
            "case.joint_police": self.of_version,
            "case.joint_station": self.of_version,
            "case.term_review": self.of_round,
            "transfer.notice": self.of_case,
            "transfer.reply": self.of_case,
            "transfer.receipt": self.of_transfer,
            "transfer.exchange": self.of_transfer,
            "transfer.county_letter": self.of_transfer,
            **dict.fromkeys(OF_LINE, self.of_line),
            "digest.read": self.of_digest,
            "audit.digest": self.of_digest,
            "care.round": self.of_village,
        }

    def of(self, duty: Duty) -> Name:
        """The name of the thing a duty is about."""
        if duty.kind in places.ANSWERS:
            return self._once(duty.pk, lambda _: places.name_of(duty))
        is_named = duty.kind in self._by_kind
        if duty.file and not is_named:
            name = self._once(duty.file, self.of_file)
            return (*name, duty.due_at.isoformat()) if duty.period else name
        if duty.period and duty.kind not in NO_DAY:
            return (duty.unit.area, duty.period)
        if is_named:
            return self._once(duty.subject, self._by_kind[duty.kind])
        return (duty.unit.area, duty.due_at.isoformat())

    def _once(self, pk: UUID, work_out: Callable[[UUID], Name]) -> Name:
        if pk not in self._known:
            self._known[pk] = work_out(pk)
        return self._known[pk]

    def of_seizure(self, pk: UUID) -> Name:
        row = Seizure.objects.for_system("rehearsal").select_related("unit").get(pk=pk)
        return (row.unit.area, row.day, row.captured_at.isoformat())

    def of_report(self, pk: UUID) -> Name:
        row = Report.objects.for_system("rehearsal").get(pk=pk)
        return (*self.of_seizure(row.seizure_id), row.version)

    def of_line(self, pk: UUID) -> Name:
        row = IntakeLine.objects.for_system("rehearsal").get(pk=pk)
        if row.seizure_id is None:
            return ("door", row.client_id)
        siblings = IntakeLine.objects.for_system("rehearsal").filter(seizure=row.seizure_id)
        # children alike in everything level 1 knows are interchangeable
        first = sorted(siblings, key=_looks)
        return (*self.of_seizure(row.seizure_id), [line.pk for line in first].index(row.pk))

    def of_case(self, pk: UUID) -> Name:
        return self.of_file(Case.objects.for_system("rehearsal").get(pk=pk).minor_id)

    def of_file(self, pk: UUID) -> Name:
        """By the line that brought the child first, whatever came after it."""
        lines = IntakeLine.objects.for_system("rehearsal").filter(minor=pk)
        first = min((line.registered_at, line.pk) for line in lines if line.registered_at)
        return ("case", *self._once(first[1], self.of_line))

    def of_round(self, pk: UUID) -> Name:
        row = JointRound.objects.for_system("rehearsal").get(pk=pk)
        return ("round", *self.of_case(row.case_id), row.opened_at.isoformat())

    def of_version(self, pk: UUID) -> Name:
        row = JointVersion.objects.for_system("rehearsal").get(pk=pk)
        return (*self.of_round(row.round_id), row.no)

    def of_transfer(self, pk: UUID) -> Name:
        row = Transfer.objects.for_system("rehearsal").get(pk=pk)
        return ("transfer", *self._once(row.case_id, self.of_case))

    def of_order(self, pk: UUID) -> Name:
        row = Order.objects.for_system("rehearsal").select_related("duty__unit").get(pk=pk)
        assert row.duty is not None  # the rehearsal orders only from an escalation
        return ("order", row.duty.kind, *self.of(row.duty))

    def of_digest(self, pk: UUID) -> Name:
        row = ReadingDigest.objects.select_related("unit").get(pk=pk)
        return ("digest", row.unit.area, row.unit.kind, row.week)

    def of_village(self, pk: UUID) -> Name:
        return (Unit.objects.get(pk=pk).area,)

    def of_problem(self, pk: UUID) -> Name:
        return ("problem", Problem.objects.for_system("rehearsal").get(pk=pk).client_id)


def _looks(line: IntakeLine) -> tuple[str, ...]:
    values = (line.age_band, line.sex, line.is_pupil, line.household, line.residence, line.guardian_told_at)
    return tuple(str(value) for value in values)
