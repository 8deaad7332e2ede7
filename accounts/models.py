"""Units, users, posts, absences and the read log."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self
from uuid import uuid4

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from accounts.choices import Post, UnitKind
from accounts.permissions import Reach, roles
from accounts.readentry import ReadChain as ReadChain
from accounts.readentry import ReadEntry as ReadEntry
from common import clock
from common.freetext import FreeText
from common.models import Record

LEVEL_OF_KIND = {
    UnitKind.COUNTY: "county",
    UnitKind.TOWNSHIP: "township",
    UnitKind.STATION: "township",
    UnitKind.POLICE_POST: "township",
    UnitKind.SCHOOL: "township",
    UnitKind.VILLAGE: "village",
}


def county_column() -> models.GeneratedField:
    """Level column: the first six digits of `area`, so that a county filters by equality."""
    return models.GeneratedField(
        expression=Left("area", 6), output_field=models.CharField("县级代码", max_length=6), db_persist=True
    )


def township_column() -> models.GeneratedField:
    """Level column: the first nine digits of `area`, so that a township filters by equality."""
    return models.GeneratedField(
        expression=Left("area", 9), output_field=models.CharField("乡级代码", max_length=9), db_persist=True
    )


class UnitQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(closed_on=None)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def visible_to(self, user: "User") -> Self:
        """Units at or below the level the user acts at. Units are no secret; lists are kept short."""
        acting = getattr(user, "acting", None)
        return self.filter(area__startswith=acting.area) if acting else self.none()


class Unit(Record):
    """An office that can owe something. The tree follows the administrative division code.

    `area` is the national code: county 6 digits, township 9, village 12 (GB/T 2260, GB/T 10114).
    A station, a police post, a leading group and the schools of a township carry the township's code.
    """

    kind = models.CharField("类别", max_length=20, choices=UnitKind)
    name = FreeText("名称", max_length=60, registered=False, persons=True)
    area = models.CharField("行政区划代码", max_length=12)
    county = county_column()
    township = township_column()
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上级单位"
    )
    is_synthetic = models.BooleanField("虚构单位", default=False)
    opened_on = models.DateField("启用日期")
    closed_on = models.DateField("停用日期", null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["area", "kind", "name"]
        indexes = [
            models.Index(name="unit_township_kind", fields=["township", "kind"]),
            models.Index(name="unit_county_kind", fields=["county", "kind"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="unit_one_office_per_area", fields=["kind", "area"], condition=~Q(kind=UnitKind.SCHOOL)
            ),
            models.UniqueConstraint(name="unit_name_once_per_area", fields=["area", "name"]),
            models.CheckConstraint(
                name="unit_area_is_a_division_code",
                condition=Q(area__regex=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$"),
            ),
            models.CheckConstraint(
                name="unit_parent_unless_county", condition=Q(kind=UnitKind.COUNTY) | Q(parent__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> str:
        """Name of the level column by which this unit's territory is filtered."""
        return LEVEL_OF_KIND[UnitKind(self.kind)]

    @property
    def territory(self) -> str:
        """The division code of the unit's level: 6, 9 or 12 digits."""
        return {"county": self.area[:6], "township": self.area[:9], "village": self.area}[self.level]


@dataclass(frozen=True)
class Acting:
    """The one appointment a session acts as, read at the instant `at` of the request.

    `absence` is set when a deputy acts for an absent colleague: scope and duties are those of the
    appointment, the name in every record stays the deputy's own. `stands_in` and `stands_in_at` are set
    when a head acts as a post of theirs that nobody holds (代岗).
    """

    appointment: "Appointment"
    at: datetime
    absence: "Absence | None" = None
    stands_in: str = ""
    stands_in_at: Unit | None = None

    @property
    def key(self) -> str:
        """What the session remembers: the appointment and, for 代岗, the post and where it is."""
        pk = str(self.appointment.pk)
        return f"{pk}:{self.stands_in}:{self.unit.pk}" if self.stands_in else pk

    @property
    def unit(self) -> Unit:
        return self.stands_in_at or self.appointment.unit

    @property
    def post(self) -> str:
        return self.stands_in or self.appointment.post

    @property
    def post_label(self) -> str:
        return str(Post(self.post).label)

    @property
    def area(self) -> str:
        return self.unit.territory

    @property
    def level(self) -> str:
        return self.unit.level

    @property
    def is_deputy(self) -> bool:
        return self.absence is not None or self.stands_in != ""

    @property
    def label(self) -> str:
        return f"{self.unit.name} · {self.post_label}{'（代岗）' if self.stands_in else ''}"


