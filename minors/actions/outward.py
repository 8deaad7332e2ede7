"""What leaves the house about a child is written down; whoever asks gets one answer."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from common.errors import DomainError
from minors import rules
from minors.choices import DisclosureBasis
from minors.models import Disclosure, Inquiry, Minor
from minors.permissions import MinorPerm


@transaction.atomic
def disclose(
    *,
    by: User,
    minor: Minor | None,
    kind: str,
    fields: str,
    recipient: str,
    recipient_post: str = "",
    basis: str,
    basis_text: str = "",
    at: datetime,
    now: datetime,
    client_id: UUID | None = None,
) -> Disclosure:
    """Write down one word outward. Actions that send something call it in their own transaction.

    `fields` are words for what was told (姓名、住址), never values. `client_id` makes a form sent twice one
    row. Raises DomainError for a school, a time ahead, an unexplained basis, or a person's number in a text.

    Law: 网络数据安全管理条例 第十二条; 个人信息保护法 第二十三条.
    """
    require(by, MinorPerm.DISCLOSE)
    client_id = client_id or uuid4()
    if row := Disclosure.objects.for_system("sent twice").filter(client_id=client_id, by=by).first():
        return row
    if rules.is_school(recipient, recipient_post) and (minor or rules.is_personal(fields)):
        raise DomainError("学校一律不得获知档案信息，不能向学校提供。", field="recipient")
    if at > now:
        raise DomainError("提供时间不能晚于现在。", field="at")
    if basis == DisclosureBasis.OTHER and not basis_text.strip():
        raise DomainError("选“其他”的，请写明依据。", field="basis_text")
    assert by.acting is not None  # require has passed
    row = Disclosure(
        at=at,
        kind=kind,
        file=minor.pk if minor else None,
        code=minor.code if minor else "",
        fields=fields.strip(),
        recipient=recipient.strip(),
        recipient_post=recipient_post.strip(),
        basis=basis,
        basis_text=basis_text.strip(),
        unit=by.acting.unit,
        by=by,
        client_id=client_id,
    )
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def file_inquiry(
    *,
    by: User,
    asked_by: str,
    how: str,
    organ: str = "",
    at: datetime,
    now: datetime,
    client_id: UUID | None = None,
) -> Inquiry:
    """Write down that somebody asked. Nothing is looked up, and the answer is the same for everybody.

    Raises DomainError for a time ahead or a person's number in the name of the organ.

    Law: 未成年人保护法 第一百零三条; 治安管理处罚法 第一百三十六条.
    """
    require(by, MinorPerm.FILE_INQUIRY)
    client_id = client_id or uuid4()
    if row := Inquiry.objects.for_system("sent twice").filter(client_id=client_id, by=by).first():
        return row
    if at > now:
        raise DomainError("来询时间不能晚于现在。", field="at")
    assert by.acting is not None  # require has passed
    row = Inquiry(
        at=at,
        asked_by=asked_by,
        how=how,
        organ=organ.strip(),
        unit=by.acting.unit,
        by=by,
        client_id=client_id,
    )
    row.full_clean()
    row.save()
    return row
