"""Whether a child is at school, as it changes. Never which school: that stands in its own vault."""

from uuid import uuid4

from django.db import models

from accounts.models import User
from cases.choices import SchoolState
from cases.models.case import OfCase
from common.freetext import FreeText


class SchoolStatus(OfCase):
    """From a day on the child is at school, or is not, for a reason (law.md §12). A change is a new row."""

    state = models.CharField("就学状况", max_length=15, choices=SchoolState)
    since = models.DateField("自何日起")
    reason = FreeText("原因和依据", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "就学状况变动"
        ordering = ["-since", "-recorded_at"]

    def __str__(self) -> str:
        return str(self.pk)
