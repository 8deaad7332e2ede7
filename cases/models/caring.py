"""How a child of 关爱帮扶 came to us. No names in here."""

from uuid import uuid4

from django.db import models

from accounts.models import User
from cases.choices import CareKind, CareSource
from cases.models.case import OfCase
from common.freetext import FreeText


class CareIntake(OfCase):
    """Why a child who uses nothing is cared for, and who told us. Law: 未成年人保护法 第四十三条."""

    kind = models.CharField("情形", max_length=12, choices=CareKind)
    source = models.CharField("怎样知道的", max_length=10, choices=CareSource)
    note = FreeText("需要什么帮助", max_length=200, blank=True)
    at = models.DateTimeField("得知时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "关爱帮扶登记"
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(name="careintake_once_per_case", fields=["case"])]
