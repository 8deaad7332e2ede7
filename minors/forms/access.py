"""What is typed about reading: why, which parts, for how long; and what an approver or reviewer answers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Appointment, User
from duties.models import Duty
from minors import rules
from minors.choices import Finding, VaultPart
from minors.forms.file import PURPOSE_WANTED
from minors.policies import APPROVAL_DAYS

CODES_ONLY = "至少6个字；只写工作情况和编号，不写姓名、证件号和电话。"


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text=CODES_ONLY,
        error_messages={"required": "请写明理由。"},
        widget=forms.Textarea(attrs={"rows": 2, "data-private": True}),
    )


class AskForm(forms.Form):
    """`duties` are the open duties on the file: the purpose in one tap; `parts` what the post may ask for."""

    parts = forms.MultipleChoiceField(
        label="查阅内容",
        initial=[VaultPart.IDENTITY],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择要查阅的内容。"},
    )
    why = forms.ChoiceField(label="因哪项工作", required=False, widget=forms.RadioSelect)
    purpose = forms.CharField(
        label="其他用途",
        required=False,
        max_length=150,
        help_text="没有对应的待办时才填写；审批人能看到，不写姓名和号码。",
        widget=forms.TextInput(attrs={"data-private": True}),
    )
    days = forms.IntegerField(
        label="查阅天数",
        min_value=1,
        max_value=APPROVAL_DAYS,
        initial=7,
        help_text=f"最长{APPROVAL_DAYS}天，批准当天不计入；最后一天24时自动关闭。",
        error_messages={
            "required": "请填写天数。",
            "max_value": f"最长{APPROVAL_DAYS}天。",
            "min_value": "至少1天。",
            "invalid": "请填写整数天数。",
        },
    )

    def __init__(
        self, *args: Any, duties: Iterable[Duty] = (), parts: Iterable[VaultPart] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.duties = {duty.title: duty for duty in duties}
        field, why = self.fields["parts"], self.fields["why"]
        assert isinstance(field, forms.ChoiceField)
        assert isinstance(why, forms.ChoiceField)
        field.choices = [(part, part.label) for part in parts]
        why.choices = [(title, title) for title in self.duties]
        why.initial = next(iter(self.duties), "")
        why.required = bool(self.duties)
        why.error_messages["required"] = "请选择因哪项工作。"
        if self.duties:  # open work is the reason; words are for where there is none (design §4.3)
            del self.fields["purpose"]
        else:
            del self.fields["why"]
            self.fields["purpose"].label = "用途"
            self.fields["purpose"].required = True
            self.fields["purpose"].help_text = "审批人能看到，不写姓名和号码。"
            self.fields["purpose"].error_messages["required"] = PURPOSE_WANTED

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        duty = self.duties.get(data.get("why", ""))
        purpose = duty.title if duty else data.get("purpose", "")
        if "purpose" in self.fields and not (rules.is_real_purpose(purpose) or self.has_error("purpose")):
            self.add_error("purpose", PURPOSE_WANTED)
        return {
            "parts": data.get("parts", []),
            "purpose": purpose,
            "days": data.get("days"),
            "duty": duty,
        }


class AnswerForm(forms.Form):
    """Approve in one tap; a refusal says why."""

    reason = forms.CharField(
        label="意见",
        required=False,
        max_length=200,
        help_text="不批准须写明理由（至少6个字）；批准可以不写。不写姓名和号码。",
        widget=forms.Textarea(attrs={"rows": 2, "data-private": True}),
    )


class ReviewForm(ReasonForm):
    finding = forms.ChoiceField(
        label="复核结论",
        choices=Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结论。"},
    )
    field_order = ["finding", "reason"]


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.username}）"


class OrderForm(ReasonForm):
    user = PersonChoice(
        label="回避人", queryset=User.objects.none(), error_messages={"required": "请选择回避人。"}
    )
    field_order = ["user", "reason"]

    def __init__(self, *args: Any, people: QuerySet[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(pk__in=people.values("user")).order_by("name", "pk")


class FileCodeForm(forms.Form):
    code = forms.CharField(label="档案编号", max_length=20)
