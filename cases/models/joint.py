"""What county, police and station decide together for a pupil (plan 四(三)2). No names in here."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.choices import Post
from accounts.models import Unit, User
from accounts.scoping import ScopedQuerySet, ScopedRecord
from cases.choices import Correction, HelpKind, Party, ReviewOutcome, RoundWhy, Stance
from cases.models.case import Case, OfCase
from common.coded import CodedJSON
from common.freetext import FreeText
from minors.models import not_recused


class JointRoundQuerySet(ScopedQuerySet):
    def undecided(self) -> Self:
        return self.filter(decided_at=None, ended_at=None)

    def in_force(self) -> Self:
        return self.filter(decided_at__isnull=False, ended_at=None)


class JointRound(OfCase):
    """One round of deciding: drafts, signatures, the decision. It is in force until the next one is.

    `code` is what the police know the child by: the code of level 1, which after a match is not the file's.
    The police see this table and no case (ADR 004): its scope is not that of the case.
    """

    code = models.CharField("编号", max_length=40)
    why = models.CharField("缘由", max_length=10, choices=RoundWhy, default=RoundWhy.FIRST)
    police = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="派出所"
    )
    station = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="工作站")
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县禁毒办")
    opened_at = models.DateTimeField("开始时间")
    decided_at = models.DateTimeField("三方签齐时间", null=True, blank=True)
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_reason = FreeText("终止原因", max_length=100, blank=True)

    objects = JointRoundQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "共同研究"
        ordering = ["-opened_at", "id"]
        indexes = [models.Index(name="jointround_of_police", fields=["police", "-opened_at"])]
        constraints = [
            models.UniqueConstraint(
                name="jointround_one_undecided", fields=["case"], condition=Q(decided_at=None, ended_at=None)
            ),
            models.UniqueConstraint(
                name="jointround_one_in_force",
                fields=["case"],
                condition=Q(decided_at__isnull=False, ended_at=None),
            ),
            models.CheckConstraint(
                name="jointround_decided_after_opened",
                condition=Q(decided_at=None) | Q(decided_at__gte=F("opened_at")),
            ),
            models.CheckConstraint(
                name="jointround_ended_with_reason",
                condition=Q(ended_at=None, ended_reason="")
                | (Q(ended_at__isnull=False) & ~Q(ended_reason="")),
            ),
        ]

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """As the case; the police post that takes part sees its own rounds, and through them no case."""
        acting = user.acting
        if acting is None or acting.post != Post.POLICE_LIAISON:
            return Case.scope_for(user, f"{via}case__")
        unsealed = Q(**{f"{via}police": acting.unit, f"{via}case__minor__sealed_at": None})
        return unsealed & not_recused(user, f"{via}case__minor")


class JointVersion(ScopedRecord):
    """One draft, as it was put to the three. Never changed: a change is the next number, unsigned.

    What child and guardian said is kept in two ways: what the police may read (`*_view`), and their words.
    """

    round = models.ForeignKey(JointRound, models.PROTECT, related_name="+", verbose_name="共同研究")
    no = models.PositiveSmallIntegerField("第几稿")
    measures = CodedJSON("矫治教育措施", default=list)
    other = FreeText("其他措施", max_length=200, blank=True)
    services = CodedJSON("帮助", default=list)
    how = FreeText("分工和做法", max_length=500, blank=True)
    child_view = models.CharField("本人意见", max_length=10, choices=Stance)
    child_words = FreeText("本人说了什么", max_length=300, blank=True)
    guardian_view = models.CharField("监护人意见", max_length=10, choices=Stance)
    guardian_words = FreeText("监护人说了什么", max_length=300, blank=True)
    unheard_why = FreeText("为什么没有听取", max_length=300, blank=True)
    party = models.CharField("起草方", max_length=10, choices=Party)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="起草人")
    at = models.DateTimeField("起草时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "共同措施稿"
        ordering = ["-no"]
        constraints = [models.UniqueConstraint(name="jointversion_number_once", fields=["round", "no"])]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return JointRound.scope_for(user, f"{via}round__")

    @property
    def unheard(self) -> list[str]:
        """Who has not been heard yet, in words."""
        said = (("本人", self.child_view), ("监护人", self.guardian_view))
        return [who for who, view in said if view == Stance.NOT_HEARD]

    @property
    def measure_labels(self) -> list[str]:
        return [one.label for one in Correction if one in self.measures]

    @property
    def service_labels(self) -> list[str]:
        return [one.label for one in HelpKind if one in self.services]


class JointSignature(ScopedRecord):
    """One of the three signed this very version. It counts only while no later version is there."""

    version = models.ForeignKey(JointVersion, models.PROTECT, related_name="+", verbose_name="稿")
    party = models.CharField("签字方", max_length=10, choices=Party)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="签字人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="签字单位")
    at = models.DateTimeField("签字时间")

    class Meta:
        verbose_name = verbose_name_plural = "共同措施签字"
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(name="jointsignature_once_a_party", fields=["version", "party"])
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return JointVersion.scope_for(user, f"{via}version__")


class TermReview(ScopedRecord):
    """Measures in force looked at again at the end of a school term: kept, adjusted or ended."""

    round = models.ForeignKey(JointRound, models.PROTECT, related_name="+", verbose_name="共同研究")
    outcome = models.CharField("结论", max_length=10, choices=ReviewOutcome)
    child_view = models.CharField("本人意见", max_length=10, choices=Stance)
    guardian_view = models.CharField("监护人意见", max_length=10, choices=Stance)
    note = FreeText("情况和理由", max_length=500)
    at = models.DateTimeField("复评时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="复评人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "学期复评"
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return JointRound.scope_for(user, f"{via}round__")
