"""A patrol as it is read afterwards, and by whom what is read (ADR 053).

Whoever may see clues reads every item of the list. So does who walked or typed it, of their own patrol: a
suspected item reads 已上报 there. Everybody else reads what was not as it should be and nothing of the rest,
so that an item that is missing from the answers is missing from no page.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from accounts.models import User
from accounts.permissions import may
from common import clock
from patrols.choices import Mark
from patrols.models import Answer, ChecklistItem, Clue, Patrol, Photo, Stop
from patrols.permissions import PatrolPerm

REPORTED, NOT_SEEN = "已上报派出所", "未看"
WORDS = {Mark.PASS: ("符合", "ok"), Mark.FAIL: ("不符合", "late"), Mark.NOT_APPLICABLE: ("不适用", "muted")}


@dataclass(frozen=True)
class ItemLine:
    """One item of a stop: what was said of it as word and tone, and the clue where it may be opened."""

    item: ChecklistItem
    word: str
    tone: str
    note: str = ""
    clue: UUID | None = None


@dataclass
class StopLine:
    """One stop on the page of its patrol. `partly`: some of its items were not looked at."""

    stop: Stop
    items: list[ItemLine] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)

    @property
    def partly(self) -> bool:
        return any(line.word == NOT_SEEN for line in self.items)


def reads_all(user: User, patrol: Patrol) -> bool:
    """May see every item of this patrol: the posts that see clues, and whoever walked or typed it."""
    return may(user, PatrolPerm.VIEW_CLUES) or user.pk in (patrol.done_by_id, patrol.entered_by_id)


def stop_lines(user: User, patrol: Patrol) -> list[StopLine]:
    """The stops in route order with their items, as far as `user` reads them, and their pictures."""
    stops = Stop.objects.visible_to(user).filter(patrol=patrol).select_related("venue")
    lines = {stop.pk: StopLine(stop) for stop in stops}
    for photo in Photo.objects.visible_to(user).filter(stop__patrol=patrol).defer("content"):
        lines[photo.stop_id].photos.append(photo)
    answers = Answer.objects.visible_to(user).filter(stop__patrol=patrol).select_related("item")
    if not reads_all(user, patrol):
        for answer in answers.filter(mark=Mark.FAIL):
            lines[answer.stop_id].items.append(_answered(answer))
        return list(lines.values())
    _every_item(user, patrol, lines, answers)
    return list(lines.values())


def _every_item(user: User, patrol: Patrol, lines: dict[UUID, StopLine], answers: Iterable[Answer]) -> None:
    said = {(answer.stop_id, answer.item_id): _answered(answer) for answer in answers}
    sees_clues = may(user, PatrolPerm.VIEW_CLUES)
    clues = Clue.objects.for_system("what a walker told, of the walker's own patrol, or of who sees clues")
    for clue in clues.filter(stop__patrol=patrol).select_related("item"):
        assert clue.stop_id is not None
        assert clue.item is not None
        opens = clue.pk if sees_clues else None
        said[clue.stop_id, clue.item.pk] = ItemLine(clue.item, REPORTED, "open", clue=opens)
    asked = list(ChecklistItem.objects.on(clock.local_day(patrol.started_at)).order_by("no"))
    for line in lines.values():
        for item in asked:
            if item.kind == line.stop.kind:
                line.items.append(said.get((line.stop.pk, item.pk)) or ItemLine(item, NOT_SEEN, "muted"))


def _answered(answer: Answer) -> ItemLine:
    word, tone = WORDS[Mark(answer.mark)]
    return ItemLine(answer.item, word, tone, answer.note)
