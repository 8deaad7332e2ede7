"""The coded record of a child, who may open it, and which rows a person sees."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q, Value
from guardian.models import UserObjectPermissionBase

from accounts.choices import Post, UnitKind
from accounts.models import Appointment, Unit, User, county_column, township_column
from accounts.permissions import Reach, may
from accounts.reading import note_shown
from accounts.scoping import NOTHING, ScopedQuerySet, ScopedRecord
from common import codes
from common.freetext import FreeText
from common.models import Record
from minors.choices import Concern, GrantKind, MinorState, Sex, Track
from minors.models.history import guarded_history
from minors.permissions import MinorPerm
from minors.policies import EARLIEST_BIRTH_YEAR, SEAL_SIGNERS


def visible_file_keys(user: User) -> models.QuerySet:
    """Keys of the files whose *code* `user` may see, as a sub-query for duty lists (level 1)."""
    if getattr(user, "acting", None) is None:
        return Minor.objects.none().values("pk")
    return (
        Minor.objects.for_system("file codes").filter(_within(user, user.codes_reach, "", Q())).values("pk")
    )


def granted_keys(user: User) -> list[UUID]:
    """Files granted by name to the person `user` acts for, live at the request's instant.

    A deputy acts with the grants of the absent colleague. A grant works only in a post of the place the file
    lies in, so that it ends with the appointment, at the very instant. An assignment the head has not renewed
    keeps the coded file and its duties with the team; the vaults are shut (ADR 021).
    """
    return _named(user)[0]


def recused_keys(user: User) -> list[UUID]:
    """Files from which `user` keeps away (回避), whomever they act for."""
    return _named(user)[1]


def not_recused(user: User, via: str = "") -> Q:
    """Condition for rows of other tables about a file: 回避 beats every scope. `via` leads to the file."""
    recused = recused_keys(user)
    return ~Q(**{f"{via}__in": recused}) if recused else Q()


def _named(user: User) -> tuple[list[UUID], list[UUID]]:
    """Keys granted and keys shut by name: few, so they are read once per request, in one query, and kept on
    the acting object; lists, because OR EXISTS would cost the planner its index at a million rows."""
    acting = user.acting
    if acting is None:
        return [], []
    known: tuple[list[UUID], list[UUID]] | None = vars(acting).get("_named_files")
    if known is None:
        # a lawful query opens its own page for its reader, never the file in lists
        grants = Grant.objects.for_system("scope").exclude(kind=GrantKind.SEALED_QUERY)
        grants = grants.keeping_the_file(acting.at).filter(user=acting_person(user))
        grants = grants.filter(lies_with(acting.unit, "minor__")).annotate(shut=Value(False))
        recusals = Recusal.objects.for_system("scope").live(acting.at).filter(user=user.pk)
        rows = (
            grants.order_by()
            .values_list("minor_id", "shut")
            .union(recusals.annotate(shut=Value(True)).order_by().values_list("minor_id", "shut"))
        )
        found = {(key if isinstance(key, UUID) else UUID(key), bool(shut)) for key, shut in rows}
        known = sorted(key for key, shut in found if not shut), sorted(key for key, shut in found if shut)
        vars(acting)["_named_files"] = known
    return known


def codes_of_files(keys: Iterable[UUID]) -> dict[UUID, str]:
    """Codes by key, for the read log (setting `READ_CODES`)."""
    rows = Minor.objects.for_system("codes of the read log").filter(pk__in=list(keys))
    return dict(rows.values_list("pk", "code"))


def names_of(minor: "Minor") -> tuple[list[UUID], list[str]]:
    """Keys and codes under which the read log knows a file: its own, and of the intakes merged into it."""
    merged = Minor.objects.for_system("names in the read log").filter(merged_into=minor)
    rows = [(minor.pk, minor.code), *merged.values_list("pk", "code")]
    return [key for key, _ in rows], [code for _, code in rows]


def lies_with(unit: Unit, via: str = "") -> Q:
    """Condition: the file lies in the place of `unit`, or `unit` took the child in."""
    if unit.kind == UnitKind.COUNTY:
        return Q(**{f"{via}county": unit.county})
    return Q(**{f"{via}township": unit.township}) | Q(**{f"{via}intake_unit": unit})


def acting_person(user: User) -> UUID:
    """The person whose work `user` does now: their own, or the absent colleague's."""
    acting = user.acting
    return acting.absence.appointment.user_id if acting and acting.absence else user.pk


def handover_list(*, appointment: Appointment, now: datetime) -> tuple[str, list[str]]:
    """The files somebody who leaves must hand over, by code (setting `HANDOVER_LISTS`)."""
    live = Grant.objects.for_system("hand-over list").live(now).filter(user=appointment.user_id)
    here = live.filter(minor__township=appointment.unit.township)
    files = dict(here.values_list("minor_id", "minor__code"))
    note_shown("经手档案", files)
    return "经手档案（编号）", sorted(files.values())


