"""What a person types about a case itself: its route, its team, where the child lives."""

from typing import Any

from django import forms

from accounts.choices import UnitKind
from accounts.models import Unit, User
from cases.choices import Place, Route
from cases.forms.base import EventForm, FreeText, PersonField
from common.forms import WordedForm
from minors.policies import SAMPLE_MAX
from minors.rules import is_reason


class ResidenceForm(EventForm):
    household = forms.ChoiceField(label="户籍地", choices=Place, widget=forms.RadioSelect)
    residence = forms.ChoiceField(label="实际居住地", choices=Place, widget=forms.RadioSelect)
    how = FreeText(
        label="核实方式和结果", max_length=300, help_text="例如：向村委会核实，随祖父母居住半年以上。"
    )


class RouteForm(WordedForm):
    was = forms.CharField(required=False, widget=forms.HiddenInput)
    route = forms.ChoiceField(label="改为", choices=Route, widget=forms.RadioSelect)
    reason = FreeText(label="变更理由", max_length=300)

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if not is_reason(reason):
            raise forms.ValidationError("请写明变更理由。")
        return reason

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data.pop("was", None)
        return data


class TeamForm(WordedForm):
    community_officer = PersonField(
        User.objects.none(),
        label="社区民警",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择社区民警。"},
    )
    social_worker = PersonField(
        User.objects.none(),
        label="禁毒社工",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择禁毒社工。"},
    )
    clerk = PersonField(User.objects.none(), label="个案专干", required=False, empty_label="不另设")

    watch = FreeText(
        label="交接说明：孩子现在怎样，要留意什么",
        required=False,
        max_length=500,
        help_text="换人时必填，接手的人要阅读确认。没有办完的事项系统会自动列出。",
    )

    def __init__(self, *args: Any, people: dict[str, Any], takes_over: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_over:  # nobody worked the case before: nothing to hand over
            del self.fields["watch"]
        if "community_officer" not in people:  # 关爱帮扶: one person leads the visits
            del self.fields["community_officer"], self.fields["clerk"]
            lead = self.fields["social_worker"]
            lead.label, lead.help_text = "负责人", "本站的禁毒社工或专干。"
            lead.error_messages["required"] = "请选择负责人。"
        for name, users in people.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = users


class CodeForm(WordedForm):
    """Find a case by its code; a code says nothing about anybody, so it may stand in the address."""

    q = forms.CharField(label="编号", required=False, max_length=30)


class SampleForm(WordedForm):
    """抽查: how many cases of which station."""

    station = forms.ModelChoiceField(
        label="被抽查工作站",
        queryset=Unit.objects.none(),
        error_messages={"required": "请选择工作站。"},
    )
    size = forms.IntegerField(
        label="抽取件数",
        min_value=1,
        max_value=SAMPLE_MAX,
        initial=3,
        help_text=f"每次1至{SAMPLE_MAX}件；由系统随机抽取。",
    )

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["station"]
        assert isinstance(field, forms.ModelChoiceField)
        stations = Unit.objects.active().filter(kind=UnitKind.STATION, county=county)
        field.queryset = stations.order_by("area")
