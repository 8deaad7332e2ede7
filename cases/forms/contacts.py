"""What a person types about an attempt to reach somebody."""

from datetime import date
from typing import Any

from django import forms

from cases.choices import Channel, Outcome, Told, WithWhom
from cases.forms.base import EventForm, FreeText, refuse_in_form
from cases.rules import fits
from common import clock


class ContactForm(EventForm):
    with_whom = forms.ChoiceField(
        label="对象", choices=WithWhom, initial=WithWhom.CHILD, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(
        label="方式", choices=Channel, initial=Channel.VISIT, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(
        label="结果",
        choices=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结果。"},
    )
    note = FreeText(
        label="记录", required=False, max_length=500, help_text="只写情况和打算，不写姓名、号码和学校。"
    )
    next_on = forms.DateField(
        label="下次联系", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("client_id", "outcome", "with_whom", "channel", "at", "note", "next_on")

    def clean_next_on(self) -> date | None:
        next_on: date | None = self.cleaned_data["next_on"]
        if next_on and next_on < clock.local_day(self.now):
            raise forms.ValidationError("下次联系不能早于今天。")
        return next_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"channel", "outcome"} <= data.keys() and not fits(data["channel"], data["outcome"]):
            self.add_error("outcome", "这种方式不会有这样的结果，请核对。")
        return data


class StationContactForm(EventForm):
    station_name = forms.CharField(label="对方工作站", max_length=100, validators=[refuse_in_form])
    spoke_with = forms.CharField(label="对方接听人及职务", max_length=60, validators=[refuse_in_form])
    channel = forms.ChoiceField(
        label="方式",
        choices=[(c, c.label) for c in (Channel.PHONE, Channel.VIDEO, Channel.VISIT)],
        initial=Channel.PHONE,
        widget=forms.RadioSelect,
    )
    told = forms.ChoiceField(
        label="告诉了对方什么", choices=Told, initial=Told.CODED, widget=forms.RadioSelect, required=False
    )
    answer = FreeText(label="对方答复", max_length=300, help_text="是否同意接收、由谁管控、何时书面回执。")

    def clean_told(self) -> str:
        return self.cleaned_data["told"] or Told.CODED
