"""How long a child could not be found, what was done to find it, and where it is said to be. No names."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from cases.choices import AwayEnd, Danger, FoundHow, LostWhy, SearchKind, StepResult
from cases.models.case import OfCase
from cases.models.contacts import Contact
from common import clock
from common.freetext import FreeText
from minors.choices import Track
from minors.models import VillageHelp


class LostSpellQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(found_at=None)


class LostSpell(OfCase):
    """The time in which a child could not be found; kept for ever, and counted in days.

    `from_at` is the instant at which the rule was fulfilled, whenever the engine came to write it.
    """

    why = models.CharField("转失联原因", max_length=12, choices=LostWhy)
    track = models.CharField("失联时的法律措施", max_length=20, choices=Track)
    from_at = models.DateTimeField("失联起")
    found_at = models.DateTimeField("找到时间", null=True, blank=True)
    found_how = models.CharField("怎样找到", max_length=6, choices=FoundHow, blank=True)
    found_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="找到人"
    )
    danger = models.CharField("危险情形", max_length=8, choices=Danger, blank=True)
    danger_reason = FreeText("情形说明", max_length=300, blank=True)
    danger_at = models.DateTimeField("登记危险情形时间", null=True, blank=True)
    danger_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )

    objects = LostSpellQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "失联经过"
        ordering = ["-from_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="lostspell_one_open_per_case", fields=["case"], condition=Q(found_at=None)
            ),
            models.UniqueConstraint(name="lostspell_one_at_an_instant", fields=["case", "from_at"]),
            models.CheckConstraint(
                name="lostspell_found_not_before_lost",
                condition=Q(found_at=None) | Q(found_at__gte=F("from_at")),
            ),
            models.CheckConstraint(
                name="lostspell_found_says_how",
                condition=Q(found_at=None, found_how="") | (Q(found_at__isnull=False) & ~Q(found_how="")),
            ),
            models.CheckConstraint(
                name="lostspell_danger_says_why",
                condition=Q(danger="", danger_at=None, danger_by=None)
                | (~Q(danger="") & Q(danger_at__isnull=False, danger_by__isnull=False)),
            ),
        ]

    def days(self, now: datetime) -> int:
        """How many Shanghai days the child has been lost: the day of the loss is not counted (民法典201)."""
        return (clock.local_day(self.found_at or now) - clock.local_day(self.from_at)).days


class SearchStepQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(done_at=None)


class SearchStep(OfCase):
    """One step of a search with its clock; who owes it stands in its duty `case.search.<kind>`.

    The next step begins when this one is done, or by itself when its hour has passed. The village counts as
    asked by the row of its 协助走访, or by whom somebody spoke to and when.
    """

    spell = models.ForeignKey(LostSpell, models.PROTECT, related_name="+", verbose_name="失联经过")
    kind = models.CharField("步骤", max_length=10, choices=SearchKind)
    no = models.PositiveSmallIntegerField("次序", default=1)
    opened_at = models.DateTimeField("开始时间")
    due_at = models.DateTimeField("截止时间（不含）")
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理人"
    )
    result = models.CharField("结果", max_length=12, choices=StepResult, blank=True)
    note = FreeText("经过", max_length=300, blank=True)
    help = models.ForeignKey(
        VillageHelp, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="协助走访"
    )
    spoken_with = FreeText("口头问了谁（村和职务）", max_length=60, blank=True, persons=True)
    spoken_at = models.DateTimeField("口头问的时间", null=True, blank=True)
    client_id = models.UUIDField("表单编号", unique=True, null=True, blank=True)

    objects = SearchStepQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "查找步骤"
        ordering = ["opened_at", "kind", "no"]
        constraints = [
            models.UniqueConstraint(name="searchstep_once_each", fields=["spell", "kind", "no"]),
            models.UniqueConstraint(
                name="searchstep_one_open_of_a_kind", fields=["spell", "kind"], condition=Q(done_at=None)
            ),
            models.CheckConstraint(
                name="searchstep_due_after_opened", condition=Q(due_at__gt=F("opened_at"))
            ),
            models.CheckConstraint(
                name="searchstep_done_says_result",
                condition=Q(done_at=None, result="") | (Q(done_at__isnull=False) & ~Q(result="")),
            ),
            models.CheckConstraint(
                name="searchstep_village_was_asked",
                condition=~Q(kind=SearchKind.VILLAGE)
                | ~Q(result__in=[StepResult.NOTHING, StepResult.LEAD])
                | Q(help__isnull=False)
                | Q(spoken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="searchstep_spoken_with_somebody_at_some_time",
                condition=Q(spoken_at=None, spoken_with="")
                | (Q(spoken_at__isnull=False) & ~Q(spoken_with="")),
            ),
        ]


class WhereaboutsQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class Whereabouts(OfCase):
    """Somebody said the child is away, and where; it counts once parents and child have said so themselves.

    Verified, it leads to a hand-over; not verified within its duty, the child is lost (plan 五(三)).
    """

    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="由来的联系"
    )
    place = FreeText("所说去向", max_length=100)
    opened_at = models.DateTimeField("得知时间")
    parents_reached = models.BooleanField("已联系到父母或其他监护人", default=False)
    child_spoken = models.BooleanField("已与本人通话", default=False)
    receiving_place = FreeText("接收地（县、乡镇）", max_length=100, blank=True)
    note = FreeText("核实经过", max_length=300, blank=True)
    ended_at = models.DateTimeField("核实时间", null=True, blank=True)
    ended_how = models.CharField("核实结果", max_length=10, choices=AwayEnd, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核实人"
    )
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    objects = WhereaboutsQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "外出去向核实"
        ordering = ["-opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="whereabouts_one_open_per_case", fields=["case"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="whereabouts_ended_says_how",
                condition=Q(ended_at=None, ended_how="") | (Q(ended_at__isnull=False) & ~Q(ended_how="")),
            ),
            models.CheckConstraint(
                name="whereabouts_verified_has_all_three",
                condition=~Q(ended_how=AwayEnd.VERIFIED)
                | (Q(parents_reached=True, child_spoken=True) & ~Q(receiving_place="")),
            ),
        ]
