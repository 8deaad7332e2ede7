"""What the office decides about its own clocks, and whether the clocks were watched."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from common.coded import CodedJSON
from common.freetext import FreeText
from common.models import Record
from duties.choices import Source


class PolicyChangeQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Changes that shape policies: neither withdrawn nor themselves a withdrawal."""
        return self.filter(withdraws=None, withdrawal=None)


class PolicyChange(Record):
    """A number of the office changed from a day on. Duties already open keep theirs.

    A change that was a mistake is withdrawn by a second row before its day: `withdraws`, append-only.
    """

    kind = models.CharField("事项", max_length=40)
    field = models.CharField("项目", max_length=40)
    value: Any = CodedJSON("取值")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="仅限单位"
    )
    from_on = models.DateField("生效日期")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="批准人")
    reason = FreeText("理由", max_length=200)
    withdraws = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="withdrawal", verbose_name="撤回的变更"
    )

    objects = PolicyChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规则变更"
        ordering = ["from_on", "recorded_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.field}"


class RosterEntry(Record):
    """值班表: who leads a township on a day; signs same-day reports outside working days."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="乡镇")
    day = models.DateField("日期")
    leader = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="带班领导")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")

    class Meta:
        verbose_name = verbose_name_plural = "值班"
        ordering = ["day"]
        constraints = [models.UniqueConstraint(name="roster_one_leader_per_day", fields=["unit", "day"])]

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"


class Heartbeat(models.Model):
    """When the engine (or the web) last completed a round, and up to when its work is whole."""

    source = models.CharField("来源", max_length=10, choices=Source, primary_key=True)
    completed_at = models.DateTimeField("最后完成时间")

    class Meta:
        verbose_name = verbose_name_plural = "心跳"

    def __str__(self) -> str:
        return self.source


class OutageQuerySet(models.QuerySet):
    def overlapping(self, start: Any, end: Any) -> Self:
        """Stretches of silence that touch [start, end); both may be expressions of an outer query."""
        return self.filter(Q(until_at=None) | Q(until_at__gt=start), from_at__lt=end)


class Outage(Record):
    """A stretch in which the web or the engine did not answer; shown beside each miss it overlaps."""

    source = models.CharField("来源", max_length=10, choices=Source)
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止", null=True, blank=True)

    objects = OutageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "中断记录"
        ordering = ["-from_at"]
        constraints = [
            models.UniqueConstraint(name="outage_once", fields=["source", "from_at"]),
            models.UniqueConstraint(name="outage_one_open", fields=["source"], condition=Q(until_at=None)),
            models.CheckConstraint(
                name="outage_until_after_from", condition=Q(until_at=None) | Q(until_at__gt=F("from_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.from_at:%Y-%m-%d %H:%M}"
