"""Writing and opening vault rows. Private to `minors.actions`: whoever reads for a person uses `reveal`."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TypeVar, cast
from uuid import UUID

from django.db.models import F
from django.views.decorators.debug import sensitive_variables

from common import idnumber
from common.crypto import CannotDecrypt, PlainText, blind_index, new_data_key
from common.crypto import DataKey as Key
from common.errors import DomainError
from minors import rules
from minors.actions import guard, names
from minors.actions.unreadable import noted
from minors.choices import IdKind, VaultPart
from minors.models import DataKey, Guardian, Identity, Minor, Schooling, Vault
from minors.rules import ChildIn

Row = TypeVar("Row", bound=Vault)

PARTS: dict[str, dict[str, str]] = {
    VaultPart.IDENTITY: {
        name: name
        for name in (
            "name",
            "alias",
            "features",
            "id_number",
            "birth_date",
            "phone",
            "household_address",
            "residence_address",
        )
    },
    VaultPart.SCHOOLING: {"school": "school", "class_name": "class_name"},
    VaultPart.GUARDIAN: {
        "guardian_name": "name",
        "guardian_relation": "relation",
        "guardian_phone": "phone",
    },
}
"""Part → the name of a value outside → its column in the vault."""

MODELS: dict[str, type[Vault]] = {
    VaultPart.IDENTITY: Identity,
    VaultPart.SCHOOLING: Schooling,
    VaultPart.GUARDIAN: Guardian,
}

NEWEST_WINS = {"phone", "household_address", "residence_address", "school", "class_name"}
"""When two files become one, these follow the newer report; who the child is stays as registered."""


class Destroyed(DomainError, CannotDecrypt):
    """The data key was destroyed on purpose: nothing to report."""

    def __init__(self) -> None:
        super().__init__("这份档案的身份信息已依规销毁，不能再打开。")


def make_key(minor: Minor) -> Key:
    """The first and only data key of a file. Raises Unreadable without a key file."""
    with noted():
        kek, wrapped = new_data_key()
    row = DataKey(minor=minor, kek=kek, wrapped=wrapped)
    row.save()
    return row.unwrapped()


def key_of(minor: Minor) -> Key:
    """The data key of a file. Raises Destroyed (on purpose) or Unreadable (lost or damaged)."""
    row = DataKey.objects.for_system("open a vault").filter(minor=minor).first()
    if row is not None and row.destroyed_at is not None:
        raise Destroyed
    with noted(minor):
        if row is None:
            raise CannotDecrypt("没有这份档案的数据密钥。")
        return row.unwrapped()


@sensitive_variables("texts")
def texts_of(child: ChildIn, *, on: date) -> dict[str, str]:
    """What was typed, by name, without the blanks; an ID number as it is stored."""
    columns = [name for part in PARTS.values() for name in part if name != "birth_date"]
    texts = {name: getattr(child, name).strip() for name in columns}
    if texts["id_number"] and child.kind_of_id == IdKind.RESIDENT:
        texts["id_number"] = idnumber.parse(texts["id_number"], today=on).number
    born = rules.born_on(child, on=on)
    texts["birth_date"] = born.isoformat() if born else ""
    return {name: text for name, text in texts.items() if text}


@sensitive_variables("texts")
def indexes_of(texts: Mapping[str, str]) -> dict[str, str | None]:
    """The blind indexes of an identity, one label per column; None where the value is not known."""
    name, born = texts.get("name"), texts.get("birth_date")
    return {
        "id_index": _index("minors.identity.id_number", texts.get("id_number")),
        "name_birth_index": _index("minors.identity.name_birth", f"{name}|{born}" if name and born else None),
        "phone_index": _index("minors.identity.phone", texts.get("phone")),
    }


@sensitive_variables("texts", "known")
def write(
    minor: Minor, key: Key, texts: Mapping[str, str], *, id_kind: str = "", emptied: Collection[str] = ()
) -> Identity:
    """Put the given values into the vaults of `minor`; what is not given stays, `emptied` is cleared."""
    identity = _row(Identity, minor)
    with noted(minor):
        known = {**_opened(identity, PARTS[VaultPart.IDENTITY], key), **texts}
    _fill(identity, PARTS[VaultPart.IDENTITY], key, texts, emptied)
    for column, index in indexes_of({k: text for k, text in known.items() if k not in emptied}).items():
        setattr(identity, column, index)
    identity.id_kind = id_kind or identity.id_kind
    identity.save()
    touched = texts.keys() | set(emptied)
    for part in (VaultPart.SCHOOLING, VaultPart.GUARDIAN):
        if touched & PARTS[part].keys():
            row = _row(MODELS[part], minor)
            _fill(row, PARTS[part], key, texts, emptied)
            if isinstance(row, Guardian) and "guardian_phone" in touched:
                row.phone_index = _index("minors.guardian.phone", texts.get("guardian_phone"))
            row.save()
    if touched & {"name", "guardian_name"}:
        with noted(minor):
            names.rekey(minor, key)
    if "school" in texts:
        guard.know_school(texts["school"])
    return identity


def read(minor: Minor, names: set[str] | None = None) -> dict[str, str]:
    """Plain values by name. For `reveal`, which logs, and for actions that compare or move them."""
    key = key_of(minor)
    found: dict[str, str] = {}
    for part, columns in PARTS.items():
        wanted = {name: column for name, column in columns.items() if names is None or name in names}
        row = _found(MODELS[part], minor) if wanted else None
        with noted(minor):
            found |= _opened(row, wanted, key) if row else {}
    return found


def move(source: Minor, target: Minor, *, now: datetime) -> Identity:
    """Re-encrypt the vaults of `source` under the key of `target`, then destroy the key of `source`."""
    old, new = read(source), read(target)
    taken = {name: text for name, text in old.items() if name not in new or name in NEWEST_WINS}
    taken = {name: text for name, text in taken.items() if not name.startswith("guardian_")}
    key = key_of(target)
    kind = Identity.objects.for_system("merge").values_list("id_kind", flat=True).get(minor=source)
    identity = write(target, key, taken, id_kind=kind if "id_number" in taken else "")
    guardian = {name: text for name, text in old.items() if name.startswith("guardian_")}
    if guardian and any(new.get(name) != text for name, text in guardian.items()):
        row = Guardian(minor=target)
        _fill(row, PARTS[VaultPart.GUARDIAN], key, guardian)
        row.phone_index = _index("minors.guardian.phone", guardian.get("guardian_phone"))
        row.save()
        with noted(target):
            names.rekey(target, key)
    _destroy(source, now)
    return identity


def _destroy(minor: Minor, now: datetime) -> None:
    for model in MODELS.values():
        for row in model.objects.for_system("merged away").filter(minor=minor):
            row.delete()
    names.forget(minor)
    key = DataKey.objects.for_system("merged away").get(minor=minor)
    key.wrapped, key.destroyed_at = None, now
    key.save(update_fields=["wrapped", "destroyed_at"])


def _row(model: type[Row], minor: Minor) -> Row:
    return _found(model, minor) or model(minor=minor)


def _found(model: type[Row], minor: Minor) -> Row | None:
    """The row of a vault; of several guardians one who still is one, that of the intake before others."""
    rows = model.objects.for_system("open a vault").filter(minor=minor)
    if model is Guardian:
        rows = rows.order_by(
            F("ended_on").asc(nulls_first=True), F("further_at").asc(nulls_first=True), "-recorded_at"
        )
    return cast("Row | None", rows.first())


def guardians(minor: Minor) -> list[Guardian]:
    """Every guardian of a file in the order in which they were written, sealed."""
    rows = Guardian.objects.for_system("guardians of a file").filter(minor=minor)
    return list(rows.order_by(F("further_at").asc(nulls_first=True), "recorded_at", "pk"))


def has_several_guardians(minor: Minor) -> bool:
    """True if more than one answers for the child now; says nothing of who they are."""
    rows = Guardian.objects.for_system("are there several").filter(minor=minor, ended_on=None)
    return len(rows.values_list("pk")[:2]) > 1


def has_guardian(minor: Minor) -> bool:
    """True if somebody answers for the child now; says nothing of who it is."""
    return Guardian.objects.for_system("is there one").filter(minor=minor, ended_on=None).exists()


def read_guardians(minor: Minor) -> dict[UUID, dict[str, str]]:
    """Plain values of every guardian by key. For the door, which logs."""
    key = key_of(minor)
    with noted(minor):
        return {row.pk: _opened(row, PARTS[VaultPart.GUARDIAN], key) for row in guardians(minor)}


@sensitive_variables("texts")
def add_guardian(minor: Minor, texts: Mapping[str, str], *, at: datetime, client_id: UUID) -> Guardian:
    """One more guardian, behind those there are."""
    return write_guardian(minor, Guardian(minor=minor, further_at=at, client_id=client_id), texts)


@sensitive_variables("texts")
def write_guardian(minor: Minor, row: Guardian, texts: Mapping[str, str]) -> Guardian:
    """Put the given values into this guardian; what is not given stays."""
    key = key_of(minor)
    _fill(row, PARTS[VaultPart.GUARDIAN], key, texts)
    if "guardian_phone" in texts:
        row.phone_index = _index("minors.guardian.phone", texts["guardian_phone"])
    row.save()
    with noted(minor):
        names.rekey(minor, key)
    return row


@sensitive_variables("texts")
def _fill(
    row: Vault,
    columns: Mapping[str, str],
    key: Key,
    texts: Mapping[str, str],
    emptied: Collection[str] = (),
) -> None:
    for name, column in columns.items():
        if name in texts:
            setattr(row, column, PlainText(texts[name], key))
        elif name in emptied:
            setattr(row, column, None)


def _opened(row: Vault, columns: Mapping[str, str], key: Key) -> dict[str, str]:
    sealed = {name: getattr(row, column) for name, column in columns.items()}
    return {name: value.reveal(key) for name, value in sealed.items() if value is not None}


@sensitive_variables("value")
def _index(label: str, value: str | None) -> str | None:
    with noted():
        return blind_index(label, value) if value else None
