"""The register of what went wrong with personal data. It holds codes and words, never a name."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.choices import Post
from accounts.models import Unit, User
from accounts.scoping import NOTHING, ScopedRecord
from common import codes
from common.freetext import FreeText
from minors.choices import IncidentKind, IncidentLevel, IncidentOutcome, IncidentStep


class Incident(ScopedRecord):
    """Something leaked, was lost, changed or cannot be opened. What was found never changes (triggers).

    `by` is whoever found it, or on whose page it showed; `file` is set where one file is concerned, without
    a foreign key, so that the row outlives the file. `unit` is the county office that handles it.

    Law: 个人信息保护法 第五十七条; 未成年人网络保护条例 第三十五条; 国家网络安全事件报告管理办法 (4 hours).
    """

    number = models.CharField("编号", max_length=20, unique=True, default=codes.random_code, editable=False)
    kind = models.CharField("类别", max_length=12, choices=IncidentKind)
    found_at = models.DateTimeField("发现时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发现人")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="发现单位")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="处置单位")
    file = models.UUIDField("档案", null=True, blank=True)
    code = models.CharField("人员编号", max_length=20, blank=True)
    what = FreeText("情况", max_length=1000)
    level = models.CharField("等级", max_length=8, choices=IncidentLevel, blank=True)
    reported_at = models.DateTimeField("上报时间", null=True, blank=True)
    closed_at = models.DateTimeField("结案时间", null=True, blank=True)
    outcome = models.CharField("结果", max_length=12, choices=IncidentOutcome, blank=True)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "安全事件"
        ordering = ["-found_at", "id"]
        indexes = [models.Index(name="incident_of_unit", fields=["unit", "-found_at"])]
        constraints = [
            models.UniqueConstraint(
                name="incident_one_unreadable_open_per_file",
                fields=["file"],
                condition=Q(kind=IncidentKind.UNREADABLE, closed_at=None),
            ),
            models.CheckConstraint(
                name="incident_outcome_iff_closed",
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="incident_level_once_reported", condition=Q(reported_at=None) | ~Q(level="")
            ),
            models.CheckConstraint(
                name="incident_closed_once_reported",
                condition=Q(closed_at=None)
                | Q(reported_at__isnull=False)
                | Q(outcome=IncidentOutcome.FALSE_ALARM),
            ),
            models.CheckConstraint(
                name="incident_found_before_closed",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("found_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """The county office and its auditor see the county's, a station's head the station's.

        Everybody sees what they found themselves.
        """
        acting = user.acting
        if acting is None:
            return NOTHING
        own = Q(**{f"{via}by": user.pk})
        if acting.post in (Post.COUNTY_REVIEWER, Post.AUDITOR):
            return Q(**{f"{via}unit__county": acting.unit.county}) | own
        if acting.post == Post.STATION_HEAD:
            return Q(**{f"{via}from_unit": acting.unit}) | own
        return own


class IncidentEntry(ScopedRecord):
    """One thing done about an incident: measure, report, word to child or guardian, end. Append-only."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+", verbose_name="安全事件")
    step = models.CharField("事项", max_length=16, choices=IncidentStep)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    text = FreeText("内容", max_length=1000)
    to_whom = FreeText("对象", max_length=100, blank=True, persons=True)
    how = FreeText("方式", max_length=60, blank=True)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "安全事件处置记录"
        ordering = ["at", "recorded_at"]
        indexes = [models.Index(name="incidententry_of", fields=["incident", "at"])]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return Incident.scope_for(user, f"{via}incident__")
