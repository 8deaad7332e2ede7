"""A child of 关爱帮扶: who it is (for the vault), why it is cared for, who told us."""

from uuid import uuid4

from django import forms

from cases.choices import CareKind, CareSource
from common.fields import instant, not_ahead, private, taps
from reporting.forms.child import RegisterIdentityForm


class CareForm(RegisterIdentityForm):
    """Short: what one knows after a first visit. School and class are not asked."""

    alias = None  # type: ignore[assignment]
    features = None  # type: ignore[assignment]
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = taps("情形", CareKind.choices, initial=CareKind.LEFT_BEHIND)
    source = taps("怎样知道的", CareSource.choices, initial=CareSource.VISIT)
    at = instant("什么时候知道的", validators=[not_ahead])
    note = private("需要什么帮助", 200, rows=2, help_text="不写姓名、号码和学校名称。")

    sections = [
        ("情形", "", ["kind", "source", "at", "note"]),
        (
            "孩子",
            "",
            ["name", "sex", "id_number", "checked", "birth_date", "birth_year", "is_pupil", "phone"],
        ),
        ("家里", "", ["residence_address", "household_address"]),
        ("监护", "", ["guardian_name", "guardian_relation", "guardian_phone"]),
    ]