def _within(user: User, reach: Reach, via: str, readable: Q) -> Q:
    """The files within `reach`, and those granted by name. Sealed or kept away from: never."""
    acting = user.acting
    if acting is None or reach == Reach.NOTHING:
        return NOTHING
    granted = Q(**{f"{via}pk__in": granted_keys(user)})
    match reach:
        case Reach.TERRITORY:
            home = Q(**{f"{via}{acting.level}": acting.area}) | granted
        case Reach.OWN_UNIT:
            home = Q(**{f"{via}intake_unit": acting.unit}) | granted
        case _:
            home = granted
    kept_away = not_recused(user, f"{via}pk")
    return home & Q(**{f"{via}sealed_at": None}) & readable & kept_away


def _readable(user: User, via: str) -> Q:
    """Left unsigned beyond its hour, a file proposed for sealing is read by its two signers alone (live)."""
    acting = user.acting
    if acting is None or acting.post in SEAL_SIGNERS:
        return Q()
    return Q(**{f"{via}seal_due_at": None}) | Q(**{f"{via}seal_due_at__gt": acting.at})


class Minor(ScopedRecord):
    """One child's file, by code only: never a name, a school or an ID number.

    `area` is the division code of the responsible station `unit`; `intake_unit` took the child in.
    `adult_from` is coarse on purpose: no birth date stands in the clear (ADR 024).
    """

    code = models.CharField("编号", max_length=20, unique=True, default=codes.random_code, editable=False)
    state = models.CharField("状态", max_length=12, choices=MinorState, default=MinorState.PENDING)
    birth_year = models.PositiveSmallIntegerField("出生年份")
    sex = models.CharField("性别", max_length=1, choices=Sex)
    is_pupil = models.BooleanField("在校学生")
    identity_unknown = models.BooleanField("身份待查明", default=False)
    concern = models.CharField("类别", max_length=10, choices=Concern, default=Concern.DRUGS)
    track = models.CharField("法律措施", max_length=20, choices=Track, default=Track.REGISTERED_ONLY)
    area = models.CharField("行政区划代码", max_length=9)
    county = county_column()
    township = township_column()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任工作站")
    intake_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="接收单位")
    taken_in_at = models.DateTimeField("接收时间")
    registered_at = models.DateTimeField("登记时间", null=True, blank=True)
    registered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="并入档案"
    )
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_reason = FreeText("撤销原因", max_length=200, blank=True, typed_as="reason")
    sealed_at = models.DateTimeField("封存时间", null=True, blank=True)
    seal_due_at = models.DateTimeField("封存决定期限（不含）", null=True, blank=True)
    adult_from = models.DateField("此日起必已成年", null=True, blank=True)
    clean_since = models.DateField("最近一次涉毒日期", null=True, blank=True)

    file_field = "id"
    history = guarded_history()

    class Meta:
        verbose_name = verbose_name_plural = "未成年人档案"
        ordering = ["-taken_in_at", "id"]
        # guardian refuses a permission that is not declared on the model it is about (stack.md, trap 20)
        permissions = [
            ("read_identity", "可查阅身份"),
            ("read_schooling", "可查阅就学"),
            ("read_guardian", "可查阅监护人"),
        ]
        indexes = [
            models.Index(
                name=f"minor_list_{level}",
                fields=[level, "state", "-taken_in_at", "id"],
                condition=Q(sealed_at=None),
            )
            for level in ("county", "township")
        ] + [
            models.Index(name="minor_intake_unit", fields=["intake_unit", "-taken_in_at"]),
            models.Index(name="minor_adult_from", fields=["adult_from"], condition=Q(sealed_at=None)),
            models.Index(name="minor_clean_since", fields=["clean_since"], condition=Q(sealed_at=None)),
        ]
        constraints = [
            models.CheckConstraint(name="minor_area_is_a_township", condition=Q(area__regex=r"^[0-9]{9}$")),
            models.CheckConstraint(
                name="minor_birth_year_plausible", condition=Q(birth_year__range=(EARLIEST_BIRTH_YEAR, 2199))
            ),
            models.CheckConstraint(
                name="minor_registered_at_iff_registered",
                condition=Q(
                    state=MinorState.REGISTERED, registered_at__isnull=False, registered_by__isnull=False
                )
                | (~Q(state=MinorState.REGISTERED) & Q(registered_at=None, registered_by=None)),
            ),
            models.CheckConstraint(
                name="minor_merged_into_iff_merged",
                condition=Q(state=MinorState.MERGED, merged_into__isnull=False)
                | (~Q(state=MinorState.MERGED) & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="minor_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="minor_withdrawn_at_iff_withdrawn",
                condition=Q(state=MinorState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=MinorState.WITHDRAWN) & Q(withdrawn_at=None)),
            ),
            models.CheckConstraint(
                name="minor_care_track_iff_care",
                condition=Q(concern=Concern.CARE, track=Track.CARE)
                | (~Q(concern=Concern.CARE) & ~Q(track=Track.CARE)),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Own territory, own unit or nothing, as the post says, plus rows granted by name.

        A sealed row never: it looks as if it had never existed. `via` prefixes the lookups, so that tables
        hanging off `Minor` reuse this rule.
        """
        return _within(user, user.files_reach, via, _readable(user, via))


# guardian finds this through the reverse relation, so it must not be hidden with "+": hiding it makes
# assign_perm fall back to the generic table without an error.
class MinorUserObjectPermission(UserObjectPermissionBase):
    """Mirror of the live grants, written by `minors.actions` alone; rows die with the file."""

    content_object = models.ForeignKey(Minor, models.CASCADE, related_name="user_grants")

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "授权镜像"


class GrantQuerySet(ScopedQuerySet):
    def live(self, now: datetime) -> Self:
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=now), from_at__lte=now, until_at__gt=now)

    def keeping_the_file(self, now: datetime) -> Self:
        """Live ones, and assignments that wait for their renewal."""
        waiting = Q(kind=GrantKind.ASSIGNMENT) | Q(until_at__gt=now)
        return self.filter(waiting, Q(ended_at=None) | Q(ended_at__gt=now), from_at__lte=now)

    def opening(self, part: str) -> Self:
        return self.filter(**{f"opens_{part}": True})


class Grant(ScopedRecord):
    """`user` may open parts of one file for a time. Read live at each request: expiry needs no sweep.

    Law: 未成年人网络保护条例 第三十六条 (approval before access, least necessary).
    """

    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="被授权人")
    kind = models.CharField("类别", max_length=20, choices=GrantKind)
    opens_identity = models.BooleanField("身份", default=False)
    opens_schooling = models.BooleanField("就学", default=False)
    opens_guardian = models.BooleanField("监护人", default=False)
    reason = FreeText("理由", max_length=200)
    approver = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止（不含）")
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_reason = FreeText("终止原因", max_length=200, blank=True, typed_as="reason")

    objects = GrantQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "查阅授权"
        ordering = ["-from_at"]
        indexes = [
            models.Index(name="grant_open_by_user", fields=["user", "minor"], condition=Q(ended_at=None)),
            models.Index(name="grant_by_minor", fields=["minor", "user"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="grant_one_assignment_at_a_time",
                fields=["minor", "user"],
                condition=Q(kind=GrantKind.ASSIGNMENT, ended_at=None),
            ),
            models.UniqueConstraint(
                name="grant_one_break_glass_at_a_time",
                fields=["minor", "user"],
                condition=Q(kind=GrantKind.BREAK_GLASS, ended_at=None),
            ),
            models.CheckConstraint(name="grant_not_by_oneself", condition=~Q(user=F("approver"))),
            models.CheckConstraint(
                name="grant_approved_unless_break_glass",
                condition=Q(kind=GrantKind.BREAK_GLASS, approver=None)
                | ~Q(kind=GrantKind.BREAK_GLASS) & Q(approver__isnull=False),
            ),
            models.CheckConstraint(name="grant_until_after_from", condition=Q(until_at__gt=F("from_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return Minor.scope_for(user, f"{via}minor__")


class RecusalQuerySet(ScopedQuerySet):
    def live(self, now: datetime) -> Self:
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=now), from_at__lte=now)


class Recusal(ScopedRecord):
    """回避: `user` has no part in one file, by own declaration (`by` is `user`) or by order of `by`.

    It beats every grant, scope and basis: the file looks absent to them.

    `unit` and `post` are where they serve: to whom their work on the file passes.
    """

    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="回避人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    post = models.CharField("岗位", max_length=30, choices=Post)
    reason = FreeText("理由", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申报人或决定人")
    from_at = models.DateTimeField("起")
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="终止决定人"
    )
    ended_reason = FreeText("终止理由", max_length=200, blank=True, typed_as="reason")

    objects = RecusalQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        ordering = ["-from_at"]
        indexes = [models.Index(name="recusal_live", fields=["user", "minor"], condition=Q(ended_at=None))]
        constraints = [
            models.UniqueConstraint(
                name="recusal_one_at_a_time", fields=["minor", "user"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="recusal_not_ended_by_oneself", condition=Q(ended_by=None) | ~Q(ended_by=F("user"))
            ),
            models.CheckConstraint(
                name="recusal_ended_whole",
                condition=Q(ended_at=None, ended_by=None, ended_reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Whoever may order it, about files in sight: never whoever it keeps away."""
        return Minor.scope_for(user, f"{via}minor__") if may(user, MinorPerm.ORDER_RECUSAL) else NOTHING


class RegistrationLock(Record):
    """A row to lock while a child with this blind index is being registered; says nothing about anybody."""

    key = models.CharField("索引", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "登记锁"

    def __str__(self) -> str:
        return str(self.pk)
