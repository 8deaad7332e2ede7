"""Requests of the child or guardian, the notice, the impact assessment: shape only."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms

from common import clock
from minors.choices import AskerCheck, Delivery, Language, RightKind, RightsAsker, Sex, Understood, Verdict
from minors.forms.outward import Choice, HappenedForm, Words


class RequestForm(HappenedForm):
    kind = Choice(label="申请什么", choices=RightKind)
    asked_by = Choice(label="谁申请", choices=RightsAsker)
    checked_how = Choice(label="怎样核对申请人身份", choices=AskerCheck)
    wish = Words(
        label="申请内容",
        rows=3,
        max_length=300,
        required=False,
        help_text="例如：更正现住址；删除旧电话。只写哪一项，不写内容本身、姓名和号码。",
    )
    field_order = ("client_id", "kind", "asked_by", "checked_how", "wish", "at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].label = "收到时间"


class DecisionForm(forms.Form):
    verdict = Choice(label="决定", choices=Verdict)
    reasons = Words(
        label="理由",
        rows=4,
        max_length=500,
        help_text="写进给申请人的答复，用大白话；不写姓名和号码。不同意的，写明依据哪条法律。",
    )


class DeliveryForm(forms.Form):
    how = Choice(label="送达方式", choices=Delivery, initial=Delivery.HAND)
    at = HappenedForm.base_fields["at"]

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].initial = clock.local(now)
        self.fields["at"].label = "送达时间"


class CorrectionForm(forms.Form):
    """What is left blank stays. Never in a browser draft."""

    birth_date = forms.DateField(label="出生日期", required=False)
    sex = forms.ChoiceField(
        label="性别", required=False, choices=[("", "不变"), *Sex.choices], widget=forms.RadioSelect
    )
    emptied = forms.MultipleChoiceField(
        label="清空哪几项",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="原来登记错了、又不需要填的。",
    )

    def __init__(self, *args: Any, labels: dict[str, str], emptiable: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["emptied"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = [(name, labels[name]) for name in emptiable]
        self.fields["birth_date"].widget = DayInput()
        self.fields["birth_date"].widget.attrs = {"data-private": True, "autocomplete": "off"}
        for name, label in labels.items():
            attrs = {"data-private": True, "autocomplete": "off"}
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=100, widget=forms.TextInput(attrs=attrs)
            )
        self.order_fields([*labels, "birth_date", "sex", "emptied"])


class NoticeForm(HappenedForm):
    given_to = Choice(label="告知了谁", choices=RightsAsker)
    guardian_no = forms.TypedChoiceField(
        label="哪一位监护人",
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    language = Choice(label="用什么话讲解", choices=Language)
    understood = forms.ChoiceField(
        label="听懂了吗",
        choices=Understood,
        widget=forms.RadioSelect,
        error_messages={"required": "请对方说说大意，再选是否听懂。"},
    )
    explained_by = forms.CharField(
        label="由别人讲解的，写其岗位",
        required=False,
        max_length=40,
        help_text="例如：村妇联主任（苗语）。自己讲的不填。",
    )
    field_order = ("client_id", "given_to", "guardian_no", "language", "understood", "explained_by", "at")

    def __init__(self, *args: Any, guardians: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].label = "告知时间"
        if len(guardians) > 1:
            self.fields["guardian_no"].choices = guardians  # type: ignore[attr-defined]
        else:
            del self.fields["guardian_no"]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AssessmentForm(forms.Form):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    title = Words(label="名称", max_length=100)
    processing = Words(
        label="处理活动", rows=4, max_length=1000, help_text="处理哪些信息，谁来处理，提供给谁。"
    )
    necessity = Words(label="目的、方式是否合法、正当、必要", rows=4, max_length=1000)
    risks = Words(label="对个人权益的影响和安全风险", rows=4, max_length=1000)
    measures = Words(label="保护措施是否合法、有效、与风险相适应", rows=4, max_length=1000)
    assessed_on = forms.DateField(label="评估日期", widget=DayInput)
    next_review_on = forms.DateField(label="下次复评日期", widget=DayInput, help_text="一年以内。")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessed_on"].initial = today
        try:
            self.fields["next_review_on"].initial = today.replace(year=today.year + 1)
        except ValueError:  # 29 February
            self.fields["next_review_on"].initial = date(today.year + 1, 2, 28)
