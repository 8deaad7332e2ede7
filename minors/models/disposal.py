"""What is destroyed when its term has run out, and what is left of it: a number, a reason, two names."""

from functools import partial

from django.db import models
from django.db.models import F, Q

from accounts.choices import Post
from accounts.models import Unit, User
from accounts.scoping import NOTHING, ScopedRecord
from common import codes
from common.freetext import FreeText
from minors.choices import DisposalCause


class Disposal(ScopedRecord):
    """One file whose retention has run out. Destroyed only with two signatures of two units.

    `file` is the key of the file and is cleared with it: afterwards the row holds a number and the reason.
    """

    number = models.CharField(
        "销毁编号", max_length=20, unique=True, default=partial(codes.random_code, "XH"), editable=False
    )
    file = models.UUIDField("档案", null=True, blank=True, unique=True)
    county = models.CharField("县", max_length=6)
    cause = models.CharField("到期事由", max_length=20, choices=DisposalCause)
    basis = FreeText("依据", max_length=120)
    due_on = models.DateField("保管期满日期")
    listed_at = models.DateTimeField("列入清单时间")
    first_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人一"
    )
    first_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核单位一"
    )
    first_at = models.DateTimeField("审核时间一", null=True, blank=True)
    second_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人二"
    )
    second_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核单位二"
    )
    second_at = models.DateTimeField("审核时间二", null=True, blank=True)
    done_at = models.DateTimeField("销毁时间", null=True, blank=True)
    wiped_at = models.DateTimeField("存储清理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "档案销毁"
        ordering = ["-listed_at", "number"]
        constraints = [
            models.CheckConstraint(
                name="disposal_two_reviewers_of_two_units",
                condition=Q(second_by=None) | (~Q(first_by=F("second_by")) & ~Q(first_unit=F("second_unit"))),
            ),
            models.CheckConstraint(
                name="disposal_done_only_reviewed",
                condition=Q(done_at=None) | Q(first_at__isnull=False, second_at__isnull=False, file=None),
            ),
            models.CheckConstraint(
                name="disposal_wiped_after_done", condition=Q(wiped_at=None) | Q(done_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """The heads and reviewers of the county, who sign, and its auditor."""
        acting = user.acting
        if acting is None or acting.post not in (Post.STATION_HEAD, Post.COUNTY_REVIEWER, Post.AUDITOR):
            return NOTHING
        return Q(**{f"{via}county": acting.unit.county})
