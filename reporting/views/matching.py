"""What a match would change: the file as it stands beside what is on the form."""

from dataclasses import dataclass

from django.db.models import TextChoices

from accounts.http import Request
from cases.choices import Place
from cases.models import Case
from cases.rules import RouteFacts, joined
from minors.choices import Sex
from minors.models import Minor


@dataclass(frozen=True)
class Difference:
    """One fact in two words."""

    label: str
    was: str
    now: str


@dataclass(frozen=True)
class Match:
    """The file chosen on the form, and its open case if there is one."""

    existing: Minor
    case: Case | None
    sex: str
    new: RouteFacts

    @property
    def facts(self) -> RouteFacts:
        """What the case would know after the match."""
        return joined(self._known, self.new) if self.case else self.new

    @property
    def keeps_route(self) -> bool:
        return self.case is not None and self.facts == self._known

    @property
    def differences(self) -> list[Difference]:
        was, is_now = self._known, self.facts
        rows = [
            ("性别", _word(Sex, self.existing.sex), _word(Sex, self.sex)),
            ("在校学生", _yes(was.is_pupil), _yes(is_now.is_pupil)),
            ("户籍地", _word(Place, was.household), _word(Place, is_now.household)),
            ("实际居住地", _word(Place, was.residence), _word(Place, is_now.residence)),
        ]
        return [Difference(*row) for row in rows if row[1] != row[2]]

    @property
    def _known(self) -> RouteFacts:
        case = self.case
        if case is None:
            return RouteFacts(
                self.new.captured_in, self.new.household, self.new.residence, self.existing.is_pupil
            )
        return RouteFacts(case.captured_in, Place(case.household), Place(case.residence), case.is_pupil)


def match_of(request: Request, existing: Minor, *, sex: str, new: RouteFacts) -> Match:
    running = Case.objects.visible_to(request.user).open().filter(minor=existing).first()
    return Match(existing, running, sex, new)


def _word(choices: type[TextChoices], value: str) -> str:
    return str(dict(choices.choices).get(value, value))


def _yes(value: bool) -> str:
    return "是" if value else "否"
