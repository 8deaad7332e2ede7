"""Who was spoken to: the child and those around it, and the other station."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from cases.choices import Channel, Outcome, WithWhom
from cases.models.case import OfCase
from common.freetext import FreeText


class ContactQuerySet(ScopedQuerySet):
    def with_child(self) -> Self:
        return self.filter(with_whom=WithWhom.CHILD)

    def standing(self) -> Self:
        """Without those that came with a test which was annulled: nobody was met there."""
        return self.exclude(test__annulled_at__isnull=False)

    def successful(self) -> Self:
        return self.with_child().standing().filter(outcome__in=(Outcome.MET, Outcome.SPOKE))

    def failed(self) -> Self:
        """Attempts that did not reach the child: not a refusal, and not a journey somebody could place."""
        tried = self.with_child().filter(outcome__in=(Outcome.NO_ANSWER, Outcome.WRONG_NUMBER, Outcome.AWAY))
        return tried.exclude(outcome=Outcome.AWAY, away_where__gt="")


class Contact(OfCase):
    """One attempt to reach the child or somebody around it. Both instants are kept.

    `test`: the child was met while a sample was taken; annulled with it.
    """

    at = models.DateTimeField("联系时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="联系人")
    with_whom = models.CharField("对象", max_length=10, choices=WithWhom)
    channel = models.CharField("方式", max_length=10, choices=Channel)
    outcome = models.CharField("结果", max_length=15, choices=Outcome)
    note = FreeText("记录", max_length=500, blank=True)
    away_where = FreeText("外出去向", max_length=100, blank=True)
    next_on = models.DateField("下次联系", null=True, blank=True)
    test = models.ForeignKey(
        "cases.DrugTest", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检测时见到"
    )
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    objects = ContactQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "联系记录"
        ordering = ["-at", "-recorded_at"]
        indexes = [models.Index(name="contact_of_case", fields=["case", "-at"])]
        constraints = [
            models.CheckConstraint(
                name="contact_place_only_when_away", condition=Q(away_where="") | Q(outcome=Outcome.AWAY)
            )
        ]


class StationContact(OfCase):
    """Our station spoke to the station where the child belongs or lives (plan 四(三)3)."""

    station_name = FreeText("对方工作站", max_length=100, persons=True)
    spoke_with = FreeText("对方接听人及职务", max_length=60, persons=True)
    channel = models.CharField("方式", max_length=10, choices=Channel)
    answer = FreeText("对方答复", max_length=300)
    at = models.DateTimeField("联系时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="联系人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "与对方工作站联系"
        ordering = ["-at"]
