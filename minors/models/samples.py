"""抽查: files the county drew at random from one township, open to it for inspection for some days."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from accounts.permissions import Reach
from accounts.scoping import NOTHING, ScopedQuerySet, ScopedRecord
from minors.models.file import Minor


class SampleQuerySet(ScopedQuerySet):
    def live(self, now: datetime) -> Self:
        return self.filter(until_at__gt=now)


class Sample(ScopedRecord):
    """One draw: by whom, when, from how many, with which seed, so that anybody can draw it again."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="抽查单位")
    station = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="被抽查工作站")
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="抽取人")
    drawn_at = models.DateTimeField("抽取时间")
    until_at = models.DateTimeField("有效至（不含）")
    seed = models.CharField("随机种子", max_length=32)
    population = models.PositiveIntegerField("在办个案数")
    size = models.PositiveSmallIntegerField("抽取数")

    objects = SampleQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "抽查"
        ordering = ["-drawn_at"]
        constraints = [
            models.CheckConstraint(name="sample_until_after_drawn", condition=Q(until_at__gt=F("drawn_at"))),
            models.CheckConstraint(
                name="sample_not_more_than_there_are", condition=Q(size__gte=1, size__lte=F("population"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """The office that drew it."""
        if user.acting is None or user.files_reach == Reach.NOTHING:
            return NOTHING
        return Q(**{f"{via}unit": user.acting.unit})


class SampledFile(ScopedRecord):
    """One file of a draw."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="+", verbose_name="抽查")
    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")

    class Meta:
        verbose_name = verbose_name_plural = "抽中的档案"
        constraints = [models.UniqueConstraint(name="sampledfile_once", fields=["sample", "minor"])]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return Sample.scope_for(user, f"{via}sample__") & Minor.scope_for(user, f"{via}minor__")
