"""County, police and station decide a pupil's measures on one page; each signs the same version."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from cases import rules
from cases.actions.rows import lock, open_duty
from cases.choices import Party, ReviewOutcome, RoundWhy, Route
from cases.models import Case, JointRound, JointSignature, JointVersion, TermReview
from cases.permissions import CasePerm
from common import calendar, clock, wording
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors.rules import is_real_purpose


def follow_pupil(case: Case, *, at: datetime, now: datetime, code: str = "", why: str = "") -> None:
    """Open the round of a case on the way of pupils, or end what runs of one that left it.

    `at` starts the county's clock; `code` is what the police know the child by (the file's own if empty).
    The caller holds the lock.
    """
    rounds = JointRound.objects.for_system("follow the route").filter(case=case, ended_at=None)
    if case.route != Route.LOCAL_PUPIL:
        for row in rounds:
            _end(row, "不再是在校学生", now)
    elif not rounds.exists():
        before = JointRound.objects.for_system("follow the route").filter(case=case).first()
        _open(
            case,
            at=at,
            code=code or (before.code if before else case.minor.code),
            why=why if before else RoundWhy.FIRST,
        )


@transaction.atomic
def draft_joint(
    *,
    by: User,
    round: JointRound,
    seen: int,
    measures: Iterable[str],
    services: Iterable[str],
    child_view: str,
    guardian_view: str,
    now: datetime,
    other: str = "",
    how: str = "",
    child_words: str = "",
    guardian_words: str = "",
    unheard_why: str = "",
    client_id: UUID | None = None,
) -> JointVersion:
    """Write the next version; every signature on an earlier one counts no more, and stays to be seen.

    `seen` is the number of the version the drafter had before them, 0 for none: somebody who drafts over a
    version they have not read is told. Raises DomainError for that, for nothing decided, and once all signed.

    Law: 预防未成年人犯罪法 第四十一条; 方案四(三)2.
    """
    require(by, CasePerm.DRAFT_JOINT, round)
    client_id = client_id or uuid4()
    if row := JointVersion.objects.for_system("sent twice").filter(client_id=client_id, round=round).first():
        return row
    wording.refuse_numbers_in(
        other=other, how=how, child_words=child_words, guardian_words=guardian_words, unheard_why=unheard_why
    )
    measures, services = sorted(set(measures)), sorted(set(services))
    if problem := rules.problem_with(measures, services, other):
        raise DomainError(problem[1], field=problem[0])
    locked = _lock(round)
    latest = latest_version(locked)
    if latest is not None and latest.no != seen:
        raise DomainError(
            f"{latest.get_party_display()}刚刚起草了第{latest.no}稿，请先看过再改；您填写的内容还在。"
        )
    row = JointVersion(
        round=locked,
        no=latest.no + 1 if latest else 1,
        measures=measures,
        other=other.strip(),
        services=services,
        how=how.strip(),
        child_view=child_view,
        child_words=child_words.strip(),
        guardian_view=guardian_view,
        guardian_words=guardian_words.strip(),
        unheard_why=unheard_why.strip(),
        party=_party_of(by),
        by=by,
        at=now,
        client_id=client_id,
    )
    row.save()
    _ask_to_sign(row, latest, now)
    return row


@transaction.atomic
def sign_joint(*, by: User, version: JointVersion, now: datetime) -> JointSignature:
    """One of the three signs this version; the third signature decides and meets `case.joint_measures`.

    Twice is once. Raises DomainError if the version is not the latest, the unit takes no part, or somebody
    has not been heard and the version does not say why.

    Law: 预防未成年人犯罪法 第四十二条 (the guardian takes part); to hear both is design §5.
    """
    require(by, CasePerm.SIGN_JOINT, version)
    party = _party_of(by)
    rows = JointSignature.objects.for_system("sent twice").filter(version=version, party=party)
    if row := rows.first():
        return row
    locked = _lock(version.round)
    latest = latest_version(locked)
    if latest is None or latest.pk != version.pk:
        no = latest.no if latest else 0
        raise DomainError(f"这一稿已改为第{no}稿，不能再签；请看过第{no}稿再签字。")
    assert by.acting is not None  # require has passed
    if by.acting.unit.pk != getattr(locked, f"{party}_id"):
        raise DomainError("这件事由责任派出所、工作站和县禁毒办签字，本单位不在其中。")
    if problem := rules.problem_with_hearing(latest.unheard, latest.unheard_why):
        raise DomainError(problem)
    row = JointSignature(version=latest, party=party, by=by, unit=by.acting.unit, at=now)
    row.save()
    if party in rules.SIGN_KINDS:
        _meet_signing(locked, party, by, now)
    if not rules.missing(signed_by(latest)):
        _decide(locked, by, now)
    return row


@transaction.atomic
def review_term(
    *,
    by: User,
    round: JointRound,
    outcome: str,
    child_view: str,
    guardian_view: str,
    note: str,
    at: datetime,
    now: datetime,
    client_id: UUID | None = None,
) -> TermReview:
    """Look again at measures in force: keep them for another term, decide anew, or end them.

    Raises DomainError for measures not in force, a time ahead or before the decision, or no reason.
    """
    require(by, CasePerm.REVIEW_TERM, round)
    client_id = client_id or uuid4()
    if row := TermReview.objects.for_system("sent twice").filter(client_id=client_id, round=round).first():
        return row
    wording.refuse_numbers(note, field="note")
    if not is_real_purpose(note):
        raise DomainError("请写明这学期的情况和理由。", field="note")
    case = lock(round.case)
    row_of = _lock_row(round)
    if row_of.decided_at is None or row_of.ended_at is not None:
        raise DomainError("这一轮措施没有生效或已经终止，不用复评。")
    if at > now or at < row_of.decided_at.replace(second=0, microsecond=0):
        raise DomainError("复评时间不能晚于现在，也不能早于三方签齐。", field="at")
    row = TermReview(
        round=row_of,
        outcome=outcome,
        child_view=child_view,
        guardian_view=guardian_view,
        note=note.strip(),
        at=at,
        by=by,
        client_id=client_id,
    )
    row.save()
    duties.meet(rules.TERM_REVIEW, subject=row_of.pk, at=at, now=now, by=by)
    if outcome == ReviewOutcome.END:
        _end(row_of, "学期复评：已经改好", now)
    else:
        _open_term_review(row_of, at)
    if outcome == ReviewOutcome.ADJUST:
        _open(case, at=at, code=row_of.code, why=RoundWhy.REVIEW)
    return row


def latest_version(round: JointRound) -> JointVersion | None:
    return JointVersion.objects.for_system("the latest draft").filter(round=round).first()


def signed_by(version: JointVersion) -> list[str]:
    """Which parties have signed this version."""
    rows = JointSignature.objects.for_system("who has signed").filter(version=version)
    return list(rows.values_list("party", flat=True))


def end_rounds(case: Case, reason: str, now: datetime) -> None:
    """What runs of a case that ends, moves or is sealed ends with it; clocks not yet due are voided."""
    for row in JointRound.objects.for_system("the case ends").filter(case=case, ended_at=None):
        _end(row, reason, now)


def _open(case: Case, *, at: datetime, code: str, why: str = "") -> JointRound | None:
    open_here = JointRound.objects.for_system("one at a time").undecided().filter(case=case)
    if row := open_here.first():
        return row
    county = Unit.objects.active().of_kind(UnitKind.COUNTY).filter(county=case.unit.county).first()
    if county is None:  # nobody to decide with; the administrator's list of units says so
        return None
    posts = Unit.objects.active().of_kind(UnitKind.POLICE_POST).filter(township=case.unit.township)
    row = JointRound(
        case=case,
        code=code,
        why=why or RoundWhy.FIRST,
        police=posts.order_by("area", "pk").first(),
        station=case.unit,
        county=county,
        opened_at=at,
    )
    row.save()
    _open_for(rules.JOINT, row.pk, county, row, at)
    return row


def _decide(round: JointRound, by: User, now: datetime) -> None:
    """The newer measures take the place of those in force; the term's review starts."""
    for earlier in JointRound.objects.for_system("replaced").in_force().filter(case=round.case_id):
        _end(earlier, "新一轮措施已三方签齐", now)
    round.decided_at = now
    round.save(update_fields=["decided_at"])
    duties.meet(rules.JOINT, subject=round.pk, at=now, now=now, by=by)
    _open_term_review(round, now)


