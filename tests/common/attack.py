"""The subtraction attack: what somebody who has everything printed can still work out. Knows no secret.

Written apart from `common.smallnumbers`: intervals are narrowed until nothing moves, then every value of a
cell is tried with a complete search. Cells are `<5`, `—` or a number, as they stand on paper.
"""

from collections.abc import Iterable, Mapping

from common.smallnumbers import Key, Sum

FAR = 400
"""A hidden number is looked for up to here."""
MOST_NODES = 4_000

Span = tuple[int, int]


class Unknown(AssertionError):
    """The search was given up: neither broken nor shown to be safe."""


def read(printed: str) -> Span:
    if printed == "—":
        return 0, FAR
    return (0, 4) if printed == "<5" else (int(printed), int(printed))


class Attack:
    def __init__(
        self, printed: Mapping[Key, str], sums: Iterable[Sum], unprinted: Iterable[Key] = ()
    ) -> None:
        self.spans = {
            **{key: read(text) for key, text in printed.items()},
            **dict.fromkeys(unprinted, (0, FAR)),
        }
        self.sums = list(sums)
        self.of: dict[Key, list[Sum]] = {key: [] for key in self.spans}
        for one in self.sums:
            for key in (one.total, *one.parts):
                self.of[key].append(one)
        self.nodes = 0

    def broken(self) -> dict[Key, int]:
        """Each cell that was not printed as a number and has one value only."""
        start = self._narrow(self.spans, self.sums)
        assert start is not None, "the printed tables contradict each other"
        found: dict[Key, int] = {}
        for key, (low, high) in self.spans.items():
            if low == high:
                continue
            values = self._values(start, key)
            if len(values) == 1:
                found[key] = values[0]
        return found

    def _values(self, start: dict[Key, Span], key: Key) -> list[int]:
        low, high = start[key]
        found: list[int] = []
        for value in range(low, high + 1):
            self.nodes = 0
            if self._feasible(start, key, value):
                found.append(value)
            if len(found) == 2:
                break
        return found

    def _feasible(self, spans: dict[Key, Span], key: Key, value: int) -> bool:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise Unknown(key)
        narrowed = self._narrow({**spans, key: (value, value)}, self.of[key])
        if narrowed is None:
            return False
        open_cells = [one for one, (low, high) in narrowed.items() if low < high]
        if not open_cells:
            return True
        pick = min(open_cells, key=lambda one: (narrowed[one][1] - narrowed[one][0], one))
        low, high = narrowed[pick]
        return any(self._feasible(narrowed, pick, guess) for guess in range(low, high + 1))

    def _narrow(self, spans: dict[Key, Span], agenda: Iterable[Sum]) -> dict[Key, Span] | None:
        spans, waiting = dict(spans), list(agenda)
        while waiting:
            one = waiting.pop()
            lows = sum(spans[key][0] for key in one.parts)
            highs = sum(spans[key][1] for key in one.parts)
            wanted = {one.total: (lows, highs)}
            total = spans[one.total]
            for key in one.parts:
                low, high = spans[key]
                wanted[key] = (total[0] - (highs - high), total[1] - (lows - low))
            for key, (least, most) in wanted.items():
                low, high = max(spans[key][0], least), min(spans[key][1], most)
                if low > high:
                    return None
                if (low, high) != spans[key]:
                    spans[key] = (low, high)
                    waiting += [other for other in self.of[key] if other not in waiting]
        return spans
