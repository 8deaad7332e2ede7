"""The few kinds of fields that forms of several apps are made of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from common import clock
from common.scans import PICTURE_MOST

PRIVATE = {"data-private": True, "autocomplete": "off"}
"""Never kept in a browser's draft: identity, guardian, school, and text that may name somebody."""


def instant(label: str, **kwargs: Any) -> forms.DateTimeField:
    """A minute in Shanghai time, typed with the phone's own picker."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **kwargs)


def day(label: str, *, private: bool = False, **kwargs: Any) -> forms.DateField:
    attrs = {"type": "date", **(PRIVATE if private else {})}
    return forms.DateField(label=label, widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"), **kwargs)


def taps(label: str, choices: Iterable[tuple[Any, Any]], **kwargs: Any) -> forms.ChoiceField:
    """One of a few, as big buttons."""
    kwargs.setdefault("error_messages", {"required": "请选择一项。"})
    return forms.ChoiceField(label=label, choices=list(choices), widget=forms.RadioSelect, **kwargs)


def ticks(label: str, choices: Iterable[tuple[Any, Any]], **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), widget=forms.CheckboxSelectMultiple, required=False, **kwargs
    )


def private(label: str, max_length: int = 40, *, rows: int = 0, **kwargs: Any) -> forms.CharField:
    """Goes to a child's vault, or may name somebody."""
    kwargs.setdefault("required", False)
    widget = forms.Textarea(attrs={**PRIVATE, "rows": rows}) if rows else forms.TextInput(attrs=PRIVATE)
    return forms.CharField(label=label, max_length=max_length, widget=widget, **kwargs)


def yes_no(label: str, **kwargs: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", "是"), ("no", "否")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是或否。"},
        **kwargs,
    )


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Some photographs at once, made smaller in the browser where it can. `clean` gives their bytes."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"accept": "image/*", "multiple": True, "data-pictures": PICTURE_MOST}
        kwargs.setdefault("widget", _ManyFiles(attrs=attrs))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:
        files = data if isinstance(data, list) else [data]
        return [super(PicturesField, self).clean(one, initial).read() for one in files or [None]]


def not_ahead(value: datetime | None) -> datetime | None:
    """Validator for instants that have happened."""
    if value is not None and value > clock.now():
        raise forms.ValidationError("不能晚于现在。")
    return value
