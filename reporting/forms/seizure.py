"""The liaison's forms: a seizure in under a minute, a 预报 in three fields, a zero in one tap."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core import signing

from cases.choices import Place
from common import clock
from common.fields import instant, not_ahead, private, taps, ticks, yes_no
from common.models import Substance
from reporting.actions import LineFix, Phoned, SeizureIn
from reporting.choices import Disposition, HowFound, Measure, PlaceArea, PlaceKind
from reporting.models import IntakeLine, Seizure


class SubstanceField(forms.ModelChoiceField):
    """Each substance with the names it goes by and how the law looks at it on the day."""

    day: date

    def label_from_instance(self, obj: Substance) -> str:
        aliases = f"（{obj.aliases}）" if obj.aliases else ""
        return f"{obj.name}{aliases} · {obj.status_on(self.day)}"


class LateForm(forms.Form):
    """What a late report needs besides."""

    late_reason = forms.CharField(
        label="迟报原因", required=False, max_length=200, help_text="过了查获当日24时才需要填写。"
    )
    phoned_at = instant("电话已报时间", required=False, validators=[not_ahead])
    phoned_to = forms.CharField(
        label="电话报给哪个岗位",
        required=False,
        max_length=40,
        help_text="只写岗位，如“值班领导”。由接报人签收时核认。",
    )
    late_fields = ("late_reason", "phoned_at", "phoned_to")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("phoned_to") and not data.get("phoned_at") and "phoned_at" not in self.errors:
            self.add_error("phoned_at", "请填写电话报告的时间。")
        if data.get("phoned_at") and not data.get("phoned_to"):
            self.add_error("phoned_to", "请填写电话报给了哪个岗位。")
        return data

    @property
    def phoned(self) -> Phoned | None:
        at = self.cleaned_data["phoned_at"]
        return Phoned(at, self.cleaned_data["phoned_to"]) if at else None


class FactsForm(forms.Form):
    """The level-1 facts of a seizure."""

    captured_at = instant("查获时间", validators=[not_ahead])
    place_kind = taps("在什么地方", PlaceKind.choices)
    place_area = taps("查获地", PlaceArea.choices, initial=PlaceArea.OWN)
    how_found = taps("怎么发现的", HowFound.choices)
    substance = SubstanceField(Substance.objects.none(), label="涉及物质", empty_label="请选择")
    dispositions = ticks("处置情况", Disposition.choices, initial=[Disposition.UNDECIDED])
    source_clue_asked = yes_no("是否已询问来源、容留线索")
    source_clue = private("来源线索", 500, rows=2, help_text="不写未成年人的姓名。")
    shelter_clue = private("容留线索", 500, rows=2)
    tested_at = instant("检测时间", required=False, validators=[not_ahead])
    identified_minor_at = instant("确认是未成年人的时间", required=False, validators=[not_ahead])

    first = (
        "captured_at",
        "place_kind",
        "place_area",
        "how_found",
        "substance",
        "dispositions",
        "source_clue_asked",
    )
    more = ("source_clue", "shelter_clue", "tested_at", "identified_minor_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["substance"]
        assert isinstance(field, SubstanceField)
        field.day = self._day()
        field.queryset = Substance.objects.on(field.day)
        field.error_messages["invalid_choice"] = "该物质在查获当日的名录中没有这一条，请另选。"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        captured = data.get("captured_at")
        for name in ("tested_at", "identified_minor_at"):
            if captured and data.get(name) and data[name] < captured:
                self.add_error(name, "不能早于查获时间。")
        return data

    def seizure_in(self) -> SeizureIn:
        data = self.cleaned_data
        names = (*self.first, *self.more)
        return SeizureIn(
            **{**{name: data[name] for name in names}, "dispositions": tuple(data["dispositions"])}
        )

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.first]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.more]

    @property
    def more_open(self) -> bool:
        return self.is_bound and any(bound.errors for bound in self.more_fields)

    @property
    def late_open(self) -> bool:
        """Unfold where a reason is asked for, or was given."""
        names = [name for name in LateForm.late_fields if name in self.fields]
        return self.is_bound and any(self[name].errors or self[name].value() for name in names)

    def _day(self) -> date:
        """The day on which the catalogue is read: the typed capture, or today."""
        typed = self["captured_at"].value()
        try:
            at = self.fields["captured_at"].to_python(typed) if typed else None
        except forms.ValidationError:
            at = None
        return clock.local_day(at or clock.now())


class SeizureForm(LateForm, FactsForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    fewer_reason = private("少于预报人数的原因", 200, help_text="与预报人数一致的不填；不写姓名和号码。")

    @property
    def late_field_list(self) -> list[forms.BoundField]:
        return [self[name] for name in self.late_fields]


class PreReportForm(forms.Form):
    """预报: three fields. The reason is asked for only once the day is over."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    captured_at = instant("查获时间", validators=[not_ahead])
    suspected_count = forms.IntegerField(
        label="疑似未成年人数",
        min_value=1,
        max_value=50,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    place_kind = taps("在什么地方", PlaceKind.choices)
    late_reason = forms.CharField(label="迟报原因", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "late_reason" not in self.data and not self._is_past():
            del self.fields["late_reason"]

    def _is_past(self) -> bool:
        try:
            at = self.fields["captured_at"].to_python(self.data.get("captured_at"))
        except forms.ValidationError:
            return False
        return at is not None and clock.now() >= clock.end_of_day(clock.local_day(at))


REOPEN = "请重新打开更正页面再填。"


class CorrectForm(FactsForm):
    """The present facts, and the snapshot from which this correction started."""

    reason = forms.CharField(label="更正原因", max_length=200, required=False)
    late_reason = forms.CharField(label="迟报原因", max_length=200, required=False)
    started = forms.CharField(widget=forms.HiddenInput, error_messages={"required": REOPEN})

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_reason:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"], self.fields["late_reason"]

    def clean_started(self) -> dict[str, str]:
        try:
            started: dict[str, str] = signing.loads(
                self.cleaned_data["started"], salt=self.__class__.__name__
            )
        except signing.BadSignature as error:
            raise forms.ValidationError(REOPEN) from error
        return started

    @classmethod
    def token_of(cls, snapshot: dict[str, str]) -> str:
        return signing.dumps(snapshot, salt=cls.__name__, compress=True)

    def start_again(self, snapshot: dict[str, str]) -> None:
        """What changed has been shown: the next sending starts from here, with everything typed kept."""
        again: Any = self.data
        again = again.copy()  # what came by POST cannot be changed in place
        again["started"] = self.token_of(snapshot)
        self.data = again

    @property
    def shows_late_reason(self) -> bool:
        """Asked for only where the correction turned out to make the report late."""
        return "late_reason" in self.fields and bool(
            self["late_reason"].errors or self["late_reason"].value()
        )

    @staticmethod
    def initial_of(seizure: Seizure) -> dict[str, Any]:
        names = (*FactsForm.first, *FactsForm.more)
        given = {name: getattr(seizure, name) for name in names}
        return {**given, "source_clue_asked": "yes" if seizure.source_clue_asked else "no"}


class LineFixForm(forms.Form):
    """The level-1 values of one child that a correction may change."""

    is_pupil = yes_no("是否在校学生")
    household = taps("户籍地", Place.choices)
    residence = taps("实际居住地", Place.choices)
    measures = ticks("现场措施", Measure.choices)
    health_looked_at = forms.BooleanField(label="已查看身体状况", required=False)

    def __init__(self, data: Any, *, line: IntakeLine) -> None:
        initial = {
            "is_pupil": "yes" if line.is_pupil else "no",
            "household": line.household,
            "residence": line.residence,
            "measures": line.measures,
            "health_looked_at": line.health_looked_at,
        }
        super().__init__(data, prefix=str(line.pk), initial=initial)
        self.line = line

    def fix(self) -> LineFix:
        return LineFix(
            line=self.line, **{**self.cleaned_data, "measures": tuple(self.cleaned_data["measures"])}
        )


class DeclareForm(forms.Form):
    """A zero for one day; a reason only where the day is over."""

    day = forms.DateField(widget=forms.HiddenInput)
    late_reason = forms.CharField(label="迟报原因", required=False, max_length=200)


class SignForm(forms.Form):
    phone_confirmed = forms.BooleanField(label="电话报告属实，是我接的", required=False)


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label="退回原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明要更正什么。",
    )
