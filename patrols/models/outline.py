"""The outline of a township, as points somebody read off a map; without it the map has none."""

from django.db import models

from accounts.models import User
from common.models import Record


class OutlinePoint(Record):
    """One corner of the outline of the division `area`, in order; degrees as those of places (WGS 84)."""

    area = models.CharField("行政区划代码", max_length=12)
    no = models.PositiveSmallIntegerField("顺序")
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6)
    latitude = models.DecimalField("纬度", max_digits=8, decimal_places=6)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")

    class Meta:
        verbose_name = verbose_name_plural = "轮廓点"
        ordering = ["area", "no"]
        constraints = [models.UniqueConstraint(name="outlinepoint_once", fields=["area", "no"])]

    def __str__(self) -> str:
        return f"{self.area} {self.no}"
