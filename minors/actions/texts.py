"""What becomes of a text the guard hid: its head reads it and lets it stand, or has it removed for good."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.views.decorators.debug import sensitive_variables

from accounts import readlog
from accounts.choices import Post, ReadKind, UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from common.errors import DomainError
from common.freetext import StoredText, fingerprint, is_free_text, original
from common.wording import REMOVED
from duties import actions as duties
from duties.models import Duty
from minors.choices import TextDecision
from minors.models import TextCheck
from minors.models.guard import REVIEWED_ABOVE
from minors.permissions import MinorPerm
from minors.rules import is_real_purpose

REVIEW = "leak.review"
SWEEP_AT_ONCE = 200


@transaction.atomic
def read_text(*, by: User, check: TextCheck) -> str:
    """The hidden text, for whoever has to decide about it, after the log entry is written.

    "" where the row was overwritten or removed since.
    """
    require(by, MinorPerm.REVIEW_TEXT, check)
    readlog.record(
        by=by,
        kind=ReadKind.DETAIL,
        code=check.number,
        fields="待核对文字",
        purpose="核对文字",
        basis="网络保护条例第三十六条",
    )
    return next((original(getattr(row, check.column)) for row in _holding(check)), "")


@transaction.atomic
def decide_text(*, by: User, check: TextCheck, decision: str, reason: str, now: datetime) -> TextCheck:
    """Let a hidden text stand, or have it removed; equal texts waiting share the answer.

    A removed text is overwritten wherever it stands, tables that never change and their past included.
    Raises DomainError without a reason, on one's own text, or if a colleague was faster.

    Law: 个人信息保护法 第六条 (最小范围), 第四十七条 (删除).
    """
    require(by, MinorPerm.REVIEW_TEXT, check)
    rows = TextCheck.objects.for_system("decide").select_for_update(of=("self",))
    row = rows.get(pk=check.pk)
    if row.decision:
        raise DomainError("这段文字已有人处理。")
    if row.author_id == by.pk:
        raise DomainError("不能核对本人写的文字。")
    if not is_real_purpose(reason):
        raise DomainError("请写明理由，不能为空，不能只写数字，也不能只重复一个字。", field="reason")
    same = rows.waiting().filter(fingerprint=row.fingerprint).exclude(author=by).order_by("pk")
    for one in same:
        _decide(one, TextDecision(decision), reason.strip(), by, now)
    return rows.get(pk=check.pk)


def _decide(check: TextCheck, decision: TextDecision, reason: str, by: User, now: datetime) -> None:
    check.decision, check.reason, check.decided_by, check.decided_at = decision, reason, by, now
    if decision == TextDecision.REMOVED:
        _destroy(check)
    check.destroyed = decision == TextDecision.REMOVED
    check.save(update_fields=["decision", "reason", "decided_by", "decided_at", "destroyed"])
    duties.meet(REVIEW, subject=check.pk, at=now, now=now, by=by)


def sweep_texts(now: datetime) -> int:
    """Open a duty for every hidden text that has none; how many. Never in the request that saved it.

    So nothing the author does takes another path when a name is registered. Safe to run twice or late.
    """
    known = Duty.objects.filter(kind=REVIEW, subject=OuterRef("pk"))
    waiting = TextCheck.objects.for_system("sweep").waiting().filter(~Exists(known))
    opened = 0
    for check in waiting.select_related("unit").order_by("recorded_at", "pk")[:SWEEP_AT_ONCE]:
        unit, post = _owed_by(check)
        if unit is None:
            continue
        at = min(check.recorded_at, now)
        opened += (
            duties.open(REVIEW, subject=check.pk, unit=unit, label=check.number, at=at, post=post) is not None
        )
    return opened


def _owed_by(check: TextCheck) -> tuple[Unit | None, str]:
    units = Unit.objects.active()
    if check.unit is not None and check.post not in REVIEWED_ABOVE:
        station = units.filter(kind=UnitKind.STATION, township=check.unit.township).first()
        return station, Post.STATION_HEAD
    county = units.filter(kind=UnitKind.COUNTY)
    if check.unit is not None:
        county = county.filter(county=check.unit.county)
    return county.order_by("area").first(), Post.COUNTY_REVIEWER


def _holding(check: TextCheck) -> list[models.Model]:
    """The live row and the rows of its past that hold this very text."""
    model = apps.get_model(check.table)
    groups = [_rows_of(model)]
    if hasattr(model, "history"):
        groups.append(model.history.for_system("leak guard"))
    found = [row for group in groups for row in group.filter(id=check.row)]
    return [row for row in found if _is_it(getattr(row, check.column), check)]


@sensitive_variables("stored", "text")
def _is_it(stored: str | None, check: TextCheck) -> bool:
    text = original(stored)
    return bool(text and text.strip()) and fingerprint(text) == check.fingerprint


def _destroy(check: TextCheck) -> None:
    """Overwrite the text wherever a person's words are kept: its row, copies of it, and their past."""
    found = _holding(check)
    texts = {original(getattr(row, check.column)) for row in found}
    past_last = sorted(apps.get_models(), key=lambda model: hasattr(model, "instance_type"))
    for model in past_last if texts else []:  # saving a row writes its past once more
        for column in _text_columns(model):
            for row in _rows_of(model).order_by().filter(**{f"{column}__in": texts}):
                setattr(row, column, StoredText(REMOVED))
                row.save(update_fields=[column])


def _text_columns(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.local_fields if is_free_text(field)]


def _rows_of(model: type[models.Model]) -> Any:
    rows: Any = model._default_manager.all()
    return rows.for_system("leak guard") if hasattr(rows, "for_system") else rows
