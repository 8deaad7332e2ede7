"""Figures about children that single nobody out: `<5`, and enough of its neighbours hidden (design §4.8).

A table is cells and sums of cells. Whoever reads it can add up: a small cell is safe only if all that is
printed leaves it more than one value. `protect` decides what is printed, and keeps hiding until it can name,
for each small cell, a second table that would have been printed just the same.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

Key = tuple[str, ...]

SMALLEST_SHOWN = 5
"""Numbers below this are printed as `<5`: design §4.8 (D, 本单位规定)."""

MOST_STEPS, DEPTHS = 60, (5, 9, 14)
"""How long, and through how many cells, a second table is looked for before one more is hidden instead."""


class Mark(StrEnum):
    """What is printed of a cell: the number, that it is less than five, or nothing."""

    EXACT = "exact"
    SMALL = "small"
    HIDDEN = "hidden"


class ChildCount:
    """A number of children that can be printed but not read: nothing adds, compares or converts it.

    `protect` and `exact` give it its face; one made by hand prints as hidden, so that what is forgotten
    fails safe.
    """

    __slots__ = ("_mark", "_number")

    def __init__(self, number: int, mark: Mark = Mark.HIDDEN) -> None:
        self._number, self._mark = number, mark

    def __str__(self) -> str:
        if self._mark == Mark.HIDDEN:
            return "—"
        return str(self._number) if self._mark == Mark.EXACT else f"<{SMALLEST_SHOWN}"

    def __repr__(self) -> str:
        return f"ChildCount({self})"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __bool__(self) -> bool:
        raise TypeError("A number of children is printed, not asked.")

    @property
    def mark(self) -> Mark:
        return self._mark


@dataclass(frozen=True)
class Sum:
    """`total` is the sum of `parts`, and everybody knows it."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True)
class Table:
    """Cells, and the sums between them.

    `unprinted` are cells that no page shows but that follow from others (a total less one of its parts).
    """

    counts: Mapping[Key, int]
    sums: Sequence[Sum] = ()
    unprinted: Collection[Key] = ()


def protect(table: Table) -> dict[Key, ChildCount]:
    """Every cell as it may be printed: no small one follows from all that is printed together.

    Zero is small, too: that nobody is in one cell says where everybody is.
    """
    marks = first_marks(table)
    system = _System(table, marks)
    small = [key for key, number in table.counts.items() if number < SMALLEST_SHOWN]
    for key in small:
        while not system.is_safe(key) and (more := system.to_hide_for(key)) is not None:
            marks[more] = Mark.HIDDEN
    return _faces(table, marks)


def total_of(counts: Collection[ChildCount]) -> ChildCount:
    """The sum of numbers that are printed anyway, which tells nothing new; hidden if one of them is not."""
    is_told = all(one.mark == Mark.EXACT for one in counts)
    return ChildCount(sum(one._number for one in counts), Mark.EXACT if is_told else Mark.HIDDEN)


def unprotected(table: Table) -> dict[Key, ChildCount]:
    """`<5` alone, no neighbour hidden: what a subtraction undoes. Stands here for the test of the attack."""
    return _faces(table, first_marks(table))


def exact(counts: Mapping[Key, int]) -> dict[Key, ChildCount]:
    """The numbers as they are, on the screen of a post that has each of these rows on its own list."""
    return {key: ChildCount(number, Mark.EXACT) for key, number in counts.items()}


def first_marks(table: Table) -> dict[Key, Mark]:
    """Each cell by itself, before its neighbours are looked at."""
    marks = {key: Mark.SMALL if n < SMALLEST_SHOWN else Mark.EXACT for key, n in table.counts.items()}
    return {**marks, **dict.fromkeys(table.unprinted, Mark.HIDDEN)}


def _faces(table: Table, marks: Mapping[Key, Mark]) -> dict[Key, ChildCount]:
    return {key: ChildCount(number, marks[key]) for key, number in table.counts.items()}


