"""Offices beyond this county: the address book."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from cases.choices import OutsideKind
from common.freetext import FreeText
from common.models import Record


class OutsideUnitQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The book of one's own county: offices are no secret, and no person stands in it."""
        acting = getattr(user, "acting", None)
        return self.filter(unit__county=acting.unit.county) if acting else self.none()


class OutsideUnit(Record):
    """An office outside this system, with its office telephone. Holds no person.

    `area` is its division code (county 6, township 9 digits). `unit` entered it; who looked whether it is
    still right, and when, stands beside it.
    """

    name = FreeText("单位名称", max_length=100, registered=False, persons=True)
    area = models.CharField("行政区划代码", max_length=9)
    kind = models.CharField("类别", max_length=10, choices=OutsideKind)
    address = FreeText("通信地址", max_length=150, blank=True, registered=False, persons=True)
    phone = FreeText("办公电话", max_length=20, blank=True, registered=False, persons=True)
    verified_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="核实人")
    verified_at = models.DateTimeField("核实时间")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="录入单位")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    objects = OutsideUnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "外地单位"
        ordering = ["area", "kind", "name"]
        constraints = [
            models.UniqueConstraint(name="outsideunit_once", fields=["area", "kind", "name"]),
            models.CheckConstraint(
                name="outsideunit_area_is_a_division_code",
                condition=Q(area__regex=r"^([0-9]{6}|[0-9]{9})$"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
