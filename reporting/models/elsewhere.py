"""A child who seems to stand in another township's register: what the county was asked, and what it said."""

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from accounts.scoping import ScopedRecord
from common.freetext import FreeText
from minors.models import Minor
from reporting.choices import Verdict
from reporting.models.intake import IntakeLine


class ElsewhereCheck(ScopedRecord):
    """One question of a station to the county about one line. Codes only; the asking station is never
    shown `existing`. `same_number`: the two agree in the ID number, so that they cannot be namesakes.
    """

    line = models.OneToOneField(IntakeLine, models.PROTECT, related_name="+", verbose_name="登记行")
    existing = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="在册档案")
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="原档案所在站")
    same_number = models.BooleanField("证件号码相同")
    asked_at = models.DateTimeField("提请时间")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提请人")
    verdict = models.CharField("认定", max_length=20, choices=Verdict, null=True, blank=True)
    reason = FreeText("依据", max_length=200, null=True, blank=True)
    decided_at = models.DateTimeField("认定时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="认定人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "异地在册核对"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="elsewherecheck_decided_whole",
                condition=Q(verdict=None, reason=None, decided_at=None, decided_by=None)
                | Q(
                    verdict__isnull=False,
                    reason__isnull=False,
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="elsewherecheck_one_number_one_child",
                condition=~Q(same_number=True, verdict=Verdict.OTHER),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """As far as the line goes; a question about a file sealed since was never asked."""
        return IntakeLine.scope_for(user, f"{via}line__") & Q(**{f"{via}existing__sealed_at": None})
