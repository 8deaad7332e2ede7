"""What a person types about a word outward, or about somebody who asked. Shape only; no field for a name."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms

from common import clock
from common.errors import DomainError
from common.forms import WordedForm
from common.wording import refuse_numbers
from minors.choices import AskedBy, AskedHow, DisclosureBasis, DisclosureKind

MINUTES = "%Y-%m-%dT%H:%M"

BY_HAND = (DisclosureKind.PHONE, DisclosureKind.LETTER, DisclosureKind.NOTICE, DisclosureKind.COPY)
"""Forms of providing that the system cannot see by itself."""


def refuse_in_form(text: str) -> None:
    """Validator: an ID number or a telephone gets its sentence on the field."""
    try:
        refuse_numbers(text, field="")
    except DomainError as error:
        raise forms.ValidationError(str(error)) from error


class Choice(forms.ChoiceField):
    """One of a few, each to be seen; left open it says itself what is missing."""

    def __init__(self, *, label: str, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.RadioSelect)
        said = {"required": f"请选择“{label}”。", **kwargs.pop("error_messages", {})}
        super().__init__(label=label, error_messages=said, **kwargs)


class Words(forms.CharField):
    """A line that may name somebody by mistake: no browser draft, no numbers of persons."""

    def __init__(self, *, rows: int = 0, **kwargs: Any) -> None:
        attrs: dict[str, Any] = {"data-private": True, "autocomplete": "off"}
        widget = forms.Textarea(attrs={**attrs, "rows": rows}) if rows else forms.TextInput(attrs=attrs)
        said = {"required": f"请填写“{kwargs.get('label', '')}”。", **kwargs.pop("error_messages", {})}
        super().__init__(widget=widget, validators=[refuse_in_form], error_messages=said, **kwargs)


class HappenedForm(WordedForm):
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


class DisclosureForm(HappenedForm):
    kind = Choice(
        label="形式", choices=[(kind, kind.label) for kind in BY_HAND], initial=DisclosureKind.PHONE
    )
    recipient = Words(label="提供给哪个单位", max_length=100)
    recipient_post = Words(
        label="接收人职务", max_length=60, required=False, help_text="只写职务，不写姓名。"
    )
    fields_told = Words(
        label="提供了哪些内容", max_length=200, help_text="只写是什么，例如：姓名、现住址；不写内容本身。"
    )
    basis = Choice(label="依据", choices=DisclosureBasis)
    basis_text = Words(label="依据说明", max_length=200, required=False, help_text="选“其他”的必须写明。")
    field_order = (
        "client_id",
        "kind",
        "recipient",
        "recipient_post",
        "fields_told",
        "basis",
        "basis_text",
        "at",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("basis") == DisclosureBasis.OTHER and not data.get("basis_text", "").strip():
            self.add_error("basis_text", "选“其他”的，请写明依据。")
        return data


class InquiryForm(HappenedForm):
    """Two taps: who asked, and 保存."""

    asked_by = Choice(
        label="谁来问",
        choices=AskedBy,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择谁来问。"},
    )
    how = Choice(label="怎么问的", choices=AskedHow, initial=AskedHow.PHONE)
    organ = Words(
        label="单位名称",
        max_length=100,
        required=False,
        help_text="可不填。只写单位，不写问的是谁，也不写来人姓名和电话。",
    )
    field_order = ("client_id", "asked_by", "how", "organ", "at")
