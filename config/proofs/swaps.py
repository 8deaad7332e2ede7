"""Ciphertexts that change places: between rows, columns, tables, files, live and history. None may open.

The same column of the same row is no other place: a live row and its own history rows are bound alike, so
an older value of itself opens there. That is a rollback, which this proof does not claim to find.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from accounts.choices import UnitKind
from accounts.models import Unit
from common import clock
from common.crypto import CannotDecrypt, EncryptedTextField, Sealed, version_of
from common.crypto.ciphers import V1, V2
from common.fictional import fictional_people
from minors.actions import vaults
from minors.models import Minor

FILES = 24
BORN = (date(2009, 1, 1), date(2014, 12, 31))


@dataclass(frozen=True)
class Cell:
    """One encrypted value where it stands."""

    model: Any
    pk: Any
    column: str
    file: UUID
    row: UUID
    token: str

    @property
    def place(self) -> tuple[str, UUID, str]:
        """What a token is bound to: the live table, the row and the column."""
        live = getattr(self.model, "instance_type", self.model)
        return live._meta.label_lower, self.row, self.column

    @property
    def is_past(self) -> bool:
        return self.model is not getattr(self.model, "instance_type", self.model)


@transaction.atomic
def run(count: int, seed: int) -> dict[str, Any]:
    """Swap two tokens `count` times; each must be refused in both places, and open again when put back."""
    rng = random.Random(seed)  # nosec B311 which swap is tried, not a secret
    cells = list(_cells(_files(rng)))
    told: Counter[str] = Counter()
    missed = 0
    for _ in range(count):
        one, two = _pair(rng, cells)
        told[_kind(one, two)] += 1
        _write(one, two.token)
        _write(two, one.token)
        missed += _opens(one) or _opens(two)
        _write(one, one.token)
        _write(two, two.token)
    unopened = sum(not _opens(cell) for cell in cells)
    return {
        "tried": count,
        "rejected": count - missed,
        "missed": missed + unopened,
        "cells": len(cells),
        "cells_in_history": sum(cell.is_past for cell in cells),
        "versions": dict(sorted(Counter(version_of(cell.token) for cell in cells).items())),
        "unopened_when_put_back": unopened,
        "kinds": dict(sorted(told.items())),
    }


def _files(rng: random.Random) -> list[Minor]:
    """Made-up files, of both ciphers in turn; each vault was written twice, so that there is a past."""
    now = clock.now()
    county = Unit(kind=UnitKind.COUNTY, name="示例县", area="999999", opened_on=date(2026, 1, 1))
    station = Unit(kind=UnitKind.STATION, name="示例站", area="999999001", opened_on=date(2026, 1, 1))
    county.save()
    station.parent = county
    station.save()
    people = fictional_people(rng, BORN)
    written = settings.FIELD_CIPHER
    files = []
    for settings.FIELD_CIPHER in [V1, V2] * (FILES // 2):
        files.append(_file(station, next(people), next(people), now))
    settings.FIELD_CIPHER = written
    return files


def _file(station: Unit, child: Any, guardian: Any, now: datetime) -> Minor:
    minor = Minor(
        birth_year=child.birth_date.year,
        sex=child.sex,
        is_pupil=True,
        area=station.area,
        unit=station,
        intake_unit=station,
        taken_in_at=now,
    )
    minor.save()
    key = vaults.make_key(minor)
    for times in ("初", "改"):
        texts = {
            "name": child.name,
            "alias": f"示例{times}",
            "id_number": child.id_number,
            "birth_date": child.birth_date.isoformat(),
            "phone": child.phone,
            "school": "示例中学",
            "class_name": f"示例{times}班",
            "guardian_name": guardian.name,
            "guardian_relation": "parent",
            "guardian_phone": guardian.phone,
        }
        vaults.write(minor, key, texts)
    return minor


def _cells(files: list[Minor]) -> Iterator[Cell]:
    order = {minor.pk: place for place, minor in enumerate(files)}
    for live in vaults.MODELS.values():
        columns = [field.name for field in live._meta.fields if isinstance(field, EncryptedTextField)]
        for model, rows in (
            (live, live.objects.for_system("prove swaps")),
            (live.history.model, live.history.for_system("prove swaps")),  # type: ignore[attr-defined]
        ):
            for row in sorted(
                rows.filter(minor__in=files), key=lambda row: (order[row.minor_id], str(row.pk))
            ):
                for column in columns:
                    value = getattr(row, column)
                    if isinstance(value, Sealed):
                        yield Cell(model, row.pk, column, row.minor_id, row.id, value.token)


def _pair(rng: random.Random, cells: list[Cell]) -> tuple[Cell, Cell]:
    """Two cells in different places; every second time of one file, where the key is the same."""
    one = rng.choice(cells)
    same_key = rng.random() < 0.5
    while True:
        two = rng.choice(cells)
        if two.place != one.place and (not same_key or two.file == one.file):
            return one, two


def _kind(one: Cell, two: Cell) -> str:
    files = "one file" if one.file == two.file else "two files"
    times = {0: "live", 1: "live and history", 2: "history"}[one.is_past + two.is_past]
    return f"{files}, {times}"


def _write(cell: Cell, token: str) -> None:
    """As somebody with the database in hands would: past every model."""
    quote = connection.ops.quote_name
    meta = cell.model._meta
    key = meta.pk.get_db_prep_value(cell.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} SET {quote(cell.column)} = %s"  # nosec B608 names of our own tables
            f" WHERE {quote(meta.pk.column)} = %s",
            [token, key],
        )


def _opens(cell: Cell) -> bool:
    row = cell.model.objects.for_system("prove swaps").get(pk=cell.pk)
    try:
        getattr(row, cell.column).reveal(vaults.key_of(row.minor))
    except CannotDecrypt:
        return False
    return True
