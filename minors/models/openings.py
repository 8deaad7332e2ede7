"""紧急查阅: opened at once by the few who may, reviewed by somebody else, kept for good."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.choices import Post
from accounts.models import Unit, User
from accounts.permissions import may
from accounts.scoping import ScopedQuerySet, ScopedRecord
from common.freetext import FreeText
from minors.choices import Finding
from minors.models.file import Grant, Minor, acting_person, not_recused
from minors.permissions import MinorPerm

SEALED_FILE = "已封存的档案"


class OpeningQuerySet(ScopedQuerySet):
    def unreviewed(self) -> Self:
        return self.filter(reviewed_at=None)

    def running(self, now: datetime) -> Self:
        return self.filter(Q(grant__ended_at=None) | Q(grant__ended_at__gt=now), grant__until_at__gt=now)


class Opening(ScopedRecord):
    """One 紧急查阅 (break-glass): who, as what, why, on which grant; and what the reviewer found."""

    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="查阅人")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="开启人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    post = models.CharField("岗位", max_length=30, choices=Post)
    reason = FreeText("理由", max_length=200)
    opened_at = models.DateTimeField("开启时间")
    grant = models.OneToOneField(Grant, models.PROTECT, related_name="+", verbose_name="授权")
    finding = models.CharField("复核结论", max_length=20, choices=Finding, blank=True)
    finding_reason = FreeText("复核理由", max_length=200, blank=True, typed_as="reason")
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    reviewed_at = models.DateTimeField("复核时间", null=True, blank=True)

    objects = OpeningQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "紧急查阅"
        ordering = ["-opened_at"]
        indexes = [
            models.Index(name="opening_unreviewed", fields=["opened_at"], condition=Q(reviewed_at=None)),
            models.Index(name="opening_by_minor", fields=["minor", "-opened_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="opening_not_reviewed_by_oneself",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("user")) & ~Q(reviewed_by=F("opened_by")),
            ),
            models.CheckConstraint(
                name="opening_reviewed_whole",
                condition=Q(finding="", finding_reason="", reviewed_by=None, reviewed_at=None)
                | Q(finding__in=Finding.values, reviewed_by__isnull=False, reviewed_at__isnull=False)
                & ~Q(finding_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shown_code(self) -> str:
        """The code of the file; of a sealed one only that it is sealed."""
        return SEALED_FILE if self.minor.sealed_at else self.minor.code

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """One's own, and for a reviewer those about files in sight, sealed ones of the county included.

        That somebody broke the glass outlives the seal (ADR 024): the row stays, the code on it does not.
        """
        own = Q(**{f"{via}user": acting_person(user)}) | Q(**{f"{via}opened_by": user.pk})
        seen = Minor.scope_for(user, f"{via}minor__")
        acting = user.acting
        if acting is None or not may(user, MinorPerm.REVIEW_ACCESS):
            return seen & own
        sealed = {f"{via}minor__sealed_at__isnull": False, f"{via}minor__county": acting.unit.county}
        return seen | Q(**sealed) & not_recused(user, f"{via}minor")
