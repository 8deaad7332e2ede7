"""个人信息保护影响评估: written by the county, looked at again each year. Never about a person."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from duties import actions as duties
from minors.models import ImpactAssessment
from minors.permissions import MinorPerm
from minors.policies import REVIEW_WITHIN

REVIEW = "assessment.review"


@transaction.atomic
def assess(
    *,
    by: User,
    title: str,
    processing: str,
    necessity: str,
    risks: str,
    measures: str,
    assessed_on: date,
    next_review_on: date,
    replaces: ImpactAssessment | None = None,
    now: datetime,
    client_id: UUID | None = None,
) -> ImpactAssessment:
    """Keep one assessment, and open the duty to look at it again; a review meets the duty of the last.

    Raises DomainError for a day ahead, a review later than a year, or a second review of the same one.

    Law: 个人信息保护法 第五十五条, 第五十六条 (kept at least 3 years).
    """
    require(by, MinorPerm.ADD_ASSESSMENT, replaces)
    client_id = client_id or uuid4()
    if row := ImpactAssessment.objects.for_system("sent twice").filter(client_id=client_id, by=by).first():
        return row
    texts = {"title": title, "processing": processing, "necessity": necessity, "risks": risks}
    texts["measures"] = measures
    if assessed_on > clock.local_day(now):
        raise DomainError("评估日期不能晚于今天。", field="assessed_on")
    if not assessed_on < next_review_on <= assessed_on + REVIEW_WITHIN:
        raise DomainError("下次复评应在评估之后一年以内。", field="next_review_on")
    row = ImpactAssessment(
        **{name: text.strip() for name, text in texts.items()},
        assessed_on=assessed_on,
        next_review_on=next_review_on,
        unit=by.acting.unit,  # type: ignore[union-attr]  # require has passed
        by=by,
        replaces=replaces,
        client_id=client_id,
    )
    _insert(row)
    if replaces is not None:
        duties.meet(REVIEW, subject=replaces.pk, at=now, now=now, by=by)
    duties.open(
        REVIEW,
        subject=row.pk,
        unit=row.unit,
        label=row.number,
        at=now,
        due_at=clock.end_of_day(next_review_on),
    )
    return row


def _insert(row: ImpactAssessment) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError("这份评估已经有人复评过，请在新的一份上继续。") from error
