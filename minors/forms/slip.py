"""Which of today's visits go onto the slip."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms

from minors.choices import Paper


class SlipForm(forms.Form):
    """`choices` are (key of the file, words); those of today come ticked."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    minors = forms.MultipleChoiceField(
        label="今天去看谁",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一人。", "invalid_choice": "请在列出的人中选择。"},
    )
    paper = forms.ChoiceField(
        label="纸张", choices=Paper, initial=Paper.A5, widget=forms.RadioSelect, required=False
    )

    def __init__(
        self, *args: Any, choices: Iterable[tuple[str, str]], today: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["minors"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(choices)
        field.initial = list(today)

    def clean_paper(self) -> str:
        return self.cleaned_data["paper"] or Paper.A5
