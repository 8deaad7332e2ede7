"""Which registers a post finds behind 登记册. The pages themselves stand where their rows do."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from accounts.permissions import may
from minors.permissions import MinorPerm


@dataclass(frozen=True)
class Register:
    """One entry: what it is called, what it is for, where it is."""

    title: str
    hint: str
    url: str


_ALL = (
    (MinorPerm.FILE_INQUIRY, "来询登记", "有人来问某个孩子：记一笔，统一答复。", "minors:inquiry_add", ()),
    (
        MinorPerm.PRINT_SLIP,
        "走访单",
        "打印今天要走访的人的姓名和住址，下一工作日销毁。",
        "minors:slip_add",
        (),
    ),
    (
        MinorPerm.VIEW_INQUIRIES,
        "来询登记簿",
        "谁在什么时候来问过，只有时间和单位。",
        "reporting:ledger_detail",
        ("inquiries",),
    ),
    (
        MinorPerm.VIEW_DISCLOSURES,
        "对外提供登记簿",
        "每一份通知、函件、走访单和电话，给了谁，凭什么。",
        "reporting:ledger_detail",
        ("disclosures",),
    ),
    (MinorPerm.VIEW_QUERIES, "依法查询", "凭公函、经两个单位批准的查询。", "minors:query_list", ()),
    (MinorPerm.VIEW_SEALS, "封存登记", "已封存的件数和签字单位，只有封存编号。", "minors:seal_list", ()),
    (MinorPerm.VIEW_DISPOSALS, "到期销毁", "保管期满、等待两个单位签字的。", "minors:disposal_list", ()),
    (
        MinorPerm.VIEW_DISCLOSURES,
        "走访单登记簿",
        "每一张走访单，谁带走，几时销毁。",
        "reporting:ledger_detail",
        ("slips",),
    ),
    (
        MinorPerm.VIEW_RIGHTS,
        "权利申请登记簿",
        "本人和监护人申请查阅、更正、删除，几时答复。",
        "reporting:ledger_detail",
        ("rights",),
    ),
    (
        MinorPerm.VIEW_RIGHTS,
        "告知登记簿",
        "几时、用什么话告知了本人或监护人。",
        "reporting:ledger_detail",
        ("notices",),
    ),
    (
        MinorPerm.VIEW_ASSESSMENTS,
        "影响评估",
        "处理个人信息前评估，每年复评，至少保存三年。",
        "minors:assessment_list",
        (),
    ),
)


def registers_for(user: User) -> list[Register]:
    """The registers of the post `user` acts as, in the order of their use."""
    return [
        Register(title, hint, reverse(page, args=list(args)))
        for perm, title, hint, page, args in _ALL
        if may(user, perm)
    ]
