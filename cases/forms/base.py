"""What forms about a case share. Shape only; times in Shanghai, as people read the clock."""

from typing import Any

from django import forms

from minors.forms.outward import MINUTES, refuse_in_form
from minors.forms.outward import HappenedForm as EventForm

__all__ = ["MINUTES", "EventForm", "FreeText", "PersonField", "refuse_in_form"]


class PersonField(forms.ModelChoiceField):
    """Colleagues by name; staff are no secret inside the office."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.name


class FreeText(forms.CharField):
    """A note. May name somebody by mistake, so no browser draft; numbers of persons are refused."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "data-private": True}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        refuse_in_form(text)
        return text
