"""What a person types about a test, a refusal, a reagent. Shape only."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from cases.forms.base import EventForm, FreeText, PersonField, refuse_in_form
from cases.models import Kit, OffsiteTest
from cases.policies import drugtests as numbers
from cases.rules import drugtests as rules
from cases.testwords import Avoidance, Consent, Method, Preset, Result, ResultTold, Specimen, TakenWhere
from common.forms import WordedForm
from common.models import Substance

DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class OnceForm(WordedForm):
    """A form whose `client_id` makes sending it twice one row."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class SubstancesField(forms.ModelMultipleChoiceField):
    """Substances of the catalogue, each with the names it goes by."""

    def label_from_instance(self, obj: Substance) -> str:
        return f"{obj.name}（{obj.aliases}）" if obj.aliases else obj.name


class KitField(forms.ModelChoiceField):
    """Lots of the station; one that cannot see what the case is about says so."""

    about: list[str] = []
    is_owed = False
    """True where a measure asks for the test."""

    def label_from_instance(self, obj: Kit) -> str:
        seen = sorted(one.name for one in obj.substances.all())
        blind = sorted(rules.unseen(seen, self.about))
        told = f"；未覆盖{'、'.join(blind)}" if blind else ""
        if self.is_owed and not rules.must_see(self.about) & set(seen):
            told += "，用它不算完成应做的检测"
        return f"{obj.name} 批号{obj.lot}（{obj.get_specimen_display()}；可检{'、'.join(seen)}{told}）"


class OffsiteField(forms.ModelChoiceField):
    def label_from_instance(self, obj: OffsiteTest) -> str:
        return f"{obj.place} {obj.from_on:%Y-%m-%d}至{obj.until_on:%Y-%m-%d}"


