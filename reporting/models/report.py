"""Reports as they were sent, and the days on which there was nothing to send."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User, county_column, township_column
from accounts.scoping import ScopedRecord
from cases.choices import Place
from common.coded import CodedJSON
from common.freetext import FreeText
from minors.choices import Sex
from minors.models import not_recused
from reporting.choices import Disposition, HowFound, Measure, PlaceArea, PlaceKind, ReportKind, words
from reporting.models.intake import IntakeLine
from reporting.models.scope import by_codes
from reporting.models.seizure import HAS_CLUE, Seizure, clue_words


class Report(ScopedRecord):
    """One version of what was told about a seizure: a copy of its level-1 values at the hour of sending.

    Everything but the answers of the recipient is frozen by a trigger; each answer is written once.
    """

    seizure = models.ForeignKey(Seizure, models.PROTECT, related_name="+", verbose_name="查获")
    version = models.PositiveSmallIntegerField("版本")
    kind = models.CharField("类别", max_length=20, choices=ReportKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="报送单位")
    area = models.CharField("行政区划代码", max_length=12)
    county = county_column()
    township = township_column()
    content = CodedJSON("报送内容（一级）", words=("substance", "substance_status"))
    late_reason = FreeText("迟报原因", max_length=200, blank=True)
    correction_reason = FreeText("更正原因", max_length=200, blank=True, typed_as="reason")
    submitted_at = models.DateTimeField("报送时间")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="报送人")
    phoned_at = models.DateTimeField("电话报告时间", null=True, blank=True)
    phoned_to = FreeText("电话报告对象", max_length=40, blank=True, persons=True)
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签收人"
    )
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    returned_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="退回人"
    )
    return_reason = FreeText("退回原因", max_length=200, blank=True, typed_as="reason")
    countersigned_at = models.DateTimeField("电话报告核认时间", null=True, blank=True)
    countersigned_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="电话报告核认人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "当日报告"
        ordering = ["-submitted_at", "-version"]
        indexes = [
            models.Index(name="report_unit_sent", fields=["unit", "-submitted_at"]),
            models.Index(name="report_township_sent", fields=["township", "-submitted_at"]),
            models.Index(name="report_county_sent", fields=["county", "-submitted_at"]),
        ]
        constraints = [
            models.UniqueConstraint(name="report_one_per_version", fields=["seizure", "version"]),
            models.CheckConstraint(
                name="report_signed_or_returned", condition=Q(signed_at=None) | Q(returned_at=None)
            ),
            models.CheckConstraint(
                name="report_signed_by_somebody",
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="report_returned_with_reason",
                condition=Q(returned_at=None, returned_by=None, return_reason="")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(return_reason="")),
            ),
            models.CheckConstraint(
                name="report_phone_has_both",
                condition=Q(phoned_at=None, phoned_to="") | (Q(phoned_at__isnull=False) & ~Q(phoned_to="")),
            ),
            models.CheckConstraint(
                name="report_countersigned_only_a_phone_report",
                condition=Q(countersigned_at=None) | Q(phoned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_correction_has_reason",
                condition=~Q(kind=ReportKind.CORRECTION) | ~Q(correction_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seizure_id} v{self.version}"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """As for the seizure: territory, or the post's own."""
        return by_codes(user, via) & Q(**{f"{via}seizure__hidden_at": None})

    @property
    def superseded_words(self) -> str:
        """For a row that carries `newest_version`: which version stands in its place."""
        return f"已被第{getattr(self, 'newest_version', self.version)}版取代"

    @property
    def captured_at(self) -> datetime:
        """The capture as this version tells it."""
        return datetime.fromisoformat(self.content["captured_at"])

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The level-1 facts as they were sent, label and words."""
        told = self.content
        found = [
            ("场所类型", words(PlaceKind, [told["place_kind"]])),
            ("查获地", words(PlaceArea, [told["place_area"]])),
            ("发现方式", words(HowFound, filter(None, [told["how_found"]]))),
            ("涉及物质", told["substance"]),
            ("当日列管情况", told["substance_status"]),
            ("处置情况", words(Disposition, told["dispositions"])),
            ("疑似未成年人数", str(self.seizure.without_sealed(told["suspected_count"]) or "")),
            ("来源、容留线索", self._clue_words),
        ]
        return [(label, value) for label, value in found if value]

    @property
    def _clue_words(self) -> str:
        """Whether anybody asked, and what came of it; a 预报 does not ask yet."""
        if self.content["has_clue"]:
            return HAS_CLUE
        if self.kind == ReportKind.PRELIMINARY or "clue_asked" not in self.content:
            return ""
        return clue_words(asked=self.content["clue_asked"])


class ReportLine(ScopedRecord):
    """One child in one version of a report: code and level-1 values, nothing that names anybody.

    Frozen, but for the disposal of the child's file: then the values go, and that it was reported stays.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="+", verbose_name="报告")
    line = models.ForeignKey(IntakeLine, models.PROTECT, related_name="+", verbose_name="登记行")
    code = models.CharField("编号", max_length=40)
    age_band = models.CharField("年龄段", max_length=20)
    sex = models.CharField("性别", max_length=1, choices=Sex)
    is_pupil = models.BooleanField("在校学生")
    household = models.CharField("户籍地", max_length=10, choices=Place)
    residence = models.CharField("实际居住地", max_length=10, choices=Place)
    measures = CodedJSON("现场措施", default=list)
    guardian_told = models.BooleanField("已告知监护人")
    health_looked_at = models.BooleanField("已查看身体状况")
    erased_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报告人员行"
        ordering = ["report", "code"]
        constraints = [
            models.UniqueConstraint(name="reportline_once", fields=["report", "line"]),
            models.CheckConstraint(
                name="reportline_erased_says_nothing",
                condition=Q(erased_at=None)
                | Q(age_band="", sex="", is_pupil=False, household=Place.UNKNOWN, residence=Place.UNKNOWN),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """The lines of a report are seen with the report, those of sealed files never."""
        unsealed = Q(**{f"{via}line__minor__sealed_at": None})
        seen = Report.scope_for(user, f"{via}report__") & unsealed
        return seen & not_recused(user, f"{via}line__minor")

    @property
    def measure_words(self) -> str:
        return words(Measure, self.measures)


STANDS = Q(superseded_at=None) | Q(superseded_by__hidden_at__isnull=False)
"""A zero that nothing visible has superseded: a seizure whose every child is sealed never was."""


class Declaration(ScopedRecord):
    """今日无查获: a post says that it found nobody on `day`. Kept when a later seizure supersedes it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="派出所")
    area = models.CharField("行政区划代码", max_length=12)
    county = county_column()
    township = township_column()
    day = models.DateField("日期")
    at = models.DateTimeField("报送时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="报送人")
    late_reason = FreeText("迟报原因", max_length=200, blank=True)
    superseded_at = models.DateTimeField("被更正时间", null=True, blank=True)
    superseded_by = models.ForeignKey(
        Seizure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="更正为"
    )

    is_reading = False

    class Meta:
        verbose_name = verbose_name_plural = "零报告"
        ordering = ["-day", "-at"]
        indexes = [
            models.Index(name="declaration_unit_day", fields=["unit", "-day"]),
            models.Index(name="declaration_township_day", fields=["township", "-day"]),
            models.Index(name="declaration_county_day", fields=["county", "-day"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="declaration_one_live_per_day", fields=["unit", "day"], condition=Q(superseded_at=None)
            ),
            models.CheckConstraint(
                name="declaration_superseded_by_a_seizure",
                condition=Q(superseded_at=None, superseded_by=None)
                | Q(superseded_at__isnull=False, superseded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="declaration_superseded_later",
                condition=Q(superseded_at=None) | Q(superseded_at__gte=F("at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """As for the seizure: territory, or the post's own."""
        return by_codes(user, via)

    @property
    def stands(self) -> bool:
        """Nothing that can be seen has superseded it: a seizure whose every child is sealed never was."""
        return self.successor is None

    @property
    def successor(self) -> Seizure | None:
        """The seizure that stands in its place, as far as it can be seen."""
        seizure = self.superseded_by
        return None if seizure is None or seizure.hidden_at else seizure
