"""在所: a child is in a place that answers for it. The kind of place and its name, nothing more. No names."""

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from cases.choices import CustodyHow, CustodyKind
from cases.models.case import OfCase
from common.freetext import FreeText


class CustodyQuerySet(ScopedQuerySet):
    def live(self) -> Self:
        """Not left, whether verified or only told."""
        return self.filter(left_at=None)

    def inside(self) -> Self:
        """The place itself has said so, and the child has not left: it is asked, and nobody searches."""
        return self.live().filter(verified_at__isnull=False)


class Custody(OfCase):
    """The child is in a detention house, a compulsory ward, a special school, a hospital.

    Told by anybody it is a lead and stops no search. It counts from `verified_at` on, the instant at which
    the word of the place came on file, until `left_known_at`, when the leaving did; `heard_at` and `left_at`
    are when these happened. Days are Shanghai days. Plan 五(二), (三).
    """

    kind = models.CharField("场所", max_length=10, choices=CustodyKind)
    place = FreeText("场所名称", max_length=60, persons=True)
    since_on = models.DateField("入所日期")
    until_on = models.DateField("预计离所日", null=True, blank=True)
    note = FreeText("说明", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")
    how = models.CharField("怎样核实", max_length=8, choices=CustodyHow, blank=True)
    spoke_with = FreeText("问了谁（单位和职务）", max_length=60, blank=True, persons=True)
    heard_at = models.DateTimeField("对方告知时间", null=True, blank=True)
    verified_at = models.DateTimeField("核实登记时间", null=True, blank=True)
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核实人"
    )
    left_at = models.DateTimeField("离所时间", null=True, blank=True)
    left_known_at = models.DateTimeField("离所登记时间", null=True, blank=True)
    left_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="离所登记人"
    )
    left_note = FreeText("离所情况", max_length=300, blank=True)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    objects = CustodyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "在所"
        ordering = ["-at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="custody_one_live_per_case", fields=["case"], condition=Q(left_at=None)
            ),
            models.CheckConstraint(
                name="custody_verified_whole",
                condition=Q(verified_at=None, verified_by=None, heard_at=None, how="")
                | (
                    Q(verified_at__isnull=False, verified_by__isnull=False, heard_at__isnull=False)
                    & ~Q(how="")
                ),
            ),
            models.CheckConstraint(
                name="custody_verified_says_by_whom",
                condition=Q(how__in=["", CustodyHow.DOCUMENT]) | ~Q(spoke_with=""),
            ),
            models.CheckConstraint(
                name="custody_left_whole",
                condition=Q(left_at=None, left_known_at=None, left_by=None)
                | Q(left_at__isnull=False, left_known_at__isnull=False, left_by__isnull=False),
            ),
            models.CheckConstraint(
                name="custody_expected_after_entry",
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")),
            ),
        ]

    @property
    def is_inside(self) -> bool:
        return self.verified_at is not None and self.left_at is None

    def is_overdue(self, today: date) -> bool:
        """True once the day on which the child was to come out has passed without a word."""
        return self.left_at is None and self.until_on is not None and self.until_on < today


class CustodyWord(OfCase):
    """A further word of the place: the child is still there, and until when. Meets `case.custody_word`."""

    custody = models.ForeignKey(Custody, models.PROTECT, related_name="+", verbose_name="在所")
    at = models.DateTimeField("对方告知时间")
    how = models.CharField("方式", max_length=8, choices=CustodyHow)
    spoke_with = FreeText("问了谁（单位和职务）", max_length=60, blank=True, persons=True)
    until_on = models.DateField("预计离所日", null=True, blank=True)
    note = FreeText("对方说的情况", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="记录人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "在所情况询问"
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(
                name="custodyword_says_by_whom",
                condition=Q(how=CustodyHow.DOCUMENT) | ~Q(spoke_with=""),
            ),
        ]
