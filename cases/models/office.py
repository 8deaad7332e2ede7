"""What an office settles for itself beside its clocks: how a term is counted, its 机关代字."""

from uuid import uuid4

from django.db import models

from accounts.models import Unit, User
from cases.choices import OfficeField
from common.freetext import FreeText
from common.models import Record


class OfficeChange(Record):
    """One setting of one office from a day on, signed, with its reason. Append-only: a later row corrects it.

    The county's way to count a term holds for its stations. Terms already on file keep theirs.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    field = models.CharField("项目", max_length=20, choices=OfficeField)
    value = FreeText("取值", max_length=20, persons=True, registered=False)
    from_on = models.DateField("生效日期")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="决定人")
    reason = FreeText("理由", max_length=200)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "单位设置变更"
        ordering = ["-from_on", "-recorded_at"]

    def __str__(self) -> str:
        return f"{self.field} {self.from_on}"
