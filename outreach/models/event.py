"""六进 events with the columns of the register (law.md §11.5), whom they reached, pictures, campaigns."""

from functools import partial

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.scoping import ScopedRecord
from common import codes
from common.freetext import FreeText
from outreach.choices import Audience, Form, Setting
from outreach.models.scope import Announced, Done, Placed, by_place


class Campaign(Announced):
    """禁毒宣传进万家, 6·26 …: days within which events belong to it. Both days are part of it."""

    name = FreeText("名称", max_length=40)
    from_on = models.DateField("第一天")
    until_on = models.DateField("最后一天")
    aim = FreeText("要求", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专项宣传"
        ordering = ["-from_on", "name"]
        constraints = [
            models.CheckConstraint(
                name="campaign_ends_after_it_begins", condition=Q(until_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(name="campaign_once", fields=["area", "name", "from_on"]),
        ]

    def __str__(self) -> str:
        return self.name


class Event(Done):
    """One event, or a session for one group. `Reach` says how many of whom; nobody is named."""

    code = models.CharField(
        "编号", max_length=20, unique=True, default=partial(codes.random_code, "E"), editable=False
    )
    setting = models.CharField("六进类别", max_length=12, choices=Setting)
    form = models.CharField("形式", max_length=12, choices=Form)
    topic = FreeText("主题", max_length=80)
    spot = FreeText("地点", max_length=60, blank=True, persons=True)
    partners = FreeText("参与单位", max_length=120, blank=True, registered=False, persons=True)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="专项宣传"
    )
    leaflets = models.PositiveIntegerField("发放资料（份）", default=0)
    boards = models.PositiveIntegerField("展板（块）", default=0)
    banners = models.PositiveIntegerField("横幅（条）", default=0)
    note = FreeText("情况", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "宣传活动"
        ordering = ["-held_at", "-id"]
        indexes = [
            models.Index(name="event_township", fields=["township", "-held_at"]),
            models.Index(name="event_of_school", fields=["campus", "-held_at"]),
        ]
        constraints = [
            Done.withdrawn_with_reason("event"),
            models.CheckConstraint(
                name="event_at_a_school_names_it",
                condition=~Q(setting=Setting.SCHOOL) | Q(campus__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class _OfEvent(ScopedRecord):
    """A part of an event, seen with it."""

    is_reading = False

    event = models.ForeignKey(Event, models.CASCADE, related_name="+", verbose_name="活动")

    class Meta:
        abstract = True

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return by_place(user, f"{via}event__")


class Reach(_OfEvent):
    """How many of one audience an event reached."""

    audience = models.CharField("对象", max_length=12, choices=Audience)
    people = models.PositiveIntegerField("人数")

    class Meta:
        verbose_name = verbose_name_plural = "受教育人数"
        ordering = ["event", "audience"]
        constraints = [
            models.UniqueConstraint(name="reach_once_per_audience", fields=["event", "audience"]),
            models.CheckConstraint(name="reach_is_somebody", condition=Q(people__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.people}"


class VillageReach(Placed):
    """How many of one audience of one village came to an event for several villages (圩日, 赶集)."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="+", verbose_name="活动")
    audience = models.CharField("对象", max_length=12, choices=Audience)
    people = models.PositiveIntegerField("人数")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")

    class Meta:
        verbose_name = verbose_name_plural = "各村到场人数"
        ordering = ["event", "area", "audience"]
        constraints = [
            models.UniqueConstraint(name="villagereach_once", fields=["event", "area", "audience"]),
            models.CheckConstraint(name="villagereach_is_somebody", condition=Q(people__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.people}"


class EventPhoto(_OfEvent):
    """A picture of the event, drawn anew, without position, camera or file name; no child's face."""

    content = models.BinaryField("内容")
    size = models.PositiveIntegerField("大小（字节）")
    at = models.DateTimeField("上传时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    client_id = models.UUIDField("表单编号", unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "活动照片"
        ordering = ["event", "at"]

    def __str__(self) -> str:
        return f"{self.pk}"
