"""What the child and its guardian may ask for, what they were told, and what was weighed beforehand."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.choices import Post
from accounts.models import Unit, User
from accounts.scoping import NOTHING, ScopedRecord
from common import codes
from common.freetext import FreeText
from minors.choices import AskerCheck, Delivery, Language, RightKind, RightsAsker, Understood, Verdict
from minors.models.file import Minor


def _as_the_file(user: User, via: str) -> Q:
    """As the child's file; the auditor reads the register of the county, by code."""
    if user.acting is not None and user.acting.post == Post.AUDITOR:
        return Q(**{f"{via}unit__county": user.acting.unit.county})
    return Minor.scope_for(user, f"{via}minor__")


class RightsRequest(ScopedRecord):
    """A request of the child or guardian: received, decided with reasons, delivered. No values in here.

    Law: 个人信息保护法 第四十四条至第五十条; 未成年人网络保护条例 第三十四条 (书面告知拒绝理由).
    """

    number = models.CharField("编号", max_length=20, unique=True, default=codes.random_code, editable=False)
    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="受理单位")
    kind = models.CharField("申请", max_length=10, choices=RightKind)
    asked_by = models.CharField("申请人", max_length=10, choices=RightsAsker)
    checked_how = models.CharField("身份核验", max_length=12, choices=AskerCheck)
    wish = FreeText("申请内容", max_length=300, blank=True)
    received_at = models.DateTimeField("收到时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="受理人")
    verdict = models.CharField("决定", max_length=10, choices=Verdict, blank=True)
    reasons = FreeText("理由", max_length=500, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    carried_out_at = models.DateTimeField("办理时间", null=True, blank=True)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)
    delivered_how = models.CharField("送达方式", max_length=10, choices=Delivery, blank=True)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "权利申请"
        ordering = ["-received_at", "id"]
        indexes = [models.Index(name="rightsrequest_of_unit", fields=["unit", "-received_at"])]
        constraints = [
            models.CheckConstraint(
                name="rightsrequest_decided_says_who_and_why",
                condition=Q(verdict="", decided_at=None, decided_by=None, reasons="")
                | (~Q(verdict="") & ~Q(reasons="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="rightsrequest_carried_out_if_granted",
                condition=Q(carried_out_at=None) | Q(verdict=Verdict.GRANTED),
            ),
            models.CheckConstraint(
                name="rightsrequest_delivered_after_decision",
                condition=Q(delivered_at=None, delivered_how="")
                | (Q(delivered_at__gte=F("decided_at")) & ~Q(delivered_how="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return _as_the_file(user, via)


class NoticeGiven(ScopedRecord):
    """The notice sheet was explained to somebody on a day, in a language. Append-only by trigger.

    `guardian_no` is which of the guardians in the order of the vault, never a name. `explained_by` is a post
    (村妇联主任) where it was not `by` who spoke; `understood` is blank on old rows.

    Law: 个人信息保护法 第十七条, 第三十五条; 未成年人网络保护条例 第三十四条.
    """

    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="告知单位")
    given_to = models.CharField("告知对象", max_length=10, choices=RightsAsker)
    guardian_no = models.PositiveSmallIntegerField("第几位监护人", null=True, blank=True)
    language = models.CharField("讲解语言", max_length=10, choices=Language)
    understood = models.CharField("是否听懂", max_length=10, choices=Understood, blank=True)
    explained_by = FreeText("讲解人（岗位）", max_length=40, blank=True, persons=True, registered=False)
    at = models.DateTimeField("告知时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="告知人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息告知"
        ordering = ["-at", "id"]
        indexes = [models.Index(name="noticegiven_of_file", fields=["minor", "-at"])]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return _as_the_file(user, via)


class ImpactAssessment(ScopedRecord):
    """What a way of processing may do to children, and what is done about it. Append-only; kept 3 years.

    A yearly review is a new row that `replaces` the last. About processing, never about a person.
    Law: 个人信息保护法 第五十五条, 第五十六条.
    """

    is_reading = False

    number = models.CharField("编号", max_length=20, unique=True, default=codes.random_code, editable=False)
    title = FreeText("名称", max_length=100)
    processing = FreeText("处理活动", max_length=1000)
    necessity = FreeText("目的、方式是否合法、正当、必要", max_length=1000)
    risks = FreeText("对个人权益的影响和安全风险", max_length=1000)
    measures = FreeText("保护措施是否合法、有效、与风险相适应", max_length=1000)
    assessed_on = models.DateField("评估日期")
    next_review_on = models.DateField("下次复评日期")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="评估单位")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="评估人")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复评的是"
    )
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息保护影响评估"
        ordering = ["-assessed_on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="assessment_reviewed_later", condition=Q(next_review_on__gt=F("assessed_on"))
            )
        ]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Everybody at the county office: reviewer, auditor, administrator."""
        acting = user.acting
        if acting is None or acting.post not in (Post.COUNTY_REVIEWER, Post.AUDITOR, Post.ADMINISTRATOR):
            return NOTHING
        return Q(**{f"{via}unit__county": acting.unit.county})
