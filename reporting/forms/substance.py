from django import forms

from common.choices import SubstanceClass
from reporting.forms.order import DayInput


class SubstanceForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60)
    aliases = forms.CharField(label="俗称", max_length=100, required=False)
    klass = forms.ChoiceField(label="类别", choices=SubstanceClass)
    listed_from = forms.DateField(
        label="从哪天起列管",
        required=False,
        widget=DayInput,
        help_text="公告上写的施行日期；还没查到就不填。",
    )
    note = forms.CharField(label="公告名称和文号", max_length=200, required=False)
