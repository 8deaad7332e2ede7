"""The second task: hand the outside channel its one sentence, and ask whether the web answers."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.models import Absence, Appointment
from duties import transport
from duties.choices import Source
from duties.models import Heartbeat, Notice, Outage
from duties.policies import DELIVER_WITHIN, DELIVERY_TRIES, OUTAGE_AFTER

BATCH = 500


def deliver_notices(now: datetime) -> int:
    """Send 有 N 件待办 for notices not yet sent; returns how many were delivered. At most once per notice.

    A notice is claimed before it is sent and released only when the line was down (TransportError), so a
    process that dies in between leaves it undelivered, never sent twice.
    """
    if not settings.OUTSIDE_CHANNEL:
        return 0
    claimed = _claim(now)
    if not claimed:
        return 0
    return _by_mail(claimed, now) if settings.OUTSIDE_CHANNEL == "email" else _by_webhook(claimed, now)


@transaction.atomic
def _claim(now: datetime) -> list[Notice]:
    waiting = Notice.objects.filter(
        delivered_at=None,
        claimed_at=None,
        recorded_at__gt=now - DELIVER_WITHIN,
        delivery_tries__lt=DELIVERY_TRIES,
    )
    # Not skip_locked: two couriers who claim at once would share the notices of one person, and write twice.
    rows = list(waiting.select_for_update(of=("self",)).order_by("id")[:BATCH])
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(
        claimed_at=now, delivery_tries=F("delivery_tries") + 1
    )
    return rows


def _by_mail(notices: list[Notice], now: datetime) -> int:
    """One message per person, however many notices wait for them."""
    waiting: dict[str, set[UUID]] = {}
    for address, notice in _addresses(notices, now):
        waiting.setdefault(address, set()).add(notice.pk)
    delivered: set[UUID] = set()
    failed: set[UUID] = set()
    for address, keys in sorted(waiting.items()):
        try:
            transport.send_mail(address, len(keys))
        except transport.TransportError:
            failed |= keys
        else:
            delivered |= keys
            _stamp(keys, now)
    _release(failed - delivered)  # who got it once is not written to again
    return len(delivered)


def _addresses(notices: list[Notice], now: datetime) -> list[tuple[str, Notice]]:
    posts = list(
        Appointment.objects.live(now)
        .filter(unit__in={notice.unit_id for notice in notices})
        .select_related("user")
    )
    absences = {
        absence.appointment_id: absence.deputy
        for absence in Absence.objects.live(now).select_related("deputy")
        if absence.deputy.is_active
    }
    found = []
    for notice in notices:
        for post in posts:
            is_meant = notice.user_id in (None, post.user_id)
            if (post.unit_id, post.post) == (notice.unit_id, notice.post) and is_meant:
                person = absences.get(post.pk, post.user)
                if person.email:
                    found.append((person.email, notice))
    return found


def _by_webhook(notices: list[Notice], now: datetime) -> int:
    keys = {notice.pk for notice in notices}
    try:
        transport.post_webhook(len(keys))
    except transport.TransportError:
        _release(keys)
        return 0
    _stamp(keys, now)
    return len(keys)


def _stamp(keys: set[UUID], now: datetime) -> None:
    Notice.objects.filter(pk__in=keys, delivered_at=None).update(delivered_at=now)


def _release(keys: set[UUID]) -> None:
    Notice.objects.filter(pk__in=keys).update(claimed_at=None)


@transaction.atomic
def note_web(now: datetime, *, answered: bool) -> Outage | None:
    """Keep each stretch in which the web did not answer as one row; returns the open one, if any."""
    outage = Outage.objects.select_for_update(of=("self",)).filter(source=Source.WEB, until_at=None).first()
    if answered:
        if outage is not None and now > outage.from_at:
            outage.until_at = now
            outage.save(update_fields=["until_at"])
        elif outage is None:
            _keep_gap(now)
        Heartbeat.objects.update_or_create(source=Source.WEB, defaults={"completed_at": now})
        return None
    if outage is None:
        beat = Heartbeat.objects.filter(source=Source.WEB).first()
        # it has been silent since it last answered; before the first answer, since now
        start = beat.completed_at if beat and beat.completed_at < now else now
        outage, _ = Outage.objects.get_or_create(
            source=Source.WEB, from_at=start, defaults={"recorded_at": now}
        )
    return outage


def _keep_gap(now: datetime) -> None:
    """Nobody asked for a while, because who asks was down too: that stretch is an outage all the same."""
    beat = Heartbeat.objects.filter(source=Source.WEB).first()
    if beat is not None and now - beat.completed_at > OUTAGE_AFTER:
        Outage.objects.get_or_create(
            source=Source.WEB, from_at=beat.completed_at, defaults={"until_at": now, "recorded_at": now}
        )
