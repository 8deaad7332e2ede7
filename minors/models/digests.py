"""The weekly digest of a unit's readings, and the yearly audit. Numbers of log entries, no names."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.choices import Post
from accounts.models import Unit, User
from common.freetext import FreeText
from common.models import Record
from minors.choices import DigestFor, Flag


class ReadingDigestQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """A head sees the digests of the own unit; the auditor those about heads and county of the county."""
        acting = user.acting
        if acting is None:
            return self.none()
        if acting.post == Post.AUDITOR:
            return self.filter(audience=DigestFor.AUDITOR, unit__county=acting.unit.county)
        if acting.post in (Post.STATION_HEAD, Post.POLICE_HEAD):
            return self.filter(audience=DigestFor.HEAD, unit=acting.unit)
        return self.none()


class ReadingDigest(Record):
    """What people of `unit` read in one week (Monday to Sunday, Shanghai) that somebody should look at.

    For the unit's head; what the head and the county read goes to the auditor. Law: 网络保护条例 第三十六条.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    audience = models.CharField("交给", max_length=10, choices=DigestFor)
    week = models.DateField("周一")
    readings = models.PositiveIntegerField("查阅次数")
    flagged = models.PositiveIntegerField("需核对次数")
    seen_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核对人"
    )
    seen_at = models.DateTimeField("核对时间", null=True, blank=True)
    remark = FreeText("说明", max_length=300, blank=True)

    objects = ReadingDigestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "查阅周报"
        ordering = ["-week", "unit"]
        constraints = [
            models.UniqueConstraint(name="readingdigest_one_a_week", fields=["week", "unit", "audience"]),
            models.CheckConstraint(
                name="readingdigest_seen_by_and_at",
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.week:%Y-%m-%d}"


class DigestLine(Record):
    """One reading of a digest: the number of its log entry, and why it stands here."""

    digest = models.ForeignKey(ReadingDigest, models.PROTECT, related_name="lines", verbose_name="周报")
    seq = models.BigIntegerField("日志序号")
    flag = models.CharField("原因", max_length=12, choices=Flag)

    class Meta:
        verbose_name = verbose_name_plural = "周报所列查阅"
        ordering = ["seq", "flag"]
        constraints = [
            models.UniqueConstraint(name="digestline_once", fields=["digest", "seq", "flag"]),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.flag}"


class AnnualAuditQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        acting = user.acting
        if acting is None or acting.post != Post.AUDITOR:
            return self.none()
        return self.filter(unit__county=acting.unit.county)


class AnnualAudit(Record):
    """The audit of one year, owed by 31 January of the next: exported, then filed with the organ.

    Law: 未成年人网络保护条例 第三十七条.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县禁毒办")
    year = models.PositiveSmallIntegerField("年度")
    exported_at = models.DateTimeField("导出时间", null=True, blank=True)
    exported_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导出人"
    )
    filed_on = models.DateField("报送日期", null=True, blank=True)
    receipt = FreeText("回执编号或接收人", max_length=100, blank=True)
    filed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报送人"
    )

    objects = AnnualAuditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度合规审计"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(name="annualaudit_once_a_year", fields=["unit", "year"]),
            models.CheckConstraint(
                name="annualaudit_filed_after_export",
                condition=Q(filed_on=None) | Q(exported_at__isnull=False, filed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年度"
