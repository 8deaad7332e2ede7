"""What is done step by step to find a child, by whom, and the county's word on it."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.choices import Post
from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.lost import catch_up, finish_step, help_of, open_step, take_answer
from cases.actions.rows import lock
from cases.choices import CaseStatus, Danger, SearchKind, StepResult
from cases.models import Case, LostSpell, SearchStep
from cases.permissions import CasePerm
from common import clock, wording
from common.errors import DomainError
from minors import actions as minors
from minors.choices import AssistAnswer
from minors.models import VillageHelp
from minors.rules import is_real_purpose, says_something

COMES_BACK = (SearchKind.REVIEW, SearchKind.DECIDE)
NOT_LOST = "这个个案现在不是失联，不用再查找。"


@transaction.atomic
def record_step(
    *,
    by: User,
    case: Case,
    kind: str,
    result: str,
    note: str = "",
    spoken_with: str = "",
    spoken_at: datetime | None = None,
    now: datetime,
    client_id: UUID | None = None,
) -> SearchStep:
    """Record how a step of the search ended; the next begins. The child itself is found by a contact.

    Raises DomainError if somebody else has just done the step, for the police step by anybody but the
    community officer, for a step that could not be done without a word why, and for the village's step before
    the village was asked: by 协助走访, or by word of mouth, then with whom (`spoken_with`) and when.
    """
    require(by, CasePerm.SEARCH, case)
    if kind not in (*rules.OF_STATION, SearchKind.POLICE):
        raise DomainError("这一步由县禁毒办办理。", field="kind")
    if kind == SearchKind.POLICE and (by.acting is None or by.acting.post != Post.COMMUNITY_OFFICER):
        raise DomainError("公安查询由社区民警办理。", field="result")
    if result not in (StepResult.NOTHING, StepResult.LEAD, StepResult.IMPOSSIBLE):
        raise DomainError("找到本人的，请记一次联系。", field="result")
    if result != StepResult.NOTHING and not says_something(note):
        raise DomainError("请写明线索或为什么不能进行。", field="note")
    wording.refuse_numbers(spoken_with, field="spoken_with")
    spoken = (spoken_with.strip(), spoken_at) if kind == SearchKind.VILLAGE else ("", None)
    return _finish(case, kind, StepResult(result), note, spoken=spoken, by=by, now=now, client_id=client_id)


@transaction.atomic
def decide_search(
    *, by: User, case: Case, kind: str, note: str = "", now: datetime, client_id: UUID | None = None
) -> SearchStep:
    """The county takes note of a loss, or decides what more is done; a decision comes back after its time.

    Raises DomainError for a decision without words.
    """
    require(by, CasePerm.DECIDE_SEARCH, case)
    minors.require_open(by, case.minor, now)
    if kind not in rules.OF_COUNTY:
        raise DomainError("这一步由工作站办理。", field="kind")
    if kind == SearchKind.DECIDE and not says_something(note):
        raise DomainError("请写明研究意见。", field="note")
    return _finish(case, kind, StepResult.NOTED, note, by=by, now=now, client_id=client_id)


@transaction.atomic
def record_danger(*, by: User, case: Case, danger: str, reason: str, now: datetime) -> LostSpell:
    """Record that missing was reported or danger is known: then the police are asked, decision or not.

    Raises DomainError without a reason, or if it stands there already.

    Law: design §5: on tracks without a decision a search is welfare; 未成年人保护法11 (报告).
    """
    require(by, CasePerm.SEARCH, case)
    wording.refuse_numbers(reason, field="reason")
    if not is_real_purpose(reason):
        raise DomainError("请写明谁在何时报告、什么情形。", field="reason")
    case = catch_up(lock(case), now)
    spell = _running(case)
    if spell.danger:
        raise DomainError("已登记过，公安查询已经开始。", field="danger")
    spell.danger, spell.danger_reason = Danger(danger), reason.strip()
    spell.danger_at, spell.danger_by = now, by
    spell.save(update_fields=["danger", "danger_reason", "danger_at", "danger_by"])
    if not SearchStep.objects.for_system("asked once").filter(spell=spell, kind=SearchKind.POLICE).exists():
        open_step(spell, SearchKind.POLICE, at=now)
    return spell


def _finish(
    case: Case,
    kind: str,
    result: StepResult,
    note: str,
    *,
    spoken: tuple[str, datetime | None] = ("", None),
    by: User,
    now: datetime,
    client_id: UUID | None,
) -> SearchStep:
    wording.refuse_numbers(note, field="note")
    client_id = client_id or uuid4()
    rows = SearchStep.objects.for_system("search").select_related("done_by")
    if row := rows.filter(client_id=client_id, case=case).first():
        return row
    case = catch_up(lock(case), now)
    spell = _running(case)
    step = rows.open().filter(spell=spell, kind=kind).first()
    if step is None:
        raise DomainError(_already(rows, spell, kind), field="kind")
    step.note, step.client_id = note.strip(), client_id
    step.spoken_with, step.spoken_at = spoken
    if kind == SearchKind.VILLAGE and result != StepResult.IMPOSSIBLE:
        _check_asked(step, spell, now)
    finish_step(step, result, by=by, at=now, now=now)
    if kind in COMES_BACK:
        open_step(spell, kind, at=now, no=step.no + 1)
    catch_up(case, now)
    return step


@transaction.atomic
def follow_help(*, help: VillageHelp, now: datetime) -> None:
    """Hook of `ON_HELP_ANSWERED`: what the village answered is the outcome of its step in a running search.

    见到 ends no 失联: a visit is owed at once, where the child was seen, unless one is owed already.
    """
    rows = Case.objects.for_system("the village answered").open()
    found = rows.filter(minor=help.minor_id).first()
    if found is None:
        return
    case = catch_up(lock(found), now)
    spell = LostSpell.objects.for_system("the village answered").open().filter(case=case).first()
    if spell is None:
        return
    spell.case = case
    steps = SearchStep.objects.for_system("the village answered").filter(spell=spell)
    asked = steps.open().filter(kind=SearchKind.VILLAGE).first()
    if asked is not None:
        take_answer(asked, help, now=now)
    visits = steps.filter(kind=SearchKind.VISIT).order_by("-no")
    if help.answer == AssistAnswer.SEEN and not visits.open().exists():
        last = visits.values_list("no", flat=True).first()
        open_step(spell, SearchKind.VISIT, at=now, no=(last or 0) + 1)
    catch_up(case, now)


def _check_asked(step: SearchStep, spell: LostSpell, now: datetime) -> None:
    """Note how the village was asked. Raises DomainError where it was not."""
    step.help = help_of(spell)
    if bool(step.spoken_with) != (step.spoken_at is not None):
        field = "spoken_at" if step.spoken_with else "spoken_with"
        raise DomainError("口头问的，请把问了谁和什么时候都写上。", field=field)
    if step.spoken_at is None and step.help is None:
        said = "还没有问过村里：请先办“协助走访”；口头问过的，写明问了谁、什么时候。"
        raise DomainError(said, field="spoken_with")
    began = spell.from_at.replace(second=0, microsecond=0)
    if step.spoken_at is not None and not began <= step.spoken_at <= now:
        raise DomainError("口头问的时间应在失联之后，且不能晚于现在。", field="spoken_at")


def _already(rows, spell: LostSpell, kind: str) -> str:
    done = rows.filter(spell=spell, kind=kind, done_at__isnull=False).order_by("-no").first()
    if done is None:
        return "这一步还没有开始。"
    who = f"由{done.done_by.name}" if done.done_by else ""
    return f"这一步已{who}于{clock.local(done.done_at):%m-%d %H:%M}办理：{done.get_result_display()}。"


def _running(case: Case) -> LostSpell:
    spell = LostSpell.objects.for_system("running search").open().filter(case=case).first()
    if spell is None or case.status != CaseStatus.LOST:
        raise DomainError(NOT_LOST)
    spell.case = case
    return spell
