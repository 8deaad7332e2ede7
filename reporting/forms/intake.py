"""The other doors."""

from typing import Any
from uuid import uuid4

from django import forms

from accounts.choices import UnitKind
from accounts.models import Unit
from common import clock
from common.fields import PRIVATE, instant, not_ahead, private, taps, yes_no
from minors.actions import ChildIn
from minors.choices import Sex
from reporting.actions import LetterIn
from reporting.choices import Finding, IntakeSource


class LetterForm(forms.Form):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    received_at = instant("收到时间", validators=[not_ahead])
    organ = forms.CharField(label="来函机关", max_length=60)
    number = forms.CharField(label="来函文号", max_length=60, required=False)
    note = private("说明", 200, rows=2, help_text="不写姓名和号码。")

    def letter_in(self) -> LetterIn:
        data = self.cleaned_data
        return LetterIn(IntakeSource.LETTER, data["received_at"], data["organ"], data["number"], data["note"])


class ForwardForm(LetterForm):
    """The county names the township."""

    township = forms.ModelChoiceField(Unit.objects.none(), label="转给哪个乡镇", empty_label="请选择")
    field_order = ["client_id", "township"]

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = Unit.objects.active().of_kind(UnitKind.TOWNSHIP).filter(county=county)
        self.fields["township"].queryset = towns  # type: ignore[attr-defined]


class SelfReferralForm(forms.Form):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    source = taps(
        "谁来的",
        [
            (choice.value, choice.label)
            for choice in (IntakeSource.SELF, IntakeSource.MEDICAL, IntakeSource.OTHER)
        ],
        initial=IntakeSource.SELF,
    )
    received_at = instant("来的时间", validators=[not_ahead])
    note = private("说明", 200, rows=2, help_text="不写姓名和号码。")


class MandatoryForm(forms.Form):
    """强制报告: what anybody can say of a child in a minute."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    what = private("看到或听到什么", 500, rows=4, required=True, help_text="人在哪里、像什么样、何时发现。")
    name = private("孩子的姓名", help_text="不知道就不填。")
    sex = taps("性别", Sex.choices)
    age = forms.IntegerField(
        label="大约几岁",
        min_value=1,
        max_value=17,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", **PRIVATE}),
        error_messages={"max_value": "已满18周岁的不是未成年人，请直接报警。"},
    )
    is_pupil = yes_no("是不是在校学生")

    def child_in(self) -> ChildIn:
        data = self.cleaned_data
        year = clock.local_day(clock.now()).year - data["age"]
        return ChildIn(
            name=data["name"],
            features=data["what"],
            sex=data["sex"],
            birth_year=year,
            is_pupil=data["is_pupil"],
        )


class ReceiveForm(forms.Form):
    finding = taps("核实情况", Finding.choices, initial=Finding.CHECKING)
    note = private("依据或说明", 200, rows=2, help_text="不属实的必须写明依据；不写姓名和号码。")
