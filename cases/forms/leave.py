"""What a person types about leave and about a breach. Shape only."""

from typing import Any

from django import forms

from cases.forms.base import EventForm, FreeText, refuse_in_form
from cases.forms.drugtests import DAY, OnceForm
from cases.policies import drugtests as numbers
from cases.rules.leave import needs_writing
from cases.testwords import Company, Consent, LeaveReason, PoliceAnswer, Threshold
from common.forms import WordedForm


class LeaveForm(OnceForm):
    from_on = forms.DateField(label="离开日期", **DAY)  # type: ignore[arg-type]
    until_on = forms.DateField(label="返回日期", help_text="当天计入。", **DAY)  # type: ignore[arg-type]
    place = forms.CharField(
        label="前往的县（市、区）", max_length=60, validators=[refuse_in_form],
        help_text="只写到县（市、区），不写详细地址和人名。",
    )  # fmt: skip
    reason = forms.ChoiceField(label="事由", choices=LeaveReason, widget=forms.RadioSelect)
    company = forms.ChoiceField(label="同行", choices=Company, widget=forms.RadioSelect)
    written_on = forms.DateField(
        label="书面报告日期", required=False, help_text=f"离开{numbers.WRITTEN_FROM_DAYS}日以上必填。", **DAY  # type: ignore[arg-type]
    )  # fmt: skip
    note = FreeText(label="说明", required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        from_on, until_on = data.get("from_on"), data.get("until_on")
        if from_on and until_on and until_on < from_on:
            self.add_error("until_on", "返回日期不能早于离开日期。")
        elif from_on and until_on and needs_writing(from_on, until_on) and not data.get("written_on"):
            self.add_error("written_on", "离开3日以上须有书面报告，请填写书面报告日期。")
        return data


class LeaveDecisionForm(WordedForm):
    answer = forms.ChoiceField(label="审批", choices=Consent, widget=forms.RadioSelect)
    note = FreeText(label="意见", required=False, max_length=200, help_text="不同意的须写明理由。")


class ExtensionForm(OnceForm):
    until_on = forms.DateField(label="续至", **DAY)  # type: ignore[arg-type]
    written_on = forms.DateField(label="书面报告日期", required=False, **DAY)  # type: ignore[arg-type]
    note = FreeText(label="理由", max_length=200)


class ReturnForm(WordedForm):
    returned_on = forms.DateField(label="返回日期", **DAY)  # type: ignore[arg-type]


class UnauthorisedForm(OnceForm):
    left_on = forms.DateField(label="离开日期", **DAY)  # type: ignore[arg-type]
    returned_on = forms.DateField(
        label="返回日期", required=False, help_text="还没有返回的不填。", **DAY  # type: ignore[arg-type]
    )  # fmt: skip
    noticed = FreeText(label="如何得知", max_length=200, help_text="不写姓名、号码和学校。")


class BreachForm(EventForm):
    threshold = forms.ChoiceField(label="事由", choices=(), widget=forms.RadioSelect)
    answer = forms.ChoiceField(label="办理", choices=PoliceAnswer, widget=forms.RadioSelect)
    told_to = forms.CharField(
        label="接收单位和接收人职务", max_length=60, required=False, validators=[refuse_in_form],
        help_text="例如：杆洞派出所值班民警。",
    )  # fmt: skip
    reason = FreeText(label="说明或不告知的理由", required=False, max_length=300)

    def __init__(self, *args: Any, waiting: list[Threshold], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["threshold"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, one.label) for one in waiting]
        if len(waiting) == 1:
            field.initial = waiting[0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == PoliceAnswer.TOLD and not data.get("told_to"):
            self.add_error("told_to", "请填写接收单位和接收人职务。")
        if data.get("answer") == PoliceAnswer.NOT_TOLD and not data.get("reason"):
            self.add_error("reason", "请写明不告知的理由。")
        return data