def _open_term_review(round: JointRound, at: datetime) -> None:
    """By the end of the term, or sooner where the county has set fewer days."""
    due = rules.term_review_due(clock.local_day(at))
    policy, _ = duties.effective_policy(rules.TERM_REVIEW, unit=round.case.unit, at=at)
    if policy is not None:
        due = min(due, policy.due(at, calendar.overrides()))
    open_duty(rules.TERM_REVIEW, round.case, subject=round.pk, at=at, due_at=due)


def _end(round: JointRound, reason: str, now: datetime) -> None:
    round.ended_at, round.ended_reason = max(now, round.opened_at), reason
    round.save(update_fields=["ended_at", "ended_reason"])
    for kind in (rules.JOINT, rules.TERM_REVIEW):
        duties.void(kind, subject=round.pk, now=now, reason=reason)
    for kind, key in _signing(round):
        duties.void(kind, subject=key, now=now, reason=reason)


def _ask_to_sign(version: JointVersion, earlier: JointVersion | None, now: datetime) -> None:
    """Police and station owe their signature on the newest version; on an older one nobody owes it now."""
    for party, kind in rules.SIGN_KINDS.items():
        unit: Unit | None = getattr(version.round, party)
        if earlier is not None:
            duties.void(kind, subject=earlier.pk, now=now, reason=f"已改为第{version.no}稿")
        if unit is not None:
            _open_for(kind, version.pk, unit, version.round, now)


