"""What was wrong, what was ordered, what the re-check saw. States are computed from these rows."""

from functools import partial

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from accounts.scoping import ScopedRecord
from common import codes
from common.freetext import FreeText
from patrols.models.checklist import ChecklistItem
from patrols.models.patrol import Stop
from patrols.models.place import Venue
from patrols.models.scope import Placed, by_place
from patrols.policies import FINDING_BASIS


class Finding(Placed):
    """An item that was not as it should be (隐患), at a venue or in a school's grounds.

    One per failed answer, or one that the police released, which need not name an item (ADR 053). A re-check
    that passes closes it; a wrong one is withdrawn with a reason and stays.
    """

    code = models.CharField(
        "编号", max_length=20, unique=True, default=partial(codes.random_code, "F"), editable=False
    )
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="场所"
    )
    stop = models.ForeignKey(Stop, models.PROTECT, related_name="+", verbose_name="巡查点")
    item = models.ForeignKey(
        ChecklistItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检查项目"
    )
    text = FreeText("问题", max_length=200)
    found_at = models.DateTimeField("发现时间")
    found_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发现人")
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )
    withdrawn_because = FreeText("撤销原因", max_length=200, blank=True, typed_as="reason")

    class Meta:
        verbose_name = verbose_name_plural = "隐患"
        ordering = ["-found_at", "-id"]
        indexes = [
            models.Index(name="finding_township", fields=["township", "-found_at"]),
            models.Index(name="finding_of_venue", fields=["venue", "-found_at"]),
        ]
        constraints = [
            models.UniqueConstraint(name="finding_one_per_answer", fields=["stop", "item"]),
            models.CheckConstraint(
                name="finding_withdrawn_with_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def where(self) -> str:
        """The place in words."""
        return self.venue.name if self.venue else f"{self.campus or ''} {self.stop.place}".strip()

    @property
    def basis(self) -> str:
        """The article its item cites; without an item, the plan that sends patrols there."""
        return self.item.basis if self.item else FINDING_BASIS


class _OfFinding(ScopedRecord):
    """A step about a finding, seen with it."""

    is_reading = False

    class Meta:
        abstract = True

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return by_place(user, f"{via}finding__")


class FixOrder(_OfFinding):
    """整改通知书: numbered by office and year, to whoever keeps the place, with a last day.

    A new one replaces the one before it. A transaction that fails gives its number back.
    """

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+", verbose_name="隐患")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="下达单位")
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号")
    to_whom = FreeText("整改责任人", max_length=60, registered=False, persons=True)
    demand = FreeText("整改要求", max_length=300)
    fix_by = models.DateField("整改期限")
    ordered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="下达人")
    ordered_at = models.DateTimeField("下达时间")
    client_id = models.UUIDField("表单编号", unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改通知书"
        ordering = ["-ordered_at", "-serial"]
        indexes = [models.Index(name="fixorder_of_finding", fields=["finding", "-ordered_at"])]
        constraints = [
            models.UniqueConstraint(name="fixorder_number_once", fields=["unit", "year", "serial"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def period(self) -> str:
        """By which its clocks are told from those of another order about the same finding."""
        return f"{self.year}-{self.serial}"

    @property
    def number(self) -> str:
        """责改〔年份〕序号号, of the office that heads the paper."""
        return f"责改〔{self.year}〕{self.serial}号"


class Recheck(_OfFinding):
    """复查: somebody went there again. Passed, the finding is closed; failed, it needs a new order."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+", verbose_name="隐患")
    at = models.DateTimeField("复查时间")
    passed = models.BooleanField("合格")
    note = FreeText("复查情况", max_length=200, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="复查人")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    client_id = models.UUIDField("表单编号", unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "复查"
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(name="recheck_passes_once", fields=["finding"], condition=Q(passed=True)),
            models.CheckConstraint(name="recheck_failed_says_what", condition=Q(passed=True) | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
