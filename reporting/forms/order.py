from datetime import date, datetime
from uuid import uuid4

from django import forms
from django.db.models import QuerySet

from accounts.forms import UnitChoice
from accounts.models import Unit
from common import clock

LONG = forms.Textarea(attrs={"rows": 4})


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _end_of(day: date | None) -> datetime | None:
    if day is None:
        return None
    if day < clock.local_day(clock.now()):
        raise forms.ValidationError("期限不能早于今天。")
    return clock.end_of_day(day)


class OrderForm(forms.Form):
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    to_unit = UnitChoice(label="督办哪个单位", empty_label="请选择")
    demand = forms.CharField(
        label="要求对方做什么",
        max_length=500,
        widget=LONG,
        help_text="写清楚要做的事。只写编号，不写姓名和号码。",
    )
    basis = forms.CharField(label="依据", max_length=200)
    due_on = forms.DateField(
        label="最晚哪天回复",
        required=False,
        widget=DayInput,
        help_text="到当天24时为止。不填就按办公室规定的天数算。",
    )

    def __init__(self, *args, units: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["client_id"].initial = uuid4

    def clean_due_on(self) -> datetime | None:
        return _end_of(self.cleaned_data["due_on"])

    @property
    def given(self) -> dict:
        """What the action takes: the day has become the instant at which it ends."""
        values = {**self.cleaned_data}
        due_at = values.pop("due_on")
        return {**values, "due_at": due_at}


class ReplyForm(forms.Form):
    text = forms.CharField(
        label="怎么办的，结果如何", max_length=1000, widget=LONG, help_text="只写编号，不写姓名和号码。"
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(label="为什么退回，还要做什么", max_length=500, widget=LONG)
    due_on = forms.DateField(label="最晚哪天再回复", widget=DayInput)

    def clean_due_on(self) -> datetime | None:
        return _end_of(self.cleaned_data["due_on"])


class CloseForm(forms.Form):
    note = forms.CharField(label="办结意见", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    with_escalation = forms.BooleanField(label="同时办结引起督办的那件上报", required=False, initial=True)

    def __init__(self, *args, has_escalation: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not has_escalation:
            del self.fields["with_escalation"]