def _open_for(kind: str, subject: UUID, unit: Unit, round: JointRound, at: datetime) -> None:
    """The police see no file they did not take in: their duty then carries none, and the code they know."""
    minor = round.case.minor
    is_police = unit.kind == UnitKind.POLICE_POST
    knows = not is_police or minor.intake_unit_id == unit.pk
    duties.open(
        kind,
        subject=subject,
        unit=unit,
        label=round.code if is_police else minor.code,
        file=minor.pk if knows else None,
        at=at,
    )


def _meet_signing(round: JointRound, party: str, by: User, now: datetime) -> None:
    for kind, key in _signing(round):
        if kind == rules.SIGN_KINDS[Party(party)]:
            duties.meet(kind, subject=key, at=now, now=now, by=by)


def _signing(round: JointRound) -> list[tuple[str, UUID]]:
    """Open duties to sign any version of this round: (kind, version)."""
    versions = JointVersion.objects.for_system("who owes a signature").filter(round=round)
    open_now = Duty.objects.open().filter(
        kind__in=rules.SIGN_KINDS.values(), subject__in=list(versions.values_list("pk", flat=True))
    )
    return list(open_now.values_list("kind", "subject"))


def _party_of(by: User) -> Party:
    """Which of the three `by` speaks for. Raises DomainError for any other unit."""
    party = rules.party_of(by.acting.unit.kind) if by.acting else None
    if party is None:
        raise DomainError("共同措施由县禁毒办、派出所和乡工作站研究。")
    return party


def _lock_row(round: JointRound) -> JointRound:
    rows: Any = JointRound.objects.for_system("lock").select_related(
        "case__minor", "case__unit", "police", "station", "county"
    )
    return rows.select_for_update(of=("self",)).get(pk=round.pk)


def _lock(round: JointRound) -> JointRound:
    """The round under a row lock. Raises DomainError if it is decided or over."""
    row = _lock_row(round)
    if row.ended_at is not None:
        raise DomainError(f"这一轮研究已终止：{row.ended_reason}。")
    if row.decided_at is not None:
        raise DomainError("三方已经签齐，这一轮不能再改；学期复评时可以重新研究。")
    return row
