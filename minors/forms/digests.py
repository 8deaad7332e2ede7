"""What is typed about a weekly digest and about the yearly audit."""

from django import forms

from accounts.forms import DayInput


class DigestForm(forms.Form):
    remark = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        help_text="没有问题可以不填。有问题写已怎样处理，不要写姓名和号码。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FilingForm(forms.Form):
    filed_on = forms.DateField(label="报送日期", widget=DayInput())
    receipt = forms.CharField(label="回执编号或接收人职务", max_length=100)
