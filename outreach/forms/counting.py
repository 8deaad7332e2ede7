"""Headcounts, goals, reasons. Shape only."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms

from common.fields import taps
from common.forms import WordedForm
from common.quarters import Period, quarter_key, quarter_words
from outreach.actions.coverage import ASKED
from outreach.choices import Audience, PlaceKind
from outreach.forms.done import number

ASKED_CHOICES = [(one.value, one.label) for one in ASKED]


class HeadcountForm(WordedForm):
    """One number for each audience; what is left empty stays as it was."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, known: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for audience in ASKED:
            self.fields[f"people_{audience}"] = number(
                f"{audience.label}（人）", initial=known.get(audience.value)
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and all(data[f"people_{audience}"] is None for audience in ASKED):
            self.add_error(f"people_{ASKED[0]}", "请至少填一项；没有这类人填0。")
        return data

    @property
    def people(self) -> dict[str, int]:
        typed = {audience.value: self.cleaned_data[f"people_{audience}"] for audience in ASKED}
        return {audience: number for audience, number in typed.items() if number is not None}


class GoalForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    place_kind = taps("对哪些地方", PlaceKind.choices)
    audience = forms.ChoiceField(label="对象", choices=ASKED_CHOICES)
    times = number("每季至少几次", required=True, help_text="0 表示不作要求；乡镇只能比县里的要求更严。")
    share = number("人次至少到人数的百分之几", max_value=100, help_text="不填就只看次数。")
    reason = forms.CharField(label="说明", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, quarters: list[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {quarter_key(one.from_on): one for one in quarters}
        self.fields["quarter"] = forms.TypedChoiceField(
            label="从哪个季度起",
            choices=[(key, quarter_words(one.from_on)) for key, one in known.items()],
            coerce=known.get,
        )
        self.order_fields(["client_id", "place_kind", "audience", "quarter", "times", "share", "reason"])

    @property
    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "share": self.cleaned_data["share"] or 0}


class ReasonForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    audience = forms.ChoiceField(label="对象", choices=[])
    reason = forms.CharField(
        label="原因和补救安排",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="为什么没有做到，什么时候补上。由办公室主任或领导签字。",
    )

    def __init__(self, *args: Any, audiences: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [(one, Audience(one).label) for one in audiences]  # type: ignore[attr-defined]


class SignForm(WordedForm):
    """What the signer has seen: the quarter, and the instant at which the page was made."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    quarter = forms.CharField(widget=forms.HiddenInput, max_length=7)
    seen_at = forms.DateTimeField(widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])
