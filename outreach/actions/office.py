"""What the station keeps for everybody: campaigns, posts, materials, its own meetings."""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from common import clock, scans
from common.errors import DomainError
from outreach.models import Campaign, Material, MaterialVersion, OfficeMeeting, OnlinePost, ReachReading
from outreach.permissions import OutreachPerm

_OURS = re.compile(
    r"本系统|青护|台账|档案|卷宗|案卷|(?<![\w-])(?:[0-9A-Z]{1,2}-)?[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}(?![\w-])"
)
"""Our own files and their codes: never the source of a case that is told (design §6)."""

_IS_LINK = URLValidator(schemes=["http", "https"])


@transaction.atomic
def add_campaign(
    *, by: User, name: str, from_on: date, until_on: date, aim: str, client_id: UUID
) -> Campaign:
    """Announce a campaign for everybody in the territory of `by`."""
    require(by, OutreachPerm.PLAN)
    assert by.acting is not None
    sent = Campaign.objects.for_system("by form").filter(client_id=client_id).first()
    if sent is not None:
        return sent
    if until_on < from_on:
        raise DomainError("最后一天不能早于第一天。", field="until_on")
    twins = Campaign.objects.for_system("a name once").filter(area=by.acting.area, name=name, from_on=from_on)
    if twins.exists():
        raise DomainError("同名同日的专项宣传已经登记。", field="name")
    row = Campaign(
        area=by.acting.area,
        name=name,
        from_on=from_on,
        until_on=until_on,
        aim=aim,
        entered_by=by,
        client_id=client_id,
    )
    row.full_clean()
    row.save(force_insert=True)
    return row


@transaction.atomic
def add_post(*, by: User, values: dict[str, Any], now: datetime, client_id: UUID) -> OnlinePost:
    """Write down a post. One that tells a case names its public official source, never our files."""
    require(by, OutreachPerm.KEEP)
    assert by.acting is not None
    rows = OnlinePost.objects.for_system("posts of one unit")
    if sent := rows.filter(client_id=client_id).first():
        return sent
    if values["tells_case"] and _OURS.search(values["source"]):
        raise DomainError("来源写公开发布的官方出处；本系统的编号和材料都不能用。", field="source")
    if values["posted_on"] > clock.local_day(now):
        raise DomainError("发布日期不能晚于今天。", field="posted_on")
    try:
        _IS_LINK(values["link"])
    except ValidationError as error:
        raise DomainError("请粘贴完整的链接，以 http 或 https 开头。", field="link") from error
    if values["tells_case"] and not values["source"].strip():
        raise DomainError("讲了案例的，请写它的公开来源，如：新华社某日报道。", field="source")
    if rows.filter(unit=by.acting.unit, link=values["link"]).exists():
        raise DomainError("这个链接已经登记过。", field="link")
    row = OnlinePost(**values, unit=by.acting.unit, area=by.acting.area, entered_by=by, client_id=client_id)
    row.full_clean()
    row.save(force_insert=True)
    return row


@transaction.atomic
def read_post(*, by: User, post: OnlinePost, read_on: date, reads: int, now: datetime) -> ReachReading:
    """Note how often a post had been read by a day. Said again for the same day, the later word counts."""
    require(by, OutreachPerm.KEEP, post)
    if read_on > clock.local_day(now):
        raise DomainError("统计日期不能晚于今天。", field="read_on")
    if read_on < post.posted_on:
        raise DomainError("统计日期不能早于发布日期。", field="read_on")
    assert by.acting is not None
    rows = ReachReading.objects.for_system("readings of one post").select_for_update(of=("self",))
    row = rows.filter(post=post, read_on=read_on).first()
    row = row or ReachReading(post=post, read_on=read_on, unit=by.acting.unit)
    row.reads, row.entered_by = reads, by
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def add_material(
    *, by: User, title: str, kind: str, changes: str, now: datetime, client_id: UUID
) -> Material:
    """Put a thing into the library, with its first version."""
    require(by, OutreachPerm.KEEP)
    assert by.acting is not None
    rows = Material.objects.for_system("titles of one office")
    if sent := rows.filter(client_id=client_id).first():
        return sent
    if rows.filter(area=by.acting.area, title=title).exists():
        raise DomainError("同名的资料已经有了，请到它那里添新的一版。", field="title")
    row = Material(area=by.acting.area, title=title, kind=kind, entered_by=by, client_id=client_id)
    row.full_clean()
    row.save(force_insert=True)
    _version(row, by=by, changes=changes, data=b"", now=now, client_id=client_id)
    return row


@transaction.atomic
def add_version(
    *, by: User, material: Material, changes: str, data: bytes, now: datetime, client_id: UUID
) -> MaterialVersion:
    """A new version; `data` is its paper as a picture or PDF, or nothing."""
    require(by, OutreachPerm.KEEP, material)
    material = Material.objects.for_system("lock").select_for_update(of=("self",)).get(pk=material.pk)
    sent = MaterialVersion.objects.for_system("by form").filter(client_id=client_id).first()
    return sent or _version(material, by=by, changes=changes, data=data, now=now, client_id=client_id)


def _version(
    material: Material, *, by: User, changes: str, data: bytes, now: datetime, client_id: UUID
) -> MaterialVersion:
    before = MaterialVersion.objects.for_system("versions of one material").filter(material=material)
    newest = before.order_by("-no").values_list("no", flat=True).first() or 0
    scan = scans.clean(data, field="file") if data else None
    row = MaterialVersion(
        material=material,
        no=newest + 1,
        changes=changes,
        content=scan.data if scan else None,
        media_type=scan.media_type if scan else "",
        entered_by=by,
        entered_at=now,
        client_id=client_id,
    )
    row.full_clean()
    row.save(force_insert=True)
    return row


@transaction.atomic
def record_meeting(*, by: User, values: dict[str, Any], now: datetime, client_id: UUID) -> OfficeMeeting:
    """Write down a meeting of the leading group, a 研判 or a training."""
    require(by, OutreachPerm.KEEP)
    assert by.acting is not None
    sent = OfficeMeeting.objects.for_system("by form").filter(client_id=client_id).first()
    if sent is not None:
        return sent
    if values["held_on"] > clock.local_day(now):
        raise DomainError("日期不能晚于今天。", field="held_on")
    if values["present"] > values["expected"]:
        raise DomainError("实到不能多于应到。", field="present")
    row = OfficeMeeting(
        **values, unit=by.acting.unit, area=by.acting.area, entered_by=by, client_id=client_id
    )
    row.full_clean()
    row.save(force_insert=True)
    return row
