"""A picture comes after its patrol, a poor line carries the words first."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from common import scans
from common.errors import DomainError
from patrols.models import Photo, Stop
from patrols.permissions import PatrolPerm
from patrols.policies import MOST_PHOTOS, PHOTO_DAYS


@transaction.atomic
def add_photo(*, by: User, stop: Stop, data: bytes, now: datetime, client_id: UUID) -> Photo:
    """Keep one picture of a stop, drawn anew. By the unit that walked, within PHOTO_DAYS.

    Raises DomainError on `photo` for what is too large, no picture, or one too many.
    """
    require(by, PatrolPerm.PATROL, stop)
    rows = Stop.objects.for_system("lock").select_related("patrol").select_for_update(of=("self",))
    stop = rows.get(pk=stop.pk)
    assert by.acting is not None
    if stop.patrol.unit_id != by.acting.unit.pk:
        raise PermissionDenied("another unit's patrol")
    kept = Photo.objects.for_system("pictures of one stop").filter(stop=stop)
    if sent := kept.filter(client_id=client_id).first():
        return sent
    if now > stop.recorded_at + timedelta(days=PHOTO_DAYS):
        raise DomainError(f"照片要在记录后{PHOTO_DAYS}天内补上。", field="photo")
    if kept.count() >= MOST_PHOTOS:
        raise DomainError(f"每处最多{MOST_PHOTOS}张照片。", field="photo")
    content = scans.picture(data)
    row = Photo(stop=stop, content=content, size=len(content), at=now, by=by, client_id=client_id)
    row.save(force_insert=True)
    return row


@transaction.atomic
def add_photos(
    *, by: User, stop: Stop, pictures: Sequence[bytes], now: datetime, client_id: UUID
) -> list[Photo]:
    """Keep all of some pictures or none. Raises DomainError on `photo`, with the number of the wrong one."""
    require(by, PatrolPerm.PATROL, stop)
    rows = []
    for no, data in enumerate(pictures, 1):
        key = client_id if no == 1 else uuid5(client_id, str(no))
        try:
            rows.append(add_photo(by=by, stop=stop, data=data, now=now, client_id=key))
        except DomainError as error:
            which = f"第{no}张：" if len(pictures) > 1 else ""
            raise DomainError(f"{which}{error}", field="photo") from error
    return rows


@transaction.atomic
def remove_photo(*, by: User, photo: Photo, now: datetime) -> None:
    """Take a picture back: by who added it, within PHOTO_DAYS. Raises DomainError for others, and after."""
    require(by, PatrolPerm.PATROL, photo)
    if photo.by_id != by.pk:
        raise DomainError("照片只能由上传的人删去。")
    if now > photo.at + timedelta(days=PHOTO_DAYS):
        raise DomainError(f"照片只能在上传后{PHOTO_DAYS}天内删去。")
    Photo.objects.for_system("taken back").filter(pk=photo.pk).delete()
