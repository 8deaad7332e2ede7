"""走访单: what one worker carried on paper on one day. Which files, never what stood on it."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from accounts.scoping import ScopedRecord
from common import codes
from minors.models.file import Minor
from minors.models.outward import registers_of


class VisitSlip(ScopedRecord):
    """One numbered slip; destroyed on the next working day, ticked by whoever carried it."""

    number = models.CharField("编号", max_length=20, unique=True, default=codes.random_code, editable=False)
    at = models.DateTimeField("打印时间")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="打印人")
    persons = models.PositiveSmallIntegerField("人数")
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "走访单"
        ordering = ["-at", "id"]
        indexes = [models.Index(name="visitslip_of_unit", fields=["unit", "-at"])]
        constraints = [models.CheckConstraint(name="visitslip_for_somebody", condition=Q(persons__gt=0))]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Whoever carries it, the station's clerk and head, and the auditor."""
        return registers_of(user, via)


class VisitSlipLine(ScopedRecord):
    """One child on a slip. Append-only by trigger."""

    slip = models.ForeignKey(VisitSlip, models.PROTECT, related_name="+", verbose_name="走访单")
    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")

    class Meta:
        verbose_name = verbose_name_plural = "走访单明细"
        ordering = ["recorded_at", "id"]
        constraints = [models.UniqueConstraint(name="visitslipline_once", fields=["slip", "minor"])]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return Minor.scope_for(user, f"{via}minor__")
