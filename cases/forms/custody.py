"""What a person types about a child who is inside."""

from typing import Any

from django import forms

from cases.choices import CustodyHow, CustodyKind
from cases.forms.base import EventForm, FreeText, refuse_in_form

TOLD = "听别人说的，还没有核实"
ASKED = "只写单位和职务。问的时候说了孩子姓名的，另记“对外提供”。"


def _day(label: str, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


def _until() -> forms.DateField:
    said = "知道的就写；到前30日、7日提醒安排谁去接。"
    return _day("预计离所日", required=False, help_text=said)


def _spoke_with() -> forms.CharField:
    return forms.CharField(
        label="问了谁", required=False, max_length=60, validators=[refuse_in_form], help_text=ASKED
    )


class WordForm(EventForm):
    """What the place says: how it is known, by whom, and until when the child stays."""

    how = forms.ChoiceField(
        label="怎样知道的",
        choices=CustodyHow,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样知道的。"},
    )
    spoke_with = _spoke_with()
    until_on = _until()
    field_order: tuple[str, ...] = ("client_id", "how", "spoke_with", "until_on", "at", "note")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("how") in (CustodyHow.PHONE, CustodyHow.VISIT) and not data.get("spoke_with"):
            self.add_error("spoke_with", "请写明问了谁（单位和职务）。")
        return data


class CustodyForm(WordForm):
    kind = forms.ChoiceField(
        label="在哪一类场所",
        choices=CustodyKind,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择场所。"},
    )
    place = forms.CharField(
        label="场所名称",
        max_length=60,
        validators=[refuse_in_form],
        error_messages={"required": "请填写场所名称。"},
        help_text="只写名称，不写病情和案情。",
    )
    since_on = _day("入所日期", error_messages={"required": "请填写入所日期。"})
    how = forms.ChoiceField(
        label="怎样知道的",
        choices=[*CustodyHow.choices, ("", TOLD)],
        widget=forms.RadioSelect,
        required=False,
        help_text="场所自己说了才算核实；没有核实的，照常联系和查找。",
    )
    note = FreeText(rows=1, label="说明", required=False, max_length=300)
    field_order = ("client_id", "kind", "place", "since_on", "how", "spoke_with", "until_on", "at", "note")


class FurtherWordForm(WordForm):
    note = FreeText(
        rows=2, label="对方说的情况", required=False, max_length=300, help_text="不写姓名、号码、病情和案情。"
    )


class LeaveCustodyForm(EventForm):
    note = FreeText(
        rows=2,
        label="离所情况",
        required=False,
        max_length=300,
        help_text="谁去接的、回到哪里；根本没有在所的，也在这里写明。不写姓名。",
    )
