"""家校合作 and 关爱留守儿童 (方案四(一)2): rounds and meetings as counts, never a pupil, never a child."""

from django.db import models
from django.db.models import F, Q

from common.freetext import FreeText
from outreach.choices import FamilyKind
from outreach.models.scope import Done


class FamilyWork(Done):
    """A meeting with parents (应到、实到), or a round of home visits (households planned and visited)."""

    kind = models.CharField("形式", max_length=10, choices=FamilyKind)
    grades = FreeText("年级", max_length=40, persons=True)
    expected = models.PositiveIntegerField("应到（户、人）")
    reached = models.PositiveIntegerField("实到（户、人）")
    topics = FreeText("内容", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "家校合作"
        ordering = ["-held_at", "-id"]
        indexes = [models.Index(name="familywork_of_school", fields=["campus", "-held_at"])]
        constraints = [
            Done.withdrawn_with_reason("familywork"),
            models.CheckConstraint(name="familywork_has_its_school", condition=Q(campus__isnull=False)),
            models.CheckConstraint(
                name="familywork_reached_within_expected", condition=Q(reached__lte=F("expected"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class CareRound(Done):
    """A round among the left-behind children of a village: how many there are, were seen, need help.

    The children themselves are in `minors`, if they are anywhere; this row leads to none of them.
    """

    known = models.PositiveIntegerField("留守儿童（人）")
    seen = models.PositiveIntegerField("走访到（人）")
    in_need = models.PositiveIntegerField("需要帮扶（人）", default=0)
    helpers = FreeText("同去的单位", max_length=80, blank=True, registered=False, persons=True)
    note = FreeText("情况", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "留守儿童关爱走访"
        ordering = ["-held_at", "-id"]
        indexes = [models.Index(name="careround_township", fields=["township", "-held_at"])]
        constraints = [
            Done.withdrawn_with_reason("careround"),
            models.CheckConstraint(
                name="careround_counts_fit",
                condition=Q(seen__lte=F("known"), in_need__lte=F("seen")),
            ),
            models.CheckConstraint(name="careround_in_a_village", condition=Q(campus=None)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
