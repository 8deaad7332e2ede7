"""Who works a case."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from cases.models.case import OfCase
from common.freetext import FreeText


class TeamQuerySet(ScopedQuerySet):
    def live(self) -> Self:
        return self.filter(confirmed_at__isnull=False, ended_at=None)

    def proposed(self) -> Self:
        return self.filter(confirmed_at=None, ended_at=None)


class Team(OfCase):
    """Community officer **and** social worker (plan 四(三)2, 4), with the clerk of the case if named.

    `of_care`: for a child of 关爱帮扶 there is no officer, and whoever leads the visits, a social worker or
    a clerk, sits on the seat `social_worker`; a team named before this was so keeps its officer.
    Proposed, then confirmed by the head: grants and the clock of the first visit start there.
    """

    of_care = models.BooleanField("关爱走访", default=False)
    community_officer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="社区民警"
    )
    social_worker = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="禁毒社工")
    clerk = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="个案专干"
    )
    watch = FreeText("交接说明：要留意什么", max_length=500, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提名人")
    proposed_at = models.DateTimeField("提名时间")
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_reason = FreeText("终止原因", max_length=200, blank=True, typed_as="reason")

    objects = TeamQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "帮教小组"
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                name="team_one_live_per_case",
                fields=["case"],
                condition=Q(confirmed_at__isnull=False, ended_at=None),
            ),
            models.UniqueConstraint(
                name="team_one_proposal_per_case",
                fields=["case"],
                condition=Q(confirmed_at=None, ended_at=None),
            ),
            models.CheckConstraint(
                name="team_has_an_officer_unless_of_care",
                condition=Q(of_care=False, community_officer__isnull=False)
                | Q(of_care=True, community_officer=None),
            ),
            models.CheckConstraint(
                name="team_officer_is_not_worker",
                condition=~Q(community_officer=F("social_worker")),
            ),
            models.CheckConstraint(
                name="team_confirmed_by_and_at",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
        ]

    @property
    def seats(self) -> tuple:
        """Who sits where: two teams with the same seats are one and the same."""
        return self.community_officer_id, self.social_worker_id, self.clerk_id

    @property
    def member_ids(self) -> set:
        """Keys of the one to three persons, each once."""
        return {self.community_officer_id, self.social_worker_id, self.clerk_id} - {None}
