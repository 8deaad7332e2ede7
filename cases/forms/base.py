"""What forms about a case share. Shape only; times in Shanghai, as people read the clock."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms

from common import clock
from common.errors import DomainError
from common.wording import refuse_numbers

MINUTES = "%Y-%m-%dT%H:%M"


class PersonField(forms.ModelChoiceField):
    """Colleagues by name; staff are no secret inside the office."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.name


def refuse_in_form(text: str) -> None:
    """Validator: an ID number or a telephone gets its sentence on the field."""
    try:
        refuse_numbers(text, field="")
    except DomainError as error:
        raise forms.ValidationError(str(error)) from error


class FreeText(forms.CharField):
    """A note. May name somebody by mistake, so no browser draft; numbers of persons are refused."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "data-private": True}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        refuse_in_form(text)
        return text


class EventForm(forms.Form):
    """Something that happened at an instant; `client_id` makes a form sent twice one row."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    at = forms.DateTimeField(
        label="时间",
        input_formats=[MINUTES, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES),
        error_messages={"required": "请填写时间。", "invalid": "时间格式不对，例如 2026-03-02 14:30。"},
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        self.now = now
        kwargs.setdefault("initial", {}).setdefault("at", clock.local(now))
        super().__init__(*args, **kwargs)

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"]
        if at > self.now:
            raise forms.ValidationError("时间不能晚于现在。")
        return at
