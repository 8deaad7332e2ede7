from uuid import uuid4

from django import forms
from django.db.models import QuerySet

from accounts.models import Unit
from reporting.policies import PROBLEM_MAX_LINES

TEN_LINES = forms.Textarea(attrs={"rows": PROBLEM_MAX_LINES})
HINT = f"最多{PROBLEM_MAX_LINES}行。说到某个孩子时只写编号，不写姓名、号码、住址和学校。"


class ProblemForm(forms.Form):
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    to_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="请谁答复", empty_label=None, widget=forms.RadioSelect
    )
    text = forms.CharField(label="遇到什么困难", max_length=1000, widget=TEN_LINES, help_text=HINT)

    def __init__(self, *args, units: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        to_unit = self.fields["to_unit"]
        to_unit.queryset = units  # type: ignore[attr-defined]
        self.fields["client_id"].initial = uuid4
        if units.count() > 6:  # the county's list is long: a menu reads better than forty buttons
            to_unit.widget = forms.Select(choices=to_unit.choices)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    text = forms.CharField(label="答复", max_length=1000, widget=TEN_LINES, help_text=HINT)
