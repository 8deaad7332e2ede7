"""What a person types about a child's file. Identity never goes into a browser draft (`data-private`)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from common import clock, idnumber
from minors import rules
from minors.choices import VaultPart

PURPOSE_WANTED = "请用至少4个字写明查阅用途，不能只写数字，也不能只重复几个字。"


class SearchForm(forms.Form):
    id_number = forms.CharField(
        label="公民身份号码",
        required=False,
        max_length=30,
        help_text="18位，末位X大小写均可。没有号码时，填写姓名和出生日期。",
        widget=forms.TextInput(attrs={"data-private": True, "autocomplete": "off", "inputmode": "text"}),
    )
    name = forms.CharField(
        label="姓名",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"data-private": True, "autocomplete": "off"}),
    )
    birth_date = forms.DateField(
        label="出生日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "data-private": True}, format="%Y-%m-%d"),
    )

    def clean_id_number(self) -> str:
        text = self.cleaned_data["id_number"]
        if not text:
            return ""
        try:
            return idnumber.parse(text, today=clock.local_day(clock.now())).number
        except idnumber.BadIdNumber as error:
            raise forms.ValidationError(str(error)) from None

    def clean_birth_date(self) -> Any:
        born = self.cleaned_data["birth_date"]
        if born and born > clock.local_day(clock.now()):
            raise forms.ValidationError("出生日期晚于今天。")
        return born


class FindForm(forms.Form):
    """找档案: the whole name or the whole pinyin. `find` tells this form from the exact search beside it."""

    find = forms.CharField(widget=forms.HiddenInput, initial="name")
    full_name = forms.CharField(
        label="姓名或全名拼音",
        max_length=60,
        help_text="例如 qin xiaoming，不带声调；多音字的各种读法都查得到。只查本乡在册档案。",
        widget=forms.TextInput(attrs={"data-private": True, "autocomplete": "off"}),
    )


class CallForm(forms.Form):
    """One number, to be kept in sight during a call."""

    number = forms.ChoiceField(choices=[("phone", "电话"), ("guardian_phone", "监护人电话")])
    purpose = forms.CharField(max_length=100)


class RevealForm(forms.Form):
    """`duties` are the titles of the open duties on the file: the reason in one tap; `parts` what is open."""

    fields_asked = forms.MultipleChoiceField(
        label="查阅内容",
        initial=[VaultPart.IDENTITY],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择要查阅的内容。"},
    )
    why = forms.ChoiceField(label="因哪项工作", required=False, widget=forms.RadioSelect)
    purpose = forms.CharField(
        label="其他用途",
        required=False,
        max_length=100,
        help_text="没有对应的待办时才填写；会记入查阅日志，不要写姓名和号码。",
        widget=forms.TextInput(attrs={"data-private": True}),
    )

    def __init__(
        self, *args: Any, duties: Iterable[str] = (), parts: Iterable[VaultPart] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["fields_asked"]
        assert isinstance(asked, forms.ChoiceField)
        asked.choices = [(part, part.label) for part in parts]
        titles = list(dict.fromkeys(duties))
        field = self.fields["why"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(title, title) for title in titles]
        field.initial = titles[0] if titles else ""
        field.required = bool(titles)
        field.error_messages["required"] = "请选择因哪项工作。"
        if titles:  # open work is the reason; words are for where there is none (design §4.3)
            del self.fields["purpose"]
        else:
            del self.fields["why"]
            self.fields["purpose"].label = "用途"
            self.fields["purpose"].required = True
            self.fields["purpose"].help_text = "会记入查阅日志，不要写姓名和号码。"
            self.fields["purpose"].error_messages["required"] = PURPOSE_WANTED

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        purpose = data.get("why") or data.get("purpose", "")
        if "purpose" in self.fields and not (rules.is_real_purpose(purpose) or self.has_error("purpose")):
            self.add_error("purpose", PURPOSE_WANTED)
        return {**data, "reason": purpose}
