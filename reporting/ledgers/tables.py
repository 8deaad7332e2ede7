"""The ledgers of the office and their columns. Codes only; both instants of every fact."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from accounts.choices import UnitKind
from accounts.models import User
from accounts.scoping import ScopedQuerySet
from cases.models import Case, Custody, Team
from cases.permissions import CasePerm
from common import clock
from duties.models import Miss, duty_scope, files_of
from duties.permissions import DutyPerm
from minors.choices import Track
from reporting.choices import Disposition, Measure
from reporting.ledgers.base import Column, Ledger, backfilled, due_text
from reporting.ledgers.outreach import OF_OUTREACH
from reporting.ledgers.outward import OUTWARD_REGISTERS
from reporting.ledgers.places import OF_PLACES
from reporting.models import Declaration, IntakeLine, Report, Seizure
from reporting.permissions import ReportPerm

POLICE = (UnitKind.POLICE_POST,)
OFFICES = (UnitKind.POLICE_POST, UnitKind.STATION, UnitKind.TOWNSHIP, UnitKind.COUNTY)


def _late(_row) -> str:
    return "late"


def _soon(_row) -> str:
    return "soon"


@dataclass
class RegisterLine:
    """One line of the police post's book: a seizure, one of its children (none in a 预报), its reports."""

    seizure: Seizure
    child: IntakeLine | None
    first: Report | None
    latest: Report | None

    @property
    def report_state(self) -> str:
        if self.latest is None:
            return "未报送"
        if self.latest.returned_at:
            return "被退回，待更正"
        return "已签收" if self.latest.signed_at else "已报送，待签收"

    @property
    def report_tone(self) -> str:
        if self.latest is None:
            return "missing"
        if self.latest.returned_at:
            return "late"
        return "ok" if self.latest.signed_at else "open"

    @property
    def is_sent_late(self) -> bool:
        return self.first is not None and self.first.submitted_at >= clock.end_of_day(self.seizure.day)

    @property
    def measures(self) -> str:
        return _words(Measure, self.child.measures) if self.child else ""

    @property
    def guardian(self) -> str:
        child = self.child
        if child is None:
            return ""
        if child.guardian_told_at is None:
            return f"未告知，暂由{child.get_in_charge_display()}负责" if child.in_charge else "未告知"
        return f"{clock.local(child.guardian_told_at):%Y-%m-%d %H:%M} {child.get_guardian_how_display()}"


def register_lines(user: User, seizures: list[Seizure], now: datetime) -> Iterator[RegisterLine]:
    """The book's lines of these seizures: three queries, however many they are."""
    keys = [seizure.pk for seizure in seizures]
    children, reports = defaultdict(list), defaultdict(list)
    for child in IntakeLine.objects.visible_to(user).filter(seizure__in=keys).order_by("code"):
        children[child.seizure_id].append(child)
    for report in Report.objects.visible_to(user).filter(seizure__in=keys).order_by("version"):
        reports[report.seizure_id].append(report)
    for seizure in seizures:
        sent = reports[seizure.pk]
        first, latest = (sent[0], sent[-1]) if sent else (None, None)
        for child in children[seizure.pk]:
            yield RegisterLine(seizure, child, first, latest)
        if not children[seizure.pk]:
            yield RegisterLine(seizure, None, first, latest)


def _words(choices, values: list[str]) -> str:
    return "、".join(str(choices(value).label) for value in values if value in choices.values)


def _seizure_late(row) -> str:
    return backfilled(row.seizure.captured_at, row.seizure.recorded_at)


def _of_child(name: str):
    """A value of the child on the line, empty where there is none yet."""
    return lambda line: _read(line.child, name) if line.child else ""


def _read(row, name: str):
    value = getattr(row, name)
    return value() if callable(value) else value


