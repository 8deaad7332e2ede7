"""What a person adds to a paper whose grounds stand in the rows. Shape only."""

from typing import Any

from django import forms

from cases.choices import LetterKind
from cases.forms.base import FreeText, refuse_in_form
from cases.forms.drugtests import OnceForm


class PaperForm(OnceForm):
    kind = forms.ChoiceField(
        label="文书", choices=(), widget=forms.RadioSelect, error_messages={"required": "请选择文书。"}
    )
    to_name = forms.CharField(
        label="主送公安机关", max_length=100, required=False, validators=[refuse_in_form],
        help_text="不填则送作出决定的公安机关；告诫书总是送本人及其监护人。",
    )  # fmt: skip
    demand = FreeText(
        label="告诫或请求事项",
        required=False,
        max_length=300,
        help_text="不填则用通常写法；不写姓名和号码。",
    )

    def __init__(self, *args: Any, offered: list[LetterKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, one.label) for one in offered]
        if len(offered) == 1:
            field.initial = offered[0]
