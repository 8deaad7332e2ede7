from datetime import date, timedelta

from django import forms
from django.db.models import QuerySet

from accounts.forms import UnitChoice
from accounts.models import Unit
from reporting.forms.order import DayInput
from reporting.ledgers import Filters

LONGEST = 366
"""Days one ledger shows at once. 本单位规定 (D)."""

USUAL = timedelta(days=30)


class LedgerForm(forms.Form):
    first = forms.DateField(label="从", required=False, widget=DayInput)
    last = forms.DateField(label="到", required=False, widget=DayInput)
    unit = UnitChoice(label="单位", required=False, empty_label="全部")

    def __init__(self, data, *, units: QuerySet[Unit] | None, today: date) -> None:
        super().__init__(data or None, initial={"first": today - USUAL, "last": today})
        self.today = today
        if units is None:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict:
        given = super().clean() or {}
        last = given.get("last") or self.today
        first = given.get("first") or last - USUAL
        if first > last:
            self.add_error("first", "起始日期不能晚于截止日期。")
        elif (last - first).days >= LONGEST:
            self.add_error("first", f"一次最多看{LONGEST}天，请缩短。")
        return {**given, "first": first, "last": last}

    @property
    def filters(self) -> Filters:
        """What was asked for; the usual month where it could not be understood."""
        if self.is_valid():
            given = self.cleaned_data
            return Filters(given["first"], given["last"], given.get("unit"), where=self.where)
        return Filters(self.today - USUAL, self.today, where=self.where)

    @property
    def where(self) -> str:
        return "可见范围内全部单位" if "unit" in self.fields else "本单位"
