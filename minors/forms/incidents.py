"""What a person types about an incident. Shape only; children by code, never by name."""

from datetime import datetime
from typing import Any

from django import forms

from minors.actions.incidents import BY_HAND
from minors.choices import IncidentKind, IncidentLevel, IncidentOutcome, IncidentStep
from minors.forms.outward import HappenedForm, Words

HINT = "说到某个孩子时只写编号，不写姓名、号码、住址和学校。"
REPORTED_TO = ["县委网信办", "县公安局网安大队", "县委网信办和县公安局网安大队"]


class IncidentForm(HappenedForm):
    kind = forms.ChoiceField(
        label="哪一类", choices=[(kind, kind.label) for kind in IncidentKind], widget=forms.RadioSelect
    )
    what = Words(label="发生了什么", rows=4, max_length=1000, help_text=HINT)

    field_order = ["client_id", "kind", "what", "at"]

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        self.fields["at"].label = "发现时间"


class ReportForm(HappenedForm):
    level = forms.ChoiceField(label="等级", choices=IncidentLevel.choices, widget=forms.RadioSelect)
    to_whom = Words(label="向谁上报", max_length=100, help_text=f"例如：{'；'.join(REPORTED_TO)}。")
    how = Words(label="上报方式", max_length=60, required=False, help_text="电话、书面、系统填报等。")
    text = Words(label="上报内容摘要", rows=4, max_length=1000, help_text=HINT)

    field_order = ["client_id", "level", "to_whom", "how", "text", "at"]

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        self.fields["at"].label = "上报时间"


class NoteForm(HappenedForm):
    step = forms.ChoiceField(
        label="事项", choices=[(step, IncidentStep(step).label) for step in BY_HAND], widget=forms.RadioSelect
    )
    text = Words(label="内容", rows=4, max_length=1000, help_text=HINT)
    to_whom = Words(
        label="对象",
        max_length=100,
        required=False,
        help_text="告知的，写编号和关系，如：K7Q2-9PXR的母亲。",
    )
    how = Words(label="方式", max_length=60, required=False, help_text="告知须写明：电话、信函、当面等。")

    field_order = ["client_id", "step", "text", "to_whom", "how", "at"]


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label="结果", choices=IncidentOutcome.choices, widget=forms.RadioSelect)
    text = Words(label="结案说明", rows=4, max_length=1000, help_text=HINT)