class _System:
    """What the printed table tells of the cells it does not print. `marks` may change under it."""

    def __init__(self, table: Table, marks: Mapping[Key, Mark]) -> None:
        self.table, self.marks = table, marks
        self.equations = [{one.total: -1, **dict.fromkeys(one.parts, 1)} for one in table.sums]
        self.of: dict[Key, list[int]] = {key: [] for key in table.counts}
        for number, equation in enumerate(self.equations):
            for key in equation:
                self.of[key].append(number)
        self.changes: dict[Key, int] = {}
        self.rest: dict[int, int] = {}  # by how much each broken sum is off
        self.steps = 0
        self.safe: set[Key] = set()

    def is_safe(self, key: Key) -> bool:
        """True if a table with another number in this cell would have been printed just the same.

        Such a table serves every cell in which it differs, and goes on serving them when more is hidden.
        """
        if key in self.safe:
            return True
        for depth, change in product(DEPTHS, (1, -1)):
            self.changes, self.rest, self.steps = {}, {}, MOST_STEPS
            if self._fits(key, change):
                self._change(key, change)
                if self._mend(depth):
                    self.safe.update(self.changes)
                    return True
        return False

    def to_hide_for(self, key: Key) -> Key | None:
        """The printed cell nearest to `key`, rather a part than a total, rather small than large."""
        seen, ring = {key}, [key]
        while ring:
            near = [other for one in ring for number in self.of[one] for other in self.equations[number]]
            found = [other for other in near if self.marks[other] == Mark.EXACT]
            if found:
                return min(found, key=lambda one: (self._is_total(one), self.table.counts[one], one))
            ring = [other for other in dict.fromkeys(near) if other not in seen]
            seen.update(ring)
        return next((one for one in seen if self.marks[one] == Mark.SMALL), None)

    def _is_total(self, key: Key) -> int:
        return sum(self.equations[number][key] < 0 for number in self.of[key])

    def _fits(self, key: Key, change: int) -> bool:
        """True if the cell would look the same. Whoever knows the rule knows that `—` hides five or more."""
        is_small = self.table.counts[key] < SMALLEST_SHOWN
        number = self.table.counts[key] + change
        match self.marks[key]:
            case Mark.EXACT:
                return False
            case Mark.SMALL:
                return 0 <= number < SMALLEST_SHOWN
            case _:
                return number >= (0 if is_small or key in self.table.unprinted else SMALLEST_SHOWN)

    def _change(self, key: Key, change: int) -> None:
        """Change a cell (again by nothing at all: undo it) and note which sums are broken now."""
        for number in self.of[key]:
            self.rest[number] = self.rest.get(number, 0) + self.equations[number][key] * change
            if not self.rest[number]:
                del self.rest[number]
        self.changes[key] = self.changes.get(key, 0) + change
        if not self.changes[key]:
            del self.changes[key]

    def _mend(self, depth: int) -> bool:
        """Depth first: mend one broken sum at a time with a cell that is not printed."""
        if not self.rest:
            return True
        self.steps -= 1
        if not depth or self.steps < 0:
            return False
        choices = [self._ways(number, rest) for number, rest in self.rest.items()]
        fewest = min(choices, key=len)
        for key, change in sorted(fewest, key=lambda way: self._breaks(*way)):
            self._change(key, change)
            if self._mend(depth - 1):
                return True
            self._change(key, -change)
        return False

    def _ways(self, number: int, rest: int) -> list[tuple[Key, int]]:
        """The cells that could mend this sum."""
        return [
            (key, -rest * sign)
            for key, sign in self.equations[number].items()
            if key not in self.changes and self._fits(key, -rest * sign)
        ]

    def _breaks(self, key: Key, change: int) -> int:
        """How many more sums are broken after this change than before."""
        return sum(
            bool(self.rest.get(number, 0) + self.equations[number][key] * change) - (number in self.rest)
            for number in self.of[key]
        )
