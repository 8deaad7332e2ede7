"""One child on a form: who it is (for the vault) and what level 1 says. Identity is never kept in a draft."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList

from cases.choices import Place
from common import clock
from common.fields import PRIVATE, day, instant, not_ahead, private, taps, ticks, yes_no
from minors import rules
from minors.actions import ChildIn
from minors.choices import Relation, Sex
from reporting.actions import ChildLineIn
from reporting.choices import Adult, GuardianHow, HandedTo, Measure

AREA_CODE = r"^[0-9]{6}([0-9]{3})?$"
_IDENTITY = (
    "name", "alias", "features", "id_number", "birth_date", "birth_year", "sex", "phone", "household_address",
    "residence_address", "school", "class_name", "is_pupil", "guardian_name", "guardian_relation",
    "guardian_phone",
)  # fmt: skip


def area_code(label: str) -> forms.RegexField:
    return forms.RegexField(
        AREA_CODE,
        label=label,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="外乡的，知道就填：县6位或乡镇9位。",
        error_messages={"invalid": "行政区划代码应为6位或9位数字。"},
    )


class RegisterIdentityForm(forms.Form):
    """Who the child is, without where it learns. `on` is the day on which age is judged."""

    sex = taps("性别", Sex.choices)
    is_pupil = yes_no("是否在校学生")
    name = private("姓名", help_text="不知道姓名时留空，在下面写化名或特征。")
    id_number = private("公民身份号码", 30, help_text="填了号码就不用填出生日期。")
    birth_date = day("出生日期", private=True, required=False)
    birth_year = forms.IntegerField(
        label="大致出生年份",
        required=False,
        min_value=1900,
        max_value=2199,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", **PRIVATE}),
        help_text="不知道出生日期时填写。",
    )
    alias = private("化名或绰号")
    features = private("体貌特征", 100)
    phone = private("本人电话", 20)
    household_address = private("户籍地址", 100)
    residence_address = private("现住址", 100)
    guardian_name = private("监护人姓名")
    guardian_relation = forms.ChoiceField(
        label="与本人关系",
        required=False,
        choices=[("", "未填"), *Relation.choices],
        widget=forms.Select(attrs=PRIVATE),
    )
    guardian_phone = private("监护人电话", 20)
    checked = forms.BooleanField(
        label="已核对证件，以填写的为准", required=False, widget=forms.HiddenInput(attrs=PRIVATE)
    )

    def __init__(self, *args: Any, on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on or clock.local_day(clock.now())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for problem in rules.problems(self.child_in(data), on=self.on):
            if problem.field not in self.errors:
                self.add_error(problem.field if problem.field in self.fields else None, problem.message)
        self._ask_about_conflicts(data)
        return data

    def _ask_about_conflicts(self, data: dict[str, Any]) -> None:
        """A number that says otherwise is asked about once: the papers of the police may err (law.md §10)."""
        if "id_number" in self.errors:
            return
        conflicts = rules.conflicts(self.child_in(data), on=self.on)
        if conflicts:
            self.fields["checked"].widget = forms.CheckboxInput(attrs=PRIVATE)
        if conflicts and not data.get("checked"):
            self.add_error("id_number", "".join(conflicts) + "确实如此的，勾选“已核对证件”。")

    def child_in(self, data: dict[str, Any]) -> ChildIn:
        """The values for the vault, as far as they were given."""
        given = {name: data[name] for name in _IDENTITY if data.get(name) not in (None, "")}
        return ChildIn(**given)


class IdentityForm(RegisterIdentityForm):
    """As whoever took the child in types it: school and class go in here and are never read back."""

    school = private("学校", 60)
    class_name = private("班级", 40)


class IntakeChildForm(IdentityForm):
    """A child through any door: identity and the two places."""

    household = taps("户籍地", Place.choices)
    residence = taps("实际居住地", Place.choices)
    household_area = area_code("户籍地区划代码")
    residence_area = area_code("居住地区划代码")
    first: tuple[str, ...] = ("sex", "is_pupil", "name", "id_number", "birth_date", "household", "residence")

    def line_in(self) -> ChildLineIn:
        data = self.cleaned_data
        return ChildLineIn(
            child=self.child_in(data),
            household=data["household"],
            household_area=data["household_area"],
            residence=data["residence"],
            residence_area=data["residence_area"],
        )

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What every row shows at once; the rest is folded away."""
        names = [*self.first]
        if not self["checked"].is_hidden:
            names.insert(names.index("birth_date") + 1, "checked")
        return [self[name] for name in names]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [
            bound for bound in self.visible_fields() if bound.name not in (*self.first, "checked", "DELETE")
        ]

    @property
    def more_open(self) -> bool:
        """Unfold where something has to be put right."""
        return self.is_bound and any(bound.errors for bound in self.more_fields)


