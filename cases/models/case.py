"""The case, its route, and where the child lives. No names in here."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from accounts.scoping import ScopedQuerySet, ScopedRecord
from cases.choices import CaseStatus, Controller, Direction, Place, Route
from common.freetext import FreeText
from minors.choices import Track
from minors.models import Minor, guarded_history

FINISHED = (CaseStatus.REFERRED, CaseStatus.CLOSED)


class CaseQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.exclude(status__in=FINISHED)


class Case(ScopedRecord):
    """The work for one child, one open at a time. `unit` is the one responsible station.

    Facts of the route are kept as they were last known; every decision is a `RouteDecision`.
    """

    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")
    status = models.CharField("状态", max_length=12, choices=CaseStatus, default=CaseStatus.OPEN)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任工作站")
    track = models.CharField("法律措施", max_length=20, choices=Track, default=Track.REGISTERED_ONLY)
    captured_in = models.BooleanField("本乡查获")
    household = models.CharField("户籍地", max_length=10, choices=Place)
    residence = models.CharField("实际居住地", max_length=10, choices=Place)
    is_pupil = models.BooleanField("在校学生")
    route = models.CharField("办理路径", max_length=12, choices=Route)
    direction = models.CharField("移交方向", max_length=5, choices=Direction)
    controller = models.CharField("管控单位", max_length=10, choices=Controller)
    opened_at = models.DateTimeField("立案时间")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="立案人")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    history = guarded_history()
    objects = CaseQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "个案"
        ordering = ["-opened_at", "id"]
        indexes = [
            models.Index(name="case_list", fields=["-opened_at", "id"]),
            models.Index(name="case_unit_status", fields=["unit", "status"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="case_one_open_per_minor", fields=["minor"], condition=~Q(status__in=FINISHED)
            ),
            models.CheckConstraint(
                name="case_closed_at_iff_finished",
                condition=Q(status__in=FINISHED, closed_at__isnull=False)
                | (~Q(status__in=FINISHED) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="case_closed_after_opened",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
            ),
            models.CheckConstraint(
                name="case_route_has_its_controller",
                condition=Q(route__in=[Route.LOCAL, Route.LOCAL_PUPIL, Route.INCOMING], controller="ours")
                | Q(route=Route.OUTGOING, controller="theirs")
                | Q(route=Route.DUAL, controller="both")
                | Q(route=Route.RETURN, controller="sender"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_unclear(self) -> bool:
        return Place.UNKNOWN in (self.household, self.residence)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """As the child's file: own township, granted cases, or nothing."""
        return Minor.scope_for(user, f"{via}minor__")


class OfCase(ScopedRecord):
    """Base of rows that hang off a case and are seen by whoever sees the case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="个案")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return Case.scope_for(user, f"{via}case__")


class RouteDecision(OfCase):
    """One decision about the way a case goes: computed from the three places, or changed with a reason."""

    route = models.CharField("办理路径", max_length=12, choices=Route)
    reason = FreeText("理由", max_length=300)
    law = FreeText("依据", max_length=100, blank=True)
    computed = models.BooleanField("自动判定")
    captured_in = models.BooleanField("本乡查获")
    household = models.CharField("户籍地", max_length=10, choices=Place)
    residence = models.CharField("实际居住地", max_length=10, choices=Place)
    is_pupil = models.BooleanField("在校学生")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="决定人")
    at = models.DateTimeField("决定时间")

    class Meta:
        verbose_name = verbose_name_plural = "路径决定"
        ordering = ["-at", "-recorded_at"]


class ResidenceCheck(OfCase):
    """Where the child's 户籍 is and where it really lives, verified by somebody on a day."""

    household = models.CharField("户籍地", max_length=10, choices=Place)
    residence = models.CharField("实际居住地", max_length=10, choices=Place)
    how = FreeText("核实方式和结果", max_length=300)
    at = models.DateTimeField("核实时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="核实人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "居住地核实"
        ordering = ["-at"]
