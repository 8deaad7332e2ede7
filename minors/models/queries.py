"""The one way to a sealed file, and to any other for an outside organ: a written query, two approvals."""

from datetime import datetime
from functools import partial

from django.db import models
from django.db.models import F, Q

from accounts.choices import Post, UnitKind
from accounts.models import Unit, User
from accounts.scoping import NOTHING, ScopedRecord
from common import codes
from common.freetext import FreeText
from minors.choices import QueryAnswer, QueryState
from minors.policies import QUERY_OPEN_FOR, QUERY_OPEN_WITHIN


class LawfulQuery(ScopedRecord):
    """One written application. The row is the same whether or not anybody is on file.

    `code` or the two blind indexes say whom it is about until it closes; then they are cleared. `reader` is
    the one person who may read; the two approvers are others, of two units. Whether anything was found
    stands in `answer`, which only the reader's page shows.
    """

    number = models.CharField(
        "查询编号", max_length=20, unique=True, default=partial(codes.random_code, "CX"), editable=False
    )
    client_id = models.UUIDField("表单编号", null=True, blank=True, unique=True)
    county = models.CharField("县", max_length=6)
    organ = FreeText("申请机关", max_length=60, persons=True)
    applicants = FreeText("申请人职务或部门", max_length=60, persons=True)
    document = FreeText("公函文号", max_length=60, persons=True)
    legal_basis = FreeText("法律依据", max_length=120)
    purpose = FreeText("查询用途", max_length=200)
    code = models.CharField("编号", max_length=20, blank=True)
    id_index = models.CharField("证件索引", max_length=64, null=True, blank=True)
    name_birth_index = models.CharField("姓名生日索引", max_length=64, null=True, blank=True)
    reader = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    reader_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="经办单位")
    asked_at = models.DateTimeField("受理时间")
    first_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人一"
    )
    first_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准单位一"
    )
    first_at = models.DateTimeField("批准时间一", null=True, blank=True)
    second_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人二"
    )
    second_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准单位二"
    )
    second_at = models.DateTimeField("批准时间二", null=True, blank=True)
    refused_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="不予批准人"
    )
    refused_at = models.DateTimeField("不予批准时间", null=True, blank=True)
    refusal = FreeText("不予批准理由", max_length=200, blank=True)
    opened_at = models.DateTimeField("打开时间", null=True, blank=True)
    answer = models.CharField("答复", max_length=20, choices=QueryAnswer, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    disclosed = FreeText("答复内容摘要", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "依法查询"
        ordering = ["-asked_at"]
        indexes = [models.Index(name="lawfulquery_county", fields=["county", "-asked_at"])]
        constraints = [
            models.CheckConstraint(
                name="lawfulquery_two_approvers_of_two_units",
                condition=Q(second_by=None) | (~Q(first_by=F("second_by")) & ~Q(first_unit=F("second_unit"))),
            ),
            models.CheckConstraint(
                name="lawfulquery_reader_approves_nothing",
                condition=(Q(first_by=None) | ~Q(first_by=F("reader")))
                & (Q(second_by=None) | ~Q(second_by=F("reader"))),
            ),
            models.CheckConstraint(
                name="lawfulquery_opened_only_approved",
                condition=Q(opened_at=None) | Q(first_at__isnull=False, second_at__isnull=False),
            ),
            models.CheckConstraint(
                name="lawfulquery_refused_with_reason", condition=Q(refused_at=None) | ~Q(refusal="")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """The heads and reviewers of the county, who approve, its auditor, and whoever reads."""
        acting = user.acting
        if acting is None:
            return NOTHING
        here = Q(**{f"{via}county": acting.unit.county})
        if acting.post in (Post.STATION_HEAD, Post.COUNTY_REVIEWER):
            return here
        if acting.post == Post.AUDITOR and acting.unit.kind == UnitKind.COUNTY:
            return here
        return Q(**{f"{via}reader": user.pk})

    @property
    def closes_at(self) -> datetime | None:
        """When it closes by itself: 72 hours from opening; unopened, so many days after the approvals."""
        if self.opened_at is not None:
            return self.opened_at + QUERY_OPEN_FOR
        return self.second_at + QUERY_OPEN_WITHIN if self.second_at else None

    def state(self, now: datetime) -> QueryState:
        """Where it stands at `now`. Says nothing about anybody being on file."""
        if self.refused_at is not None:
            return QueryState.REFUSED
        if self.answered_at is not None:
            return QueryState.ANSWERED
        if self.closes_at is not None and now >= self.closes_at:
            return QueryState.CLOSED
        if self.second_at is None:
            return QueryState.WAITING
        return QueryState.APPROVED if self.opened_at is None else QueryState.OPEN
