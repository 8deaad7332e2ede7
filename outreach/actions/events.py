"""An event arrives whole and once; its pictures come after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from accounts.places import refuse_doer, within
from common import clock, sameform, scans
from common.errors import DomainError
from outreach.actions.rounds import settle
from outreach.choices import Audience, Setting
from outreach.models import (
    Campaign,
    CareRound,
    Event,
    EventPhoto,
    FamilyWork,
    MaterialUse,
    MaterialVersion,
    Reach,
    VillageReach,
)
from outreach.permissions import OutreachPerm
from outreach.policies import BACK_DAYS, MOST_PEOPLE, MOST_PHOTOS, PHOTO_DAYS

Written = Event | FamilyWork | CareRound


@dataclass(frozen=True)
class EventIn:
    """An event as it was typed."""

    setting: str
    form: str
    topic: str
    held_at: datetime
    reach: Mapping[str, int]
    spot: str = ""
    partners: str = ""
    campaign: Campaign | None = None
    leaflets: int = 0
    boards: int = 0
    banners: int = 0
    note: str = ""
    versions: Sequence[MaterialVersion] = field(default_factory=tuple)

    @property
    def words(self) -> list[Any]:
        """All that was said, to compare a form with itself."""
        reach = sorted((str(audience), people) for audience, people in self.reach.items() if people)
        used = sorted(str(one.pk) for one in self.versions)
        given = (self.leaflets, self.boards, self.banners, self.campaign and self.campaign.pk)
        told = (self.setting, self.form, self.topic, self.spot, self.partners, self.note)
        return [*map(str, told), self.held_at.isoformat(), given, reach, used]


@transaction.atomic
def record_event(
    *, by: User, done_by: User, place: Unit, event: EventIn, now: datetime, client_id: UUID
) -> Event:
    """Write an event down. Raises DomainError with the field it belongs to; nothing is half done.

    Raises AlreadyArrived for the same form with other words.
    """
    require(by, OutreachPerm.RECORD)
    typed = sameform.said(done_by.pk, place.pk, event.words)
    campus = place if place.kind == UnitKind.SCHOOL else None
    within(by, campus=campus, area=place.area)
    sent = Event.objects.for_system("by form").filter(client_id=client_id).first()
    if sent is not None:
        sameform.refuse_other(sent, typed, what="宣传")
        return sent
    refuse_time(event.held_at, now)
    if event.setting == Setting.SCHOOL and campus is None:
        raise DomainError("进学校的活动，请在“在哪里”里选学校。", field="place")
    reach = {audience: people for audience, people in event.reach.items() if people}
    if not reach:
        raise DomainError("请至少填一类对象的人数。", field=f"reach_{Audience.PUPIL}")
    row = Event(
        unit=unit_of(by, done_by, place, now),
        campus=campus,
        area=place.area,
        setting=event.setting,
        form=event.form,
        topic=event.topic,
        held_at=event.held_at,
        spot=event.spot,
        partners=event.partners,
        campaign=event.campaign,
        leaflets=event.leaflets,
        boards=event.boards,
        banners=event.banners,
        note=event.note,
        done_by=done_by,
        entered_by=by,
        client_id=client_id,
        typed_index=typed,
    )
    row.full_clean()
    row.save(force_insert=True)
    for audience, people in reach.items():
        _add_reach(row, audience, people)
    for version in event.versions:
        MaterialUse(event=row, version=version).save(force_insert=True)
    settle(row.area[:9], clock.local_day(row.held_at), at=row.held_at, now=now, by=by)
    return row


def _add_reach(event: Event, audience: str, people: int) -> None:
    if people > MOST_PEOPLE:
        raise DomainError("人数太大，请核对。", field=f"reach_{audience}")
    Reach(event=event, audience=Audience(audience), people=people).save(force_insert=True)


def refuse_time(held_at: datetime, now: datetime) -> None:
    """Raise DomainError on `held_at` for what has not been yet, or was too long ago."""
    if held_at > now:
        raise DomainError("时间不能晚于现在。", field="held_at")
    if held_at < now - timedelta(days=BACK_DAYS):
        raise DomainError(f"超过{BACK_DAYS}天的不能再补录，请写入困难问题。", field="held_at")


def unit_of(by: User, done_by: User, place: Unit, now: datetime) -> Unit:
    """Whose work it was: entered for somebody at the place (代录), that of the place.

    Raises DomainError on `done_by` for somebody of another village or school, who would see nothing of it.
    """
    refuse_doer(by, done_by, place, now, does=OutreachPerm.RECORD, keeps=OutreachPerm.KEEP)
    assert by.acting is not None
    is_theirs = done_by.pk != by.pk and place.kind in (UnitKind.VILLAGE, UnitKind.SCHOOL)
    return place if is_theirs else by.acting.unit


@transaction.atomic
def add_photo(*, by: User, event: Event, data: bytes, now: datetime, client_id: UUID) -> EventPhoto:
    """Keep one picture of an event, drawn anew, within PHOTO_DAYS. By who entered it, or their office.

    Raises DomainError on `photo` for what is too large, no picture, or one too many.
    """
    require(by, OutreachPerm.RECORD, event)
    event = Event.objects.for_system("lock").select_for_update(of=("self",)).get(pk=event.pk)
    if not is_ours(by, event):
        raise PermissionDenied("another unit's event")
    kept = EventPhoto.objects.for_system("pictures of one event").filter(event=event)
    if sent := kept.filter(client_id=client_id).first():
        return sent
    if now > event.recorded_at + timedelta(days=PHOTO_DAYS):
        raise DomainError(f"照片要在记录后{PHOTO_DAYS}天内补上。", field="photo")
    if kept.count() >= MOST_PHOTOS:
        raise DomainError(f"每次活动最多{MOST_PHOTOS}张照片。", field="photo")
    content = scans.picture(data)
    row = EventPhoto(event=event, content=content, size=len(content), at=now, by=by, client_id=client_id)
    row.save(force_insert=True)
    return row


@transaction.atomic
def add_photos(
    *, by: User, event: Event, pictures: Sequence[bytes], now: datetime, client_id: UUID
) -> list[EventPhoto]:
    """Keep all of some pictures or none. Raises DomainError on `photo`, with the number of the wrong one."""
    require(by, OutreachPerm.RECORD, event)
    rows = []
    for no, data in enumerate(pictures, 1):
        key = client_id if no == 1 else uuid5(client_id, str(no))
        try:
            rows.append(add_photo(by=by, event=event, data=data, now=now, client_id=key))
        except DomainError as error:
            which = f"第{no}张：" if len(pictures) > 1 else ""
            raise DomainError(f"{which}{error}", field="photo") from error
    return rows


@transaction.atomic
def remove_photo(*, by: User, photo: EventPhoto, now: datetime) -> None:
    """Take a picture back: by who added it, within PHOTO_DAYS. Raises DomainError for others, and after."""
    require(by, OutreachPerm.RECORD, photo)
    if photo.by_id != by.pk:
        raise DomainError("照片只能由上传的人删去。")
    if now > photo.at + timedelta(days=PHOTO_DAYS):
        raise DomainError(f"照片只能在上传后{PHOTO_DAYS}天内删去。")
    EventPhoto.objects.for_system("taken back").filter(pk=photo.pk).delete()


@transaction.atomic
def share_out(*, by: User, event: Event, village: Unit, people: Mapping[str, int], now: datetime) -> None:
    """Say how many of a village came to an event for the whole township; said again, it replaces.

    Raises DomainError with the field it belongs to where an event is no such one, or where the villages
    together would have had more people there than the event.
    """
    require(by, OutreachPerm.KEEP, event)
    event = Event.objects.for_system("lock").select_for_update(of=("self",)).get(pk=event.pk)
    if not is_ours(by, event):
        raise PermissionDenied("another unit's event")
    if not is_for_all(event) or not village.area.startswith(event.area):
        raise DomainError("只有全乡的活动才分到各村。", field="village")
    if now > event.held_at + timedelta(days=BACK_DAYS):
        raise DomainError(f"超过{BACK_DAYS}天的不能再分，请写入困难问题。", field="village")
    rows = VillageReach.objects.for_system("villages of one event").filter(event=event)
    came = dict(Reach.objects.for_system("one event").filter(event=event).values_list("audience", "people"))
    elsewhere = dict(
        rows.exclude(area=village.area).order_by().values_list("audience").annotate(Sum("people"))
    )
    for audience, number in people.items():
        left = came.get(audience, 0) - elsewhere.get(audience, 0)
        if number > left:
            words = f"这次活动这类对象一共 {came.get(audience, 0)} 人，最多还能填 {left} 人。"
            raise DomainError(words, field=f"reach_{audience}")
    rows.filter(area=village.area).delete()
    for audience, number in people.items():
        if number:
            row = VillageReach(event=event, area=village.area, audience=Audience(audience), people=number)
            row.entered_by = by
            row.save(force_insert=True)
    settle(event.area[:9], clock.local_day(event.held_at), at=event.held_at, now=now, by=by)


def is_for_all(event: Event) -> bool:
    """Whether an event was held for a township at large, neither at a school nor in one village."""
    return event.campus_id is None and event.area == event.township


def is_ours(by: User, row: Written) -> bool:
    """Whether `by` works for the unit whose record it is, or has entered it."""
    acting = by.acting
    return acting is not None and (acting.unit.pk == row.unit_id or by.pk == row.entered_by_id)
