"""What a person may act as now: own posts, an absent colleague's, and 代岗 for a post nobody holds."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from accounts import rules
from accounts.choices import POSTS_OF_UNIT, Post, UnitKind
from accounts.models import Absence, Acting, Appointment, Unit, UnitQuerySet, User, holders

HEADED_FROM_THE_STATION = (UnitKind.SCHOOL, UnitKind.VILLAGE)


def live_acting(user: User, key: str | None, now: datetime) -> Acting | None:
    """What `user` acts as at `now`: the chosen post, or the only one there is, else None.

    A head whose 代岗 has ended because somebody was appointed acts as their own post again.
    """
    choices = held_choices(user, now)
    appointment, _, post = str(key).partition(":")
    if post:
        chosen = [acting for acting in stand_ins(choices, now) if acting.key == key]
        if chosen:
            return chosen[0]
    mine = [acting for acting in choices if acting.key == appointment]
    if mine:
        return mine[0]
    return choices[0] if len(choices) == 1 else None


def acting_choices(user: User, now: datetime) -> list[Acting]:
    """Own live appointments, those `user` is deputy for at `now`, then the vacant posts they head."""
    held = held_choices(user, now)
    return held + stand_ins(held, now)


def held_choices(user: User, now: datetime) -> list[Acting]:
    """What somebody was appointed or made deputy for; one of these alone needs no choice."""
    own = Appointment.objects.live(now).filter(user=user).select_related("unit")
    absences = Absence.objects.live(now).filter(deputy=user).select_related("appointment__unit")
    live = set(
        Appointment.objects.live(now)
        .filter(pk__in=[absence.appointment_id for absence in absences])
        .values_list("pk", flat=True)
    )
    return [Acting(appointment, now) for appointment in own] + [
        Acting(absence.appointment, now, absence) for absence in absences if absence.appointment_id in live
    ]


def stand_ins(held: Iterable[Acting], now: datetime) -> list[Acting]:
    """The posts without a holder that the heads among `held` may act as. Never through an absence.

    The deputy of a head was confirmed for less than the head; a vacancy must not open more to them.
    """
    found = []
    for head in held:
        if not is_head(head):
            continue
        units = list(units_headed_by(head).order_by("kind", "area", "name"))
        taken = set(Appointment.objects.live(now).filter(unit__in=units).values_list("unit", "post"))
        found += [
            Acting(head.appointment, now, stands_in=str(post), stands_in_at=unit)
            for unit in units
            for post in POSTS_OF_UNIT[unit.kind]
            if post not in rules.HEAD_OF.values() and (unit.pk, post) not in taken
        ]
    return found


def is_head(acting: Acting) -> bool:
    """True for the head of a unit in their own post; a head standing in is, for that time, no head."""
    return not acting.is_deputy and acting.post in rules.HEAD_OF.values()


def units_headed_by(acting: Acting) -> UnitQuerySet:
    """The head's own unit; for the station's head also the schools and villages of the township."""
    own = Q(pk=acting.unit.pk)
    if acting.post == Post.STATION_HEAD:
        own |= Q(kind__in=HEADED_FROM_THE_STATION, township=acting.unit.township)
    return Unit.objects.active().filter(own)


def headed_by(acting: Acting) -> Q:
    """Rows whose `unit` the head `acting` heads."""
    return Q(unit__in=units_headed_by(acting))


def is_vacant(now: datetime) -> Q:
    """Condition: nobody holds the post of the row (`unit` and `post`) at `now`."""
    held = Appointment.objects.live(now).filter(unit=OuterRef("unit"), post=OuterRef("post"))
    return Q(~Exists(held))


def who_takes_over(unit: Unit, post: str, now: datetime) -> str:
    """What happens to the unfinished work of a post somebody just left: one true sentence."""
    if Appointment.objects.live(now).filter(unit=unit, post=post).exists():
        return "未完成事项由同岗位的其他人员继续办理。"
    kind, head = rules.confirmer(unit.kind, post)
    if kind == UnitKind.COUNTY:
        return f"{unit.name}的{Post(post).label}现已空缺，未完成事项在上一级显示，请尽快办理任职。"
    if holders(kind, head, unit.township, now).exists():
        return f"岗位现已空缺，未完成事项由{Post(head).label}代岗办理。"
    return f"岗位和{Post(head).label}都已空缺，未完成事项在上一级显示，请尽快办理任职。"
