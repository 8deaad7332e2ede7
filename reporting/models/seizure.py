"""A seizure: the fact that starts the clocks. Level 1 only."""

from functools import partial

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User, county_column, township_column
from accounts.scoping import ScopedRecord
from common import codes
from common.coded import CodedJSON
from common.freetext import FreeText
from common.models import Substance
from reporting.choices import Disposition, HowFound, PlaceArea, PlaceKind, words
from reporting.models.scope import by_codes

HAS_CLUE = "有，由派出所办理"
"""What everybody but the post itself is told of a clue."""


def clue_words(*, asked: bool) -> str:
    """Without a clue on file: nobody asked, or somebody did and there was none."""
    return "已询问，无" if asked else "未询问"


class Seizure(ScopedRecord):
    """What one police post found at one time and place; the children stand on its lines, by code.

    `day` is the Shanghai day of capture. Values are the present ones; what was reported, version by
    version, is kept in `Report`. A 预报 leaves everything but time, number and kind of place empty.
    """

    code = models.CharField("编号", max_length=20, unique=True, default=partial(codes.random_code, "C"))
    client_id = models.UUIDField("表单编号", unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="派出所")
    area = models.CharField("行政区划代码", max_length=12)
    county = county_column()
    township = township_column()
    day = models.DateField("查获日期")
    captured_at = models.DateTimeField("查获时间")
    tested_at = models.DateTimeField("检测时间", null=True, blank=True)
    identified_minor_at = models.DateTimeField("确认未成年时间", null=True, blank=True)
    place_kind = models.CharField("场所类型", max_length=20, choices=PlaceKind)
    place_area = models.CharField("查获地", max_length=10, choices=PlaceArea, default=PlaceArea.OWN)
    how_found = models.CharField("发现方式", max_length=20, choices=HowFound, blank=True)
    substance = models.ForeignKey(
        Substance, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="涉及物质"
    )
    dispositions = CodedJSON("处置情况", default=list, blank=True)
    source_clue_asked = models.BooleanField("已询问来源、容留线索", default=False)
    source_clue = FreeText("来源线索", max_length=500, blank=True)
    shelter_clue = FreeText("容留线索", max_length=500, blank=True)
    suspected_count = models.PositiveSmallIntegerField("疑似未成年人数", null=True, blank=True)
    reporter = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填报人")
    sealed_lines = models.PositiveSmallIntegerField("已封存人数", null=True, blank=True)
    hidden_at = models.DateTimeField("全部封存时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "查获"
        ordering = ["-captured_at", "-recorded_at"]
        indexes = [
            models.Index(name="seizure_unit_day", fields=["unit", "day"]),
            models.Index(name="seizure_township_day", fields=["township", "-day"]),
            models.Index(name="seizure_county_day", fields=["county", "-day"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="seizure_suspects_somebody",
                condition=Q(suspected_count=None) | Q(suspected_count__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Own territory for station, leader and county; what the post logged for the police.

        Once every child of it is sealed it is as if it had never been.
        """
        return by_codes(user, via) & Q(**{f"{via}hidden_at": None})

    @property
    def suspected(self) -> int | None:
        """How many were suspected in the 预报, without those whose files are sealed by now."""
        return self.without_sealed(self.suspected_count)

    def without_sealed(self, count: int | None) -> int | None:
        return max(1, count - self.sealed_lines) if count and self.sealed_lines else count

    @property
    def substance_status(self) -> str:
        """How the substance was listed on the day of capture; empty when nothing is known."""
        return self.substance.status_on(self.day) if self.substance else ""

    @property
    def clue_words(self) -> str:
        """As the report tells it: told apart, never what the clue says. A 预报 has not asked yet."""
        if self.source_clue or self.shelter_clue:
            return HAS_CLUE
        return clue_words(asked=self.source_clue_asked) if self.how_found else "预报未填写"

    @property
    def disposition_words(self) -> str:
        return words(Disposition, self.dispositions)
