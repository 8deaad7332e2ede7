"""The tables of the read log. Written by `accounts.readlog` alone."""

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from accounts.choices import ReadKind
from accounts.policies import OFFICE_HOURS
from accounts.titles import title_of, words_of
from common import clock

SHEETS = (ReadKind.DETAIL, ReadKind.EXPORT, ReadKind.PRINT)
"""What shows or carries away several files at once, and is no mere list on a screen."""


class ReadEntryQuerySet(models.QuerySet):
    def readings(self) -> Self:
        """Each reading once, however many entries its list of codes takes."""
        return self.filter(continues=None)

    def of_file(self, keys: Collection[UUID], codes: Collection[str]) -> Self:
        """Readings of a file by itself, and the sheets and pages that named it among others."""
        return self.filter(Q(file__in=keys) | (Q(file=None, kind__in=SHEETS) & _names(codes)))

    def naming(self, codes: Collection[str]) -> Self:
        """Entries of any kind that list one of `codes`. Reads every row it is given: narrow it by time."""
        return self.filter(_names(codes))

    def after_hours(self) -> Self:
        """Read at night or at a weekend, by Shanghai time. Working Saturdays and holidays are told apart
        in the weekly digest only."""
        first, last = OFFICE_HOURS
        tz = clock.ShanghaiTZ
        rows = self.annotate(_hour=ExtractHour("at", tzinfo=tz), _day=ExtractIsoWeekDay("at", tzinfo=tz))
        return rows.filter(Q(_hour__lt=first) | Q(_hour__gte=last) | Q(_day__gte=6))


def _names(codes: Collection[str]) -> Q:
    return reduce(or_, (Q(codes__contains=code) for code in codes), Q(pk__in=[]))


class ReadEntry(models.Model):
    """Who looked at whom, which fields, why and on what basis. Codes and keys only; append-only by trigger.

    `seq` has no gaps; `hash` is keyed and covers the row and `prev`, the hash of the row before (ADR 019).
    `file` and `code` when it is one file, `codes` and `rows` when it is a list; a list longer than
    `readlog.MAX_CODES` goes on in the entries that follow, whose `continues` is the number of the first.
    `view` and `key` say which page was asked for, and with which key in its address. Written by
    `accounts.readlog` alone.

    Law: 未成年人网络保护条例 第三十六条 (每次访问记录); 网络安全法 第二十三条(三).
    """

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", default=clock.now)
    user_id = models.UUIDField("账号")
    post = models.CharField("职务", max_length=30)
    unit_id = models.UUIDField("单位", null=True)
    deputy = models.BooleanField("代理", default=False)
    kind = models.CharField("方式", max_length=20, choices=ReadKind)
    file = models.UUIDField("档案", null=True)
    code = models.CharField("编号", max_length=40, blank=True)
    fields = models.CharField("字段", max_length=200)
    purpose = models.CharField("用途", max_length=200)
    basis = models.CharField("依据", max_length=100)
    codes = models.TextField("所列编号", blank=True)
    rows = models.PositiveIntegerField("条数", default=0)
    continues = models.BigIntegerField("续第几号", null=True)
    view = models.CharField("页面", max_length=60, blank=True)
    key = models.UUIDField("地址中的编号", null=True)
    prev = models.CharField("上一条校验值", max_length=64)
    hash = models.CharField("校验值", max_length=64)

    objects = ReadEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "查阅日志"
        ordering = ["-seq"]
        indexes = [
            models.Index(name="readentry_file", fields=["file", "-seq"]),
            models.Index(name="readentry_unit_at", fields=["unit_id", "at"]),
        ]
        constraints = [models.UniqueConstraint(name="readentry_hash_once", fields=["hash"])]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.code}"

    @property
    def page_title(self) -> str:
        """The page that was asked for, by its title."""
        return title_of(self.view) if self.view else ""

    @property
    def field_words(self) -> str:
        """What was read, by its labels."""
        return words_of(self.fields)

    @property
    def purpose_words(self) -> str:
        """The purpose as people read it; older refusals carry the method and the name of the page."""
        method, _, rest = self.purpose.partition(" ")
        if self.view and rest == self.view:
            return "打开页面" if method in ("GET", "HEAD") else "提交表单"
        return self.purpose


class ReadChain(models.Model):
    """The head of the read log: one row, locked last and briefly by whoever appends (ADR 019)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField("末条序号", default=0)
    hash = models.CharField("末条校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "查阅日志链"
        constraints = [models.CheckConstraint(name="readchain_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.seq)
