from typing import Any

from django import forms

from common.errors import DomainError
from common.freetext import refuse_file_name
from reporting.imports import KINDS


class ImportForm(forms.Form):
    kind = forms.ChoiceField(label="哪一本台账", widget=forms.RadioSelect)
    file = forms.FileField(
        label="Excel 或 CSV 文件",
        help_text="先试读，不保存；每一格有什么不对都会说明。最多2000行。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(slug, kind.title) for slug, kind in KINDS.items()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """The name may name somebody; it is looked at and thrown away, the content is never stored."""
        upload = self.cleaned_data["file"]
        try:
            refuse_file_name(upload.name)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
        return upload
