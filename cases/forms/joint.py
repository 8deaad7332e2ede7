"""What a person types where three offices decide for a pupil."""

from typing import Any
from uuid import uuid4

from django import forms

from cases.choices import Correction, HelpKind, ReviewOutcome, Stance
from cases.forms.base import EventForm, FreeText
from cases.rules import problem_with
from common.forms import WordedForm

NO_NAMES = "只写做法，不写姓名、号码和学校。"


class Heard(forms.ChoiceField):
    """How somebody who must be heard took it."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            choices=Stance,
            widget=forms.RadioSelect,
            error_messages={"required": f"请选择{label}；没有听取也要如实选。"},
        )


class JointForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    measures = forms.MultipleChoiceField(
        label="矫治教育措施（预防未成年人犯罪法第四十一条，由公安机关决定采取）",
        choices=Correction,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other = FreeText(label="其他措施是什么", required=False, max_length=200, rows=2)
    services = forms.MultipleChoiceField(
        label="服务和帮助", choices=HelpKind, required=False, widget=forms.CheckboxSelectMultiple
    )
    how = FreeText(label="分工和做法", required=False, max_length=500, help_text=NO_NAMES)
    child_view = Heard("本人意见")
    child_words = FreeText(
        label="本人说了什么", required=False, max_length=300, rows=2, help_text="派出所看不到这一栏。"
    )
    guardian_view = Heard("监护人意见")
    guardian_words = FreeText(
        label="监护人说了什么", required=False, max_length=300, rows=2, help_text="派出所看不到这一栏。"
    )

    unheard_why = FreeText(
        label="为什么没有听取",
        required=False,
        max_length=300,
        rows=2,
        help_text="两人都听取了的不填。有人还没有听取又没有写明原因的，可以先保存，但不能签字。",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"measures", "services", "other"} <= data.keys() and (
            problem := problem_with(data["measures"], data["services"], data["other"])
        ):
            self.add_error(*problem)
        return data


class TermReviewForm(EventForm):
    outcome = forms.ChoiceField(
        label="结论",
        choices=ReviewOutcome,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结论。"},
    )
    child_view = Heard("本人意见")
    guardian_view = Heard("监护人意见")
    note = FreeText(label="这学期的情况和理由", max_length=500, help_text=NO_NAMES)
    field_order = ("client_id", "outcome", "child_view", "guardian_view", "note", "at")
