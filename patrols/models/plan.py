"""A patrol plan fitted to one school (方案四(一)2): how often, where, by whom, in which season."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.choices import Post
from accounts.models import Unit, User
from common.freetext import FreeText
from patrols.choices import PlanState, Repeat, SeasonKind, Surrounding
from patrols.models.place import Season
from patrols.models.scope import Placed


class Plan(Placed):
    """The plan of a school from one term on, until the next is approved; approved by the station's head.

    `from_on` is the day from which a change of an approved plan holds; the plan of a term has none.
    """

    season = models.ForeignKey(Season, models.PROTECT, related_name="+", verbose_name="学期")
    version = models.PositiveSmallIntegerField("第几稿", default=1)
    state = models.CharField("状态", max_length=10, choices=PlanState, default=PlanState.DRAFT)
    from_on = models.DateField("从哪天起", null=True, blank=True)
    focus = FreeText("重点部位和问题", max_length=300, blank=True)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="起草人")
    drafted_at = models.DateTimeField("起草时间")
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审定人"
    )
    decided_at = models.DateTimeField("审定时间", null=True, blank=True)
    returned_because = FreeText("退回原因", max_length=200, blank=True, typed_as="reason")
    client_id = models.UUIDField("表单编号", null=True, blank=True, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "巡查计划"
        ordering = ["-drafted_at"]
        indexes = [models.Index(name="plan_of_season", fields=["season", "-version"])]
        constraints = [
            models.UniqueConstraint(name="plan_version_once", fields=["season", "version"]),
            models.UniqueConstraint(
                name="plan_one_approved_per_season",
                fields=["season"],
                condition=Q(state=PlanState.APPROVED, from_on=None),
            ),
            models.UniqueConstraint(
                name="plan_one_approved_change_per_day",
                fields=["season", "from_on"],
                condition=Q(state=PlanState.APPROVED, from_on__isnull=False),
            ),
            models.CheckConstraint(name="plan_has_its_school", condition=Q(campus__isnull=False)),
            models.CheckConstraint(
                name="plan_decided_by_somebody",
                condition=Q(
                    state__in=[PlanState.APPROVED, PlanState.RETURNED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(state__in=[PlanState.DRAFT, PlanState.SENT], decided_by=None, decided_at=None),
            ),
            models.CheckConstraint(
                name="plan_not_approved_by_its_drafter",
                condition=Q(decided_by=None) | ~Q(decided_by=F("drafted_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def starts_on(self) -> date:
        """The first day of which it speaks."""
        return self.from_on or self.season.from_on


class PlanRule(Placed):
    """One line of a plan: in this kind of season, so often, inside or outside, owed by this post.

    Its periods open `patrol.round`; nothing of a period is stored but its duty.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+", verbose_name="计划")
    no = models.PositiveSmallIntegerField("序号")
    season_kind = models.CharField("何时", max_length=10, choices=SeasonKind)
    repeat = models.CharField("多久一次", max_length=12, choices=Repeat)
    surrounding = models.CharField("范围", max_length=10, choices=Surrounding)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="由哪个单位")
    post = models.CharField(
        "由谁",
        max_length=20,
        choices=[
            (post.value, post.label)
            for post in (Post.SCHOOL_LIAISON, Post.STATION_CLERK, Post.VILLAGE_SECRETARY)
        ],
    )
    places = FreeText("到哪些地方（每行一处）", max_length=500, registered=False, persons=True)

    class Meta:
        verbose_name = verbose_name_plural = "计划安排"
        ordering = ["plan", "no"]
        constraints = [
            models.UniqueConstraint(name="planrule_no_once", fields=["plan", "no"]),
            models.UniqueConstraint(
                name="planrule_said_once", fields=["plan", "season_kind", "surrounding", "unit"]
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_season_kind_display()} {self.get_repeat_display()} {self.get_surrounding_display()}"
        )
