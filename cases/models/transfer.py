"""A child goes to another station, or comes from one. No names in here; states are read off the instants."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from accounts.permissions import may
from accounts.scoping import ScopedQuerySet, ScopedRecord
from cases.choices import (
    ControlledBy,
    Delivery,
    Direction,
    EndedAs,
    RefusalDecision,
    TransferPurpose,
    WordWay,
)
from cases.models.case import Case, OfCase
from cases.models.outside import OutsideUnit
from cases.permissions import CasePerm
from common.freetext import FreeText
from minors.models import Minor, not_recused


class Holding(ScopedRecord):
    """Which station holds a child from when to when. One open row per child: nobody is held twice or by none.

    The next begins at the instant at which the last ends. An outside office holds only by a transfer.
    """

    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="个案")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="工作站"
    )
    outside = models.ForeignKey(
        OutsideUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="外地单位"
    )
    transfer = models.ForeignKey(
        "Transfer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="移交"
    )
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止（不含）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "责任工作站"
        ordering = ["from_at", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                name="holding_one_open_per_child", fields=["minor"], condition=Q(until_at=None)
            ),
            models.CheckConstraint(
                name="holding_by_one_office",
                condition=Q(unit__isnull=False, outside=None)
                | Q(unit=None, outside__isnull=False, transfer__isnull=False),
            ),
            models.CheckConstraint(
                name="holding_until_after_from",
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return Minor.scope_for(user, f"{via}minor__")


class ControlDecision(OfCase):
    """Who controls the child: decided by somebody for a reason, never derived (law.md §1.1).

    The consent of the other side, and when it was given, stands with it once there is one.
    """

    decision = models.CharField("由谁管控", max_length=10, choices=ControlledBy)
    reason = FreeText("理由", max_length=300)
    agreed_by = FreeText("对方同意单位及职务", max_length=100, blank=True, persons=True)
    agreed_at = models.DateTimeField("对方同意时间", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="决定人")
    at = models.DateTimeField("决定时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "管控决定"
        ordering = ["-at", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="controldecision_consent_has_its_time",
                condition=Q(agreed_by="", agreed_at=None) | (~Q(agreed_by="") & Q(agreed_at__isnull=False)),
            )
        ]


class TransferQuerySet(ScopedQuerySet):
    def running(self) -> Self:
        return self.filter(closed_at=None)


class Transfer(ScopedRecord):
    """One hand-over from `sender` to an office outside or a station of this county.

    The sender keeps the duty until the number of a receipt is on file. `code` is the code that stands on the
    paper; `version` counts the changes, so that whoever acts on an old page is told what changed.

    Law: 方案四(三)3; 禁毒法 第三十三条.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="个案")
    code = models.CharField("人员编号", max_length=20, editable=False)
    direction = models.CharField("方向", max_length=5, choices=Direction)
    purpose = models.CharField("事由", max_length=10, choices=TransferPurpose)
    sender = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="移交单位")
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收工作站"
    )
    to_outside = models.ForeignKey(
        OutsideUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="外地接收单位"
    )
    decision = models.ForeignKey(
        ControlDecision, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="管控决定"
    )
    grounds = FreeText("为何由对方负责", max_length=300)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="拟稿人")
    drafted_at = models.DateTimeField("拟稿时间")
    noticed_at = models.DateTimeField("书面通知时间", null=True, blank=True)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)
    delivered_how = models.CharField("送达方式", max_length=15, choices=Delivery, blank=True)
    delivered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="送达登记人"
    )
    receipt_number = FreeText("回执编号", max_length=60, blank=True, persons=True)
    receipt_by = FreeText("对方接收人及职务", max_length=60, blank=True, persons=True)
    receipt_on = models.DateField("回执日期", null=True, blank=True)
    receipt_at = models.DateTimeField("回执登记时间", null=True, blank=True)
    receipt_filed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回执登记人"
    )
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    closed_as = models.CharField("结束方式", max_length=10, choices=EndedAs, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结束经办人"
    )
    closed_reason = FreeText("结束理由", max_length=200, blank=True, typed_as="reason")
    version = models.PositiveIntegerField("版本", default=1)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    objects = TransferQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "移交"
        ordering = ["-drafted_at", "id"]
        indexes = [
            models.Index(name="transfer_of_case", fields=["case", "-drafted_at"]),
            models.Index(name="transfer_to_unit", fields=["to_unit", "-drafted_at"]),
            models.Index(name="transfer_of_sender", fields=["sender", "-drafted_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="transfer_one_running_per_case", fields=["case"], condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="transfer_to_one_office",
                condition=Q(to_unit=None, to_outside__isnull=False)
                | Q(to_unit__isnull=False, to_outside=None),
            ),
            models.CheckConstraint(
                name="transfer_to_somebody_else", condition=Q(to_unit=None) | ~Q(to_unit=F("sender"))
            ),
            models.CheckConstraint(
                name="transfer_delivered_after_its_notice",
                condition=Q(delivered_at=None, delivered_how="")
                | (Q(delivered_at__isnull=False, noticed_at__isnull=False) & ~Q(delivered_how="")),
            ),
            models.CheckConstraint(
                name="transfer_receipt_has_its_number",
                condition=Q(receipt_at=None, receipt_number="")
                | (Q(receipt_at__isnull=False, noticed_at__isnull=False) & ~Q(receipt_number="")),
            ),
            models.CheckConstraint(
                name="transfer_closed_in_some_way",
                condition=Q(closed_at=None, closed_as="") | (Q(closed_at__isnull=False) & ~Q(closed_as="")),
            ),
            models.CheckConstraint(
                name="transfer_withdrawn_without_receipt",
                condition=~Q(closed_as__in=[EndedAs.WITHDRAWN, EndedAs.REFUSED]) | Q(receipt_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def to_name(self) -> str:
        return str(self.to_unit or self.to_outside)

    @property
    def changes_hands(self) -> bool:
        """True where somebody else is to hold the child afterwards, on a receipt."""
        return self.purpose in (TransferPurpose.HAND_OVER, TransferPurpose.DUAL)

    @property
    def took_away(self) -> bool:
        """True where the child left the case with it: on a receipt, or sent back to whom it belongs."""
        is_back = self.purpose == TransferPurpose.RETURN and self.closed_as == EndedAs.DELIVERED
        return is_back or self.closed_as in (EndedAs.RECEIPT, EndedAs.GONE)

    @property
    def ending(self) -> str:
        """How it ended, in the words of a list; "" while it runs."""
        is_received = self.closed_as == EndedAs.RECEIPT
        return "已移交（回执在册）" if is_received else self.get_closed_as_display()

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Whoever sees the case; besides, the station that sent it and, once written to, the one asked."""
        return Case.scope_for(user, f"{via}case__") | _sides(user, via)


def _sides(user: User, via: str) -> Q:
    acting = user.acting
    if acting is None or not may(user, CasePerm.TRANSFER):
        return Q(pk__in=[])
    sent = Q(**{f"{via}sender": acting.unit})
    asked = Q(**{f"{via}to_unit": acting.unit, f"{via}noticed_at__isnull": False})
    unsealed = Q(**{f"{via}case__minor__sealed_at": None})
    return (sent | asked) & unsealed & not_recused(user, f"{via}case__minor")


class OfTransfer(ScopedRecord):
    """Base of rows that hang off a transfer and are seen by whoever sees it."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="+", verbose_name="移交")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return Transfer.scope_for(user, f"{via}transfer__")


class Refusal(OfTransfer):
    """The other side sends the child back, with its reason. The county decides; the sender holds."""

    reason = FreeText("退回理由", max_length=300)
    number = FreeText("对方文号", max_length=60, blank=True, persons=True)
    decision = models.CharField("县禁毒办决定", max_length=10, choices=RefusalDecision, blank=True)
    decided_reason = FreeText("决定理由", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "退回"
        ordering = ["-at", "-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                name="refusal_one_undecided_per_transfer",
                fields=["transfer"],
                condition=Q(decided_at=None),
            ),
            models.CheckConstraint(
                name="refusal_decision_has_its_time",
                condition=Q(decided_at=None, decision="") | (Q(decided_at__isnull=False) & ~Q(decision="")),
            ),
        ]


class ExchangeWord(OfTransfer):
    """A written word between the two stations of a child under dual control, each 90 days."""

    way = models.CharField("方向", max_length=10, choices=WordWay)
    number = FreeText("文号", max_length=60, blank=True, persons=True)
    state = FreeText("管控情况", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "双向管控情况通报"
        ordering = ["-at", "-recorded_at"]
