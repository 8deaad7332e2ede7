"""协助走访: one village secretary is asked to look after one child: a name, a household, no more."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.choices import Post
from accounts.models import Unit, User
from accounts.scoping import NOTHING, ScopedQuerySet, ScopedRecord
from common import codes
from common.freetext import FreeText
from minors.choices import AssistAnswer, AssistEnd, AssistSentence, Household
from minors.models.file import Minor


class VillageHelpQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def live(self, now: datetime) -> Self:
        """Those whose name may still be shown: neither closed nor past their hour."""
        return self.open().filter(until_at__gt=now, minor__sealed_at=None)


class VillageHelp(ScopedRecord):
    """One question to one secretary, open for 48 hours at most and closed by its answer.

    `number` is what the secretary's duty is called; it is not the child's code. The outcome of the search is
    never told back. Law: 未成年人保护法 第四十三条, 第一百零三条.
    """

    number = models.CharField("编号", max_length=20, unique=True, default=codes.random_code, editable=False)
    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="工作站")
    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村")
    secretary = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="村支书")
    sentence = models.CharField("请托", max_length=12, choices=AssistSentence)
    household = models.CharField("告知的住址", max_length=12, choices=Household)
    really_missing = models.BooleanField("确已走失", default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="批准人")
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止（不含）")
    answer = models.CharField("答复", max_length=10, choices=AssistAnswer, blank=True)
    away_where = FreeText("去向", max_length=100, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    closed_how = models.CharField("结束方式", max_length=10, choices=AssistEnd, blank=True)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    objects = VillageHelpQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "协助走访"
        ordering = ["-from_at", "id"]
        indexes = [
            models.Index(name="villagehelp_open_until", fields=["until_at"], condition=Q(closed_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                name="villagehelp_one_open_per_file", fields=["minor"], condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="villagehelp_until_after_from", condition=Q(until_at__gt=F("from_at"))
            ),
            models.CheckConstraint(
                name="villagehelp_closed_says_how",
                condition=Q(closed_at=None, closed_how="") | (Q(closed_at__isnull=False) & ~Q(closed_how="")),
            ),
            models.CheckConstraint(
                name="villagehelp_answer_iff_answered",
                condition=(Q(closed_how=AssistEnd.ANSWERED) & ~Q(answer=""))
                | (~Q(closed_how=AssistEnd.ANSWERED) & Q(answer="")),
            ),
            models.CheckConstraint(
                name="villagehelp_away_says_where",
                condition=(Q(answer=AssistAnswer.AWAY) & ~Q(away_where=""))
                | (~Q(answer=AssistAnswer.AWAY) & Q(away_where="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """As the child's file; the secretary who was asked, in that village's post and in person alone."""
        acting = user.acting
        if acting is None:
            return NOTHING
        if acting.post != Post.VILLAGE_SECRETARY:
            return Minor.scope_for(user, f"{via}minor__")
        if acting.absence or acting.stands_in:
            return NOTHING
        mine = {f"{via}secretary": user.pk, f"{via}village": acting.unit, f"{via}minor__sealed_at": None}
        return Q(**mine)
