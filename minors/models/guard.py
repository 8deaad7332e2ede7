"""The record of every text that was compared with registered names, and what a head said to the hits."""

from functools import partial

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.choices import Post
from accounts.models import Unit, User
from accounts.scoping import NOTHING, ScopedQuerySet, ScopedRecord
from common import codes
from common.freetext import FreeText
from common.models import Record
from minors.choices import TextDecision, TextVerdict

OPEN = Q(verdict=TextVerdict.HIT, decision="")
"""Hidden, and nobody has said yet whether it may be read."""


class TextCheckQuerySet(ScopedQuerySet):
    def waiting(self) -> "TextCheckQuerySet":
        return self.filter(OPEN)

    def hiding(self) -> "TextCheckQuerySet":
        return self.filter(OPEN | Q(decision=TextDecision.REMOVED))


class TextCheck(ScopedRecord):
    """One text that somebody saved, compared with the names in the vaults. Written hit or no hit, all alike.

    Holds neither the text nor whose name it was: where it stands (`table`, `column`, `row`) and its
    fingerprint, by which it is hidden wherever it was copied. A hit stays hidden to everybody but its author
    until `decided_at`; a text removed is hidden to everybody for good.
    """

    number = models.CharField("编号", max_length=20, unique=True, default=partial(codes.random_code, "T"))
    table = models.CharField("表", max_length=60)
    column = models.CharField("栏", max_length=40)
    row = models.UUIDField("记录")
    fingerprint = models.CharField("指纹", max_length=64)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="填写人")
    post = models.CharField("填写岗位", max_length=30, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="填写单位")
    verdict = models.CharField("结果", max_length=10, choices=TextVerdict)
    decision = models.CharField("处理", max_length=10, choices=TextDecision, blank=True)
    reason = FreeText("理由", max_length=200, blank=True)
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="处理人")
    destroyed = models.BooleanField("原文已销毁", default=False)

    objects = TextCheckQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "文字核对"
        ordering = ["-recorded_at", "id"]
        indexes = [
            models.Index(name="textcheck_hiding", fields=["fingerprint"], condition=Q(verdict="hit")),
        ]
        constraints = [
            models.CheckConstraint(
                name="textcheck_decided_whole",
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (~Q(decision="") & Q(verdict="hit", decided_at__isnull=False, decided_by__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def place(self) -> str:
        """The table and the column in the office's words."""
        meta = apps.get_model(self.table)._meta
        return f"{meta.verbose_name} · {meta.get_field(self.column).verbose_name}"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Hits of the own township to its head; a head's own, and those without an office, to the county."""
        acting = user.acting
        hit = Q(**{f"{via}verdict": TextVerdict.HIT})
        of_above = Q(**{f"{via}unit": None}) | Q(**{f"{via}post__in": REVIEWED_ABOVE})
        if acting is not None and acting.post == Post.STATION_HEAD:
            return hit & Q(**{f"{via}unit__township": acting.unit.township}) & ~of_above
        if acting is not None and acting.post == Post.COUNTY_REVIEWER:
            return (
                hit & of_above & (Q(**{f"{via}unit": None}) | Q(**{f"{via}unit__county": acting.unit.county}))
            )
        return NOTHING


REVIEWED_ABOVE = (Post.STATION_HEAD, Post.COUNTY_REVIEWER, Post.AUDITOR, Post.ADMINISTRATOR)
"""What they typed the county looks at: nobody releases their own."""


class SchoolKey(Record):
    """A school some child attends, as a blind index. Each once and of nobody: counting them tells nothing."""

    key = models.CharField("索引", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "学校索引"

    def __str__(self) -> str:
        return str(self.pk)
