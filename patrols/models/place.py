"""Schools and venues: where a patrol goes. Every name here is of an adult at work."""

from functools import partial

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from common import codes
from common.freetext import FreeText
from patrols.choices import SchoolKind, SeasonKind, VenueKind
from patrols.models.scope import Placed


class _Located(Placed):
    """Degrees east and north (WGS 84), both or neither; what nobody measured stays empty and is listed."""

    longitude = models.DecimalField(
        "经度",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(73), MaxValueValidator(136)],
    )
    latitude = models.DecimalField(
        "纬度",
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(3), MaxValueValidator(54)],
    )

    class Meta:
        abstract = True


class SchoolProfile(_Located):
    """What a patrol must know of a school: `campus` is its unit, `area` where it stands."""

    kind = models.CharField("类别", max_length=20, choices=SchoolKind)
    grades = FreeText("年级", max_length=40, blank=True, persons=True)
    has_boarders = models.BooleanField("有寄宿生", default=False)
    keeper = FreeText("安全负责人", max_length=40, blank=True, registered=False, persons=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")

    class Meta:
        verbose_name = verbose_name_plural = "学校情况"
        ordering = ["area", "id"]
        constraints = [
            models.UniqueConstraint(name="schoolprofile_one_per_school", fields=["campus"]),
            models.CheckConstraint(name="schoolprofile_has_its_school", condition=Q(campus__isnull=False)),
            models.CheckConstraint(
                name="schoolprofile_both_degrees_or_none",
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__isnull=False, latitude__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.campus)


class Season(Placed):
    """A stretch of a school's year: a term, an exam week, a holiday. Both days belong to it.

    A plan says how often to patrol in which kind of season. One entered by mistake is marked as removed.
    """

    kind = models.CharField("类别", max_length=10, choices=SeasonKind)
    name = FreeText("名称", max_length=40)
    from_on = models.DateField("第一天")
    until_on = models.DateField("最后一天")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    client_id = models.UUIDField("表单编号", null=True, blank=True, unique=True)
    changed_at = models.DateTimeField("修改时间", null=True, blank=True)
    changed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="修改人"
    )
    removed_at = models.DateTimeField("删除时间", null=True, blank=True)
    removed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="删除人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "校历"
        ordering = ["from_on", "kind"]
        indexes = [models.Index(name="season_of_school", fields=["campus", "from_on"])]
        constraints = [
            models.CheckConstraint(name="season_has_its_school", condition=Q(campus__isnull=False)),
            models.CheckConstraint(
                name="season_ends_after_it_begins", condition=Q(until_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(
                name="season_once", fields=["campus", "kind", "from_on"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(
                name="season_changed_by_somebody",
                condition=Q(changed_at=None, changed_by=None)
                | Q(changed_at__isnull=False, changed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="season_removed_by_somebody",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Venue(_Located):
    """A shop, a net café, a karaoke … that is checked. `campus` is the nearest school, `distance` in metres.

    `is_key` marks 重点场所, checked once a quarter (方案四(二)2; 本单位规定 D). Its state is computed.
    """

    code = models.CharField(
        "编号", max_length=20, unique=True, default=partial(codes.random_code, "V"), editable=False
    )
    kind = models.CharField("类别", max_length=20, choices=VenueKind)
    name = FreeText("名称", max_length=60, persons=True)
    keeper = FreeText("负责人", max_length=40, blank=True, registered=False, persons=True)
    licence = FreeText("许可证或营业执照", max_length=60, blank=True, registered=False, persons=True)
    address = FreeText("地址", max_length=100, blank=True, persons=True)
    distance = models.PositiveIntegerField("距最近学校（米）", null=True, blank=True)
    is_key = models.BooleanField("重点场所", default=True)
    opened_on = models.DateField("列入日期")
    closed_on = models.DateField("停业或移出日期", null=True, blank=True)
    closed_reason = FreeText("移出原因", max_length=100, blank=True, typed_as="reason")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    client_id = models.UUIDField("表单编号", null=True, blank=True, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "场所"
        ordering = ["area", "kind", "name"]
        indexes = [models.Index(name="venue_township", fields=["township", "kind"])]
        constraints = [
            models.UniqueConstraint(name="venue_name_once_per_area", fields=["area", "kind", "name"]),
            models.CheckConstraint(
                name="venue_distance_is_to_a_school",
                condition=Q(distance=None) | Q(campus__isnull=False),
            ),
            models.CheckConstraint(
                name="venue_closed_has_reason",
                condition=Q(closed_on=None, closed_reason="")
                | (Q(closed_on__isnull=False) & ~Q(closed_reason="")),
            ),
            models.CheckConstraint(
                name="venue_closed_after_opened",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="venue_both_degrees_or_none",
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__isnull=False, latitude__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code
