"""Closing a file for good: what the clock proposes, who signed, and the number that stays in the register."""

from functools import partial

from django.db import models
from django.db.models import F, Q

from accounts.choices import Post, UnitKind
from accounts.models import Unit, User
from accounts.scoping import NOTHING, ScopedRecord
from common import codes
from common.freetext import FreeText
from minors.choices import SealCause, SealOutcome
from minors.models.file import Minor

UNDECIDED = [SealOutcome.OPEN, SealOutcome.WAITING]


class SealProposal(ScopedRecord):
    """A file waits for two signatures: the head of its station, then the county. One open per file.

    One that is `WAITING` was asked for by the child or guardian while the case is open: nobody signs yet.

    `due_at` is the hour from which only the two signers read the file (see `_within`). `again_on` is the day
    before which the engine proposes nothing more after a signed refusal.
    """

    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")
    cause = models.CharField("封存事由", max_length=20, choices=SealCause)
    note = FreeText("说明", max_length=200, blank=True)
    proposed_at = models.DateTimeField("提请时间")
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提请人（空为系统）"
    )
    due_at = models.DateTimeField("决定期限（不含）")
    head = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办公室主任"
    )
    head_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="工作站"
    )
    head_signed_at = models.DateTimeField("主任签字时间", null=True, blank=True)
    county = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="县禁毒办签字人"
    )
    county_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="县禁毒办"
    )
    county_signed_at = models.DateTimeField("县签字时间", null=True, blank=True)
    refused_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="不予封存签字人"
    )
    refusal = FreeText("暂不封存的理由", max_length=200, blank=True)
    again_on = models.DateField("重新提请日期", null=True, blank=True)
    outcome = models.CharField("结果", max_length=20, choices=SealOutcome, default=SealOutcome.OPEN)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "封存提请"
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                name="sealproposal_one_open_per_file",
                fields=["minor"],
                condition=Q(outcome__in=UNDECIDED),
            ),
            models.CheckConstraint(
                name="sealproposal_two_signers",
                condition=Q(head=None)
                | Q(county=None)
                | (~Q(head=F("county")) & ~Q(head_unit=F("county_unit"))),
            ),
            models.CheckConstraint(
                name="sealproposal_sealed_by_both",
                condition=~Q(outcome=SealOutcome.SEALED)
                | Q(head_signed_at__isnull=False, county_signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sealproposal_refused_with_reason",
                condition=~Q(outcome=SealOutcome.REFUSED)
                | (Q(refused_by__isnull=False, again_on__isnull=False) & ~Q(refusal="")),
            ),
            models.CheckConstraint(
                name="sealproposal_closed_iff_decided",
                condition=Q(outcome__in=UNDECIDED, closed_at=None)
                | (~Q(outcome__in=UNDECIDED) & Q(closed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """As the file: once it is sealed, nobody sees that it was ever proposed."""
        return Minor.scope_for(user, f"{via}minor__")


class Seal(ScopedRecord):
    """The register of seals: a number, a cause and two signatures. Nothing on a page leads to the child."""

    number = models.CharField(
        "封存编号", max_length=20, unique=True, default=partial(codes.random_code, "FC"), editable=False
    )
    minor = models.OneToOneField(Minor, models.PROTECT, related_name="+", verbose_name="档案")
    cause = models.CharField("封存事由", max_length=20, choices=SealCause)
    at = models.DateTimeField("封存时间")
    head = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="办公室主任")
    head_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="工作站")
    county = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="县禁毒办签字人")
    county_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县禁毒办")

    class Meta:
        verbose_name = verbose_name_plural = "封存登记"
        ordering = ["-at", "number"]
        constraints = [
            models.CheckConstraint(name="seal_by_two_persons", condition=~Q(head=F("county"))),
            models.CheckConstraint(name="seal_by_two_units", condition=~Q(head_unit=F("county_unit"))),
        ]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """The two offices that signed, and the auditor of the county."""
        acting = user.acting
        if acting is None:
            return NOTHING
        if acting.post == Post.AUDITOR and acting.unit.kind == UnitKind.COUNTY:
            return Q(**{f"{via}county_unit": acting.unit})
        if acting.post not in (Post.STATION_HEAD, Post.COUNTY_REVIEWER):
            return NOTHING
        return Q(**{f"{via}head_unit": acting.unit}) | Q(**{f"{via}county_unit": acting.unit})
