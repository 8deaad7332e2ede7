"""What is done for a child: the case, its route, its team, and who was spoken to. No names in here."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from accounts.scoping import ScopedQuerySet, ScopedRecord
from cases.choices import CaseStatus, Channel, Controller, Direction, Outcome, Place, Route, WithWhom
from common.freetext import FreeText
from minors.choices import Track
from minors.models import Minor, guarded_history

FINISHED = (CaseStatus.REFERRED, CaseStatus.CLOSED)


class CaseQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.exclude(status__in=FINISHED)


class Case(ScopedRecord):
    """The work for one child, one open at a time. `unit` is the one responsible station.

    Facts of the route are kept as they were last known; every decision is a `RouteDecision`.
    """

    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")
    status = models.CharField("状态", max_length=12, choices=CaseStatus, default=CaseStatus.OPEN)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任工作站")
    track = models.CharField("法律措施", max_length=20, choices=Track, default=Track.REGISTERED_ONLY)
    captured_in = models.BooleanField("本乡查获")
    household = models.CharField("户籍地", max_length=10, choices=Place)
    residence = models.CharField("实际居住地", max_length=10, choices=Place)
    is_pupil = models.BooleanField("在校学生")
    route = models.CharField("办理路径", max_length=12, choices=Route)
    direction = models.CharField("移交方向", max_length=5, choices=Direction)
    controller = models.CharField("管控单位", max_length=10, choices=Controller)
    opened_at = models.DateTimeField("立案时间")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="立案人")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    history = guarded_history()
    objects = CaseQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "个案"
        ordering = ["-opened_at", "id"]
        indexes = [
            models.Index(name="case_list", fields=["-opened_at", "id"]),
            models.Index(name="case_unit_status", fields=["unit", "status"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="case_one_open_per_minor", fields=["minor"], condition=~Q(status__in=FINISHED)
            ),
            models.CheckConstraint(
                name="case_closed_at_iff_finished",
                condition=Q(status__in=FINISHED, closed_at__isnull=False)
                | (~Q(status__in=FINISHED) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="case_closed_after_opened",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
            ),
            models.CheckConstraint(
                name="case_route_has_its_controller",
                condition=Q(route__in=[Route.LOCAL, Route.LOCAL_PUPIL, Route.INCOMING], controller="ours")
                | Q(route=Route.OUTGOING, controller="theirs")
                | Q(route=Route.DUAL, controller="both")
                | Q(route=Route.RETURN, controller="sender"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_unclear(self) -> bool:
        return Place.UNKNOWN in (self.household, self.residence)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """As the child's file: own township, granted cases, or nothing."""
        return Minor.scope_for(user, f"{via}minor__")


class OfCase(ScopedRecord):
    """Base of rows that hang off a case and are seen by whoever sees the case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="个案")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return Case.scope_for(user, f"{via}case__")


class RouteDecision(OfCase):
    """One decision about the way a case goes: computed from the three places, or changed with a reason."""

    route = models.CharField("办理路径", max_length=12, choices=Route)
    reason = FreeText("理由", max_length=300)
    law = FreeText("依据", max_length=100, blank=True)
    computed = models.BooleanField("自动判定")
    captured_in = models.BooleanField("本乡查获")
    household = models.CharField("户籍地", max_length=10, choices=Place)
    residence = models.CharField("实际居住地", max_length=10, choices=Place)
    is_pupil = models.BooleanField("在校学生")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="决定人")
    at = models.DateTimeField("决定时间")

    class Meta:
        verbose_name = verbose_name_plural = "路径决定"
        ordering = ["-at", "-recorded_at"]


class TeamQuerySet(ScopedQuerySet):
    def live(self) -> Self:
        return self.filter(confirmed_at__isnull=False, ended_at=None)

    def proposed(self) -> Self:
        return self.filter(confirmed_at=None, ended_at=None)


class Team(OfCase):
    """Community officer **and** social worker (plan 四(三)2, 4), with the clerk of the case if named.

    Proposed, then confirmed by the head: grants and the clock of the first visit start there.
    """

    community_officer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="社区民警")
    social_worker = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="禁毒社工")
    clerk = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="个案专干"
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提名人")
    proposed_at = models.DateTimeField("提名时间")
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_reason = FreeText("终止原因", max_length=200, blank=True, typed_as="reason")

    objects = TeamQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "帮教小组"
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                name="team_one_live_per_case",
                fields=["case"],
                condition=Q(confirmed_at__isnull=False, ended_at=None),
            ),
            models.UniqueConstraint(
                name="team_one_proposal_per_case",
                fields=["case"],
                condition=Q(confirmed_at=None, ended_at=None),
            ),
            models.CheckConstraint(
                name="team_officer_is_not_worker",
                condition=~Q(community_officer=F("social_worker")),
            ),
            models.CheckConstraint(
                name="team_confirmed_by_and_at",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
        ]

    @property
    def member_ids(self) -> set:
        """Keys of the two or three persons, each once."""
        return {self.community_officer_id, self.social_worker_id, self.clerk_id} - {None}


class ContactQuerySet(ScopedQuerySet):
    def with_child(self) -> Self:
        return self.filter(with_whom=WithWhom.CHILD)

    def successful(self) -> Self:
        return self.with_child().filter(outcome__in=(Outcome.MET, Outcome.SPOKE))


class Contact(OfCase):
    """One attempt to reach the child or somebody around it. Both instants are kept."""

    at = models.DateTimeField("联系时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="联系人")
    with_whom = models.CharField("对象", max_length=10, choices=WithWhom)
    channel = models.CharField("方式", max_length=10, choices=Channel)
    outcome = models.CharField("结果", max_length=15, choices=Outcome)
    note = FreeText("记录", max_length=500, blank=True)
    next_on = models.DateField("下次联系", null=True, blank=True)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    objects = ContactQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "联系记录"
        ordering = ["-at", "-recorded_at"]
        indexes = [models.Index(name="contact_of_case", fields=["case", "-at"])]


class StationContact(OfCase):
    """Our station spoke to the station where the child belongs or lives (plan 四(三)3)."""

    station_name = FreeText("对方工作站", max_length=100, persons=True)
    spoke_with = FreeText("对方接听人及职务", max_length=60, persons=True)
    channel = models.CharField("方式", max_length=10, choices=Channel)
    answer = FreeText("对方答复", max_length=300)
    at = models.DateTimeField("联系时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="联系人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "与对方工作站联系"
        ordering = ["-at"]


class ResidenceCheck(OfCase):
    """Where the child's 户籍 is and where it really lives, verified by somebody on a day."""

    household = models.CharField("户籍地", max_length=10, choices=Place)
    residence = models.CharField("实际居住地", max_length=10, choices=Place)
    how = FreeText("核实方式和结果", max_length=300)
    at = models.DateTimeField("核实时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="核实人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "居住地核实"
        ordering = ["-at"]
