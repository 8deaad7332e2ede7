"""Degrees onto paper: a plain map of schools and venues, without any tile from outside."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin

from patrols.rules import Degrees

WIDTH, HEIGHT, MARGIN = 360, 300, 24
"""Size of the drawing in its own units: about the pixels of a phone, so that letters can be read there."""

APART = 30
"""Two symbols nearer to each other than this would hide one another."""

LETTERS = {"good": "合", "unchecked": "未", "mending": "整", "bad": "不"}
"""The letter in the circle of a venue: its state without colour."""


RINGS = 8
"""So far from its spot a symbol is looked a place for; on a map fuller than that they lie on each other."""


@dataclass(frozen=True)
class Marker:
    """One place on the drawing: what it is, its letter, where, and from which spot it was moved."""

    no: int
    kind: str
    letter: str
    tone: str
    name: str
    url: str
    x: float
    y: float
    spot: tuple[float, float] | None = None


def fit(points: Sequence[Degrees]) -> list[tuple[float, float]]:
    """Points of the earth on a drawing of WIDTH × HEIGHT, north up, all inside, none stretched.

    A degree of longitude is as much shorter than one of latitude as the cosine of the middle latitude says.
    """
    if not points:
        return []
    middle = float(sum(latitude for _, latitude in points)) / len(points)
    flat = [(float(east) * cos(radians(middle)), -float(north)) for east, north in points]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    wide, high = max(x for x, _ in flat) - left, max(y for _, y in flat) - top
    scale = min((WIDTH - 2 * MARGIN) / (wide or 1), (HEIGHT - 2 * MARGIN) / (high or 1))
    if not (wide or high):
        return [(WIDTH / 2, HEIGHT / 2)] * len(points)
    return [(round(MARGIN + (x - left) * scale, 1), round(MARGIN + (y - top) * scale, 1)) for x, y in flat]


def spread(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where the symbols go: on their own spot, or beside it where another stands there already."""
    placed: list[tuple[float, float]] = []
    for spot in points:
        placed.append(next((one for one in _around(spot) if _is_free(one, placed)), spot))
    return placed


def _is_free(spot: tuple[float, float], placed: Iterable[tuple[float, float]]) -> bool:
    return all(hypot(spot[0] - x, spot[1] - y) >= APART - 0.1 for x, y in placed)


def _around(spot: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """The spot itself, then rings of places around it, as far as the paper goes."""
    yield spot
    for ring in range(1, RINGS + 1):
        for step in range(8 * ring):
            turn = 2 * pi * step / (8 * ring)
            x, y = spot[0] + APART * ring * cos(turn), spot[1] + APART * ring * sin(turn)
            if MARGIN <= x <= WIDTH - MARGIN and MARGIN <= y <= HEIGHT - MARGIN:
                yield round(x, 1), round(y, 1)


def polygon(corners: Iterable[tuple[float, float]]) -> str:
    """The attribute `points` of an outline."""
    return " ".join(f"{x},{y}" for x, y in corners)
