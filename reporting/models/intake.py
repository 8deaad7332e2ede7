"""How a child comes to the house: one line per child and door, and what is done on the line."""

from functools import partial

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User, county_column, township_column
from accounts.scoping import ScopedRecord
from cases.choices import Place
from common import codes
from common.coded import CodedJSON
from common.freetext import FreeText
from minors.choices import Sex
from minors.models import Minor, not_recused
from reporting.choices import (
    Adult,
    Channel,
    Finding,
    GuardianHow,
    HandedTo,
    IntakeSource,
    LineState,
    Measure,
    Presence,
    TryOutcome,
    words,
)
from reporting.models.scope import by_codes
from reporting.models.seizure import Seizure


class IntakeLine(ScopedRecord):
    """One child through one door: its code, what level 1 knows of it, and where registering stands.

    `unit` is the office whose book it stands in (the police post for a seizure or a mandatory report,
    the station for a letter), `station` the one that registers. `minor` follows a match into the existing
    file; `code` stays the one of the intake, which is the code of every report. `receipt` is what a
    reporter is given: it leads nowhere.
    """

    source = models.CharField("来源", max_length=20, choices=IntakeSource)
    receipt = models.CharField(
        "回执编号", max_length=20, unique=True, default=partial(codes.random_code, "H")
    )
    client_id = models.UUIDField("表单编号", null=True, blank=True, unique=True)
    received_at = models.DateTimeField("收到时间")
    organ = FreeText("来函机关", max_length=60, blank=True, persons=True)
    number = FreeText("来函文号", max_length=60, blank=True, persons=True)
    forwarded_by = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转办单位"
    )
    note = FreeText("说明", max_length=200, blank=True)

    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="未成年人")
    code = models.CharField("编号", max_length=40)
    seizure = models.ForeignKey(
        Seizure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="查获"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="录入单位")
    station = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="登记工作站")
    area = models.CharField("行政区划代码", max_length=12)
    county = county_column()
    township = township_column()

    age_band = models.CharField("年龄段", max_length=20)
    sex = models.CharField("性别", max_length=1, choices=Sex)
    is_pupil = models.BooleanField("在校学生")
    household = models.CharField("户籍地", max_length=10, choices=Place, default=Place.UNKNOWN)
    household_area = models.CharField("户籍地区划代码", max_length=9, blank=True)
    residence = models.CharField("实际居住地", max_length=10, choices=Place, default=Place.UNKNOWN)
    residence_area = models.CharField("居住地区划代码", max_length=9, blank=True)
    captured_in = models.BooleanField("在本乡查获", default=True)
    measures = CodedJSON("现场措施", default=list, blank=True)
    health_looked_at = models.BooleanField("已查看身体状况", default=False)
    is_named = models.BooleanField("已查明身份", default=False)

    guardian_told_at = models.DateTimeField("告知监护人时间", null=True, blank=True)
    guardian_told_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="告知人"
    )
    guardian_how = models.CharField("告知方式", max_length=20, choices=GuardianHow, blank=True)
    in_charge = models.CharField("暂由谁负责", max_length=20, choices=HandedTo, blank=True)
    appropriate_adult = models.CharField("合适成年人", max_length=20, choices=Adult, blank=True)
    handed_to = models.CharField("交由谁", max_length=20, choices=HandedTo, blank=True)

    finding = models.CharField("核实情况", max_length=20, choices=Finding, blank=True)
    police_received_at = models.DateTimeField("派出所接收时间", null=True, blank=True)
    police_received_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收人"
    )
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    registered_at = models.DateTimeField("登记时间", null=True, blank=True)
    registered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    state = models.CharField("状态", max_length=20, choices=LineState, default=LineState.WAITING)

    class Meta:
        verbose_name = verbose_name_plural = "登记行"
        ordering = ["-received_at", "code"]
        indexes = [
            models.Index(name="intakeline_seizure", fields=["seizure"]),
            models.Index(name="intakeline_minor", fields=["minor"]),
            models.Index(name="intakeline_township_state", fields=["township", "state", "-received_at"]),
            models.Index(name="intakeline_unit_received", fields=["unit", "-received_at"]),
        ]
        constraints = [
            models.UniqueConstraint(name="intakeline_code_once", fields=["code"]),
            models.CheckConstraint(
                name="intakeline_seizure_iff_seized",
                condition=Q(source=IntakeSource.SEIZURE, seizure__isnull=False)
                | (~Q(source=IntakeSource.SEIZURE) & Q(seizure=None)),
            ),
            models.CheckConstraint(
                name="intakeline_registered_by_somebody",
                condition=Q(
                    registered_at__isnull=False,
                    registered_by__isnull=False,
                    state__in=[LineState.REGISTERED, LineState.MATCHED],
                )
                | (
                    Q(registered_at=None, registered_by=None)
                    & ~Q(state__in=[LineState.REGISTERED, LineState.MATCHED])
                ),
            ),
            models.CheckConstraint(
                name="intakeline_told_has_author_and_way",
                condition=Q(guardian_told_at=None, guardian_told_by=None, guardian_how="")
                | (Q(guardian_told_at__isnull=False, guardian_told_by__isnull=False) & ~Q(guardian_how="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """The responsible township's station, leader and county; the police post that took it in.

        The line of a sealed file is seen by nobody, nor that of a child from whom one keeps away.
        """
        unsealed = Q(**{f"{via}minor__sealed_at": None})
        return by_codes(user, via) & unsealed & not_recused(user, f"{via}minor")

    @property
    def measure_words(self) -> str:
        return words(Measure, self.measures)

    @property
    def origin(self) -> str:
        """How the child came to us, in a few words."""
        return f"{self.get_source_display()} {self.organ}".strip()


class GuardianTry(ScopedRecord):
    """One attempt to reach a guardian. Law: 治安管理处罚法 第九十八条."""

    line = models.ForeignKey(IntakeLine, models.PROTECT, related_name="+", verbose_name="登记行")
    at = models.DateTimeField("时间")
    how = models.CharField("方式", max_length=20, choices=GuardianHow)
    outcome = models.CharField("结果", max_length=20, choices=TryOutcome)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")

    class Meta:
        verbose_name = verbose_name_plural = "告知监护人记录"
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.line_id} {self.outcome}"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Seen with the line."""
        return IntakeLine.scope_for(user, f"{via}line__")


class EducationTalk(ScopedRecord):
    """The police talked with a pupil (方案四(三)2), or went and met nobody.

    What was said stays with the child.
    """

    line = models.ForeignKey(IntakeLine, models.PROTECT, related_name="+", verbose_name="登记行")
    at = models.DateTimeField("时间")
    adult = models.CharField("谁在场", max_length=20, choices=Presence)
    note = FreeText("要点", max_length=200, blank=True)
    erased_at = models.DateTimeField("销毁时间", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")

    class Meta:
        verbose_name = verbose_name_plural = "教育谈话"
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="educationtalk_erased_says_nothing", condition=Q(erased_at=None) | Q(note="")
            ),
            models.CheckConstraint(
                name="educationtalk_alone_says_why",
                condition=~Q(adult=Presence.ALONE) | ~Q(note="") | Q(erased_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.at:%Y-%m-%d}"

    @property
    def took_place(self) -> bool:
        """The child at least was there."""
        return self.adult != Presence.NOBODY

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Seen with the line."""
        return IntakeLine.scope_for(user, f"{via}line__")


class CountyReport(ScopedRecord):
    """What was sent to the county office about one child, in level-1 words (方案四(三)2、3)."""

    line = models.ForeignKey(IntakeLine, models.PROTECT, related_name="+", verbose_name="登记行")
    number = models.CharField("编号", max_length=20, unique=True, default=partial(codes.random_code, "S"))
    at = models.DateTimeField("上报时间")
    channel = models.CharField("方式", max_length=20, choices=Channel)
    content = CodedJSON("上报内容（一级）", words=("substance", "age_band"))
    suggestion = FreeText("建议的管理及服务措施", max_length=300, blank=True)
    erased_at = models.DateTimeField("销毁时间", null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="上报单位")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上报人")

    class Meta:
        verbose_name = verbose_name_plural = "上报县禁毒办"
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(name="countyreport_one_per_line", fields=["line"]),
            models.CheckConstraint(
                name="countyreport_erased_says_nothing", condition=Q(erased_at=None) | Q(suggestion="")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Seen with the line."""
        return IntakeLine.scope_for(user, f"{via}line__")
