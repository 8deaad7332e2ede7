from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from common import clock, codes
from common.choices import SubstanceClass
from common.freetext import FreeText


class HistoryDate:
    """Dates history rows by `common.clock`: simple-history asks `instance._history_date` first.

    Not a property, because simple-history also lets a caller set the attribute on one instance.
    """

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> datetime:
        return clock.now()


class Record(models.Model):
    """A row with a key that tells nothing and the server's instant of writing.

    `id` exists before the row is inserted; encrypted fields are bound to it. `recorded_at` is when
    the system learnt of the fact, never when the fact occurred.
    """

    id = models.UUIDField(primary_key=True, default=codes.random_uuid, editable=False)
    recorded_at = models.DateTimeField("录入时间", default=clock.now, editable=False)

    _history_date = HistoryDate()

    class Meta:
        abstract = True


class CalendarDay(Record):
    """One day of a yearly notice, or a local order, that differs from what the holidays package says.

    Append-only: the latest row of a day counts, so that a day turned over and back stays visible.
    """

    day = models.DateField("日期")
    is_working = models.BooleanField("是否工作日")
    basis = FreeText("依据", max_length=200)
    entered_by = models.UUIDField("录入人", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作日调整"
        ordering = ["day", "recorded_at"]
        constraints = [
            models.UniqueConstraint(name="calendarday_one_at_an_instant", fields=["day", "recorded_at"])
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {'上班' if self.is_working else '放假'}"


class CalendarYear(Record):
    """Somebody says that the State Council's notice for this year has been entered in full."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    notice = FreeText("通知文号", max_length=200)
    entered_at = models.DateTimeField("登记时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "节假日安排年度"
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(
                name="calendaryear_plausible", condition=Q(year__gte=2000, year__lte=2199)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年节假日安排"


class SubstanceQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        """What could be chosen on `day`: listed then, or never listed at all."""
        return self.filter(Q(listed_from=None) | Q(listed_from__lte=day)).filter(
            Q(listed_to=None) | Q(listed_to__gt=day)
        )


class Substance(Record):
    """A substance and the days on which it was listed in one class. A new listing is a new row, not an edit.

    `listed_from` None means that no verified date is known; `note` then says 待核. `listed_to` is exclusive.
    A seizure and a test speak of the same catalogue, so it stands below both. Two rows of one name are one
    substance at different times. The table keeps the name under which it was first made.
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
        db_table = "reporting_substance"
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
