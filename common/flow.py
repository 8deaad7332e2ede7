"""State machines as a table: which state may follow which."""

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from typing import Generic, TypeVar

from common.errors import IllegalTransition

State = TypeVar("State", bound=Hashable)


class Flow(Generic[State]):
    """`Flow({state: {reachable}})`. A move that is not listed is refused, staying put included.

    Construction fails if a target has no entry of its own, so a final state is written `{…: set()}`.
    """

    def __init__(self, table: Mapping[State, AbstractSet[State]]) -> None:
        unknown = {target for targets in table.values() for target in targets} - table.keys()
        if unknown:
            raise ValueError(f"Flow targets without an entry: {sorted(map(str, unknown))}")
        self._table = {state: frozenset(targets) for state, targets in table.items()}

    @property
    def states(self) -> frozenset[State]:
        """Every state of the table, for the test that compares it with the TextChoices."""
        return frozenset(self._table)

    def may(self, source: State, target: State) -> bool:
        """True if `target` is reachable from `source` in one step; False for an unknown state."""
        return target in self._table.get(source, frozenset())

    def check(self, source: State, target: State) -> None:
        """Raise IllegalTransition unless `may(source, target)`."""
        if not self.may(source, target):
            raise IllegalTransition(f"不能从“{_word(source)}”变为“{_word(target)}”。")


def _word(state: object) -> str:
    return str(getattr(state, "label", state))
