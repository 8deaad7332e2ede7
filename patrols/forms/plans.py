"""A plan in lines. Shape only."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms

from accounts.choices import Post
from accounts.models import Unit
from common.fields import day
from common.forms import WordedForm
from patrols.actions.plans import RuleDrawn
from patrols.choices import Repeat, SeasonKind, Surrounding

POSTS = [
    (post.value, post.label) for post in (Post.SCHOOL_LIAISON, Post.STATION_CLERK, Post.VILLAGE_SECRETARY)
]


class PlanForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    focus = forms.CharField(
        label="重点部位和问题",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="本校最要当心的地方，如：宿舍楼顶、后山小路、校门左侧小卖部。",
    )


class ChangeForm(PlanForm):
    """The same for a plan that is approved already."""

    from_on = day("从哪天起改", help_text="这一天以前的各期照原来的计划；最早从审定的第二天起。")


class RuleForm(WordedForm):
    """One line of the plan. A line left wholly empty is none."""

    season_kind = forms.ChoiceField(label="何时", choices=SeasonKind)
    repeat = forms.ChoiceField(label="多久一次", choices=Repeat)
    surrounding = forms.ChoiceField(label="范围", choices=Surrounding)
    post = forms.ChoiceField(label="由谁", choices=POSTS)
    places = forms.CharField(
        label="到哪些地方（每行一处）",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, villages: Iterable[Unit] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(unit.pk): unit for unit in villages}
        self.fields["village"] = forms.TypedChoiceField(
            label="哪个村（由村负责时）",
            choices=[("", "—"), *((key, unit.name) for key, unit in known.items())],
            coerce=known.get,
            empty_value=None,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("post") == Post.VILLAGE_SECRETARY and data.get("village") is None:
            self.add_error("village", "请选择由哪个村负责。")
        if not data.get("places", "").strip():
            self.add_error("places", "请写到哪些地方，每行一处。")
        return data

    @property
    def line(self) -> RuleDrawn:
        return RuleDrawn(**self.cleaned_data)


class ReturnForm(WordedForm):
    reason = forms.CharField(label="还差什么", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
