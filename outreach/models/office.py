"""What the office itself sits down for: the leading group, 研判, training of staff (design §6)."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from common.freetext import FreeText
from outreach.choices import OfficeKind
from outreach.models.scope import Placed


class OfficeMeeting(Placed):
    """A meeting with what was decided. Who sat there is a number and a few offices, no list of names."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="组织单位")
    kind = models.CharField("类别", max_length=15, choices=OfficeKind)
    held_on = models.DateField("日期")
    spot = FreeText("地点", max_length=60, blank=True, persons=True)
    chair = FreeText("主持人", max_length=40, registered=False, persons=True)
    expected = models.PositiveSmallIntegerField("应到")
    present = models.PositiveSmallIntegerField("实到")
    topics = FreeText("议题", max_length=300)
    decided = FreeText("议定事项", max_length=500, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    client_id = models.UUIDField("表单编号", unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议、研判和培训"
        ordering = ["-held_on", "-id"]
        indexes = [models.Index(name="officemeeting_township", fields=["township", "-held_on"])]
        constraints = [
            models.CheckConstraint(name="officemeeting_counts_fit", condition=Q(present__lte=F("expected"))),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
