"""What a person types about sealing a file, a lawful query, or what is to be destroyed. Shape only."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms

from common import clock
from minors.choices import QueryAnswer, SealCause
from minors.forms.file import SearchForm
from minors.forms.outward import Choice, Words
from minors.policies import ASK_AGAIN_DAYS

BY_HAND = (SealCause.CLEAN, SealCause.OTHER)
"""Causes a person gives where they hold; that a child has grown up the clock knows by itself."""


class ProposeSealForm(forms.Form):
    cause = Choice(label="事由", choices=[(cause, cause.label) for cause in BY_HAND], initial=SealCause.OTHER)
    note = Words(label="说明", max_length=200, rows=3, help_text="写明为什么现在提请；不写姓名和号码。")

    def __init__(self, *args: Any, holding: Collection[str], is_busy: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cause"]
        assert isinstance(field, forms.ChoiceField)
        offered = [cause for cause in BY_HAND if cause in holding]
        if is_busy and self.data.get("cause") != SealCause.OTHER:  # if sent, the action says why not
            offered = [cause for cause in offered if cause != SealCause.OTHER]
        field.choices = [(cause, cause.label) for cause in offered]


class RefuseSealForm(forms.Form):
    reason = Words(label="暂不封存的理由", max_length=200, rows=3, help_text="不写姓名和号码。")
    again_on = forms.DateField(
        label="何时再提请",
        help_text=f"最长{ASK_AGAIN_DAYS}天。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写日期。", "invalid": "日期格式不对，例如 2026-03-02。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        ahead = clock.local_day(clock.now()) + timedelta(days=90)
        kwargs.setdefault("initial", {}).setdefault("again_on", ahead)
        super().__init__(*args, **kwargs)


class QueryForm(SearchForm):
    """A written application. The person is named by code, number, or name and birth date; not stored."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    organ = Words(label="申请机关", max_length=60)
    applicants = Words(label="申请人部门和职务", max_length=60, help_text="只写部门和职务，不写姓名。")
    document = Words(label="公函文号", max_length=60)
    legal_basis = Words(label="法律依据", max_length=120, help_text="例如：治安管理处罚法第一百三十六条。")
    purpose = Words(label="查询用途", max_length=200, rows=3)
    code = Words(label="档案编号", max_length=20, required=False, help_text="有编号的只填编号。")
    field_order = (
        "client_id",
        "organ",
        "applicants",
        "document",
        "legal_basis",
        "purpose",
        "code",
        "id_number",
        "name",
        "birth_date",
    )


class RefuseQueryForm(forms.Form):
    reason = Words(label="不予批准的理由", max_length=200, rows=2)


class AnswerQueryForm(forms.Form):
    answer = Choice(label="怎样答复", choices=QueryAnswer)
    disclosed = Words(
        label="提供了哪些内容",
        max_length=300,
        rows=2,
        required=False,
        help_text="提供了的才填，例如：处理结果及日期；不写内容本身。",
    )
