from typing import Any

from django import forms

from minors.rules import is_real_purpose
from reporting.documents import FORMATS

CODED, IDENTITY = "coded", "identity"


class PrintForm(forms.Form):
    """How a letter is printed. Level 1 unless the receiver has to find the child."""

    form = forms.ChoiceField(
        label="格式",
        choices=[(name, name.upper()) for name in FORMATS],
        initial="pdf",
        widget=forms.RadioSelect,
    )
    with_identity = forms.BooleanField(
        label="写明身份（姓名、证件号、住址）",
        required=False,
        help_text="只在对方必须找到孩子时勾选；打开身份和对外提供都有记录。",
    )
    purpose = forms.CharField(
        label="用途", required=False, max_length=200, help_text="勾选“写明身份”的必填。"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("with_identity") and not is_real_purpose(data.get("purpose", "")):
            self.add_error("purpose", "请写明为什么要把身份写进函件。")
        return data
