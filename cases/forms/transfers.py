"""What a person types about a hand-over. Shape only."""

from datetime import date
from typing import Any

from django import forms

from accounts.choices import UnitKind
from accounts.models import Unit
from cases.actions import Control
from cases.choices import (
    ControlledBy,
    Delivery,
    EndedAs,
    OutsideKind,
    RefusalDecision,
    TransferPurpose,
    WordWay,
)
from cases.forms.base import MINUTES, EventForm, FreeText, refuse_in_form
from cases.models import OutsideUnit
from common import clock
from common.forms import WordedForm

NO_PERSON = "只写单位和职务，不写个人姓名和手机。"


class VersionForm(WordedForm):
    """`version` is what the page showed: if it has changed since, the second person is told."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    client_id = EventForm.base_fields["client_id"]


class OutsideForm(WordedForm):
    client_id = EventForm.base_fields["client_id"]
    name = forms.CharField(label="单位名称", max_length=100, validators=[refuse_in_form])
    kind = forms.ChoiceField(label="类别", choices=OutsideKind)
    area = forms.RegexField(
        r"^(\d{6}|\d{9})$",
        label="行政区划代码",
        help_text="县级6位，乡镇9位。",
        error_messages={"invalid": "请填写6位或9位行政区划代码。"},
    )
    address = forms.CharField(label="通信地址", max_length=150, required=False, validators=[refuse_in_form])
    phone = forms.RegexField(
        r"^[\d\-]{7,20}$",
        label="办公电话",
        required=False,
        help_text="只写单位固定电话，例如 0772-5120000；不写个人手机。",
        error_messages={"invalid": "请填写固定电话，例如 0772-5120000。"},
    )


class ControlForm(WordedForm):
    client_id = EventForm.base_fields["client_id"]
    decision = forms.ChoiceField(label="由谁管控", choices=ControlledBy, widget=forms.RadioSelect)
    reason = FreeText(label="决定理由", max_length=300, help_text="例如：随父母在当地居住半年以上。")
    agreed_by = forms.CharField(
        label="对方同意单位及职务",
        max_length=100,
        required=False,
        validators=[refuse_in_form],
        help_text=NO_PERSON + "还没有同意的先空着。",
    )
    agreed_at = forms.DateTimeField(
        label="对方同意时间",
        required=False,
        input_formats=[MINUTES, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES),
        error_messages={"invalid": "时间格式不对，例如 2026-03-02 14:30。"},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "decision" in data and "reason" in data:
            given = {name: data.pop(name, None) for name in ("decision", "reason", "agreed_by", "agreed_at")}
            data["control"] = Control(**{**given, "agreed_by": given["agreed_by"] or ""})
        return data


class TransferForm(ControlForm):
    purpose = forms.ChoiceField(label="事由", choices=TransferPurpose, widget=forms.RadioSelect)
    to_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="接收单位：本县工作站", required=False, empty_label="（不是本县的）"
    )
    to_outside = forms.ModelChoiceField(
        OutsideUnit.objects.none(),
        label="接收单位：外地（通讯录）",
        required=False,
        empty_label="（不是外地的）",
    )
    grounds = FreeText(
        label="为何由对方负责", max_length=300, help_text="写进函件。只写情况，不写姓名、号码、学校。"
    )
    field_order = (
        "client_id",
        "purpose",
        "to_unit",
        "to_outside",
        "grounds",
        "decision",
        "reason",
        "agreed_by",
        "agreed_at",
    )

    def __init__(self, *args: Any, stations: Any, book: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("to_unit", stations), ("to_outside", book)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


class NoticeForm(VersionForm):
    demand = FreeText(
        label="请求事项",
        max_length=300,
        initial="请落实社区民警和禁毒社工，开展管控和帮教，并于期限内书面回执。",
    )
    lost_noted = forms.BooleanField(
        label="孩子正在失联，我已核对：查找仍由本站负责",
        error_messages={"required": "孩子正在失联，请核对后勾选确认。"},
    )

    def __init__(self, *args: Any, warning: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not warning:
            del self.fields["lost_noted"]


class DeliverForm(VersionForm):
    how = forms.ChoiceField(
        label="送达方式",
        choices=[(how, how.label) for how in Delivery if how != Delivery.SYSTEM],
        widget=forms.RadioSelect,
    )
    at = forms.DateTimeField(
        label="送达时间",
        input_formats=[MINUTES, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES),
        error_messages={"required": "请填写时间。", "invalid": "时间格式不对，例如 2026-03-02 14:30。"},
    )


class ReceiptForm(VersionForm):
    number = forms.CharField(
        label="回执编号",
        max_length=60,
        validators=[refuse_in_form],
        error_messages={"required": "没有回执编号的，不算回执，仍由本站负责。"},
    )
    received_by = forms.CharField(
        label="对方接收人职务", max_length=60, validators=[refuse_in_form], help_text=NO_PERSON
    )
    on = forms.DateField(
        label="回执日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写回执日期。", "invalid": "日期格式不对，例如 2026-03-02。"},
    )

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > clock.local_day(clock.now()):
            raise forms.ValidationError("回执日期不能晚于今天。")
        return on


class AcceptForm(VersionForm):
    """Nothing to type: the preview is the question."""


class RefuseForm(DeliverForm):
    how = None  # type: ignore[assignment]
    reason = FreeText(label="退回理由", max_length=300, help_text="例如：经核实不在我镇居住。")
    number = forms.CharField(label="对方文号", max_length=60, required=False, validators=[refuse_in_form])
    field_order = ("version", "client_id", "reason", "number", "at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].label = "退回时间"


class WithdrawForm(VersionForm):
    reason = FreeText(label="撤回理由", max_length=200)


class DecideRefusalForm(VersionForm):
    decision = forms.ChoiceField(
        label="决定",
        choices=[(c, c.label) for c in (RefusalDecision.UPHELD, RefusalDecision.INSISTED)],
        widget=forms.RadioSelect,
    )
    reason = FreeText(label="理由", max_length=300)


class CountyLetterForm(VersionForm):
    peer = forms.ModelChoiceField(
        OutsideUnit.objects.none(),
        label="主送对方县级单位",
        empty_label="请选择",
        error_messages={"required": "请选择；通讯录里没有的，先添加。"},
    )
    demand = FreeText(label="函商事项", max_length=300, initial="请督促所属工作站落实管控，并书面回执。")

    def __init__(self, *args: Any, book: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["peer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = book.filter(kind__in=(OutsideKind.COUNTY, OutsideKind.POLICE))


class ExchangeForm(EventForm):
    way = forms.ChoiceField(label="方向", choices=WordWay, widget=forms.RadioSelect)
    number = forms.CharField(label="文号", max_length=60, required=False, validators=[refuse_in_form])
    state = FreeText(label="管控情况", max_length=500, help_text="只写情况，不写姓名、号码和学校。")
    field_order = ("client_id", "way", "at", "number", "state")


class EndDualForm(VersionForm):
    how = forms.ChoiceField(
        label="怎样结束",
        choices=[(c, c.label) for c in (EndedAs.BACK, EndedAs.GONE)],
        widget=forms.RadioSelect,
    )
    reason = FreeText(label="理由", max_length=200)


class ReplyForm(WordedForm):
    client_id = EventForm.base_fields["client_id"]
    to_outside = forms.ModelChoiceField(
        OutsideUnit.objects.none(),
        label="来文单位",
        empty_label="请选择",
        error_messages={"required": "请选择；通讯录里没有的，先添加。"},
    )
    their_number = forms.CharField(
        label="来文字号", max_length=60, required=False, validators=[refuse_in_form]
    )
    note = FreeText(label="说明", max_length=300, required=False)

    def __init__(self, *args: Any, book: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to_outside"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = book


def stations_of(county: str, but: Any) -> Any:
    """Stations of the county to which a case may go."""
    return Unit.objects.active().filter(kind=UnitKind.STATION, county=county).exclude(pk=but)
