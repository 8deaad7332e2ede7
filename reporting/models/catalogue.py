"""The catalogue of substances, by the days on which they were listed."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from common.freetext import FreeText
from common.models import Record
from reporting.choices import SubstanceClass


class SubstanceQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        """What could be chosen on `day`: listed then, or never listed at all."""
        return self.filter(Q(listed_from=None) | Q(listed_from__lte=day)).filter(
            Q(listed_to=None) | Q(listed_to__gt=day)
        )


class Substance(Record):
    """A substance and the days on which it was listed in one class. A new listing is a new row, not an edit.

    `listed_from` None means that no verified date is known; `note` then says 待核. `listed_to` is exclusive.
    """

    name = FreeText("名称", max_length=60)
    aliases = FreeText("俗称", max_length=100, blank=True)
    klass = models.CharField("类别", max_length=20, choices=SubstanceClass)
    listed_from = models.DateField("列管日期", null=True, blank=True)
    listed_to = models.DateField("止（不含）", null=True, blank=True)
    note = FreeText("备注", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=100)

    objects = SubstanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "物质名录"
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(name="substance_once_per_day", fields=["name", "listed_from"]),
            models.UniqueConstraint(
                name="substance_once_without_a_day", fields=["name"], condition=Q(listed_from=None)
            ),
            models.CheckConstraint(
                name="substance_to_after_from",
                condition=Q(listed_to=None) | Q(listed_from=None) | Q(listed_to__gt=F("listed_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def status_on(self, day: date) -> str:
        """How the law looked at the substance on `day`."""
        listed = self.klass != SubstanceClass.UNLISTED
        if self.listed_from is not None:
            listed = listed and self.listed_from <= day
        if self.listed_to is not None:
            listed = listed and day < self.listed_to
        return str(SubstanceClass(self.klass).label) if listed else str(SubstanceClass.UNLISTED.label)
