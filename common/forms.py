"""The form that says in plain Chinese what is wrong, by the name of the field: no framework's wording."""

from typing import Any

from django import forms

DAY, INSTANT = "例如 2026-03-02", "例如 2026-03-02 14:30"
CHOSEN = (forms.ChoiceField, forms.ModelChoiceField)
STALE = "页面已过时，请刷新后再试。"

SHAPES: list[tuple[type[forms.Field], str]] = [
    (forms.DateTimeField, f"“{{label}}”的时间格式不对，{INSTANT}。"),
    (forms.DateField, f"“{{label}}”的日期格式不对，{DAY}。"),
    (forms.TimeField, "“{label}”的时间格式不对，例如 14:30。"),
    (forms.IntegerField, "“{label}”请填写数字。"),
    (forms.DurationField, "“{label}”的格式不对。"),
    (forms.FileField, "“{label}”没有传上来，请重新选择文件。"),
    (forms.Field, "“{label}”的格式不对。"),
]
"""What is said of a value of the wrong shape, by the first kind of field that fits."""

SAID = {
    "invalid_choice": "“{label}”请在列出的选项中选择。",
    "invalid_list": "“{label}”请在列出的选项中选择。",
    "invalid_pk_value": "“{label}”请在列出的选项中选择。",
    "max_length": "“{label}”最多%(limit_value)d个字，现在有%(show_value)d个字。",
    "min_length": "“{label}”至少%(limit_value)d个字，现在有%(show_value)d个字。",
    "max_value": "“{label}”不能大于%(limit_value)s。",
    "min_value": "“{label}”不能小于%(limit_value)s。",
    "max_digits": "“{label}”的数字太长。",
    "max_decimal_places": "“{label}”的小数位太多。",
    "max_whole_digits": "“{label}”的数字太长。",
    "null_characters_not_allowed": "“{label}”里有不能保存的字符。",
    "missing": "请选择“{label}”的文件。",
    "empty": "“{label}”的文件是空的。",
    "invalid_image": "“{label}”不是图片。",
}


class WordedForm(forms.Form):
    """A form whose fields name themselves in every refusal; what a field says itself stays as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _word(field, str(field.label or name))


def _word(field: forms.Field, label: str) -> None:
    own = field.error_messages
    for code, sentence in _sentences(field).items():
        if own.get(code) is _default(field, code):
            own[code] = sentence if field.widget.is_hidden else sentence.format(label=label)


def _sentences(field: forms.Field) -> dict[str, str]:
    if field.widget.is_hidden:
        return dict.fromkeys(("required", "invalid", *SAID), STALE)
    shape = next(sentence for kind, sentence in SHAPES if isinstance(field, kind))
    return {"required": f"请{_verb(field)}“{{label}}”。", "invalid": shape, **SAID}


def _verb(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return "勾选"
    return "选择" if isinstance(field, (*CHOSEN, forms.FileField)) else "填写"


def _default(field: forms.Field, code: str) -> Any:
    """What the framework would say: of the nearest class of the field that has a word for it, or nothing."""
    for kind in type(field).__mro__:
        if code in vars(kind).get("default_error_messages", {}):
            return vars(kind)["default_error_messages"][code]
    return None