REGISTER = Ledger(
    slug="register",
    title="登记簿",
    hint="本所查获的未成年人，只有编号。",
    perm=ReportPerm.VIEW_REGISTER,
    found=lambda user: (
        Seizure.objects.visible_to(user)
        .filter(unit=user.acting.unit)  # type: ignore[union-attr]
        .select_related("substance", "unit")
    ),
    moment="captured_at",
    unit_field="unit",
    unit_kinds=(),
    spread=register_lines,
    link=lambda line: reverse("reporting:seizure_detail", args=[line.seizure.pk]),
    columns=(
        Column("查获编号", lambda line: line.seizure.code, 14),
        Column("人员编号", _of_child("code"), 14),
        Column("查获时间（发生）", lambda line: line.seizure.captured_at, 17),
        Column("录入时间", lambda line: line.seizure.recorded_at, 17),
        Column("补录", lambda line: _seizure_late(line), 6, tone=_soon),
        Column("年龄段", _of_child("age_band"), on_screen=False),
        Column("性别", _of_child("get_sex_display"), 6, on_screen=False),
        Column("在校学生", _of_child("is_pupil"), 9, on_screen=False),
        Column("户籍地", _of_child("get_household_display"), 8, on_screen=False),
        Column("实际居住地", _of_child("get_residence_display"), 11, on_screen=False),
        Column("场所", lambda line: line.seizure.get_place_kind_display(), on_screen=False),
        Column("涉及物质", lambda line: line.seizure.substance, 14, on_screen=False),
        Column("现场措施", lambda line: line.measures, 20, on_screen=False),
        Column("处置", lambda line: _words(Disposition, line.seizure.dispositions), 16, on_screen=False),
        Column("告知监护人", lambda line: line.guardian, 22),
        Column("交由谁", _of_child("get_handed_to_display")),
        Column("报告状态", lambda line: line.report_state, 15, tone=lambda line: line.report_tone),
        Column("首次报送", lambda line: line.first and line.first.submitted_at, 17),
        Column("逾期报送", lambda line: "逾期" if line.is_sent_late else "", 9, tone=_late),
        Column("登记状态", _of_child("get_state_display"), on_screen=False),
    ),
)

DECLARATIONS = Ledger(
    slug="declarations",
    title="零报告台账",
    hint="各派出所报过“今日无查获”的日子。",
    perm=ReportPerm.VIEW_REPORT,
    found=lambda user: Declaration.objects.visible_to(user).select_related("unit", "superseded_by"),
    moment="day",
    by_day=True,
    unit_field="unit",
    unit_kinds=POLICE,
    columns=(
        Column("日期", lambda row: row.day),
        Column("派出所", lambda row: row.unit.name, 24),
        Column("报送时间（发生）", lambda row: row.at, 17),
        Column("录入时间", lambda row: row.recorded_at, 17),
        Column("补录", lambda row: backfilled(row.at, row.recorded_at), 6, tone=_soon),
        Column("逾期补报", lambda row: "逾期" if row.at >= clock.end_of_day(row.day) else "", 9, tone=_late),
        Column("迟报原因", lambda row: row.late_reason, 24),
        Column("现状", lambda row: "有效" if row.stands else "先报零后更正", 14),
        Column("更正时间", lambda row: None if row.stands else row.superseded_at, 17),
        Column("更正为查获", lambda row: row.successor and row.successor.code, 14),
    ),
)

REPORTS = Ledger(
    slug="reports",
    title="当日报告台账",
    hint="每份报告的每个版本，何时查获、何时报送、何时签收。",
    perm=ReportPerm.VIEW_REPORT,
    found=lambda user: Report.objects.visible_to(user).select_related("unit", "seizure"),
    moment="submitted_at",
    unit_field="unit",
    unit_kinds=POLICE,
    link=lambda row: reverse("reporting:report_detail", args=[row.pk]),
    columns=(
        Column("查获编号", lambda row: row.seizure.code, 14),
        Column("版本", lambda row: row.version, 6),
        Column("类别", lambda row: row.get_kind_display(), 8),
        Column("派出所", lambda row: row.unit.name, 24),
        Column("查获时间（发生）", lambda row: row.seizure.captured_at, 17),
        Column("查获录入时间", lambda row: row.seizure.recorded_at, 17, on_screen=False),
        Column("报送时间", lambda row: row.submitted_at, 17),
        Column("录入时间", lambda row: row.recorded_at, 17, on_screen=False),
        Column("补录", lambda row: _seizure_late(row), 6, tone=_soon),
        Column(
            "逾期报送",
            lambda row: (
                "逾期" if row.version == 1 and row.submitted_at >= clock.end_of_day(row.seizure.day) else ""
            ),
            9,
        ),
        Column("迟报原因", lambda row: row.late_reason, 24),
        Column("更正原因", lambda row: row.correction_reason, 24, on_screen=False),
        Column("电话报告时间", lambda row: row.phoned_at, 17),
        Column("电话核认时间", lambda row: row.countersigned_at, 17, on_screen=False),
        Column("签收时间", lambda row: row.signed_at, 17),
        Column("退回时间", lambda row: row.returned_at, 17),
        Column("退回原因", lambda row: row.return_reason, 24, on_screen=False),
    ),
)


