"""What a form says of bad input, in one voice and by the name of the field."""

import pytest
from django import forms
from django.core.validators import MaxValueValidator

from common.forms import WordedForm


class Sample(WordedForm):
    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label="名称", max_length=3)
    kind = forms.ChoiceField(label="种类", choices=[("a", "甲")])
    kinds = forms.MultipleChoiceField(label="各种", choices=[("a", "甲")])
    on = forms.DateField(label="日期")
    at = forms.DateTimeField(label="时间")
    days = forms.IntegerField(label="天数", min_value=1, validators=[MaxValueValidator(9)])
    agreed = forms.BooleanField(label="已同意")
    own = forms.CharField(label="自己说的", error_messages={"required": "请写明理由。"})


def said(**given) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in Sample(given).errors.items()}


def test_what_is_missing_is_named():
    assert said() == {
        "key": ["页面已过时，请刷新后再试。"],
        "name": ["请填写“名称”。"],
        "kind": ["请选择“种类”。"],
        "kinds": ["请选择“各种”。"],
        "on": ["请填写“日期”。"],
        "at": ["请填写“时间”。"],
        "days": ["请填写“天数”。"],
        "agreed": ["请勾选“已同意”。"],
        "own": ["请写明理由。"],
    }


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("key", "x", "页面已过时，请刷新后再试。"),
        ("name", "四个字长", "“名称”最多3个字，现在有4个字。"),
        ("name", "a\0", "“名称”里有不能保存的字符。"),
        ("kind", "b", "“种类”请在列出的选项中选择。"),
        ("kinds", ["b"], "“各种”请在列出的选项中选择。"),
        ("on", "昨天", "“日期”的日期格式不对，例如 2026-03-02。"),
        ("at", "昨天", "“时间”的时间格式不对，例如 2026-03-02 14:30。"),
        ("days", "三", "“天数”请填写数字。"),
        ("days", "0", "“天数”不能小于1。"),
        ("days", "10", "“天数”不能大于9。"),
    ],
)
def test_what_is_wrong_is_named(field, typed, sentence):
    assert said(**{field: typed})[field] == [sentence]
