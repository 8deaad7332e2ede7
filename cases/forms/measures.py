"""What a person types about a measure and its term. Shape only; days as people write them."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms

from cases.actions import DecisionIn
from cases.choices import (
    DecisionKind,
    MeasureEnd,
    PlanState,
    ReviewResult,
    Risk,
    SuspensionCause,
    TermEndMode,
)
from cases.forms.base import FreeText, refuse_in_form
from cases.models import Measure
from cases.rules import may_be_under_16
from cases.testwords import Consent
from cases.wording import SPARED
from common.errors import DomainError
from common.forms import WordedForm
from common.freetext import refuse_file_name
from common.scans import PICTURE_MOST, SCAN_MOST, in_mb

MOST = in_mb(SCAN_MOST)


def day(label: str, **kwargs: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"请填写{label}。", "invalid": "日期格式不对，例如 2026-03-02。"},
        **kwargs,
    )


def line(label: str, most: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, validators=[refuse_in_form], **kwargs)


class StepForm(WordedForm):
    """One step of a measure; `client_id` makes a form sent twice one row."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class PaperField(forms.FileField):
    """A scan. Its name is looked at and thrown away; it may name somebody."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "image/*,application/pdf"}))
        missing = "请附上照片或PDF。"
        super().__init__(error_messages={"required": missing, "missing": missing}, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> bytes:
        upload = super().clean(data, initial)
        try:
            refuse_file_name(upload.name, field="paper")
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
        if upload.size > PICTURE_MOST:
            raise forms.ValidationError(f"文件超过{in_mb(PICTURE_MOST)}，请缩小后再传。")
        return upload.read()


class DecisionForm(StepForm):
    """The paper, as it reads. No kind is chosen beforehand; 强制隔离 stands last and never alone."""

    kind = forms.ChoiceField(label="文书种类", choices=DecisionKind, widget=forms.RadioSelect)
    number = line("文号", 60)
    organ = line("决定机关", 60)
    decided_on = day("决定日期")
    served_on = day("送达本人日期", help_text="报到的15日从这一天起算。")
    family_served_on = day("送达家属日期", required=False)
    addicted_on = day(
        "吸毒成瘾认定日期",
        required=False,
        help_text="社区戒毒、社区康复、强制隔离戒毒必填；没有认定成瘾的，不适用这三项。",
    )
    term_months = forms.IntegerField(
        label="期限（月）", required=False, min_value=1, max_value=36, help_text="文书另有期限的才填。"
    )
    spared_read = forms.BooleanField(
        label="文书确为强制隔离戒毒，已知：不满十六周岁的可以不适用",
        required=False,
        help_text=f"只在登记强制隔离戒毒时勾选。{SPARED}",
    )
    paper = PaperField(label="决定书照片或PDF", help_text=f"PDF不超过{MOST}；加密保存，打开会留痕。")

    def __init__(self, *args: Any, adult_from: date | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_be_under_16(adult_from, min(today, self._typed_day() or today)):
            del self.fields["spared_read"]

    def _typed_day(self) -> date | None:
        try:
            return self.fields["decided_on"].to_python(self.data.get(self.add_prefix("decided_on")))
        except forms.ValidationError:
            return None

    @property
    def decision(self) -> DecisionIn:
        data = {name: value for name, value in self.cleaned_data.items() if name != "client_id"}
        return DecisionIn(**data)


class WithdrawalForm(StepForm):
    """Which decision was typed by mistake, and why; only what stands may be chosen."""

    measure = forms.ChoiceField(label="登错的决定", widget=forms.RadioSelect)
    reason = FreeText(
        label="撤回理由", max_length=200, help_text="登错了什么，例如：日期登错、登到了别的孩子名下。"
    )
    recalled = FreeText(
        label="已对外发出的，何时如何告知更正",
        max_length=300,
        required=False,
        help_text="只在依这项决定发过文书、告知过公安机关时填写。",
    )

    def __init__(self, *args: Any, measures: list[Measure], asked: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measures = {str(row.pk): row for row in measures}
        field: Any = self.fields["measure"]
        field.choices = [
            (key, f"{row.get_kind_display()} {row.number}，{row.served_on}送达")
            for key, row in self.measures.items()
        ]
        field.initial = asked if asked in self.measures else next(iter(self.measures), None)

    def clean_measure(self) -> Measure:
        return self.measures[self.cleaned_data["measure"]]


class WithdrawalAnswerForm(WordedForm):
    answer = forms.ChoiceField(label="审批", choices=Consent, widget=forms.RadioSelect)
    note = FreeText(label="审批意见", max_length=200, required=False, help_text="不同意的，写明理由。")


class NoDecisionForm(StepForm):
    reason = FreeText(label="无决定的理由", max_length=200, help_text="例如：未认定成瘾，不予处罚，已训诫。")


class ReportInForm(WordedForm):
    on = day("报到日期", help_text="期限从这一天起算。")


class AgreementForm(StepForm):
    terms = FreeText(
        label="协议内容",
        max_length=1500,
        rows=6,
        help_text="措施、规则、不履行的责任。不写姓名和号码。",
    )
    child_on = day("本人签字日期")
    guardian_on = day("监护人签字日期")
    station_on = day("工作站签字日期")


class SuspendForm(StepForm):
    cause = forms.ChoiceField(label="原因", choices=SuspensionCause, widget=forms.RadioSelect)
    from_on = day("中止日期")
    note = FreeText(label="依据和说明", max_length=200, required=False)


class ResumeForm(WordedForm):
    on = day("恢复日期", help_text="释放之日。中止的天数不计入期限。")


class ExtendForm(StepForm):
    to = day("延长到（含当日）")
    reason = FreeText(label="延长理由", max_length=300)
    child_heard = FreeText(label="本人怎么说", max_length=200)
    guardian_heard = FreeText(label="监护人怎么说", max_length=200)


class CreditForm(StepForm):
    days = forms.IntegerField(
        label="折抵日数（合计）",
        min_value=0,
        max_value=1096,
        help_text="照文书填写，系统不推算。以前填错的，重填正确的合计日数。",
    )
    basis = FreeText(label="依据", max_length=300, help_text="文书名称、文号和计算的起止日期。")


class TermEndForm(StepForm):
    mode = forms.ChoiceField(label="期限末日", choices=TermEndMode, widget=forms.RadioSelect)
    from_on = day("生效日期", help_text="最早自次日起；已登记的期限不变。")
    reason = FreeText(label="理由", max_length=200)


class LetterWordForm(StepForm):
    word = line("机关代字", 20, help_text="例如“杆乡禁毒函”。换用新的代字，序号从1起。")
    from_on = day("生效日期", help_text="最早自次日起；已编号的函件不变。")
    reason = FreeText(label="理由", max_length=200)


class EndForm(WordedForm):
    how = forms.ChoiceField(
        label="方式",
        choices=[(one, one.label) for one in (MeasureEnd.EARLY, MeasureEnd.TERMINATED)],
        widget=forms.RadioSelect,
        help_text="提前结束只用于帮教；终止用于收监或强制性教育措施（戒毒条例24），不同于中止。",
    )
    on = day("结束日期")
    reason = FreeText(label="理由", max_length=200)


class PlaceForm(StepForm):
    changed_on = day("变更日期")
    to_where = line("新的执行地工作站", 100)


class PlaceFollowForm(WordedForm):
    materials_on = day("材料转出日期", required=False)
    reported_on = day("到新执行地报到日期", required=False)


class EndCheckForm(StepForm):
    papers = forms.BooleanField(label="材料齐全（决定、协议、计划）", required=False)
    tests = forms.BooleanField(label="检测次数已核对", required=False)
    child_told = forms.BooleanField(label="已告知本人期满后的安排", required=False)
    guardian_told = forms.BooleanField(label="已告知监护人", required=False)
    police_asked = forms.BooleanField(label="已与派出所核对解除手续", required=False)
    note = FreeText(label="还差什么、谁在办", max_length=200, required=False)


class LiftNoticeForm(StepForm):
    number = line("文号", 60)
    given_on = day("出具日期")


class AdultReceiptForm(StepForm):
    number = line("回执编号", 60)
    from_whom = line("接收单位和经办人", 100)
    on = day("回执日期")


class PlanForm(StepForm):
    goals = FreeText(label="目标", max_length=600)
    steps = FreeText(label="措施和分工", max_length=1500, rows=6)
    child_view = FreeText(label="孩子本人的想法", max_length=300, rows=2)
    guardian_view = FreeText(label="监护人的想法", max_length=300, rows=2)


class PlanDecisionForm(WordedForm):
    decision = forms.ChoiceField(
        label="意见",
        choices=[(PlanState.APPROVED, "同意"), (PlanState.RETURNED, "退回")],
        widget=forms.RadioSelect,
    )
    reason = FreeText(label="退回理由", max_length=200, required=False, rows=2)


class RiskForm(StepForm):
    level = forms.ChoiceField(label="风险等级", choices=Risk, widget=forms.RadioSelect)
    reasons = FreeText(label="理由", max_length=300)
    review_on = day("复评日期")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("review_on", today + timedelta(days=90))
        super().__init__(*args, **kwargs)


class ReviewForm(StepForm):
    on = day("评估日期")
    result = forms.ChoiceField(label="结论", choices=ReviewResult, widget=forms.RadioSelect)
    note = FreeText(label="情况", max_length=500)


class CloseForm(WordedForm):
    reason = FreeText(label="办结说明", max_length=200)


class CleanForm(WordedForm):
    is_lifted = forms.TypedChoiceField(
        label="决定",
        choices=[("yes", "不再动态管控"), ("no", "继续")],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    reason = FreeText(label="理由", max_length=200)
