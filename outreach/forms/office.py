"""What the station keeps for everybody. Shape only."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms

from common.fields import day, taps
from common.forms import WordedForm
from outreach.choices import MaterialKind, OfficeKind, Platform
from outreach.forms.done import chosen, number
from outreach.models import Campaign
from outreach.policies import MOST_READS


class _OnceForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    @property
    def values(self) -> dict[str, Any]:
        """What the row is made of."""
        return {name: value for name, value in self.cleaned_data.items() if name != "client_id"}


def _lines(label: str, most: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class CampaignForm(_OnceForm):
    name = forms.CharField(label="名称", max_length=40, help_text="如：禁毒宣传进万家、6·26国际禁毒日。")
    from_on = day("第一天")
    until_on = day("最后一天")
    aim = _lines("要求", 300, required=False)


class PostForm(_OnceForm):
    platform = taps("平台", Platform.choices)
    link = forms.CharField(label="链接", max_length=300, help_text="从平台复制完整链接。")
    posted_on = day("发布日期")
    topic = forms.CharField(label="主题", max_length=80)
    tells_case = forms.BooleanField(label="讲了案例", required=False)
    source = forms.CharField(
        label="案例的公开来源",
        required=False,
        max_length=200,
        help_text="讲了案例必填，如：最高法某年某月典型案例。只用官方公开的，绝不用本系统里的。",
    )

    def __init__(self, *args: Any, campaigns: Iterable[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"] = chosen("属于专项宣传", campaigns, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("tells_case") and not data.get("source", "").strip():
            self.add_error("source", "讲了案例的，请写它的公开来源。")
        return data


class ReadingForm(_OnceForm):
    read_on = day("统计日期")
    reads = number("阅读、播放量", required=True, max_value=MOST_READS)


class MaterialForm(_OnceForm):
    title = forms.CharField(label="名称", max_length=60)
    kind = taps("类别", MaterialKind.choices)
    changes = _lines("内容", 200, help_text="讲什么，给谁看。文件可以保存后再传。")


class VersionForm(_OnceForm):
    changes = _lines("改了什么", 200)
    file = forms.FileField(
        label="文件",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        help_text="照片最多20 MB，PDF最多5 MB；没有可以不传。",
    )


class MeetingForm(_OnceForm):
    kind = taps("类别", OfficeKind.choices)
    held_on = day("日期")
    spot = forms.CharField(label="地点", required=False, max_length=60)
    chair = forms.CharField(label="主持人", max_length=40)
    expected = number("应到（人）", required=True)
    present = number("实到（人）", required=True)
    topics = _lines("议题", 300, help_text="只写工作，说到某个人时只写编号。")
    decided = _lines("议定事项", 500, required=False)
