"""A patrol: who was there, each stop in the order it was made, each item as it was marked."""

from functools import partial

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from accounts.scoping import ScopedRecord
from common import codes
from common.freetext import FreeText
from patrols.choices import ListKind, Mark
from patrols.models.checklist import ChecklistItem
from patrols.models.place import Venue
from patrols.models.plan import PlanRule
from patrols.models.scope import Placed, by_place


class Patrol(Placed):
    """One way around a school, or one check of a venue. Arrives whole and once: `client_id`.

    `done_by` walked it, `entered_by` typed it (代录). `rule` and `period` say which promise of the plan it
    keeps, if any; both instants are those of the street, `recorded_at` that of the server.
    """

    code = models.CharField(
        "编号", max_length=20, unique=True, default=partial(codes.random_code, "P"), editable=False
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="巡查单位")
    rule = models.ForeignKey(
        PlanRule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="计划安排"
    )
    period = models.CharField("期间", max_length=20, blank=True)
    started_at = models.DateTimeField("开始")
    finished_at = models.DateTimeField("结束")
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="巡查人")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    note = FreeText("小结", max_length=500, blank=True)
    skipped_because = FreeText("没有去的地方，原因", max_length=200, blank=True)
    client_id = models.UUIDField("表单编号", unique=True)
    typed_index = models.CharField("表单内容摘要", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "巡查记录"
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(name="patrol_township", fields=["township", "-started_at"]),
            models.Index(name="patrol_of_rule", fields=["rule", "period"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="patrol_ends_after_it_begins", condition=Q(finished_at__gte=F("started_at"))
            ),
            models.CheckConstraint(
                name="patrol_period_has_its_rule",
                condition=Q(rule=None, period="") | (Q(rule__isnull=False) & ~Q(period="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class _OfPatrol(ScopedRecord):
    """A part of a patrol, seen with it."""

    is_reading = False

    class Meta:
        abstract = True


class Present(_OfPatrol):
    """Somebody who walked along: staff or a helper, by name or office (巡查人 ≥ 2, law.md §8)."""

    patrol = models.ForeignKey(Patrol, models.CASCADE, related_name="+", verbose_name="巡查")
    no = models.PositiveSmallIntegerField("序号", default=0)
    name = FreeText("姓名或职务", max_length=40, registered=False, persons=True)

    class Meta:
        verbose_name = verbose_name_plural = "在场人员"
        ordering = ["patrol", "no", "name"]
        constraints = [models.UniqueConstraint(name="present_once", fields=["patrol", "name"])]

    def __str__(self) -> str:
        return f"{self.patrol_id}"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return by_place(user, f"{via}patrol__")


class Stop(_OfPatrol):
    """One place on the way, in route order: a venue of the list, or a part of the school in words.

    `is_whole`: every item of its list was answered. One that was suspected has no answer (ADR 053).
    """

    patrol = models.ForeignKey(Patrol, models.CASCADE, related_name="+", verbose_name="巡查")
    no = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("检查对象", max_length=20, choices=ListKind)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="场所"
    )
    place = FreeText("地点", max_length=60, blank=True, registered=False, persons=True)
    note = FreeText("情况", max_length=300, blank=True)
    is_whole = models.BooleanField("逐项看完", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "巡查点"
        ordering = ["patrol", "no"]
        indexes = [models.Index(name="stop_of_venue", fields=["venue"])]
        constraints = [
            models.UniqueConstraint(name="stop_no_once", fields=["patrol", "no"]),
            models.CheckConstraint(
                name="stop_is_a_venue_or_a_place",
                condition=Q(venue__isnull=False, place="") | (Q(venue=None) & ~Q(place="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no}"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return by_place(user, f"{via}patrol__")


class Skipped(_OfPatrol):
    """未到: a place of the plan that no patrol of the period had reached when this one was written down."""

    patrol = models.ForeignKey(Patrol, models.CASCADE, related_name="+", verbose_name="巡查")
    no = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("检查对象", max_length=20, choices=ListKind)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="场所"
    )
    place = FreeText("地点", max_length=60, blank=True, registered=False, persons=True)

    class Meta:
        verbose_name = verbose_name_plural = "未到的巡查点"
        ordering = ["patrol", "no"]
        constraints = [
            models.UniqueConstraint(name="skipped_no_once", fields=["patrol", "no"]),
            models.CheckConstraint(
                name="skipped_is_a_venue_or_a_place",
                condition=Q(venue__isnull=False, place="") | (Q(venue=None) & ~Q(place="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no}"

    @property
    def name(self) -> str:
        return self.venue.name if self.venue else self.place

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return by_place(user, f"{via}patrol__")


class Answer(_OfPatrol):
    """What was seen of one item at one stop."""

    stop = models.ForeignKey(Stop, models.CASCADE, related_name="+", verbose_name="巡查点")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+", verbose_name="检查项目")
    mark = models.CharField("结果", max_length=4, choices=Mark)
    note = FreeText("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查结果"
        ordering = ["stop", "item__no"]
        constraints = [
            models.UniqueConstraint(name="answer_once", fields=["stop", "item"]),
            models.CheckConstraint(
                name="answer_failed_says_what", condition=~Q(mark=Mark.FAIL) | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark}"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return by_place(user, f"{via}stop__patrol__")


class Photo(_OfPatrol):
    """A picture of a place, never of a child; drawn anew, without position, camera or file name."""

    stop = models.ForeignKey(Stop, models.CASCADE, related_name="+", verbose_name="巡查点")
    content = models.BinaryField("内容")
    size = models.PositiveIntegerField("大小（字节）")
    at = models.DateTimeField("上传时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    client_id = models.UUIDField("表单编号", unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "现场照片"
        ordering = ["stop", "at"]

    def __str__(self) -> str:
        return f"{self.pk}"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return by_place(user, f"{via}stop__patrol__")