class ChildForm(IntakeChildForm):
    """A child of a seizure: also what was done on the spot and whether the guardian knows."""

    measures = ticks("现场措施", Measure.choices)
    guardian_told = forms.BooleanField(label="监护人已告知", required=False)
    guardian_how = taps("告知方式", GuardianHow.choices, required=False, initial=GuardianHow.PHONE)
    guardian_told_at = instant("告知时间", required=False, help_text="不填按现在算。", validators=[not_ahead])
    handed_to = forms.ChoiceField(label="交由谁", required=False, choices=[("", "未定"), *HandedTo.choices])
    appropriate_adult = forms.ChoiceField(
        label="合适成年人", required=False, choices=[("", "未定"), *Adult.choices]
    )
    health_looked_at = forms.BooleanField(label="已查看身体状况", required=False)
    first = (*IntakeChildForm.first, "measures", "guardian_told")

    def __init__(self, *args: Any, captured_at: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, on=clock.local_day(captured_at) if captured_at else None, **kwargs)
        self.captured_at = captured_at

    def clean_guardian_told_at(self) -> datetime | None:
        at = self.cleaned_data["guardian_told_at"]
        if at and self.captured_at and at < self.captured_at:
            raise forms.ValidationError("告知时间不能早于查获时间。")
        return at

    def line_in(self) -> ChildLineIn:
        data = self.cleaned_data
        told = data["guardian_told"]
        return ChildLineIn(
            child=self.child_in(data),
            household=data["household"],
            household_area=data["household_area"],
            residence=data["residence"],
            residence_area=data["residence_area"],
            measures=tuple(data["measures"]),
            health_looked_at=data["health_looked_at"],
            guardian_told_at=(data["guardian_told_at"] or clock.now()) if told else None,
            guardian_how=(data["guardian_how"] or GuardianHow.PHONE) if told else "",
            appropriate_adult=data["appropriate_adult"],
            handed_to=data["handed_to"],
        )


ChildFormSet = forms.formset_factory(
    ChildForm,
    extra=0,
    min_num=1,
    max_num=20,
    absolute_max=20,
    validate_min=True,
    can_delete=True,
)


MoreChildFormSet = forms.formset_factory(ChildForm, extra=0, max_num=20, absolute_max=20, can_delete=True)
"""Children who were forgotten: none, unless a row is added."""


def lines_in(formset: forms.BaseFormSet) -> list[ChildLineIn]:
    """The rows that were kept and hold something: a row that was added and left blank is nobody."""
    kept = [form for form in formset.forms if form not in formset.deleted_forms]
    return [form.line_in() for form in kept if form.has_changed() or not form.empty_permitted]


def with_one_more(data: Any, prefix: str) -> Any:
    """The posted data of a formset with an empty row at the end, for browsers without JavaScript."""
    data = data.copy()
    total = f"{prefix}-TOTAL_FORMS"
    rows = int(data[total]) if data.get(total, "").isdigit() else 1
    data[total] = str(min(rows + 1, ChildFormSet.max_num))
    return data


def keep_quiet(*forms_and_sets: Any) -> None:
    """Show what was typed without judging it yet."""
    for given in forms_and_sets:
        if hasattr(given, "forms"):
            keep_quiet(*given.forms)
            given._errors, given._non_form_errors = [ErrorDict() for _ in given.forms], ErrorList()
        else:
            given._errors = ErrorDict()
