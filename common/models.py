from datetime import datetime

from django.db import models
from django.db.models import Q

from common import clock, codes
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
