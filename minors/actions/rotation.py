"""New keys for old: re-wrapping data keys, re-sealing values. For the command `rotate_keys`, no user acts."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction

from common import keyfile
from common.crypto import (
    CannotDecrypt,
    EncryptedTextField,
    KeyFileUnusable,
    PlainText,
    Sealed,
    field_cipher,
    load_keyring,
    unwrap,
    version_of,
)
from common.crypto import DataKey as Key
from minors.actions import names
from minors.models import DataKey

BATCH = 500

Progress = Callable[[int, int], None]


@dataclass
class Figures:
    """What a rotation did, for people and as JSON."""

    kek: str = ""
    added: bool = False
    wrapped_anew: int = 0
    still_old: int = 0
    unreadable_keys: int = 0
    files_sealed_anew: int = 0
    values_sealed_anew: int = 0
    values_in_history: int = 0
    unreadable_files: int = 0
    forgotten: int = 0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class OldKeyInUse(Exception):
    """Data keys are still wrapped by a key-encryption key that was to be forgotten."""

    def __init__(self, count: int) -> None:
        super().__init__(f"还有 {count} 把数据密钥由旧密钥加密，不能删除旧密钥。请先运行 rotate_keys。")


def unknown_keks() -> set[str]:
    """Key-encryption keys that wrap data keys here and are not in the key file; empty when all is well.

    Another installation's key file, or one from before a rotation. Empty too while there are no tables.
    """
    try:
        used = set(_living().values_list("kek", flat=True).distinct())
    except DatabaseError:
        return set()
    return used - set(load_keyring().keys)


def key_trouble() -> str:
    """Why this installation must not start with its key file, as a Chinese sentence; empty if it may."""
    try:
        field_cipher()
        unknown = unknown_keks()
    except KeyFileUnusable as error:
        return str(error)
    if not unknown:
        return ""
    return (
        f"密钥文件与数据库不符：有数据密钥由 {len(unknown)} 个不在密钥文件中的密钥加密，可能是另一套系统的、"
        "或轮换之前的密钥文件。请放回原来的密钥文件，切勿新建。"
    )


def rotate(figures: Figures, progress: Progress, *, batch: int = BATCH) -> None:
    """Wrap every data key with the newest key-encryption key; made now unless a rotation is under way.

    Killed at any point it loses nothing: the new key is on the disk before the first data key needs it, the
    old ones stay in the file, and the next run goes on with the data keys that are left.
    """
    figures.kek = load_keyring().current
    _wrap_all(figures, progress, batch)
    if figures.wrapped_anew == 0:  # nothing was under way
        figures.kek, figures.added, figures.unreadable_keys = keyfile.add_kek(settings.KEY_FILE), True, 0
        _wrap_all(figures, progress, batch)
    figures.still_old = _old(figures.kek).count()


def _wrap_all(figures: Figures, progress: Progress, batch: int) -> None:
    old = _old(figures.kek)
    total, last = old.count(), None
    while rows := _next(old, last, batch):
        with transaction.atomic():
            locked = old.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk")
            for row in locked:
                wrapped = _wrap_anew(row, figures.kek)
                figures.wrapped_anew += wrapped
                figures.unreadable_keys += not wrapped
        last = rows[-1].pk
        progress(figures.wrapped_anew, total)


def forget_old(figures: Figures) -> None:
    """Remove the old key-encryption keys from the file. Raises OldKeyInUse while one wraps a data key."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite has one writer anyway
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE minors_datakey IN SHARE MODE")
        figures.kek = load_keyring().current
        in_use = _old(figures.kek).count()
        if in_use:
            raise OldKeyInUse(in_use)
        figures.forgotten = len(keyfile.forget_old(settings.KEY_FILE))


def reseal(figures: Figures, progress: Progress) -> None:
    """Write the values of every file, history included, with the cipher that the setting names.

    File by file, each in a transaction of its own; what is sealed so already is left alone, so that a
    killed run goes on. No history row is added: the value is the same. Name keys are completed on the way.
    """
    living = _living()
    total, done, last = living.count(), 0, None
    while rows := _next(living, last, BATCH):
        for row in rows:
            try:
                _reseal_file(row, figures)
            except CannotDecrypt:
                figures.unreadable_files += 1
            done += 1
            progress(done, total)
        last = rows[-1].pk


def _living() -> models.QuerySet[DataKey]:
    return DataKey.objects.for_system("rotate keys").filter(destroyed_at=None)


def _old(current: str) -> models.QuerySet[DataKey]:
    return _living().exclude(kek=current)


def _next(rows: models.QuerySet[DataKey], last: Any, size: int) -> list[DataKey]:
    after = rows if last is None else rows.filter(pk__gt=last)
    return list(after.order_by("pk")[:size])


def _wrap_anew(row: DataKey, kek: str) -> bool:
    """False if the data key does not open: it stays as it is, under its old key."""
    try:
        key = row.unwrapped()
    except CannotDecrypt:
        return False
    wrapped = key.wrapped_by(kek, load_keyring())
    if unwrap(kek, wrapped).kid != key.kid:
        raise CannotDecrypt("新密钥不能打开数据密钥。")
    row.kek, row.wrapped = kek, wrapped
    row.save(update_fields=["kek", "wrapped"])
    return True


@transaction.atomic
def _reseal_file(row: DataKey, figures: Figures) -> None:
    held = _living().select_for_update().filter(pk=row.pk).first()
    if held is None:
        return
    key, changed = held.unwrapped(), 0
    for model in _sealed_tables():
        past = hasattr(model, "history_date")
        for value in model.objects.for_system("seal anew").filter(minor=held.minor_id):
            count = _reseal_row(value, key)
            figures.values_sealed_anew += count
            figures.values_in_history += count if past else 0
            changed += count
    names.rekey(held.minor, key)
    figures.files_sealed_anew += bool(changed)


def _sealed_tables() -> Iterator[Any]:
    """Every table, past ones included, that holds sealed values of one file."""
    for model in apps.get_models():
        columns = {field.name for field in model._meta.fields}
        if "minor" in columns and any(_sealed_columns(model)):
            yield model


def _sealed_columns(model: Any) -> list[str]:
    return [field.name for field in model._meta.fields if isinstance(field, EncryptedTextField)]


def _reseal_row(row: Any, key: Key) -> int:
    """How many values of the row were sealed with another cipher and are sealed anew."""
    changed = []
    for column in _sealed_columns(type(row)):
        value = getattr(row, column)
        if isinstance(value, Sealed) and version_of(value.token) != field_cipher():
            setattr(row, column, PlainText(value.reveal(key), key))
            changed.append(column)
    if changed:
        row.skip_history_when_saving = True
        row.save(update_fields=changed)
    return len(changed)
