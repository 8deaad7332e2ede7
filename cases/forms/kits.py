"""What a person types about a lot of reagent. Shape only."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Unit
from cases.forms.base import FreeText, refuse_in_form
from cases.forms.drugtests import DAY, OnceForm, SubstancesField
from cases.models import Kit
from cases.testwords import KitEnd, Specimen
from common.forms import WordedForm
from common.models import Substance


class KitForm(OnceForm):
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="配给工作站", error_messages={"required": "请选择配给哪个工作站。"}
    )
    name = forms.CharField(label="试剂名称", max_length=60, validators=[refuse_in_form])
    lot = forms.CharField(label="批号", max_length=40, validators=[refuse_in_form])
    quantity = forms.IntegerField(label="数量（份）", required=False, min_value=1, max_value=100_000)
    expires_on = forms.DateField(label="有效期至", required=False, **DAY)  # type: ignore[arg-type]
    specimen = forms.ChoiceField(
        label="样本", choices=Specimen, initial=Specimen.URINE, widget=forms.RadioSelect
    )
    substances = SubstancesField(
        Substance.objects.order_by("position", "name"), label="能检出的物质",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选这种试剂能检出的物质。"},
        help_text="按说明书勾选。很多检测板检不出依托咪酯，检不出的不要勾。",
    )  # fmt: skip

    def __init__(self, *args: Any, stations: QuerySet[Unit], is_county: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = stations
        if not is_county:
            del self.fields["unit"]

    def clean_substances(self) -> list[Substance]:
        return list(self.cleaned_data["substances"])


class KitEndForm(WordedForm):
    """A lot ends once: sent twice it is refused, so it needs no key."""

    how = forms.ChoiceField(
        label="情形", choices=KitEnd, widget=forms.RadioSelect, error_messages={"required": "请选择情形。"}
    )
    on = forms.DateField(label="日期", **DAY)  # type: ignore[arg-type]
    reason = FreeText(label="停用原因", required=False, max_length=200, help_text="用完的不用填。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("how") == KitEnd.WITHDRAWN and not data.get("reason"):
            self.add_error("reason", "停用的，请写明原因。")
        return data


class AskForm(WordedForm):
    substance = forms.ModelChoiceField(Substance.objects.all())


class LackForm(WordedForm):
    """A day is marked once, however often it is sent."""

    used_up = forms.ModelMultipleChoiceField(
        Kit.objects.none(), label="这些已经用完", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, stock: QuerySet[Kit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["used_up"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = stock
        if not stock:
            del self.fields["used_up"]
