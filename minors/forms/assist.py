"""What the head releases, and what the village secretary answers."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet

from accounts.models import Appointment
from minors.choices import AssistAnswer, AssistSentence, Household
from minors.forms.outward import Words


class SecretaryField(forms.ModelChoiceField):
    """Secretaries by village and name; staff are no secret inside the office."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.unit.name}　{obj.user.name}"


class AssistForm(forms.Form):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    to = SecretaryField(
        Appointment.objects.none(),
        label="请哪位村支书",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一位村支书。"},
    )
    sentence = forms.ChoiceField(
        label="告诉他的一句话", choices=AssistSentence, initial=AssistSentence.HOME, widget=forms.RadioSelect
    )
    household = forms.ChoiceField(
        label="告诉他的住址", choices=Household, initial=Household.REGISTERED, widget=forms.RadioSelect
    )
    really_missing = forms.BooleanField(
        label="孩子确已走失（个案已转失联）",
        required=False,
        help_text="只有确已走失才勾选：依据改为未成年人保护法第一百零三条但书。",
    )

    def __init__(
        self, *args: Any, people: QuerySet[Appointment], lacks: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if list(lacks) == [Household.REGISTERED]:
            self.fields["household"].initial = Household.RESIDENCE
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class AssistAnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label="走访结果",
        choices=AssistAnswer,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个结果。"},
    )
    away_where = Words(
        label="外出的，去了哪里", max_length=100, required=False, help_text="写到县、市就行；不写电话。"
    )