class User(AbstractUser):
    """A person of the offices. Sees nothing until they act as one confirmed appointment."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = FreeText("姓名", max_length=40, registered=False, persons=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    password_changed_at = models.DateTimeField("密码修改时间", default=clock.now)
    deactivated_at = models.DateTimeField("停用时间", null=True, blank=True)
    deactivated_reason = FreeText("停用原因", max_length=100, blank=True, typed_as="reason")
    deactivated_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="停用经办人"
    )

    acting: Acting | None = None

    objects: ClassVar = UserManager()

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def act_as(self, appointment: "Appointment", *, at: datetime, absence: "Absence | None" = None) -> "User":
        """Act as `appointment` from here on. The caller has checked that it is live and theirs."""
        self.acting = Acting(appointment, at, absence)
        return self

    @property
    def area(self) -> str:
        return self.acting.area if self.acting else ""

    @property
    def level(self) -> str:
        return self.acting.level if self.acting else ""

    @property
    def files_reach(self) -> Reach:
        return roles()[self.acting.post].files if self.acting else Reach.NOTHING

    @property
    def codes_reach(self) -> Reach:
        return roles()[self.acting.post].codes if self.acting else Reach.NOTHING


class AppointmentQuerySet(models.QuerySet):
    def live(self, now: datetime) -> Self:
        """Confirmed, begun, not over, of an active user, on the Shanghai day of `now`."""
        today = clock.local_day(now)
        return self.filter(
            Q(until_on=None) | Q(until_on__gte=today),
            Q(ended_at=None) | Q(ended_at__gt=now),
            from_on__lte=today,
            confirmed_at__lte=now,
            user__is_active=True,
        )

    def awaiting_confirmation(self) -> Self:
        return self.filter(confirmed_at=None, ended_at=None)


class Appointment(Record):
    """`user` holds `post` in `unit` for a time. One person may hold several (plan 三).

    A post that reads files takes effect only when the unit's head confirms it, never by the
    administrator who typed it (design §1).
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name="账号")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    post = models.CharField("职务", max_length=30, choices=Post)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True, blank=True)
    appointed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="录入人"
    )
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_reason = FreeText("终止原因", max_length=100, blank=True, typed_as="reason")
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="终止经办人"
    )
    handed_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接手人"
    )
    handed_on = models.DateField("交接清单签字日期", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["unit__area", "unit__kind", "post"]
        constraints = [
            models.UniqueConstraint(
                name="appointment_once_at_a_time", fields=["user", "unit", "post"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="appointment_not_confirmed_by_its_typist",
                condition=Q(appointed_by=None) | Q(confirmed_by=None) | ~Q(appointed_by=F("confirmed_by")),
            ),
            models.CheckConstraint(
                name="appointment_not_confirmed_by_oneself",
                condition=Q(confirmed_by=None) | ~Q(user=F("confirmed_by")),
            ),
            models.CheckConstraint(
                name="appointment_handed_to_somebody_else",
                condition=Q(handed_to=None) | ~Q(user=F("handed_to")),
            ),
            models.CheckConstraint(
                name="appointment_until_after_from",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {Post(self.post).label}"


class AbsenceQuerySet(models.QuerySet):
    def live(self, now: datetime) -> Self:
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=now), from_at__lte=now, until_at__gt=now)


class Absence(Record):
    """For a time, duties, notices and approvals of `appointment` go to `deputy`, in the deputy's own name."""

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name="缺勤岗位")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="代理人")
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止（不含）")
    reason = FreeText("事由", max_length=100, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    ended_at = models.DateTimeField("提前结束时间", null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "缺勤与代理"
        ordering = ["-from_at"]
        constraints = [
            models.CheckConstraint(name="absence_until_after_from", condition=Q(until_at__gt=F("from_at")))
        ]

    def __str__(self) -> str:
        return f"{self.appointment} {self.from_at:%Y-%m-%d}"


def users_within(area: str) -> models.QuerySet[User]:
    """Accounts an administrator of `area` looks after: who serves or served there, and who serves nowhere."""
    posts = Appointment.objects.all()
    served = posts.filter(unit__area__startswith=area).values("user")
    return User.objects.filter(Q(pk__in=served) | ~Q(pk__in=posts.values("user")))


def holders(kind: str, post: str, township: str, now: datetime) -> AppointmentQuerySet:
    """Who holds `post` in the unit of `kind` above or at `township` at `now`."""
    rows = Appointment.objects.live(now).filter(unit__kind=kind, post=post)
    if kind == UnitKind.COUNTY:
        return rows.filter(unit__county=township[:6])
    return rows.filter(unit__township=township)
