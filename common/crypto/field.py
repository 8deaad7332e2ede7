"""What an attribute holds, and the column it stands in."""

from typing import Any, NoReturn
from uuid import UUID

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.views.decorators.debug import sensitive_variables

from common.crypto.keys import MASK, CannotDecrypt, DataKey
from common.crypto.tokens import TOKEN, open_value, seal_value

# --- what an attribute holds


class _Masked:
    """Prints *** wherever it ends up; no pickling, no comparing with text, true in every test."""

    __slots__ = ()

    def __str__(self) -> str:
        return MASK

    def __repr__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        # `value in field.empty_values` must work; `row.name == "…"` would be silently false for ever.
        if isinstance(other, str) and other:
            raise TypeError("A sealed value is compared by its blind index, not with text.")
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("A sealed value is not pickled.")

    def __copy__(self) -> "_Masked":
        return self

    def __deepcopy__(self, memo: object) -> "_Masked":
        return self


class Sealed(_Masked):
    """An encrypted value as read from a row. JSON encoders refuse it, everything else prints ***."""

    __slots__ = ("aad", "token")

    def __init__(self, token: str, aad: bytes | None = None) -> None:
        self.token = token
        self.aad = aad

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sealed):
            return (self.token, self.aad) == (other.token, other.aad)
        return super().__eq__(other)

    def __hash__(self) -> int:
        return hash((self.token, self.aad))

    def reveal(self, data_key: DataKey) -> str:
        """The plaintext. Raises CannotDecrypt, always so for a handle from `.values()`, which has no row."""
        if self.aad is None:
            raise CannotDecrypt("该密文未与记录绑定，只能从记录本身打开。")
        return open_value(data_key, self.token, self.aad)


class PlainText(_Masked):
    """A value on its way in: `row.name = PlainText(text, data_key)`. `Sealed` once the row is saved."""

    __slots__ = ("_data_key", "_value")

    def __init__(self, value: str, data_key: DataKey) -> None:
        if not isinstance(value, str) or not isinstance(data_key, DataKey):
            raise TypeError("PlainText takes a text and the data key of its file.")
        self._value = value
        self._data_key = data_key

    def sealed_for(self, aad: bytes) -> Sealed:
        return Sealed(seal_value(self._data_key, self._value, aad), aad)


# --- the field


class _SealedAttribute(DeferredAttribute):
    """Binds the handle to the row it is read from, and refuses everything but handles on the way in."""

    field: "EncryptedTextField"

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            return Sealed(value.token, self.field.aad_of(instance))
        return value

    @sensitive_variables("value")
    def __set__(self, instance: models.Model, value: object) -> None:
        if not (value is None or isinstance(value, Sealed | PlainText)):
            raise TypeError(f"{self.field.name}: assign PlainText(value, data_key) or None.")
        if isinstance(value, Sealed) and value.aad and value.aad != self.field.aad_of(instance):
            raise CannotDecrypt("密文不能搬到另一行或另一列。")
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text that is stored as a token. Cannot be searched, compared or put on a form."""

    empty_strings_allowed = False
    descriptor_class = _SealedAttribute

    def deconstruct(self) -> Any:
        """Migrations name the package, wherever the class lies inside it."""
        name, _, args, kwargs = super().deconstruct()
        return name, "common.crypto.EncryptedTextField", args, kwargs

    def aad_of(self, instance: Any) -> bytes:
        """Live model, field and row `id`; a historical model knows its live one as `instance_type`."""
        live = getattr(self.model, "instance_type", self.model)
        return f"{live._meta.label_lower}|{self.name}|{UUID(str(instance.id))}".encode()

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if isinstance(value, PlainText):
            value = value.sealed_for(self.aad_of(model_instance))
            # The attribute must not hold the plain text once it is stored; history copies it from there.
            setattr(model_instance, self.attname, value)
        return value

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Sealed | None:
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Any:
        # Fixtures hold tokens. Anything else is left for __set__ to refuse.
        return Sealed(value) if isinstance(value, str) and TOKEN.fullmatch(value) else value

    @sensitive_variables("value")
    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.name}: save a row to seal a value, use the blind index to find one.")
        return value.token

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return value.token if isinstance(value, Sealed) else ""

    def get_lookup(self, lookup_name: str) -> Any:
        # "exact" is how Django spells `name=None`; with a text it ends in get_prep_value.
        if lookup_name not in ("exact", "isnull"):
            raise FieldError(f"{self.name} is encrypted: look it up by its blind index.")
        return super().get_lookup(lookup_name)

    def formfield(self, **kwargs: Any) -> None:
        return None
