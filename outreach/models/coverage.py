"""What coverage is computed from: how many there are, how often they are to be reached, why not."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from common.freetext import FreeText
from outreach.choices import Audience, PlaceKind
from outreach.models.scope import Announced, Placed


class Headcount(Placed):
    """So many of one audience live at a village or learn at a school, as of the quarter from `from_on`."""

    place = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村或学校")
    audience = models.CharField("对象", max_length=12, choices=Audience)
    from_on = models.DateField("季度（第一天）")
    people = models.PositiveIntegerField("人数")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    entered_at = models.DateTimeField("填报时间")

    class Meta:
        verbose_name = verbose_name_plural = "对象人数"
        ordering = ["place", "audience", "-from_on"]
        constraints = [
            models.UniqueConstraint(name="headcount_once", fields=["place", "audience", "from_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.people}"


class CoverageGoal(Announced):
    """From this quarter on, so often a quarter. The newest of an office holds; the stricter office wins."""

    place_kind = models.CharField("地方", max_length=10, choices=PlaceKind)
    audience = models.CharField("对象", max_length=12, choices=Audience)
    from_on = models.DateField("从哪个季度起（第一天）")
    times = models.PositiveSmallIntegerField("每季次数")
    share = models.PositiveSmallIntegerField("至少到多少（人次占人数的百分比）", default=0)
    reason = FreeText("说明", max_length=200)
    entered_at = models.DateTimeField("录入时刻")

    class Meta:
        verbose_name = verbose_name_plural = "覆盖要求"
        ordering = ["place_kind", "audience", "-from_on", "-entered_at"]
        constraints = [
            models.CheckConstraint(name="coveragegoal_share_is_per_cent", condition=Q(share__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class GapReason(Placed):
    """Why a place and an audience were left out in a quarter; counts once somebody else has signed."""

    place = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村或学校")
    audience = models.CharField("对象", max_length=12, choices=Audience)
    from_on = models.DateField("季度（第一天）")
    reason = FreeText("原因和补救安排", max_length=200)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填写人")
    written_at = models.DateTimeField("填写时间")
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签字人"
    )
    signed_at = models.DateTimeField("签字时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "未覆盖原因"
        ordering = ["from_on", "place", "audience"]
        constraints = [
            models.UniqueConstraint(name="gapreason_once", fields=["place", "audience", "from_on"]),
            models.CheckConstraint(
                name="gapreason_signed_by_somebody_else",
                condition=Q(signed_at=None, signed_by=None)
                | (
                    Q(signed_at__gte=F("written_at"), signed_by__isnull=False) & ~Q(signed_by=F("written_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
