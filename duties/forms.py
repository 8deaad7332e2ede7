"""Shape of what is typed: required, range, format. What follows from it the actions decide."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.choices import Post, UnitKind
from accounts.forms import UnitChoice
from accounts.models import Appointment, Unit, User
from common import calendar, clock
from common.errors import DomainError
from common.wording import MIN_REASON
from duties.choices import Decision
from duties.policies import Policy, policies

CODES_ONLY = "只写经过和编号，不写姓名、证件号和电话。"
REASON_HELP = f"至少{MIN_REASON}个字。全县都能看到，不写姓名、证件号和电话。"


def show(form: forms.Form, error: DomainError) -> None:
    """Put a rule's sentence on the field it belongs to, or on top of the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


class DayField(forms.DateField):
    """A day an office can mean: at the ends of the calendar arithmetic overflows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": DateInput(), **kwargs})

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not calendar.is_plausible(value):
            raise ValidationError("日期不对，请检查年份。", code="implausible")


class DateInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class ExcuseForm(forms.Form):
    reason = forms.CharField(
        label="情况说明",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-private": True}),
        help_text=CODES_ONLY,
    )


class RefusalForm(forms.Form):
    refusal = forms.CharField(label="不予认可的理由", max_length=200)


class NoteForm(forms.Form):
    note = forms.CharField(
        label="内容",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-private": True}),
        help_text=CODES_ONLY,
    )


class DecisionForm(NoteForm):
    field_order = ["decision", "note"]
    # 督办 is not chosen here: issuing the order on its own page is that decision
    decision = forms.ChoiceField(
        label="处理方式",
        choices=[choice for choice in Decision.choices if choice[0] != Decision.ORDER],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = "处理意见"


class PolicyForm(forms.Form):
    """One number of one kind, or its switch."""

    field = forms.ChoiceField(label="变更什么", widget=forms.RadioSelect)
    value = forms.FloatField(label="新的数值", required=False, help_text="关闭或恢复时不填。")
    unit = UnitChoice(
        label="仅限单位",
        required=False,
        empty_label="全县",
        help_text="不选即全县适用。",
    )
    from_on = DayField(label="生效日期", help_text="最早自次日起；已开立的事项仍按原来的数字。")
    reason = forms.CharField(label="理由", max_length=200, help_text=REASON_HELP)

    def __init__(self, *args: Any, policy: Policy, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("on", "恢复这类事项"), ("off", "关闭这类事项")]
        choices += [
            (f"ladder.{no}", f"告知{step.tell.label}：截止后几小时（之前为负）")
            for no, step in enumerate(policy.ladder)
        ]
        if policy.amount_may_change:
            choices.insert(0, ("due.amount", f"时限（现为{policy.due.words}）"))
        self.fields["field"].choices = choices  # type: ignore[attr-defined]
        self.initial = {"from_on": today + timedelta(days=1)}
        units = Unit.objects.visible_to(user).active().of_kind(policy.owed_by[0])
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        field = data.get("field")
        if field in ("on", "off"):
            data["field"], data["value"] = "is_on", field == "on"
        elif field and data.get("value") is None and "value" not in self.errors:
            self.add_error("value", "请填写新的数值。")
        return data


class WithdrawalForm(forms.Form):
    reason = forms.CharField(label="撤回的理由", max_length=200, help_text=REASON_HELP)


class RosterForm(forms.Form):
    day = DayField(label="日期")
    leader = forms.ModelChoiceField(User.objects.none(), label="带班领导", empty_label=None)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Appointment.objects.live(clock.now()).filter(unit=unit, post=Post.TOWNSHIP_LEADER)
        field = self.fields["leader"]
        field.queryset = User.objects.filter(pk__in=posts.values("user"))  # type: ignore[attr-defined]
        field.label_from_instance = lambda user: user.name  # type: ignore[attr-defined]


class CalendarYearForm(forms.Form):
    year = forms.IntegerField(label="年份", min_value=2000, max_value=2199)
    notice = forms.CharField(
        label="通知文号", max_length=200, help_text="国务院办公厅关于当年部分节假日安排的通知。"
    )


class CalendarDayForm(forms.Form):
    day = DayField(label="日期")
    is_working = forms.TypedChoiceField(
        label="这一天",
        choices=[("1", "上班"), ("0", "放假")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    basis = forms.CharField(label="依据", max_length=200)


class MissFilterForm(forms.Form):
    """Filters of the list of misses; everything is optional, wrong values are ignored by the view."""

    unit = UnitChoice(label="单位", required=False, empty_label="全部单位")
    kind = forms.ChoiceField(label="事项", required=False)
    from_on = DayField(label="起", required=False)
    until_on = DayField(label="止", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owing = {policy.owed_by[0] for policy in policies().values()} | {UnitKind.STATION}
        units = Unit.objects.visible_to(user).filter(kind__in=owing)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "全部事项")] + [  # type: ignore[attr-defined]
            (kind, policy.title) for kind, policy in policies().items()
        ]
