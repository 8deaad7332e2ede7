"""Posts on 微博、微信、抖音 (方案四(一)1), and how often they were read, as somebody read it off."""

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from accounts.scoping import ScopedRecord
from common.freetext import FreeText
from outreach.choices import Platform
from outreach.models.event import Campaign
from outreach.models.scope import Placed, by_place


class OnlinePost(Placed):
    """One post. A case it tells comes from a public official source, never from our files (design §6)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="发布单位")
    platform = models.CharField("平台", max_length=10, choices=Platform)
    link = FreeText("链接", max_length=300, registered=False, persons=True)
    posted_on = models.DateField("发布日期")
    topic = FreeText("主题", max_length=80)
    tells_case = models.BooleanField("讲了案例", default=False)
    source = FreeText("案例的公开来源", max_length=200, blank=True, registered=False, persons=True)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="专项宣传"
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    client_id = models.UUIDField("表单编号", unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "新媒体宣传"
        ordering = ["-posted_on", "-id"]
        indexes = [models.Index(name="onlinepost_township", fields=["township", "-posted_on"])]
        constraints = [
            models.UniqueConstraint(name="onlinepost_link_once", fields=["unit", "link"]),
            models.CheckConstraint(
                name="onlinepost_case_has_its_source", condition=Q(tells_case=False) | ~Q(source="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class ReachReading(ScopedRecord):
    """How often a post had been read by a day, as the platform said."""

    is_reading = False

    post = models.ForeignKey(OnlinePost, models.CASCADE, related_name="+", verbose_name="发布内容")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="填报单位")
    read_on = models.DateField("统计日期")
    reads = models.PositiveIntegerField("阅读、播放量")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")

    class Meta:
        verbose_name = verbose_name_plural = "阅读量"
        ordering = ["post", "-read_on"]
        constraints = [models.UniqueConstraint(name="reachreading_once_a_day", fields=["post", "read_on"])]

    def __str__(self) -> str:
        return f"{self.pk}"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return by_place(user, f"{via}post__")