def _cases(user: User) -> QuerySet[Case]:
    teams: ScopedQuerySet = Team.objects.visible_to(user)
    named = teams.filter(case=OuterRef("pk"), confirmed_at__isnull=False, ended_at=None)
    rows = Case.objects.visible_to(user).exclude(track=Track.CARE)  # a list of its own, never among users
    inside = Custody.objects.visible_to(user).inside().filter(case=OuterRef("pk"))
    return rows.select_related("minor", "unit").annotate(has_team=Exists(named), is_inside=Exists(inside))


def _state(row: Any) -> str:
    is_inside = row.is_inside and row.closed_at is None
    return "在所" if is_inside else str(row.get_status_display())


CASES = Ledger(
    slug="cases",
    title="个案台账",
    hint="责任工作站、办理路径和现状，只有编号。",
    perm=CasePerm.VIEW,
    found=_cases,
    moment="opened_at",
    unit_field="unit",
    unit_kinds=(UnitKind.STATION,),
    link=lambda row: reverse("cases:case_detail", args=[row.pk]),
    columns=(
        Column("人员编号", lambda row: row.minor.code, 14),
        Column("责任工作站", lambda row: row.unit.name, 24),
        Column("办理路径", lambda row: row.get_route_display(), 15),
        Column("法律措施", lambda row: row.get_track_display(), 14),
        Column("在校学生", lambda row: row.is_pupil, 9),
        Column("户籍地", lambda row: row.get_household_display(), 8),
        Column("实际居住地", lambda row: row.get_residence_display(), 11),
        Column("状态", _state, 9),
        Column("帮教小组", lambda row: "已落实" if row.has_team else "未落实", 9),
        Column("立案时间（发生）", lambda row: row.opened_at, 17),
        Column("录入时间", lambda row: row.recorded_at, 17),
        Column("补录", lambda row: backfilled(row.opened_at, row.recorded_at), 6, tone=_soon),
        Column("办结时间", lambda row: row.closed_at, 17),
    ),
)

MISSES = Ledger(
    slug="misses",
    title="逾期台账",
    hint="到期没有办的事。后来补办了也留在这里。",
    perm=DutyPerm.VIEW_MISSES,
    found=lambda user: Miss.objects.filter(duty_scope(user, "duty__")).select_related("duty__unit"),
    moment="at",
    unit_field="duty__unit",
    unit_kinds=OFFICES,
    link=lambda row: reverse("duties:duty_detail", args=[row.duty_id]),
    files=lambda rows: files_of(row.duty for row in rows),
    columns=(
        Column("事项", lambda row: row.duty.title, 28),
        Column(
            "现状",
            lambda row: "逾期完成" if row.duty.met_at else "至今未完成",
            12,
            tone=lambda row: "soon" if row.duty.met_at else "late",
        ),
        Column("责任单位", lambda row: row.duty.unit.name, 24),
        Column("责任岗位", lambda row: row.duty.get_post_display(), 24, on_screen=False),
        Column("编号", lambda row: row.duty.label, 30),
        Column("起算时间", lambda row: row.duty.started_at, 17, on_screen=False),
        Column("截止时间", lambda row: due_text(row.duty.due_at), 17),
        Column("完成时间（发生）", lambda row: row.duty.met_at, 17),
        Column("完成录入时间", lambda row: row.duty.met_recorded_at, 17),
        Column("补录", lambda row: "补录" if row.duty.is_backfilled else "", 6, tone=_soon),
        Column("依据", lambda row: row.duty.basis, 30, on_screen=False),
    ),
)

LEDGERS = {
    ledger.slug: ledger
    for ledger in (
        REGISTER,
        DECLARATIONS,
        REPORTS,
        CASES,
        MISSES,
        *OF_PLACES,
        *OF_OUTREACH,
        *OUTWARD_REGISTERS,
    )
}

MATRIX = (
    Column("日期", lambda cell: cell.day),
    Column("派出所", lambda cell: cell.unit.name, 24),
    Column("报送情况", lambda cell: cell.state.label, 14),
    Column("应报截止", lambda cell: due_text(cell.due_at), 17),
    Column("实际报送", lambda cell: cell.told_at, 17),
    Column("逾期补报", lambda cell: "逾期" if cell.is_late else "", 9, tone=_late),
    Column("原报零时间", lambda cell: cell.zero_at if cell.told_at != cell.zero_at else None, 17),
)
"""The unit matrix as a list: one line per post and day. States only, no number of children."""
