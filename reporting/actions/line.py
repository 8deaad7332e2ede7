"""What is done on the line of one child: guardian, identity, registration, talk, word to the county."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.choices import UnitKind
from accounts.models import User
from accounts.permissions import require
from cases import actions as cases
from cases.models import Case
from cases.permissions import CasePerm
from cases.policies import PLAN
from cases.rules import RouteFacts
from common import clock, wording
from common.choices import SubstanceClass
from common.errors import DomainError
from duties.models import Duty
from minors import actions as minors
from minors.actions import ChildIn
from minors.choices import DisclosureBasis, DisclosureKind
from minors.models import Minor
from minors.rules import born_on
from reporting import rules
from reporting.actions import clocks
from reporting.actions.decision import open_chase
from reporting.actions.following import follow_route
from reporting.actions.intake import lock
from reporting.actions.offices import own_unit
from reporting.choices import Channel, LineState, TryOutcome
from reporting.models import CountyReport, EducationTalk, GuardianTry, IntakeLine
from reporting.permissions import ReportPerm

REGISTER_KINDS = ("report.register", "transfer.intake")


@transaction.atomic
def record_guardian_told(
    *,
    by: User,
    line: IntakeLine,
    at: datetime,
    how: str,
    outcome: str,
    now: datetime,
    in_charge: str = "",
    appropriate_adult: str = "",
    handed_to: str = "",
    health_looked_at: bool = False,
) -> IntakeLine:
    """One attempt to tell a guardian. Told, or tried with somebody in charge of the child, meets the duty.

    Law: 治安管理处罚法 第九十八条.
    """
    require(by, ReportPerm.LOG_SEIZURE, line)
    rules.refuse_future(now, at=at)
    rules.refuse_before(line.received_at, at=at)
    row = lock(line)
    tries = GuardianTry.objects.for_system("sent twice it is one")
    tries.get_or_create(line=row, at=at, how=how, outcome=outcome, by=by)
    if outcome == TryOutcome.TOLD and row.guardian_told_at is None:
        row.guardian_told_at, row.guardian_told_by, row.guardian_how = at, by, how
    row.in_charge = in_charge or row.in_charge
    row.appropriate_adult = appropriate_adult or row.appropriate_adult
    row.handed_to = handed_to or row.handed_to
    row.health_looked_at = row.health_looked_at or health_looked_at
    row.save()
    if outcome == TryOutcome.TOLD or row.in_charge:
        clocks.meet_line("report.guardian", row, at=at, by=by, now=now)
    return row


@transaction.atomic
def identify_line(*, by: User, line: IntakeLine, child: ChildIn, now: datetime) -> IntakeLine:
    """The police found out who the child is. The name goes to the vault; the line says that it is known."""
    require(by, ReportPerm.LOG_SEIZURE, line)
    if not (child.name.strip() or child.id_number.strip()):
        raise DomainError("请填写姓名或公民身份号码。", field="name")
    row = lock(line)
    on = clock.local_day(row.received_at)
    minor = minors.identify(by=by, minor=row.minor, child=child, now=now, on=on)
    row.is_named = True
    row.sex = minor.sex
    row.age_band = rules.age_band(born=born_on(child, on=on), birth_year=minor.birth_year, on=on)
    row.save()
    clocks.meet_line("report.identify", row, at=now, by=by, now=now)
    return row


@transaction.atomic
def register_line(
    *,
    by: User,
    line: IntakeLine,
    facts: RouteFacts,
    now: datetime,
    identity: ChildIn | None = None,
    existing: Minor | None = None,
    other_child_reason: str = "",
    match_reason: str = "",
) -> Case:
    """Enter the child into the register, or match it to `existing`, and open the case: one transaction.

    A match keeps the open case, whose route is decided anew where the new facts differ; `match_reason` says
    why it is one child all the same where the sexes differ.
    Stops the station's clock; opens `case.education` and `case.county_report` where the route orders them.
    Whoever comes second is told. Law: 方案四(三)1–4; 禁毒法 第三十三条.
    """
    require(by, ReportPerm.REGISTER, line)
    wording.refuse_numbers(other_child_reason, field="other_child_reason")  # kept with the past of the file,
    wording.refuse_numbers(match_reason, field="match_reason")  # where the column has another name
    row = lock(line)
    if row.state != LineState.WAITING:
        who = row.registered_by.name if row.registered_by else ""
        raise DomainError(f"这一行已由{who or '他人'}处理，无需再次登记。")
    if existing is not None:
        minor = minors.match(
            by=by,
            intake=row.minor,
            existing=existing,
            sex=identity.sex if identity else "",
            is_pupil=facts.is_pupil,
            reason=match_reason,
            now=now,
        )
        row.minor, row.state = minor, LineState.MATCHED
    elif identity is not None:
        given = replace(identity, is_pupil=facts.is_pupil)
        minor = minors.register(
            by=by,
            minor=row.minor,
            identity=given,
            now=now,
            other_child_reason=other_child_reason,
            on=clock.local_day(row.received_at),
        )
        row.state = LineState.REGISTERED
        row.is_named = row.is_named or bool(identity.name or identity.id_number)
    else:
        raise DomainError("请先查重，再选择新登记或并入原档案。")
    row.registered_at, row.registered_by = now, by
    row.household, row.residence, row.is_pupil = facts.household, facts.residence, facts.is_pupil
    row.captured_in = facts.captured_in
    row.save()
    case = cases.open_case(by=by, minor=minor, facts=facts, at=now, now=now, code=row.code)
    known = row.seizure.substance if row.seizure else None
    if known is not None and known.klass != SubstanceClass.UNLISTED:
        cases.note_substance(by=by, case=case, substance=known, now=now)
    for kind in REGISTER_KINDS:
        clocks.meet_line(kind, row, at=now, by=by, now=now)
    follow_route(row, case, by, at=now, now=now)
    open_chase(row, case, now=now)
    return case


@transaction.atomic
def record_education(
    *, by: User, line: IntakeLine, at: datetime, adult: str, note: str, now: datetime
) -> EducationTalk:
    """The police talked with a pupil of ours, or met nobody, which is on record and meets nothing.

    Raises DomainError for a talk without the guardian that does not say why. Law: 方案四(三)2.
    """
    require(by, CasePerm.RECORD_EDUCATION, line)
    rules.refuse_future(now, at=at)
    rules.refuse_before(line.received_at, at=at)
    note = note.strip()
    if problem := rules.problem_with_talk(adult, note):
        raise DomainError(problem, field="note")
    row = lock(line)
    talks = EducationTalk.objects.for_system("sent twice it is one")
    talk, _ = talks.get_or_create(line=row, at=at, by=by, adult=adult, defaults={"note": note})
    if talk.took_place:
        clocks.meet_line("case.education", row, at=at, by=by, now=now)
    return talk


@transaction.atomic
def send_county_report(
    *, by: User, line: IntakeLine, channel: str, suggestion: str, at: datetime, now: datetime
) -> CountyReport:
    """Tell the county office about one child in level-1 words, once.

    Law: 方案四(三)2、3; 治安管理处罚法 第一百三十六条.
    """
    require(by, CasePerm.REPORT_COUNTY, line)
    at = now if channel == Channel.SYSTEM else at
    rules.refuse_future(now, at=at)
    rules.refuse_before(line.received_at, at=at)
    row = lock(line)
    if row.registered_at is None:
        raise DomainError("该未成年人尚未登记，登记后再上报。")
    sent = CountyReport.objects.for_system("once per line").filter(line=row).first()
    if sent is not None:
        return sent
    owed = (
        Duty.objects.open().filter(kind="case.county_report", subject=row.pk).select_related("unit").first()
    )
    if owed is not None and owed.unit_id != own_unit(by).pk:
        raise DomainError(f"这名未成年人由{owed.unit.name}上报县禁毒办。")
    report = CountyReport.objects.create(
        line=row,
        at=at,
        channel=channel,
        content=_level_one(row),
        suggestion=suggestion.strip(),
        unit=own_unit(by),
        by=by,
    )
    _write_down(report, by, now)
    clocks.meet_line("case.county_report", row, at=at, by=by, now=now)
    return report


def _write_down(report: CountyReport, by: User, now: datetime) -> None:
    kinds = {Channel.SYSTEM: DisclosureKind.SYSTEM, Channel.PHONE: DisclosureKind.PHONE}
    minors.disclose(
        by=by,
        minor=report.line.minor,
        kind=kinds.get(Channel(report.channel), DisclosureKind.LETTER),
        fields="一级信息（编号、年龄段、性别、查获情况），不含姓名、证件号、住址、学校",
        recipient=UnitKind.COUNTY.label,
        basis=DisclosureBasis.OTHER,
        basis_text=f"{PLAN} 四(三)2、3",
        at=report.at,
        now=now,
        client_id=report.pk,
    )


def _level_one(row: IntakeLine) -> dict[str, object]:
    return {
        "code": row.code,
        "age_band": row.age_band,
        "sex": row.sex,
        "is_pupil": row.is_pupil,
        "household": row.household,
        "residence": row.residence,
        "source": row.source,
        "received_on": clock.local_day(row.received_at).isoformat(),
        "substance": row.seizure.substance.name if row.seizure and row.seizure.substance else "",
        "place_kind": row.seizure.place_kind if row.seizure else "",
        "measures": row.measures,
    }
