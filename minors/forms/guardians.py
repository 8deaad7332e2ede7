"""What a person types about who answers for a child. Never kept in a browser's draft."""

from typing import Any
from uuid import UUID, uuid4

from django import forms

from minors.actions import GuardianIn
from minors.choices import Relation

PRIVATE = {"data-private": True, "autocomplete": "off"}


class GuardianForm(forms.Form):
    """One more guardian: written and not shown again."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(
        label="监护人姓名",
        max_length=40,
        widget=forms.TextInput(attrs=PRIVATE),
        error_messages={"required": "请填写监护人姓名。"},
    )
    relation = forms.ChoiceField(
        label="与本人关系",
        choices=Relation,
        widget=forms.RadioSelect(attrs=PRIVATE),
        error_messages={"required": "请选择与孩子的关系。"},
    )
    phone = forms.CharField(
        label="监护人电话", max_length=20, required=False, widget=forms.TextInput(attrs=PRIVATE)
    )

    @property
    def guardian_in(self) -> GuardianIn:
        return GuardianIn(**{name: self.cleaned_data[name] for name in ("name", "relation", "phone")})


class GuardianChangeForm(GuardianForm):
    """Put right, or ended. What is left blank stays."""

    client_id = None  # type: ignore[assignment]  # the row is changed, not added
    which = forms.TypedChoiceField(
        label="哪一位",
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一位监护人。"},
    )
    name = forms.CharField(
        label="姓名更正为",
        max_length=40,
        required=False,
        help_text="留空的，原有记载不变。",
        widget=forms.TextInput(attrs=PRIVATE),
    )
    relation = forms.ChoiceField(
        label="关系更正为",
        choices=[("", "不变"), *Relation.choices],
        required=False,
        widget=forms.Select(attrs=PRIVATE),
    )
    phone = forms.CharField(
        label="电话更正为", max_length=20, required=False, widget=forms.TextInput(attrs=PRIVATE)
    )
    ended_on = forms.DateField(
        label="不再是监护人的，填自何日起",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期格式不对，例如 2026-03-02。"},
    )
    field_order = ("which", "name", "relation", "phone", "ended_on")

    def __init__(self, *args: Any, guardians: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = guardians  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ended_on") and any(data.get(name) for name in ("name", "relation", "phone")):
            self.add_error("ended_on", "更正和终止请分两次办。")
        return data
