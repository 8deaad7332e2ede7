"""The outline of a township as text: one corner a line. Shape only."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django import forms

from accounts.models import Unit
from common.forms import WordedForm

EAST, NORTH = (Decimal(73), Decimal(136)), (Decimal(3), Decimal(54))


class OutlineForm(WordedForm):
    corners = forms.CharField(
        label="轮廓点",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每行一点：经度,纬度，如 109.25,25.07。按顺序绕一圈。",
    )

    def __init__(self, *args, areas: Iterable[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [(unit.area, unit.name) for unit in areas]
        self.fields["area"] = forms.ChoiceField(label="哪个乡镇", choices=choices)
        self.order_fields(["area", "corners"])

    def clean_corners(self) -> list[tuple[Decimal, Decimal]]:
        found = []
        for no, line in enumerate(self.cleaned_data["corners"].splitlines(), 1):
            if not line.strip():
                continue
            try:
                east, north = (Decimal(part.strip()) for part in line.replace("，", ",").split(","))
            except (ValueError, InvalidOperation) as error:
                raise forms.ValidationError(f"第{no}行认不出来，请写成 109.25,25.07。") from error
            if not (EAST[0] <= east <= EAST[1] and NORTH[0] <= north <= NORTH[1]):
                raise forms.ValidationError(f"第{no}行不在国内，是不是把经度和纬度写反了？")
            found.append((east, north))
        return found