class DrugTestForm(EventForm):
    """One test. A reagent says what it covers; a laboratory's report says what was looked for."""

    kit = KitField(
        Kit.objects.none(), label="试剂（现场检测）", required=False, empty_label="不用试剂（实验室）",
        widget=forms.RadioSelect,
    )  # fmt: skip
    result = forms.ChoiceField(
        label="结果", choices=Result, widget=forms.RadioSelect, error_messages={"required": "请选择结果。"}
    )
    positives = SubstancesField(
        Substance.objects.none(), label="阳性的物质", required=False,
        help_text="只在结果为阳性、检测了几种物质时选；只检一种的不用选。",
    )  # fmt: skip
    told = forms.ChoiceField(
        label="结果告知", choices=ResultTold, initial=ResultTold.SIGNED, widget=forms.RadioSelect
    )
    specimen = forms.ChoiceField(
        label="样本", choices=Specimen, initial=Specimen.URINE, widget=forms.RadioSelect
    )
    by_woman = forms.BooleanField(
        label="由女性工作人员取样", required=False, help_text="女孩的尿液样本必须由女性工作人员取。"
    )
    taken_by = PersonField(User.objects.none(), label="取样人")
    second_by = PersonField(
        User.objects.none(), label="第二名工作人员", empty_label="请选择",
        error_messages={"required": "取样须由两名工作人员进行，请选择第二名。"},
    )  # fmt: skip
    place = forms.ChoiceField(label="地点", choices=TakenWhere, initial=TakenWhere.STATION)
    sample_mark = forms.CharField(
        label="A、B样编号", max_length=40, required=False, validators=[refuse_in_form],
        help_text=f"现场阳性时必填；样本封存保存不少于{numbers.SAMPLE_MONTHS}个月。",
    )  # fmt: skip
    method = forms.ChoiceField(label="方法", choices=Method, initial=Method.FIELD)
    lab = forms.CharField(
        label="检测机构（实验室）", max_length=60, required=False, validators=[refuse_in_form]
    )
    covered = SubstancesField(
        Substance.objects.none(), label="检测项目（实验室）", required=False,
        help_text="按检测报告选；现场检测的由试剂决定，不用选。",
    )  # fmt: skip
    hair_cm = forms.IntegerField(
        label="毛发近端长度（厘米）", required=False, min_value=1, max_value=numbers.HAIR_CM,
        help_text=f"近端{numbers.HAIR_CM}厘米以内，反映约{numbers.HAIR_MONTHS}个月内。",
    )  # fmt: skip
    offsite = OffsiteField(OffsiteTest.objects.none(), label="异地检测批准", required=False, empty_label="无")
    note = FreeText(label="备注", required=False, max_length=300, help_text="不写姓名、号码和学校。")
    child_signed = forms.BooleanField(label="本人同意并签字（自愿检测）", required=False)
    guardian_signed = forms.BooleanField(label="监护人同意并签字（自愿检测）", required=False)
    sections: tuple[tuple[str, str, list[str]], ...] = (
        ("检测", "", ["kit", "result", "positives", "told", "at"]),
        ("取样", "", ["specimen", "by_woman", "taken_by", "second_by", "place", "sample_mark"]),
        ("自愿检测", "没有措施要求检测时填写。", ["child_signed", "guardian_signed"]),
        ("实验室、毛发、异地", "一般不用填。", ["method", "lab", "covered", "hair_cm", "offsite", "note"]),
    )

    def __init__(
        self,
        *args: Any,
        kits: QuerySet[Kit],
        about: list[str],
        staff: QuerySet[User],
        offsites: QuerySet[OffsiteTest],
        voluntary: bool,
        follows: Method | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kit, offsite = self.fields["kit"], self.fields["offsite"]
        assert isinstance(kit, KitField)
        assert isinstance(offsite, OffsiteField)
        kit.about, kit.queryset, offsite.queryset = about, kits.prefetch_related("substances"), offsites
        kit.is_owed = not voluntary
        for name in ("taken_by", "second_by"):
            self._choose(name, staff)
        for name in ("covered", "positives"):
            self._choose(name, Substance.objects.order_by("position", "name"))
        if not voluntary:
            del self.fields["child_signed"], self.fields["guardian_signed"]
            self.sections = tuple(part for part in self.sections if "child_signed" not in part[2])
        if follows:
            self._only_laboratory(follows)

    def _only_laboratory(self, method: Method) -> None:
        """What follows an earlier test is the laboratory's: no reagent to choose, no field test."""
        del self.fields["kit"]
        self.fields["method"] = forms.ChoiceField(label="方法", choices=[(method, method.label)])
        for name in ("lab", "covered"):
            self.fields[name].required = True
        self.fields["lab"].label, self.fields["covered"].label = "检测机构", "检测项目"
        self.fields["covered"].help_text = "按检测报告选。"
        self.sections = (
            ("检测", "", ["method", "lab", "covered", "result", "positives", "told", "at"]),
            ("取样", "", ["specimen", "by_woman", "taken_by", "second_by", "place", "sample_mark"]),
            ("毛发、异地", "一般不用填。", ["hair_cm", "offsite", "note"]),
        )

    def _choose(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kit = data.get("kit")
        if data.get("method") == Method.FIELD and kit is None and "kit" in data:
            self.add_error("kit", "现场检测请选择所用试剂；实验室检测请把方法改为实验室。")
        covered = list(kit.substances.all()) if kit else list(data.get("covered") or ())
        if not covered and not self.errors:
            self.add_error("covered", "请选择检测项目。")
        if data.get("result") == Result.POSITIVE and len(covered) > 1 and not data.get("positives"):
            self.add_error("positives", "请选择哪种物质呈阳性。")
        data["covered"] = covered
        return data

    def is_short(self, about: list[str]) -> bool:
        """True if what was looked for does not answer the test that is owed in a case about `about`."""
        said = {one.name: result for one, result in self.results().items()}
        return not rules.counts(said, about)

    def results(self) -> dict[Substance, str]:
        """The result of each substance looked for: with several, those not marked positive are negative."""
        data = self.cleaned_data
        covered, result = data["covered"], data["result"]
        if result != Result.POSITIVE:
            return dict.fromkeys(covered, result)
        positive = set(data["positives"]) or set(covered)
        said = {one: Result.POSITIVE if one in positive else Result.NEGATIVE for one in covered}
        return {**said, **dict.fromkeys(positive - set(covered), Result.POSITIVE)}


class RefusalForm(EventForm):
    how = forms.ChoiceField(
        label="情形", choices=Avoidance, initial=Avoidance.REFUSED, widget=forms.RadioSelect
    )
    witness = PersonField(User.objects.none(), label="在场工作人员", empty_label="请选择")
    note = FreeText(label="经过", max_length=300, help_text="怎样通知、本人怎样说；不写姓名、号码和学校。")

    def __init__(self, *args: Any, staff: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["witness"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = staff


class SurpriseForm(WordedForm):
    on = forms.DateField(label="指定日期", required=False, **DAY)  # type: ignore[arg-type]
    by_lot = forms.IntegerField(
        label="或者随机抽取几天", required=False, min_value=1, max_value=numbers.SURPRISE_MIN,
        help_text=f"从今后{numbers.SURPRISE_AHEAD_DAYS}天中抽取，随机种子留存可查。",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("on")) == bool(data.get("by_lot")):
            raise forms.ValidationError("请指定一天，或者填写随机抽取几天，二者选一。")
        data["by_lot"] = data.get("by_lot") or 0
        return data


class PresetForm(OnceForm):
    preset = forms.ChoiceField(label="检测频次", choices=Preset, widget=forms.RadioSelect)
    reason = FreeText(label="理由", max_length=200)


class SubstanceNoteForm(WordedForm):
    substance = forms.ModelChoiceField(Substance.objects.order_by("position", "name"), label="涉及物质")


class OnTestForm(EventForm):
    """What happened to a test is a column of its row: sent twice it is refused, so it needs no key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["client_id"]


class ToldForm(OnTestForm):
    signed = forms.BooleanField(label="本人在结果上签字", required=False)


class ObjectForm(OnTestForm):
    """Only when it was said."""


class DestroyForm(WordedForm):
    on = forms.DateField(label="销毁日期", **DAY)  # type: ignore[arg-type]


class AnnulForm(WordedForm):
    reason = FreeText(label="作废理由", max_length=200, help_text="原记录留存可查，只是不再计数。")


class OffsiteForm(OnceForm):
    place = forms.CharField(label="检测地县（市、区）和机构", max_length=100, validators=[refuse_in_form])
    from_on = forms.DateField(label="起", **DAY)  # type: ignore[arg-type]
    until_on = forms.DateField(label="止", **DAY)  # type: ignore[arg-type]
    reason = FreeText(label="理由", max_length=200)


class ConsentForm(WordedForm):
    answer = forms.ChoiceField(label="审批", choices=Consent, widget=forms.RadioSelect)


class ReceiptForm(WordedForm):
    receipt = forms.CharField(label="回执文号", max_length=60, validators=[refuse_in_form])
    receipt_on = forms.DateField(label="回执日期", **DAY)  # type: ignore[arg-type]


class PositiveForm(EventForm):
    told_to = forms.CharField(
        label="接收单位和接收人职务", max_length=60, validators=[refuse_in_form],
        help_text="例如：杆洞派出所值班民警。",
    )  # fmt: skip
    reason = FreeText(label="说明", required=False, max_length=300)
