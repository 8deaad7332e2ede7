"""What a person types about an attempt to reach somebody."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime

from cases.choices import Channel, Outcome, Told, WithWhom
from cases.forms.base import EventForm, FreeText, refuse_in_form
from cases.rules import USUAL_CHANNEL, fits
from common import clock
from common.forms import WordedForm


class TapForm(WordedForm):
    """One tap on an outcome: everything else is what it usually is. `tapped_at` is the instant on the phone,
    which may lie back while the line was gone; a clock that runs ahead counts as now."""

    client_id = forms.UUIDField()
    outcome = forms.ChoiceField(choices=Outcome)
    tapped_at = forms.CharField(required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        self.now = now
        super().__init__(*args, **kwargs)

    def as_contact(self) -> dict[str, Any]:
        """What the tap says, in the words of `record_contact`."""
        data = self.cleaned_data
        return {
            "client_id": data["client_id"],
            "at": min(_instant(data["tapped_at"]) or self.now, self.now),
            "with_whom": WithWhom.CHILD,
            "channel": USUAL_CHANNEL[data["outcome"]],
            "outcome": data["outcome"],
        }


def _instant(text: str) -> datetime | None:
    """What a script wrote; anything else counts as not written."""
    try:
        instant = parse_datetime(text)
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo is not None else None


class NoteForm(WordedForm):
    """What is added to a contact that one tap recorded."""

    note = FreeText(
        label="记录", required=False, max_length=500, help_text="只写情况和打算，不写姓名、号码和学校。"
    )
    next_on = forms.DateField(
        label="下次联系", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


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
    away_where = FreeText(
        rows=1,
        label="外出去向",
        required=False,
        max_length=100,
        help_text="结果是“外出”时填：县、乡镇或大致地方；写了去向，就开始核实。",
    )
    next_on = forms.DateField(
        label="下次联系", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("client_id", "outcome", "with_whom", "channel", "at", "away_where", "note", "next_on")

    def clean_next_on(self) -> date | None:
        next_on: date | None = self.cleaned_data["next_on"]
        if next_on and next_on < clock.local_day(self.now):
            raise forms.ValidationError("下次联系不能早于今天。")
        return next_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"channel", "outcome"} <= data.keys() and not fits(data["channel"], data["outcome"]):
            self.add_error("outcome", "这种方式不会有这样的结果，请核对。")
        if data.get("away_where") and data.get("outcome") != Outcome.AWAY:
            self.add_error("away_where", "结果选“外出”才填去向。")
        return data


class WhereaboutsForm(EventForm):
    parents_reached = forms.BooleanField(label="已联系到父母或其他监护人", required=False)
    child_spoken = forms.BooleanField(label="已与本人通话", required=False)
    receiving_place = FreeText(rows=1, label="接收地（县、乡镇）", required=False, max_length=100)
    note = FreeText(label="核实经过", required=False, max_length=300)
    give_up = forms.BooleanField(label="核实不到，转为失联查找", required=False)


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
