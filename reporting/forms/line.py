"""Forms on the line of one child."""

from typing import Any
from uuid import UUID

from django import forms

from cases.choices import Place
from cases.rules import RouteFacts
from common.fields import instant, not_ahead, private, taps, yes_no
from minors.actions import ChildIn, SearchResult
from minors.choices import VALUE_LABELS
from minors.models import Minor
from reporting.choices import Adult, Channel, GuardianHow, HandedTo, Presence, TryOutcome, Verdict
from reporting.forms.child import RegisterIdentityForm

NEW = "new"


class GuardianForm(forms.Form):
    """One attempt to tell a guardian, and who looks after the child meanwhile."""

    at = instant("什么时候", validators=[not_ahead])
    how = taps("怎么告知的", GuardianHow.choices, initial=GuardianHow.PHONE)
    outcome = taps("结果", TryOutcome.choices)
    appropriate_adult = taps("合适成年人", Adult.choices, required=False)
    handed_to = taps("交由谁", HandedTo.choices, required=False)
    in_charge = taps(
        "没有告知到的，暂由谁负责",
        HandedTo.choices,
        required=False,
        help_text="选了才算履行；之后仍要继续联系。",
    )
    health_looked_at = forms.BooleanField(label="已查看身体状况", required=False)


class EducationForm(forms.Form):
    at = instant("谈话时间", validators=[not_ahead])
    adult = taps("谁在场", Presence.choices)
    note = private("要点", 200, rows=3, help_text="监护人没有到场的，写明为什么。不写姓名、学校和号码。")


class CountyReportForm(forms.Form):
    channel = taps("怎么上报", Channel.choices, initial=Channel.SYSTEM)
    at = instant("上报时间", required=False, help_text="用本系统上报的不用填。", validators=[not_ahead])
    suggestion = private(
        "建议的管理及服务措施", 300, rows=3, help_text="不写姓名、学校和号码，县里看到的是编号和一级内容。"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("channel") != Channel.SYSTEM and not data.get("at") and "at" not in self.errors:
            self.add_error("at", "请填写上报时间。")
        return data


class ElsewhereForm(forms.Form):
    """The county's word on two files."""

    verdict = taps("认定", Verdict.choices)
    reason = private("依据", 200, rows=2, required=True, help_text="怎么核对的。不写姓名和号码。")

    def __init__(self, *args: Any, same_number: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if same_number:  # one number is one child
            offered = [choice for choice in Verdict.choices if choice[0] != Verdict.OTHER]
            self.fields["verdict"].choices = offered  # type: ignore[attr-defined]


class RegisterForm(RegisterIdentityForm):
    """Registering: the identity as taken in, put right; the three places; new file or an existing one.

    Where the child learns was typed at intake and stays in its vault: it is neither shown nor asked here.
    """

    captured_in = yes_no("是否在本乡查获")
    household = taps("户籍地", Place.choices)
    residence = taps("实际居住地", Place.choices)
    target = taps("档案", [(NEW, "新建档案")], initial=NEW)
    other_child_reason = private(
        "确认不是同一人的理由", 200, help_text="与在册档案姓名、生日相同而又没有证件号码时填写。"
    )
    match_reason = private(
        "性别不同仍认定为同一人的理由", 100, help_text="并入后以原档案的性别为准。不写姓名和号码。"
    )
    shown_route = forms.CharField(widget=forms.HiddenInput, required=False)

    sections = [
        ("登记为", "", ["target", "match_reason", "other_child_reason"]),
        (
            "身份核对",
            "",
            ["name", "id_number", "checked", "birth_date", "birth_year", "sex", "alias", "features", "phone"],
        ),
        ("三个地点", "决定由谁落实。", ["captured_in", "household", "residence", "is_pupil"]),
        ("监护", "", ["guardian_name", "guardian_relation", "guardian_phone"]),
        ("住址", "", ["household_address", "residence_address"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in VALUE_LABELS.keys() & self.fields.keys():
            self.fields[name].widget.attrs["data-vault"] = ""  # masked again like a revealed value

    def offer(self, result: SearchResult | None) -> None:
        """Let one of the files that were found be chosen."""
        own = result.own if result else ()
        hits = [(str(hit.pk), f"并入 {hit.code}（出生年份 {hit.birth_year}）") for hit in own]
        self.fields["target"].choices = [(NEW, "新建档案"), *hits]  # type: ignore[attr-defined]

    def ask_other_child(self, result: SearchResult | None) -> None:
        """Leave the reason out of the page unless a namesake was found, refused for, or answered already."""
        is_found = result is not None and bool(result.own)
        is_answered = self.is_bound and bool(self.non_field_errors() or self["other_child_reason"].value())
        if not (is_found or is_answered):
            del self.fields["other_child_reason"]

    def ask_match_reason(self, existing: Minor | None) -> None:
        """Ask only where a boy would be matched to a girl."""
        if existing is None or existing.sex == self["sex"].value():
            del self.fields["match_reason"]

    @property
    def existing_key(self) -> UUID | None:
        target = self.cleaned_data["target"]
        return None if target == NEW else UUID(target)

    @property
    def facts(self) -> RouteFacts:
        data = self.cleaned_data
        return RouteFacts(
            data["captured_in"], Place(data["household"]), Place(data["residence"]), data["is_pupil"]
        )

    @property
    def identity(self) -> ChildIn:
        return self.child_in(self.cleaned_data)
