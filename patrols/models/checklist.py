"""What is looked at, by kind of place: rows with a first and a last day, so an old patrol keeps its list."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from common.freetext import FreeText
from common.models import Record
from patrols.choices import ListKind


class ChecklistQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        """The items that are asked on `day`."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)


class ChecklistItem(Record):
    """One thing to look at and the article that asks for it. Never edited: an end day, and a new row.

    `until_on` is exclusive. `no` keeps its place in the list; the row that follows another has its number.
    """

    kind = models.CharField("检查对象", max_length=20, choices=ListKind)
    no = models.PositiveSmallIntegerField("序号")
    text = FreeText("检查内容", max_length=120, registered=False, persons=True)
    basis = FreeText("依据", max_length=120, registered=False, persons=True)
    from_on = models.DateField("起")
    until_on = models.DateField("止（不含）", null=True, blank=True)
    reason = FreeText("修改原因", max_length=100, blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="录入人"
    )

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查项目"
        ordering = ["kind", "no", "from_on"]
        constraints = [
            models.UniqueConstraint(
                name="checklistitem_one_standing", fields=["kind", "no"], condition=Q(until_on=None)
            ),
            models.CheckConstraint(
                name="checklistitem_to_after_from",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.text
