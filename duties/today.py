"""今日待办: what lies before each post, grouped by how near its hour is. Reads only."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from accounts.acting import held_choices
from accounts.choices import Post
from accounts.models import Acting, Appointment, User
from accounts.reading import note_shown
from common import clock
from duties.choices import EscalationStep, Tell
from duties.models import Duty, Escalation, EscalationEvent, Excuse, Notice, files_of
from duties.policies import SHOW_MET_MISSES, SOON
from duties.vacancies import Gap, gaps_of, left_behind, without_an_owner
from duties.wording import Stopped, stopped_for

LIMIT = 200
"""So many lines of a group are shown; a post with more has other troubles than a long page."""

HEADS_OF_A_UNIT = (Post.POLICE_HEAD, Post.STATION_HEAD)


@dataclass(frozen=True)
class Verb:
    """One big button: word, page, icon.

    `discharges` names a periodic kind whose page takes a POST with the day alone: while today's duty of that
    kind is open, the button itself is the declaration, one tap.
    """

    label: str
    page: str
    icon: str
    discharges: str = ""


@dataclass(frozen=True)
class Line:
    """One duty, and the one click from it: `url` leads to the form that discharges it, or to its page."""

    duty: Duty
    url: str
    action: str
    note: str = ""
    switch: str = ""
    """The key of the 代岗 in which it can be done: the button then switches first, by POST."""
    hint: str = ""
    tap_id: UUID = field(default_factory=uuid4)
    """The key of what one tap on this line sends: however often it is sent, it is one row."""


@dataclass(frozen=True)
class OtherPost:
    """Another post this person may act as now, an absent colleague's among them."""

    acting: Acting
    overdue: int
    waiting: int


@dataclass(frozen=True)
class SectionRow:
    """One line that an upper app shows: words, a code, the one click, and what more is to be said."""

    title: str
    code: str
    url: str
    action: str
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """What an upper app shows beside the duties, for it knows more than a duty tells (`TODAY_SECTIONS`)."""

    title: str
    hint: str
    rows: list[SectionRow]


@dataclass
class Today:
    """Everything the page shows. Lists that a post does not have stay empty and are not drawn."""

    overdue: list[Line] = field(default_factory=list)
    due_today: list[Line] = field(default_factory=list)
    soon: list[Line] = field(default_factory=list)
    at_hand: list[Line] = field(default_factory=list)
    """Not due for long, but done whenever the child is met: two taps, never inside a fold."""
    later: list[Line] = field(default_factory=list)
    vacant: list[Line] = field(default_factory=list)
    of_unit: list[Line] = field(default_factory=list)
    told: list[Line] = field(default_factory=list)
    unstaffed: list[Line] = field(default_factory=list)
    returned: list[Line] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    others: list[OtherPost] = field(default_factory=list)
    stopped: list[Stopped] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)


def today_of(user: User, now: datetime) -> Today:
    """What `user` finds in the post they act as at `now`."""
    acting = user.acting
    assert acting is not None
    gaps = gaps_of(user, now)
    switches = {duty.pk: gap.acting.key for gap in gaps for duty in gap.duties}
    page = _own(user, now, switches)
    mine = {line.duty.pk for line in [*page.overdue, *page.due_today, *page.soon, *page.at_hand, *page.later]}
    page.vacant = _of_vacant_posts(user, gaps, mine)
    mine |= {line.duty.pk for line in page.vacant}
    if acting.post in HEADS_OF_A_UNIT:
        page.of_unit = _seen(_overdue_of_unit(user, now), mine, now)
    if acting.post == Post.TOWNSHIP_LEADER:
        page.told = _seen(_told_to(user, now), mine, now)
    if acting.post == Post.STATION_HEAD:
        page.told = _seen(_told_to(user, now, tell=Tell.STATION_HEAD), mine, now)
    if acting.post == Post.COUNTY_REVIEWER:
        page.escalations = _open_escalations(user, now)
    if acting.post in (Post.TOWNSHIP_LEADER, Post.COUNTY_REVIEWER):
        page.unstaffed = [
            Line(duty, _page_of(duty), "查看", "岗位空缺", hint=sentence)
            for duty, sentence in without_an_owner(user, now + SOON)
            if duty.pk not in mine
        ]
    page.returned = _seen(_sent_back(user), set(), now, note="县退回补充")
    page.others = _other_posts(user, now, gaps)
    page.stopped = stopped_for(acting.unit, clock.local_day(now))
    sections = [one for path in settings.TODAY_SECTIONS for one in import_string(path)(user, now)]
    page.sections = [section for section in sections if section.rows]
    _put_words(user, page)
    return page


def _put_words(user: User, page: Today) -> None:
    """Hang on each duty what upper apps let `user` read of its subject (setting `DUTY_WORDS`)."""
    own = [page.overdue, page.due_today, page.soon, page.at_hand, page.later, page.vacant]
    others = [page.of_unit, page.told, page.unstaffed, page.returned]
    duties = [line.duty for lines in own + others for line in lines]
    words: dict[UUID, str] = {}
    for path in settings.DUTY_WORDS:
        words |= import_string(path)(user, duties)
    for duty in duties:
        duty.words = words.get(duty.pk, "")  # type: ignore[attr-defined]


@cache
def _verbs() -> dict[str, tuple[Verb, ...]]:
    return import_string(settings.VERBS)


def verbs_of(post: str, page: Today, now: datetime) -> list[tuple[Verb, str, str]]:
    """The post's big buttons, each with its address and, where one tap does it, the day it is tapped for.

    A page this office does not run is left out.
    """
    today = clock.local_day(now).isoformat()
    owed = {line.duty.kind for line in page.due_today if line.duty.period.startswith(today)}
    found = []
    for verb in _verbs().get(post, ()):
        try:
            found.append((verb, reverse(verb.page), today if verb.discharges in owed else ""))
        except NoReverseMatch:
            continue
    return found


