"""What a person types about units, accounts, posts and absences. Shape only."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from allauth.account.forms import ChangePasswordForm
from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from accounts import rules
from accounts.choices import Post, ReadKind, UnitKind
from accounts.models import Appointment, Unit, User
from accounts.permissions import Role, roles
from common import clock
from common.errors import DomainError


class DayInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class InstantInput(forms.DateTimeInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class UnitsByTownship(ModelChoiceIterator):
    """The choices of a list of units under the name of their township; the county's offices come first."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        units = list(self.queryset)
        areas = {unit.township for unit in units}
        names = dict(Unit.objects.filter(kind=UnitKind.TOWNSHIP, area__in=areas).values_list("area", "name"))
        groups: dict[str, list[Any]] = {}
        for unit in units:
            groups.setdefault(names.get(unit.township, "县级"), []).append(self.choice(unit))
        yield from sorted(groups.items(), key=lambda group: group[0] != "县级")


class UnitChoice(forms.ModelChoiceField):
    """One unit, grouped by township: the county's list is long."""

    iterator = UnitsByTownship

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"queryset": Unit.objects.none(), **kwargs})

    def label_from_instance(self, unit: Unit) -> str:
        return unit.name


class ColleagueChoice(forms.ModelChoiceField):
    """People by name and account: names of staff are no secret inside an office, and two may be equal."""

    def label_from_instance(self, user: User) -> str:
        return f"{user.name}（{user.username}）"


def show(form: forms.Form, error: DomainError) -> None:
    """Put the sentence of a refused action on its field, or on the whole form if it has no such field."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


class OwnPasswordForm(ChangePasswordForm):
    """allauth's, without its link to a reset by e-mail; the rules stand above the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class AccountForm(forms.Form):
    username = forms.CharField(
        label="账号", max_length=30, help_text="登录时用。小写字母、数字、短横线，如 gd-clerk-2。"
    )
    name = forms.CharField(label="姓名", max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.update(
            autocapitalize="none", autocomplete="off", spellcheck="false"
        )


class AppointmentForm(forms.Form):
    unit = UnitChoice(label="单位", queryset=Unit.objects.none(), empty_label="请选择单位")
    post = forms.ChoiceField(label="职务", choices=[("", "请选择职务"), *Post.choices])
    from_on = forms.DateField(label="起", widget=DayInput)
    until_on = forms.DateField(label="止", widget=DayInput, required=False, help_text="不填即长期。")

    def __init__(self, *args: Any, units: QuerySet[Unit], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"from_on": today}
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=100)


class LeaveForm(forms.Form):
    handed_to = ColleagueChoice(label="接手人", queryset=User.objects.none(), empty_label="请选择接手人")
    handed_on = forms.DateField(label="双方在交接清单上签字的日期", widget=DayInput)

    def __init__(self, *args: Any, colleagues: QuerySet[User], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"handed_on": today}
        self.fields["handed_to"].queryset = colleagues  # type: ignore[attr-defined]


class AbsenceForm(forms.Form):
    deputy = ColleagueChoice(label="代理人", queryset=User.objects.none(), empty_label="请选择代理人")
    from_at = forms.DateTimeField(label="起", widget=InstantInput)
    until_at = forms.DateTimeField(label="止", widget=InstantInput)
    reason = forms.CharField(
        label="事由", max_length=100, required=False, help_text="如出差、培训。不写病情。"
    )

    def __init__(self, *args: Any, deputies: QuerySet[User], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"from_at": clock.local(now)}
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]


class ReminderForm(forms.Form):
    email = forms.EmailField(
        label="邮箱",
        required=False,
        help_text="留空即不发邮件。",
        error_messages={"invalid": "邮箱地址不对。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs.update(autocomplete="email", inputmode="email")


class UnitForm(forms.Form):
    kind = forms.ChoiceField(
        label="类别",
        widget=forms.RadioSelect,
        choices=[c for c in UnitKind.choices if c[0] != UnitKind.COUNTY],
    )
    name = forms.CharField(label="名称", max_length=60)
    area = forms.CharField(
        label="行政区划代码",
        max_length=12,
        help_text="乡镇各单位 9 位，如 450225208；村 12 位，如 450225208201。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].widget.attrs.update(inputmode="numeric")


def colleagues_of(appointment: Appointment, live: QuerySet[Appointment]) -> QuerySet[User]:
    """Whom to offer as successor: the others at work in the same township or county office."""
    here = live.filter(unit__township=appointment.unit.township)
    return User.objects.filter(pk__in=here.values("user")).exclude(pk=appointment.user_id)


def deputies_of(appointment: Appointment, live: QuerySet[Appointment]) -> QuerySet[User]:
    """Whom to offer as deputy: the colleagues whose own posts were confirmed for what this one reads."""
    here = live.filter(unit__township=appointment.unit.township).values_list("user", "post")
    held: dict[UUID, list[Role]] = {}
    for user, post in here:
        held.setdefault(user, []).append(roles()[post])
    able = [user for user, own in held.items() if rules.may_stand_in(roles()[appointment.post], own)]
    return User.objects.filter(pk__in=able).exclude(pk=appointment.user_id)


class ReadFilterForm(forms.Form):
    """What the auditor looks for in the read log. Nothing chosen is everything."""

    person = forms.CharField(label="账号或姓名", max_length=40, required=False)
    unit = UnitChoice(label="单位", required=False, empty_label="全部单位")
    kind = forms.ChoiceField(label="方式", required=False, choices=[("", "全部方式"), *ReadKind.choices])
    code = forms.CharField(label="档案编号", max_length=40, required=False)
    first = forms.DateField(label="自", required=False, widget=DayInput())
    last = forms.DateField(label="至（含）", required=False, widget=DayInput())
    after_hours = forms.BooleanField(label="只看非工作时间（夜间、周末）", required=False)

    def __init__(self, *args: Any, units: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class PaperCodeForm(forms.Form):
    """A 日志校验码 copied from paper."""

    code = forms.CharField(label="纸上的日志校验码", max_length=30, help_text="12位，如 7K3M-9PQR-0AB2。")
