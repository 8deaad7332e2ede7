"""Orders, re-checks and clues. Shape only."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet

from accounts.models import Unit, User
from common import clock
from common.fields import day, instant, not_ahead, taps, yes_no
from common.forms import WordedForm
from common.models import Substance
from patrols.choices import Bureau, ClueKind, ReferralResult
from patrols.forms.places import area_name
from patrols.models import ChecklistItem, Venue
from patrols.policies import FIX_DAYS

BUREAUS = [
    ("", "不移送"),
    *((value, word) for value, word in Bureau.choices if value != Bureau.POLICE),
]
"""Whom the police pass a clue on to: not to themselves."""


def _lines(label: str, most: int, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class OrderForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    to_whom = forms.CharField(label="整改责任人", max_length=60, help_text="店主、法定代表人或学校负责人。")
    demand = _lines("整改要求", 300)
    fix_by = day("整改期限")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fix_by"].initial = today + timedelta(days=FIX_DAYS)


class RecheckForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    at = instant("复查时间", validators=[not_ahead])
    passed = yes_no("已经改好")
    note = _lines("复查情况", 200, required=False, help_text="没有改好时写还差什么。")

    def __init__(self, *args: Any, walkers: Iterable[User], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].initial = clock.local(now).replace(second=0, microsecond=0)
        known = {str(user.pk): user for user in walkers}
        self.fields["done_by"] = forms.TypedChoiceField(
            label="谁去复查的",
            choices=[(key, user.name) for key, user in known.items()],
            coerce=known.get,
        )
        self.order_fields(["client_id", "at", "done_by", "passed", "note"])


class ReferralForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    bureau = forms.ChoiceField(
        label="移送给", choices=Bureau.choices, help_text="已按检查项目的依据选好主管部门，可以改。"
    )
    matter = _lines("移送事由", 300, help_text="写清在哪里、发现什么；不写学生。")


class ChaseForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    note = _lines("问了谁、对方怎么说", 200)


class ReferralAnswerForm(WordedForm):
    result = taps("对方怎么处理", ReferralResult.choices)
    answered_on = day("答复日期")
    answer = _lines("答复内容", 300, help_text="文号、处理结果；电话答复的写谁答复的。")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered_on"].initial = today


class ReasonForm(WordedForm):
    reason = _lines("理由", 200)


class ClueForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = taps("嫌疑", ClueKind.choices)
    text = _lines("看到或听到了什么", 500, help_text="时间、地点、做法。不写孩子的姓名、学校和任何人的号码。")
    victim_is_minor = forms.BooleanField(
        label="卖给、提供给未成年人，或容留未成年人（从严从快）", required=False
    )

    def __init__(self, *args: Any, areas: Iterable[Unit], venues: Iterable[Venue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(venue.pk): venue for venue in venues}
        self.fields["area"] = forms.ChoiceField(
            label="在哪里", choices=[(unit.area, area_name(unit)) for unit in areas]
        )
        self.fields["venue"] = forms.TypedChoiceField(
            label="哪个场所",
            choices=[("", "不在名单上"), *((key, venue.name) for key, venue in known.items())],
            coerce=known.get,
            empty_value=None,
            required=False,
        )
        self.fields["substance"] = forms.ModelChoiceField(
            Substance.objects.all(), label="涉及物质", required=False, empty_label="不清楚"
        )
        self.order_fields(["client_id", "kind", "area", "venue", "substance", "text", "victim_is_minor"])


class AnswerForm(WordedForm):
    case_filed = yes_no("立案")
    answer = _lines("立案情况，或不立案的理由", 300)


class OutcomeForm(WordedForm):
    outcome = _lines("处理结果", 300)
    referred_to = forms.ChoiceField(label="移送", choices=BUREAUS, required=False)


class ReleaseForm(WordedForm):
    text = forms.CharField(
        label="可以让场所知道的问题",
        max_length=200,
        help_text="放行后按巡查人发现的普通隐患下达整改，场所会看到这一句；不写被怀疑的事。",
    )
    item = forms.ModelChoiceField(
        ChecklistItem.objects.none(),
        label="写在哪个检查项目下",
        required=False,
        empty_label="不写检查项目",
        help_text="被怀疑的项目不在里面。",
    )

    def __init__(self, *args: Any, items: QuerySet[ChecklistItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]


class ItemForm(WordedForm):
    text = forms.CharField(label="检查内容", max_length=120)
    basis = forms.CharField(label="依据（法规和条文）", max_length=120)
    from_on = day("从哪天起")
    reason = forms.CharField(label="为什么改", max_length=100)


class EndItemForm(WordedForm):
    from_on = day("从哪天起不再检查")
    reason = forms.CharField(label="为什么", max_length=100)