def _own(user: User, now: datetime, switches: dict[UUID, str]) -> Today:
    page = Today()
    end_of_today = clock.end_of_day(clock.local_day(now))
    duties = Duty.objects.mine(user).open().select_related("unit", "holder").order_by("due_at", "kind", "id")
    for duty in duties[:LIMIT]:
        line = Line(duty, duty.page_url, "办理", switch=switches.get(duty.pk, ""))
        if duty.due_at <= now:
            page.overdue.append(line)
        elif duty.due_at <= end_of_today:
            page.due_today.append(line)
        elif duty.due_at <= now + SOON or duty.policy.stays_near:
            page.soon.append(line)
        elif duty.policy.taps and not line.switch:
            page.at_hand.append(line)
        else:
            page.later.append(line)
    return page


def _of_vacant_posts(user: User, gaps: list[Gap], mine: set) -> list[Line]:
    """What can be done in 代岗, then what first needs somebody named for it."""
    lines = [
        Line(duty, duty.page_url, "办理", gap.acting.post_label, switch=gap.acting.key)
        for gap in gaps
        for duty in gap.duties
        if duty.pk not in mine
    ]
    shown = mine | {line.duty.pk for line in lines}
    lines += [
        Line(duty, _page_of(duty), "查看", duty.get_post_display(), hint="请先指派新的责任人。")
        for duty in left_behind(user)
        if duty.pk not in shown
    ]
    return sorted(lines, key=lambda line: line.duty.due_at)


def _page_of(duty: Duty) -> str:
    return reverse("duties:duty_detail", args=[duty.pk])


def _seen(duties: Iterable[Duty], mine: set, now: datetime, note: str = "") -> list[Line]:
    return [Line(duty, _page_of(duty), "查看", note) for duty in duties if duty.pk not in mine]


def _overdue_of_unit(user: User, now: datetime) -> Iterable[Duty]:
    assert user.acting is not None
    rows = Duty.objects.visible_to(user).overdue(now).filter(unit=user.acting.unit)
    return rows.select_related("unit", "holder").order_by("due_at", "id")[:LIMIT]


def _told_to(user: User, now: datetime, tell: str = "") -> Iterable[Duty]:
    """Misses the ladder has told this post (on the rung `tell`): open ones, some days those met since."""
    assert user.acting is not None
    notice = Notice.objects.filter(duty=OuterRef("pk"), unit=user.acting.unit, post=user.acting.post)
    if tell:
        notice = notice.filter(tell=tell)
    recent = Q(met_at=None) | Q(met_recorded_at__gt=now - SHOW_MET_MISSES)
    rows = Duty.objects.visible_to(user).missed(now).filter(Exists(notice), recent)
    return rows.select_related("unit", "holder").order_by("due_at", "id")[:LIMIT]


def _open_escalations(user: User, now: datetime) -> list[Escalation]:
    rows = Escalation.objects.visible_to(user).filter(closed_at=None).with_marks()
    found = list(rows.select_related("duty__unit", "acknowledged_by").order_by("raised_at", "id")[:LIMIT])
    order = ["waiting", "acknowledged", "decided"]
    for row in found:
        row.state_now = row.state(now)  # type: ignore[attr-defined]
    return sorted(found, key=lambda row: (order.index(row.state_now), row.raised_at))  # type: ignore[attr-defined]


def _sent_back(user: User) -> Iterable[Duty]:
    """Duties of this unit which the county sent back for more, until somebody has written it."""
    assert user.acting is not None
    asked = EscalationEvent.objects.filter(escalation=OuterRef("escalation"), step=EscalationStep.RETURNED)
    written = Excuse.objects.filter(duty=OuterRef("pk"), at__gte=OuterRef("asked_at"))
    rows = Duty.objects.visible_to(user).filter(
        unit=user.acting.unit, escalation__acknowledged_at=None, escalation__decided_at=None
    )
    rows = rows.annotate(asked_at=Subquery(asked.order_by("-at").values("at")[:1]))
    rows = rows.filter(~Exists(written), asked_at__isnull=False)
    return rows.select_related("unit", "holder").order_by("due_at", "id")[:LIMIT]


def _other_posts(user: User, now: datetime, gaps: list[Gap]) -> list[OtherPost]:
    here = user.acting
    assert here is not None
    found = []
    for acting in held_choices(user, now):
        if acting.key == here.key:
            continue
        other = copy.copy(user)
        other.acting = acting
        rows = Duty.objects.mine(other).open().filter(due_at__lte=now + SOON)
        found.append(_counted(acting, list(rows.values_list("due_at", flat=True)[:LIMIT]), now))
    for gap in gaps:
        found.append(_counted(gap.acting, [duty.due_at for duty in gap.duties], now))
    return found


def _counted(acting: Acting, hours: list[datetime], now: datetime) -> OtherPost:
    near = [due for due in hours if due <= now + SOON]
    return OtherPost(acting, sum(due <= now for due in near), len(near))


def handover_list(*, appointment: Appointment, now: datetime) -> tuple[str, list[str]]:
    """Heading and lines for the hand-over list of 调离: the open duties this person holds, by code."""
    held = Q(holder=appointment.user) | Q(deputy_holder=appointment.user)
    duties = Duty.objects.open().filter(held, unit__township=appointment.unit.township).order_by("due_at")
    note_shown("未完成事项", files_of(duties))
    return "未完成事项", [
        f"{duty.title} {duty.label}，截止 {clock.local(duty.due_at):%Y-%m-%d %H:%M}"
        f"{'（已逾期）' if duty.due_at <= now else ''}"
        for duty in duties
    ]
