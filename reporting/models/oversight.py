"""Papers between offices: the county's order and anybody's problem. They speak of units, not of children."""

from functools import partial

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from accounts.scoping import ScopedRecord
from common import codes
from common.freetext import FreeText
from duties.models import Duty, Escalation
from reporting.choices import OrderState, OrderStepKind
from reporting.models.scope import between_units


class Order(ScopedRecord):
    """督办单: the county demands, the unit signs for it and replies, the county closes (方案五(二))."""

    number = models.CharField("编号", max_length=20, unique=True, default=partial(codes.random_code, "D"))
    client_id = models.UUIDField("表单编号", null=True, blank=True, unique=True)
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="督办单位")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="被督办单位")
    escalation = models.ForeignKey(
        Escalation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上报复核"
    )
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所涉事项"
    )
    demand = FreeText("督办要求", max_length=500)
    basis = FreeText("依据", max_length=200)
    due_at = models.DateTimeField("回复期限（不含）")
    issued_at = models.DateTimeField("下达时间")
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="下达人")
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签收人"
    )
    reply = FreeText("回复", max_length=1000, blank=True, typed_as="text")
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    replied_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回复人"
    )
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办结人"
    )
    close_note = FreeText("办结意见", max_length=500, blank=True, typed_as="note")

    is_reading = False

    class Meta:
        verbose_name = verbose_name_plural = "督办单"
        ordering = ["-issued_at"]
        indexes = [
            models.Index(name="order_to_unit", fields=["to_unit", "-issued_at"]),
            models.Index(name="order_from_unit", fields=["from_unit", "-issued_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="order_one_per_escalation", fields=["escalation"], condition=Q(escalation__isnull=False)
            ),
            models.CheckConstraint(name="order_due_after_issue", condition=Q(due_at__gt=F("issued_at"))),
            models.CheckConstraint(
                name="order_replied_after_signing", condition=Q(replied_at=None) | Q(signed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="order_replied_has_text",
                condition=Q(replied_at=None, replied_by=None, reply="")
                | (Q(replied_at__isnull=False, replied_by__isnull=False) & ~Q(reply="")),
            ),
            models.CheckConstraint(
                name="order_closed_after_reply", condition=Q(closed_at=None) | Q(replied_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """The issuing office, the ordered unit, and whoever watches over its territory.

        An order about a duty of a sealed file goes with it.
        """
        about = Q(**{f"{via}duty": None}) | Q(**{f"{via}duty__hidden_at": None})
        return between_units(user, via) & about

    @property
    def state(self) -> OrderState:
        if self.closed_at is not None:
            return OrderState.CLOSED
        if self.replied_at is not None:
            return OrderState.REPLIED
        return OrderState.ISSUED if self.signed_at is None else OrderState.SIGNED


class OrderStep(ScopedRecord):
    """One thing that happened to an order, in the words of whoever did it. Append-only by trigger.

    The order itself holds the present demand, day and reply; an earlier reply that was sent back stays here.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="+", verbose_name="督办单")
    step = models.CharField("环节", max_length=20, choices=OrderStepKind)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    text = FreeText("内容", max_length=1000, blank=True)
    due_at = models.DateTimeField("回复期限（不含）", null=True, blank=True)

    is_reading = False

    class Meta:
        verbose_name = verbose_name_plural = "督办单经过"
        ordering = ["at", "recorded_at"]
        indexes = [models.Index(name="orderstep_of_order", fields=["order", "at"])]
        constraints = [
            models.UniqueConstraint(
                name="orderstep_once",
                fields=["order", "step"],
                condition=Q(step__in=[OrderStepKind.ISSUED, OrderStepKind.SIGNED, OrderStepKind.CLOSED]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.step}"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Seen with the order."""
        return Order.scope_for(user, f"{via}order__")


class Problem(ScopedRecord):
    """A difficulty told in at most ten lines, and the answer to it (方案五(三) 随时报送)."""

    number = models.CharField("编号", max_length=20, unique=True, default=partial(codes.random_code, "W"))
    client_id = models.UUIDField("表单编号", null=True, blank=True, unique=True)
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="报送单位")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="答复单位")
    text = FreeText("困难问题", max_length=1000)
    at = models.DateTimeField("报送时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="报送人")
    reply = FreeText("答复", max_length=1000, blank=True, typed_as="text")
    replied_at = models.DateTimeField("答复时间", null=True, blank=True)
    replied_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )

    is_reading = False

    class Meta:
        verbose_name = verbose_name_plural = "困难问题"
        ordering = ["-at"]
        indexes = [
            models.Index(name="problem_to_unit", fields=["to_unit", "-at"]),
            models.Index(name="problem_from_unit", fields=["from_unit", "-at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="problem_replied_has_text",
                condition=Q(replied_at=None, replied_by=None, reply="")
                | (Q(replied_at__isnull=False, replied_by__isnull=False) & ~Q(reply="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """The unit that wrote, the unit that answers, and whoever watches over the latter's territory."""
        return between_units(user, via)
