"""What a person types about school, family, help and the working group. No names, no school's name."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms

from cases.choices import (
    CallOutcome,
    CarerFinding,
    Channel,
    GroupRole,
    HelpKind,
    HelpOutcome,
    Reachable,
    SchoolState,
)
from cases.forms.base import EventForm, FreeText
from common import clock
from common.forms import WordedForm
from minors.choices import Relation

NO_NAME = "不写姓名、号码和学校名称。"


class Day(forms.DateField):
    """A day that has come, as the browser types it."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={
                "required": f"请填写{label}。",
                "invalid": "日期格式不对，例如 2026-03-02。",
            },
            **kwargs,
        )


def choice(label: str, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    said = {"required": f"请选择{label}。"}
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages=said, **kwargs
    )


class DayForm(WordedForm):
    """Something that holds from a day on; `client_id` makes a form sent twice one row."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        self.today = clock.local_day(now)
        super().__init__(*args, **kwargs)
        for name in ("since", "from_on"):
            if name in self.fields:
                self.fields[name].initial = self.today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, given in list(data.items()):
            if isinstance(given, date) and given > self.today:
                self.add_error(name, "日期不能晚于今天。")
        return data


class SchoolStatusForm(DayForm):
    state = choice("就学状况", SchoolState)
    since = Day("自何日起")
    reason = FreeText(label="原因和怎样知道的", max_length=200, help_text=NO_NAME)
    field_order = ("client_id", "state", "since", "reason")


class FamilyForm(DayForm):
    relation = choice("与孩子的关系", Relation)
    is_guardian = forms.BooleanField(label="是法定监护人", required=False)
    cares = forms.BooleanField(label="日常照护这个孩子", required=False)
    reachable = choice("能否联系上", Reachable)
    from_on = Day("自何日起")
    note = FreeText(label="说明", required=False, max_length=200, rows=2, help_text=NO_NAME)


class FamilyChangeForm(DayForm):
    client_id = None  # type: ignore[assignment]  # the row is changed, not added
    reachable = choice("能否联系上", Reachable)
    cares = forms.BooleanField(label="日常照护这个孩子", required=False)
    note = FreeText(label="说明", required=False, max_length=200, rows=2, help_text=NO_NAME)
    until_on = Day("不再是家庭成员或照护人的，填截止日期", required=False)


class CarerCheckForm(EventForm):
    finding = choice("核查结果", CarerFinding)
    how = FreeText(
        label="怎样核查", max_length=200, rows=2, help_text=f"例如：入户查看，问了村委会。{NO_NAME}"
    )
    field_order = ("client_id", "finding", "how", "at")


class ParentCallForm(EventForm):
    outcome = choice("父母这一周是否联系孩子", CallOutcome)
    channel = choice("父母怎样联系的", [("", "没有联系"), *Channel.choices], required=False)
    note = FreeText(label="说明", required=False, max_length=200, rows=2, help_text=NO_NAME)
    field_order = ("client_id", "outcome", "channel", "note", "at")


class HelpForm(DayForm):
    kind = choice("帮扶", HelpKind)
    provider = forms.CharField(
        label="由谁提供",
        max_length=60,
        help_text="写单位或岗位，例如：乡民政办、县医院心理科。",
        error_messages={"required": "请写由哪个单位或岗位提供。"},
    )
    what = FreeText(label="内容", required=False, max_length=200, rows=2, help_text=NO_NAME)
    from_on = Day("开始日期")


class HelpEndForm(DayForm):
    client_id = None  # type: ignore[assignment]  # the row is ended, not added
    outcome = choice("结果", HelpOutcome)
    until_on = Day("结束日期")
    outcome_note = FreeText(label="结果说明", required=False, max_length=200, rows=2, help_text=NO_NAME)


class SeatForm(DayForm):
    role = choice(
        "角色", [(one, one.label) for one in (GroupRole.DOCTOR, GroupRole.FAMILY, GroupRole.VOLUNTEER)]
    )
    relation = forms.ChoiceField(
        label="家庭成员：与孩子的关系", choices=[("", "不是家庭成员"), *Relation.choices], required=False
    )
    post = FreeText(
        label="医务人员、志愿者：单位或岗位", required=False, max_length=60, rows=1, help_text="不写姓名。"
    )
    from_on = Day("自何日起")
