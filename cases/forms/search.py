"""What a person types about the search for a child."""

from uuid import uuid4

from django import forms

from cases.choices import Danger, SearchKind, StepResult
from cases.forms.base import MINUTES, FreeText, refuse_in_form
from common.forms import WordedForm

RESULTS = [(one, one.label) for one in (StepResult.NOTHING, StepResult.LEAD, StepResult.IMPOSSIBLE)]


class CountyStepForm(WordedForm):
    """The county's word on a step that is its own."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = forms.ChoiceField(choices=SearchKind, widget=forms.HiddenInput)
    note = FreeText(label="意见", required=False, max_length=300, help_text="不写姓名、号码和学校。")


class StepForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = forms.ChoiceField(choices=SearchKind, widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label="结果",
        choices=RESULTS,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结果。"},
        help_text="找到本人的，请直接记联系。",
    )
    note = FreeText(label="经过", required=False, max_length=300, help_text="不写姓名、号码和学校。")


class VillageStepForm(StepForm):
    """The village is asked by 协助走访, or by word of mouth: then whom and when."""

    spoken_with = forms.CharField(
        label="口头问了谁",
        required=False,
        max_length=60,
        validators=[refuse_in_form],
        help_text="已办“协助走访”的不填。只写村和职务，例如：某村村支书。",
    )
    spoken_at = forms.DateTimeField(
        label="什么时候问的",
        required=False,
        input_formats=[MINUTES, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES),
        error_messages={"invalid": "时间格式不对，例如 2026-03-02 14:30。"},
    )
    field_order = ("client_id", "kind", "spoken_with", "spoken_at", "result", "note")


class DangerForm(WordedForm):
    danger = forms.ChoiceField(
        label="情形",
        choices=Danger,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择情形。"},
    )
    reason = FreeText(label="谁在何时报告、什么情形", max_length=300)
