"""A patrol as it is typed on a phone: a few fields, and for each stop its list. Shape only.

A stop is kept once something of it is marked, or 都符合 is ticked; one that was not visited is left alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from accounts.models import User
from common import clock
from common.fields import PicturesField, instant, not_ahead
from common.forms import WordedForm
from patrols.actions.patrols import Marked, StopSeen
from patrols.choices import ClueKind, Mark
from patrols.models import ChecklistItem, Venue
from patrols.policies import MIN_PRESENT


@dataclass
class StopOffered:
    """One place the page offers: a venue, or words, and the list that is asked there."""

    kind: str
    items: Sequence[ChecklistItem]
    venue: Venue | None = None
    place: str = ""
    is_free: bool = False
    bound: list[Any] = field(default_factory=list)


class PlaceField(forms.CharField):
    """What a free stop is. Asked for once the stop was made, so the page must not call it optional."""

    is_conditional = True


class PatrolForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    started_at = instant("开始", validators=[not_ahead])
    finished_at = instant(
        "结束", validators=[not_ahead], required=False, help_text="空着就按按下“记下巡查”的时间。"
    )
    tapped_at = forms.CharField(required=False, widget=forms.HiddenInput)
    present = forms.CharField(
        label="在场人员",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "data-least-lines": MIN_PRESENT}),
        help_text="至少两人，每行一人，写姓名或职务；不写学生。",
    )
    note = forms.CharField(
        label="小结", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        stops: Sequence[StopOffered],
        walkers: Iterable[User],
        now: datetime,
        periods: Sequence[tuple[str, str]] = (),
        company: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        local = clock.local(now).replace(second=0, microsecond=0)
        kwargs.setdefault("initial", {"started_at": local, "present": "\n".join(company)})
        super().__init__(*args, **kwargs)
        self.now = now
        self.stops = stops
        self.walkers = {str(user.pk): user for user in walkers}
        if len(self.walkers) > 1:
            self.fields["done_by"] = forms.ChoiceField(
                label="谁去巡查的",
                choices=[(key, user.name) for key, user in self.walkers.items()],
                help_text="替别人录入时选实际去的人。",
            )
        if periods:
            self._ask_why()
            # a form that was kept for days may name one that is offered no more: the action decides
            self.fields["period"] = forms.CharField(
                label="算哪一期",
                required=False,
                widget=forms.Select(choices=periods),
                initial=periods[0][0],
                help_text="补做逾期的一期也写实际的开始和结束时间。",
            )
        for no, stop in enumerate(stops, 1):
            self._add_stop(no, stop)

    def _ask_why(self) -> None:
        self.fields["skipped_because"] = forms.CharField(
            label="没有去的地方，为什么",
            required=False,
            max_length=200,
            help_text="计划里的地方都去了就空着。没有去又不写原因的，本期计划不算完成。",
        )

    def _add_stop(self, no: int, stop: StopOffered) -> None:
        if stop.is_free:
            self.fields[f"place_{no}"] = PlaceField(
                label="地点", required=False, max_length=60, help_text="去了就要写；没有去就空着。"
            )
        self.fields[f"fine_{no}"] = forms.BooleanField(label="没有另外标出的，都符合", required=False)
        self.fields[f"note_{no}"] = forms.CharField(label="情况", required=False, max_length=300)
        for item in stop.items:
            key = f"{no}_{item.pk}"
            self.fields[f"mark_{key}"] = forms.ChoiceField(
                label=item.text, choices=Mark, required=False, widget=forms.RadioSelect
            )
            self.fields[f"what_{key}"] = forms.CharField(label="问题", required=False, max_length=200)
            self.fields[f"clue_{key}"] = forms.ChoiceField(
                label="涉毒嫌疑", choices=[("", "没有"), *ClueKind.choices], required=False
            )

    @property
    def offered(self) -> list[dict[str, Any]]:
        """The stops with their bound fields, for the page."""
        return [
            {
                "no": no,
                "stop": stop,
                "place": self[f"place_{no}"] if stop.is_free else None,
                "fine": self[f"fine_{no}"],
                "note": self[f"note_{no}"],
                "has_error": any(name.split("_")[1:2] == [str(no)] for name in self.errors),
                "rows": [
                    (
                        item,
                        self[f"mark_{no}_{item.pk}"],
                        self[f"what_{no}_{item.pk}"],
                        self[f"clue_{no}_{item.pk}"],
                    )
                    for item in stop.items
                ],
            }
            for no, stop in enumerate(self.stops, 1)
        ]

    @property
    def why(self) -> Any:
        """The field after the stops of a plan, for those that were not visited."""
        return self["skipped_because"] if "skipped_because" in self.fields else None

    @property
    def head(self) -> list[Any]:
        """The fields above the stops."""
        names = ["period", "started_at", "finished_at", "done_by", "present"]
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "finished_at" in data:  # else it was typed, and wrongly
            data["finished_at"] = data["finished_at"] or self._tapped_at()
        for no, stop in enumerate(self.stops, 1):
            if stop.is_free and self._is_visited(no, stop) and not data.get(f"place_{no}", "").strip():
                self.add_error(f"place_{no}", "请写这是什么地方。")
            for item in stop.items:
                key = f"{no}_{item.pk}"
                says = data.get(f"what_{key}", "").strip()
                if data.get(f"mark_{key}") == Mark.FAIL and not says:
                    self.add_error(f"what_{key}", f"“{item.text}”不符合，请写明问题。")
                if says and not data.get(f"mark_{key}") and not data.get(f"clue_{key}"):
                    self.add_error(
                        f"what_{key}",
                        f"“{item.text}”写了问题，还要选“不符合”；只是说明的，选“符合”或“不适用”。",
                    )
        return data

    def _tapped_at(self) -> datetime:
        """When the patrol was sent off, however late it arrives; without a script, now."""
        try:
            said = parse_datetime(self.cleaned_data.get("tapped_at", ""))
        except ValueError:
            said = None
        return self.now if said is None or is_naive(said) else min(said, self.now)

    def _is_visited(self, no: int, stop: StopOffered) -> bool:
        data = self.cleaned_data
        said = (data.get(f"{name}_{no}_{item.pk}") for item in stop.items for name in ("mark", "clue"))
        return bool(data.get(f"fine_{no}") or data.get(f"note_{no}", "").strip() or any(said))

    @property
    def seen(self) -> list[StopSeen]:
        """The stops that were visited, in route order."""
        return [
            StopSeen(
                kind=stop.kind,
                venue=stop.venue,
                place="" if stop.venue else (self.cleaned_data.get(f"place_{no}") or stop.place).strip(),
                note=self.cleaned_data[f"note_{no}"],
                marks=self._marks(no, stop),
                no=no,
            )
            for no, stop in enumerate(self.stops, 1)
            if self._is_visited(no, stop)
        ]

    def _marks(self, no: int, stop: StopOffered) -> dict[UUID, Marked]:
        data, found = self.cleaned_data, {}
        for item in stop.items:
            key = f"{no}_{item.pk}"
            clue = data[f"clue_{key}"]
            mark = data[f"mark_{key}"] or (Mark.PASS if data[f"fine_{no}"] and not clue else "")
            if mark or clue:
                found[item.pk] = Marked(mark, data[f"what_{key}"].strip(), clue)
        return found

    def as_patrol(self, by: User) -> dict[str, Any]:
        """What was typed, in the words of `record_patrol`."""
        data = self.cleaned_data
        return {
            "done_by": self.walkers.get(data.get("done_by", ""), by),
            "started_at": data["started_at"],
            "finished_at": data["finished_at"],
            "present": data["present"].splitlines(),
            "note": data["note"],
            "skipped_because": data.get("skipped_because", ""),
            "client_id": data["client_id"],
            "stops": self.seen,
            "period": data.get("period", ""),
        }


class PhotoForm(WordedForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    photo = PicturesField(label="照片", help_text="可以一次选几张。只拍场所，不拍人。位置和相机信息会去掉。")
