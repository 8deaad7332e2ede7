"""Requests of the child or guardian: taken in, decided with reasons, carried out, delivered."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from accounts.choices import ReadKind
from accounts.models import User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from common.wording import require_reason
from duties import actions as duties
from minors import rules
from minors.actions import vaults
from minors.actions.door import open_vault
from minors.actions.intake import lock
from minors.actions.outward import disclose
from minors.actions.sealing import propose_at_request
from minors.choices import (
    Basis,
    Delivery,
    DisclosureBasis,
    DisclosureKind,
    IdKind,
    MinorState,
    RightKind,
    RightsAsker,
    Understood,
    Verdict,
)
from minors.models import Minor, NoticeGiven, RightsRequest
from minors.permissions import MinorPerm
from minors.rules import ChildIn

ANSWER = "rights.answer"
PRINTED = (RightKind.SEE, RightKind.COPY)
NEEDS_HANDS = (*PRINTED, RightKind.CORRECT)
"""Granted, these are carried out in the system before the answer leaves."""

CORRECTABLE = (
    "name",
    "alias",
    "features",
    "id_number",
    "phone",
    "household_address",
    "residence_address",
    "school",
    "class_name",
    "guardian_name",
    "guardian_phone",
)
"""Texts of the vaults. The birth date and the sex, which stand elsewhere, can be corrected as well."""

EMPTIABLE = tuple(name for name in CORRECTABLE if name != "name")
"""What nobody has to know. A wrong name or birth date is replaced, never left out."""

LAW_OF_RIGHT = "个人信息保护法第四十五条"


@transaction.atomic
def receive_request(
    *,
    by: User,
    minor: Minor,
    kind: str,
    asked_by: str,
    checked_how: str,
    wish: str = "",
    at: datetime,
    now: datetime,
    client_id: UUID | None = None,
) -> RightsRequest:
    """Take a request in; the station's head owes the answer in 15 working days.

    Raises DomainError for a time ahead or a person's number in the wish.

    Law: 未成年人网络保护条例 第三十四条.
    """
    require(by, MinorPerm.TAKE_RIGHTS, minor)
    client_id = client_id or uuid4()
    if row := RightsRequest.objects.for_system("sent twice").filter(client_id=client_id, by=by).first():
        return row
    if at > now:
        raise DomainError("收到时间不能晚于现在。", field="at")
    minor = lock(minor)
    if minor.state not in (MinorState.REGISTERED, MinorState.PENDING):
        raise DomainError("该档案已并入其他档案或已撤销，请在现有档案上受理。")
    row = RightsRequest(
        minor=minor,
        unit=minor.unit,
        kind=kind,
        asked_by=asked_by,
        checked_how=checked_how,
        wish=wish.strip(),
        received_at=at,
        by=by,
        client_id=client_id,
    )
    row.full_clean()
    row.save()
    duties.open(ANSWER, subject=row.pk, unit=row.unit, label=row.number, at=at, file=minor.pk)
    return row


@transaction.atomic
def decide_request(
    *, by: User, asked: RightsRequest, verdict: str, reasons: str, now: datetime
) -> RightsRequest:
    """Grant or refuse, always with reasons; a refusal becomes a letter. The second to decide is told.

    A granted deletion proposes the seal in the same transaction; DomainError says why it cannot.

    Law: 个人信息保护法 第四十七条, 第五十条; 未成年人网络保护条例 第三十四条 (拒绝的应当书面告知并说明理由).
    """
    require(by, MinorPerm.DECIDE_RIGHTS, asked)
    said = require_reason(reasons, field="reasons")
    row = _lock(asked)
    if row.verdict:
        raise DomainError(f"这件申请已经决定：{row.get_verdict_display()}。")
    row.verdict, row.reasons, row.decided_at, row.decided_by = verdict, said, now, by
    row.full_clean()
    row.save(update_fields=["verdict", "reasons", "decided_at", "decided_by"])
    if row.kind == RightKind.DELETE and row.verdict == Verdict.GRANTED:
        propose_at_request(by=by, minor=row.minor, now=now)
    return row


@transaction.atomic
def print_file(*, by: User, asked: RightsRequest, now: datetime) -> dict[str, str]:
    """What is kept about the child, for the child or guardian who asked: one reading, one row outward.

    Raises DomainError unless a request to see or copy was granted. Law: 个人信息保护法 第四十五条.
    """
    require(by, MinorPerm.CARRY_OUT_RIGHTS, asked)
    row = _granted(asked, PRINTED)
    names = {name for part in vaults.PARTS.values() for name in part}
    values = open_vault(
        by=by,
        minor=row.minor,
        names=names,
        purpose=f"答复申请 {row.number}",
        basis=Basis.RIGHTS,
        kind=ReadKind.PRINT,
    )
    if row.carried_out_at is None:
        _carried_out(row, now)
        disclose(
            by=by,
            minor=row.minor,
            kind=DisclosureKind.COPY,
            fields="本人档案全部身份、就学、监护人信息",
            recipient=row.get_asked_by_display(),
            basis=DisclosureBasis.OTHER,
            basis_text=LAW_OF_RIGHT,
            at=now,
            now=now,
            client_id=row.client_id,
        )
    return values


@transaction.atomic
@sensitive_variables("given", "texts", "child", "born")
def correct_values(
    *,
    by: User,
    asked: RightsRequest,
    given: Mapping[str, str],
    emptied: Collection[str] = (),
    born: date | None = None,
    sex: str = "",
    now: datetime,
) -> RightsRequest:
    """Put right what was wrong on file; the old values stay in the encrypted history.

    What is left blank stays; what is named in `emptied` is known no more. Raises DomainError with the
    field's sentence, if nothing is given, or if the new number is somebody else's.

    Law: 个人信息保护法 第四十六条.
    """
    require(by, MinorPerm.CARRY_OUT_RIGHTS, asked)
    row = _granted(asked, (RightKind.CORRECT,))
    kept = {name: given[name].strip() for name in CORRECTABLE if given.get(name, "").strip()}
    gone = [name for name in EMPTIABLE if name in emptied]
    _check_correction(kept, gone, bool(kept or gone or born or sex))
    on = clock.local_day(row.minor.taken_in_at)
    child = replace(ChildIn(birth_date=born, sex=sex), **kept)  # type: ignore[arg-type]  # CORRECTABLE are texts
    for problem in rules.problems(child, on=on, must_name=False):
        if problem.field in kept or (born and problem.field == "birth_date"):
            raise DomainError(problem.message, field=problem.field)
    minor = lock(row.minor)
    texts = vaults.texts_of(child, on=on)
    try:
        with transaction.atomic():
            vaults.write(
                minor,
                vaults.key_of(minor),
                texts,
                id_kind=IdKind.NONE if "id_number" in gone else "",
                emptied=gone,
            )
    except IntegrityError as error:
        raise DomainError("证件号码不能这样更正，请联系县禁毒办核对。", field="id_number") from error
    _follow(minor, texts, sex)
    _carried_out(row, now)
    return row


@sensitive_variables("kept")
def _check_correction(kept: Mapping[str, str], gone: Collection[str], is_anything: bool) -> None:
    if not is_anything:
        raise DomainError("请至少填写一项更正后的内容，或勾选一项要清空的。", field="name")
    for name in gone:
        if name in kept:
            raise DomainError("这一项既填了新内容又勾了清空，请只留一样。", field=name)


@transaction.atomic
def deliver_answer(*, by: User, asked: RightsRequest, how: str, at: datetime, now: datetime) -> RightsRequest:
    """The answer reached the asker: the request is closed and its duty met. Twice is once.

    Raises DomainError before a decision, before it is carried out, or for a time ahead or before it.
    """
    require(by, MinorPerm.TAKE_RIGHTS, asked)
    row = _lock(asked)
    if row.delivered_at is not None:
        return row
    if row.decided_at is None:
        raise DomainError("还没有决定，不能送达。")
    if row.verdict == Verdict.GRANTED and row.kind in NEEDS_HANDS and row.carried_out_at is None:
        raise DomainError("已同意的申请要先办理（打印或更正），再送达。")
    if at > now:
        raise DomainError("送达时间不能晚于现在。", field="at")
    if at < row.decided_at.replace(second=0, microsecond=0):
        raise DomainError("送达时间不能早于决定时间。", field="at")
    row.delivered_at, row.delivered_how = max(at, row.decided_at), Delivery(how)
    row.save(update_fields=["delivered_at", "delivered_how"])
    duties.meet(ANSWER, subject=row.pk, at=at, now=now, by=by)
    return row


@transaction.atomic
def give_notice(
    *,
    by: User,
    minor: Minor,
    given_to: str,
    language: str,
    at: datetime,
    now: datetime,
    understood: str = Understood.YES,
    explained_by: str = "",
    guardian_no: int | None = None,
    client_id: UUID | None = None,
) -> NoticeGiven:
    """The notice sheet was handed over and explained, by `by` or the post named in `explained_by`.

    `guardian_no` says to which guardian. Raises DomainError where there are several and none is said.

    Law: 个人信息保护法 第十七条, 第三十五条.
    """
    require(by, MinorPerm.TAKE_RIGHTS, minor)
    client_id = client_id or uuid4()
    if row := NoticeGiven.objects.for_system("sent twice").filter(client_id=client_id, by=by).first():
        return row
    if at > now:
        raise DomainError("告知时间不能晚于现在。", field="at")
    if given_to != RightsAsker.GUARDIAN:
        guardian_no = None
    elif guardian_no is None and vaults.has_several_guardians(minor):
        raise DomainError("有几位监护人，请选择告知了哪一位。", field="guardian_no")
    row = NoticeGiven(
        minor=minor,
        unit=by.acting.unit,  # type: ignore[union-attr]  # require has passed
        given_to=given_to,
        guardian_no=guardian_no,
        language=language,
        understood=understood,
        explained_by=explained_by.strip(),
        at=at,
        by=by,
        client_id=client_id,
    )
    row.full_clean()
    row.save()
    return row


def _lock(asked: RightsRequest) -> RightsRequest:
    rows = RightsRequest.objects.for_system("lock").select_related("minor", "unit")
    return rows.select_for_update(of=("self",)).get(pk=asked.pk)


def _granted(asked: RightsRequest, kinds: tuple[RightKind, ...]) -> RightsRequest:
    row = _lock(asked)
    if row.kind not in kinds or row.verdict != Verdict.GRANTED:
        raise DomainError("这件申请没有经办公室主任同意，不能办理。")
    if row.delivered_at is not None:
        raise DomainError("这件申请已经办结。")
    return row


def _carried_out(row: RightsRequest, now: datetime) -> None:
    row.carried_out_at = now
    row.save(update_fields=["carried_out_at"])


@sensitive_variables("texts")
def _follow(minor: Minor, texts: Mapping[str, str], sex: str) -> None:
    """The coded year follows a corrected birth date; whoever has a name is not 待查明 any more."""
    if "birth_date" in texts:
        born = date.fromisoformat(texts["birth_date"])
        minor.birth_year, minor.adult_from = born.year, rules.adult_from(born, born.year)
    minor.sex = sex or minor.sex
    minor.identity_unknown = minor.identity_unknown and "name" not in texts
    minor.save()
