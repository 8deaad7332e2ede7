"""What a person types about a case. Shape only; times in Shanghai, as people read the clock."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms

from accounts.choices import UnitKind
from accounts.models import Unit, User
from cases.choices import Channel, Outcome, Place, Route, Told, WithWhom
from cases.rules import fits
from common import clock
from common.errors import DomainError
from common.wording import refuse_numbers
from minors.policies import SAMPLE_MAX
from minors.rules import is_real_purpose

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


class ResidenceForm(EventForm):
    household = forms.ChoiceField(label="户籍地", choices=Place, widget=forms.RadioSelect)
    residence = forms.ChoiceField(label="实际居住地", choices=Place, widget=forms.RadioSelect)
    how = FreeText(
        label="核实方式和结果", max_length=300, help_text="例如：向村委会核实，随祖父母居住半年以上。"
    )


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


class RouteForm(forms.Form):
    route = forms.ChoiceField(label="改为", choices=Route, widget=forms.RadioSelect)
    reason = FreeText(label="变更理由", max_length=300)

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if not is_real_purpose(reason):
            raise forms.ValidationError("请写明变更理由。")
        return reason


class TeamForm(forms.Form):
    community_officer = PersonField(
        User.objects.none(),
        label="社区民警",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择社区民警。"},
    )
    social_worker = PersonField(
        User.objects.none(),
        label="禁毒社工",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择禁毒社工。"},
    )
    clerk = PersonField(User.objects.none(), label="个案专干", required=False, empty_label="不另设")

    def __init__(self, *args: Any, people: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, users in people.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = users


class CodeForm(forms.Form):
    """Find a case by its code; a code says nothing about anybody, so it may stand in the address."""

    q = forms.CharField(label="编号", required=False, max_length=30)


class SampleForm(forms.Form):
    """抽查: how many cases of which station."""

    station = forms.ModelChoiceField(
        label="被抽查工作站",
        queryset=Unit.objects.none(),
        error_messages={"required": "请选择工作站。"},
    )
    size = forms.IntegerField(
        label="抽取件数",
        min_value=1,
        max_value=SAMPLE_MAX,
        initial=3,
        help_text=f"每次1至{SAMPLE_MAX}件；由系统随机抽取。",
    )

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["station"]
        assert isinstance(field, forms.ModelChoiceField)
        stations = Unit.objects.active().filter(kind=UnitKind.STATION, county=county)
        field.queryset = stations.order_by("area")
