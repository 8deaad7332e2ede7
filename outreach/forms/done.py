"""What was done for people at a place: an event, a meeting with parents, a round. Shape only."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms

from accounts.models import Unit, User
from common import clock
from common.fields import PicturesField, instant, not_ahead, taps, ticks
from common.forms import WordedForm
from outreach.actions.events import EventIn
from outreach.choices import Audience, FamilyKind, Form, Setting
from outreach.models import Campaign, MaterialVersion
from outreach.policies import MOST_PEOPLE


def number(label: str, **kwargs: Any) -> forms.IntegerField:
    """A count; left empty it is none."""
    kwargs.setdefault("required", False)
    most = kwargs.setdefault("max_value", MOST_PEOPLE)
    said = {
        "required": f"请填写“{label}”，没有就填0。",
        "invalid": f"“{label}”请填写数字。",
        "min_value": f"“{label}”不能小于0。",
        "max_value": f"“{label}”不能大于{most}，请核对。",
    }
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, widget=widget, error_messages=said, **kwargs)


def chosen(label: str, rows: Iterable[Any], words: Any = str, **kwargs: Any) -> forms.TypedChoiceField:
    """One of some rows by their key."""
    known = {str(row.pk): row for row in rows}
    choices = [(key, words(row)) for key, row in known.items()]
    if not kwargs.get("required", True):
        choices.insert(0, ("", "—"))
    said = {"required": "请选择一项。", "invalid_choice": "请在列出的选项中选择。"}
    more: dict[str, Any] = {"coerce": known.get, "empty_value": None, "error_messages": said}
    return forms.TypedChoiceField(label=label, choices=choices, **more, **kwargs)


class DoneForm(WordedForm):
    """When, where, who: the head of each form. A post of one place is not asked where it is."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    held_at = instant("时间", validators=[not_ahead])

    def __init__(
        self,
        *args: Any,
        places: list[Unit],
        doers: Iterable[User],
        titles: Mapping[UUID, str],
        now: datetime,
        **kwargs: Any,
    ) -> None:
        local = clock.local(now).replace(second=0, microsecond=0)
        kwargs["initial"] = {"held_at": local, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.places, self.doers = places, list(doers)
        if len(places) > 1:
            self.fields["place"] = chosen("在哪里", places)
        if len(self.doers) > 1:
            self.fields["done_by"] = chosen(
                "谁去办的", self.doers, lambda user: titles[user.pk], help_text="替别人录入时选实际去的人。"
            )
        self.order_fields(["client_id", "place", "held_at"])

    def head_of(self, by: User) -> dict[str, Any]:
        """Where, who and which form, in the words of the actions."""
        data = self.cleaned_data
        return {
            "place": data.get("place") or self.places[0],
            "done_by": data.get("done_by") or by,
            "client_id": data["client_id"],
        }


class EventForm(DoneForm):
    setting = taps("六进类别", Setting.choices)
    form = forms.ChoiceField(label="形式", choices=Form)
    topic = forms.CharField(label="主题", max_length=80)
    leaflets = number("发放资料（份）")
    boards = number("展板（块）")
    banners = number("横幅（条）")
    spot = forms.CharField(label="地点", required=False, max_length=60, help_text="如：村委会、操场、圩场。")
    partners = forms.CharField(
        label="参与单位", required=False, max_length=120, help_text="如：派出所、卫生院、妇联。"
    )
    note = forms.CharField(
        label="情况",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不写任何人的姓名。",
    )

    def __init__(
        self,
        *args: Any,
        campaigns: Iterable[Campaign] = (),
        versions: Iterable[MaterialVersion] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for audience in Audience:
            self.fields[f"reach_{audience}"] = number(f"{audience.label}（人）")
        campaigns, self.versions = list(campaigns), {str(one.pk): one for one in versions}
        if campaigns:
            self.fields["campaign"] = chosen("属于专项宣传", campaigns, required=False)
        if self.versions:
            words = [(key, f"{one.material.title} 第{one.no}版") for key, one in self.versions.items()]
            self.fields["versions"] = ticks("用了哪些资料", words)
        first = ["client_id", "place", "held_at", "done_by", "setting", "form", "topic"]
        self.order_fields([*first, *(f"reach_{audience}" for audience in Audience)])

    @property
    def event(self) -> EventIn:
        """What was typed."""
        data = self.cleaned_data
        values: dict[str, Any] = {
            name: data[name] for name in ("setting", "form", "topic", "held_at", "spot", "partners", "note")
        }
        values |= {name: data[name] or 0 for name in ("leaflets", "boards", "banners")}
        return EventIn(
            **values,
            campaign=data.get("campaign"),
            reach={audience.value: data[f"reach_{audience}"] or 0 for audience in Audience},
            versions=[self.versions[key] for key in data.get("versions", [])],
        )


class ShareForm(WordedForm):
    """Of the audiences of one event, how many came from one village."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, villages: list[Unit], came: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.came = came
        self.fields["village"] = chosen("哪个村", villages)
        for audience, people in came.items():
            words = f"{Audience(audience).label}（人）"
            self.fields[f"reach_{audience}"] = number(words, help_text=f"全部 {people} 人。")

    @property
    def people(self) -> dict[str, int]:
        """How many of each audience; what is left empty is none."""
        return {audience: self.cleaned_data[f"reach_{audience}"] or 0 for audience in self.came}


GRADES = re.compile(
    r"^[一二三四五六七八九十百\d至到和、，,.\-－—~～年级小学初高中职幼儿园前大班托部全校各（）()\s]+$"
)
"""What a grade is written with: nobody's name can be."""


class FamilyForm(DoneForm):
    kind = taps("形式", FamilyKind.choices)
    grades = forms.RegexField(
        label="年级",
        regex=GRADES,
        max_length=40,
        help_text="如：一至三年级；不写班级和姓名。",
        error_messages={"invalid": "只写年级，如“一至三年级”“初二”“全校”；不写班级和姓名。"},
    )
    expected = number("应到家长（人），或计划家访（户）", required=True)
    reached = number("实到家长（人），或访到（户）", required=True)
    topics = forms.CharField(
        label="内容",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="讲了什么；不写任何学生。",
    )

    NAMES = ("held_at", "kind", "grades", "expected", "reached", "topics")

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.NAMES}


class CareForm(DoneForm):
    known = number("村里留守儿童（人）", required=True)
    seen = number("走访到（人）", required=True)
    in_need = number("其中需要帮扶（人）")
    helpers = forms.CharField(
        label="同去的单位", required=False, max_length=80, help_text="如：民政、妇联、学校。"
    )
    note = forms.CharField(
        label="情况",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="只写做了什么，不写孩子是谁、住哪里。",
    )

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        kept = {name: data[name] for name in ("held_at", "known", "seen", "helpers", "note")}
        return {**kept, "in_need": data["in_need"] or 0}


class WithdrawForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    reason = forms.CharField(
        label="为什么撤回",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如：同一次活动记了两遍、时间写错。",
    )


class PhotoForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    photo = PicturesField(
        label="照片", help_text="可以一次选几张。拍会场和展板，不拍孩子的正脸。位置和相机信息会去掉。"
    )
