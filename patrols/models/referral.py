"""移送: a finding goes to the bureau whose matter it is, under a number, and an answer is waited for."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from accounts.scoping import ScopedRecord
from common import clock
from common.freetext import FreeText
from patrols.choices import Bureau, ReferralResult
from patrols.models.finding import Finding
from patrols.models.scope import by_place


class Referral(ScopedRecord):
    """移送函: numbered by office and year. `sent_on` and `answered_on` are Shanghai days.

    It may go beside an order or in place of one. One letter to one bureau waits at a time.
    """

    is_reading = False

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+", verbose_name="隐患")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="移送单位")
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号")
    bureau = models.CharField("移送给", max_length=10, choices=Bureau)
    matter = FreeText("移送事由", max_length=300)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="移送人")
    sent_at = models.DateTimeField("移送时间")
    sent_on = models.DateField("移送日期")
    client_id = models.UUIDField("表单编号", unique=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    result = models.CharField("答复", max_length=10, choices=ReferralResult, blank=True)
    answer = FreeText("答复内容", max_length=300, blank=True)
    answer_entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复录入人"
    )
    answer_entered_at = models.DateTimeField("答复录入时间", null=True, blank=True)

    chases: list["Chase"]
    """Put there by the page that lists them."""

    class Meta:
        verbose_name = verbose_name_plural = "移送"
        ordering = ["-sent_at", "-serial"]
        indexes = [models.Index(name="referral_of_finding", fields=["finding", "-sent_at"])]
        constraints = [
            models.UniqueConstraint(name="referral_number_once", fields=["unit", "year", "serial"]),
            models.UniqueConstraint(
                name="referral_waits_once_per_bureau",
                fields=["finding", "bureau"],
                condition=Q(answered_on=None),
            ),
            models.CheckConstraint(
                name="referral_answered_whole",
                condition=Q(
                    answered_on=None, result="", answer="", answer_entered_by=None, answer_entered_at=None
                )
                | (
                    Q(
                        answered_on__gte=F("sent_on"),
                        answer_entered_by__isnull=False,
                        answer_entered_at__isnull=False,
                    )
                    & ~Q(result="")
                    & ~Q(answer="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """责移〔年份〕序号号, of the office that heads the paper."""
        return f"责移〔{self.year}〕{self.serial}号"

    @property
    def period(self) -> str:
        """By which its clocks are told from those of another letter about the same finding."""
        return f"r{self.year}-{self.serial}"

    @property
    def ended_at(self) -> datetime:
        """When the answer came, as far as a day says it. Only of a letter that was answered."""
        assert self.answered_on is not None
        return max(clock.start_of_day(self.answered_on), self.sent_at)

    def is_dealt_by(self, day: date) -> bool:
        """True where the bureau had acted by `day`, so that somebody may look whether it helped."""
        return (
            self.result == ReferralResult.DEALT and self.answered_on is not None and self.answered_on <= day
        )

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return by_place(user, f"{via}finding__")


class Chase(ScopedRecord):
    """催办: somebody asked the bureau again, and what was said."""

    is_reading = False

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="+", verbose_name="移送")
    at = models.DateTimeField("催办时间")
    note = FreeText("问了谁、怎么说", max_length=200, registered=False, persons=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="催办人")
    client_id = models.UUIDField("表单编号", unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ["at"]
        indexes = [models.Index(name="chase_of_referral", fields=["referral", "at"])]
        constraints = [models.CheckConstraint(name="chase_says_what", condition=~Q(note=""))]

    def __str__(self) -> str:
        return f"{self.pk}"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return by_place(user, f"{via}referral__finding__")
