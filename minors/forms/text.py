from django import forms

from minors.choices import TextDecision


class TextDecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label="怎么处理",
        choices=[
            (TextDecision.RELEASED, "放行：没有写到在册人员，大家可以看"),
            (TextDecision.REMOVED, "删去：原文以后谁也看不到，请填写人另写"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一种处理。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="不写姓名、证件号和电话。",
        widget=forms.Textarea(attrs={"rows": 2, "data-private": True}),
        error_messages={"required": "请写明理由。"},
    )
