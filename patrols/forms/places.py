"""Schools, their year, and venues. Shape only."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms

from accounts.choices import UnitKind
from accounts.models import Unit
from common.fields import day, taps, yes_no
from common.forms import WordedForm
from patrols.choices import SchoolKind, SeasonKind, VenueKind

DEGREES = "在地图上查到再填，不清楚就空着；不会替您猜。"


def _unit(label: str, units: Iterable[Unit], **kwargs: Any) -> forms.TypedChoiceField:
    known = {str(unit.pk): unit for unit in units}
    return forms.TypedChoiceField(
        label=label,
        choices=[("", "—"), *((key, unit.name) for key, unit in known.items())],
        coerce=known.get,
        empty_value=None,
        **kwargs,
    )


def area_name(unit: Unit) -> str:
    """A township unit is its leading group, which is no place: 某乡禁毒工作领导小组."""
    if unit.kind == UnitKind.VILLAGE:
        return unit.name
    return f"不清楚是哪个村（{unit.name.partition('禁毒')[0]}）"


def _area(units: Iterable[Unit]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="在哪个村",
        choices=[(unit.area, area_name(unit)) for unit in units],
        help_text="不清楚就选“不清楚是哪个村”。",
    )


class _LocatedForm(WordedForm):
    longitude = forms.DecimalField(
        label="经度",
        required=False,
        max_digits=9,
        decimal_places=6,
        min_value=73,
        max_value=136,
        help_text=DEGREES,
    )
    latitude = forms.DecimalField(
        label="纬度", required=False, max_digits=8, decimal_places=6, min_value=3, max_value=54
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (data.get("longitude") is None) != (data.get("latitude") is None):
            self.add_error("latitude", "经度和纬度要么都填，要么都空着。")
        return data


class SchoolForm(_LocatedForm):
    kind = taps("类别", SchoolKind.choices)
    grades = forms.CharField(label="年级", required=False, max_length=40, help_text="如：一至六年级")
    has_boarders = yes_no("有寄宿生")
    keeper = forms.CharField(label="安全负责人", required=False, max_length=40)
    field_order = ["kind", "area", "grades", "has_boarders", "keeper", "longitude", "latitude"]

    def __init__(self, *args: Any, areas: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = _area(areas)
        self.order_fields(self.field_order)


class SeasonForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = taps("是什么", SeasonKind.choices)
    name = forms.CharField(label="名称", max_length=40, help_text="如：2026年秋季学期、期末考试、寒假")
    from_on = day("第一天")
    until_on = day("最后一天")


class SeasonEditForm(SeasonForm):
    client_id = None  # type: ignore[assignment]
    kind = None  # type: ignore[assignment]


class VenueForm(_LocatedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    kind = forms.ChoiceField(label="类别", choices=VenueKind.choices)
    name = forms.CharField(label="名称", max_length=60)
    keeper = forms.CharField(label="负责人", required=False, max_length=40)
    licence = forms.CharField(label="许可证或营业执照", required=False, max_length=60)
    address = forms.CharField(label="地址", required=False, max_length=100)
    distance = forms.IntegerField(
        label="距最近学校（米）",
        required=False,
        min_value=0,
        max_value=100_000,
        help_text="填了经纬度、学校也有经纬度时，空着会按直线算。",
    )
    is_key = forms.BooleanField(label="重点场所（每季排查一次）", required=False, initial=True)
    field_order = [
        "kind",
        "name",
        "area",
        "keeper",
        "licence",
        "address",
        "campus",
        "distance",
        "is_key",
        "longitude",
        "latitude",
    ]

    def __init__(self, *args: Any, areas: Iterable[Unit], schools: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = _area(areas)
        self.fields["campus"] = _unit("最近的学校", schools, required=False)
        self.order_fields(["client_id", *self.field_order])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("distance") is not None and data.get("campus") is None:
            self.add_error("campus", "写了距离，请选是到哪所学校。")
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the row is made of."""
        return {name: value for name, value in self.cleaned_data.items() if name != "client_id"}


class CloseForm(WordedForm):
    reason = forms.CharField(label="为什么移出", max_length=100, help_text="如：已停业；搬走；登记重复")
