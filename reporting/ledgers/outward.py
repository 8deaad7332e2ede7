"""The registers of minors as ledgers: page, print and workbook. Codes and words only."""

from django.urls import reverse

from minors.choices import DisclosureBasis
from minors.models import Disclosure, Inquiry, NoticeGiven, RightsRequest, VisitSlip
from minors.permissions import MinorPerm
from reporting.ledgers.base import Column, Ledger, backfilled


def basis_of(row: Disclosure) -> str:
    """The basis by its name, or in the words that were written for another one."""
    return row.basis_text if row.basis == DisclosureBasis.OTHER else row.get_basis_display()


DISCLOSURES = Ledger(
    slug="disclosures",
    title="对外提供登记簿",
    hint="每一份通知、函件、走访单和电话：给了谁，给了什么，凭什么。至少保存三年。",
    perm=MinorPerm.VIEW_DISCLOSURES,
    found=lambda user: Disclosure.objects.visible_to(user).select_related("unit", "by"),
    moment="at",
    unit_field="unit",
    unit_kinds=(),
    columns=(
        Column("登记编号", lambda row: row.number, 12),
        Column("提供时间（发生）", lambda row: row.at, 17),
        Column("录入时间", lambda row: row.recorded_at, 17, on_screen=False),
        Column("补录", lambda row: backfilled(row.at, row.recorded_at), 6, on_screen=False),
        Column("人员编号", lambda row: row.code, 12),
        Column("形式", lambda row: row.get_kind_display(), 10),
        Column("提供的内容", lambda row: row.fields, 24),
        Column("接收单位", lambda row: row.recipient, 24),
        Column("接收人职务", lambda row: row.recipient_post, 12, on_screen=False),
        Column("依据", basis_of, 24),
        Column("依据说明", lambda row: row.basis_text, 24, on_screen=False),
        Column("提供单位", lambda row: row.unit.name, 24, on_screen=False),
        Column("经办人", lambda row: row.by.name, 10),
    ),
)

INQUIRIES = Ledger(
    slug="inquiries",
    title="来询登记簿",
    hint="谁在什么时候、怎样来问过。不记问的是谁；答复一律为依法不予提供，亦不说明有无。",
    perm=MinorPerm.VIEW_INQUIRIES,
    found=lambda user: Inquiry.objects.visible_to(user).select_related("unit", "by"),
    moment="at",
    unit_field="unit",
    unit_kinds=(),
    columns=(
        Column("登记编号", lambda row: row.number, 12),
        Column("来询时间（发生）", lambda row: row.at, 17),
        Column("录入时间", lambda row: row.recorded_at, 17, on_screen=False),
        Column("来询方", lambda row: row.get_asked_by_display(), 10),
        Column("单位名称", lambda row: row.organ, 24),
        Column("方式", lambda row: row.get_how_display(), 8),
        Column("答复", lambda row: row.answer, 24),
        Column("接询单位", lambda row: row.unit.name, 24, on_screen=False),
        Column("接询人", lambda row: row.by.name, 10),
    ),
)

SLIPS = Ledger(
    slug="slips",
    title="走访单登记簿",
    hint="每一张走访单：谁打印带走，几个人，几时销毁。",
    perm=MinorPerm.VIEW_DISCLOSURES,
    found=lambda user: VisitSlip.objects.visible_to(user).select_related("unit", "by"),
    moment="at",
    unit_field="unit",
    unit_kinds=(),
    columns=(
        Column("编号", lambda row: row.number, 12),
        Column("打印时间", lambda row: row.at, 17),
        Column("单位", lambda row: row.unit.name, 24),
        Column("持单人", lambda row: row.by.name, 10),
        Column("人数", lambda row: row.persons, 6),
        Column("销毁时间", lambda row: row.destroyed_at, 17),
    ),
)

RIGHTS = Ledger(
    slug="rights",
    title="权利申请登记簿",
    hint="本人和监护人申请查阅、复制、更正、删除、解释，几时收到、怎样决定、几时送达。",
    perm=MinorPerm.VIEW_RIGHTS,
    found=lambda user: RightsRequest.objects.visible_to(user).select_related("minor", "unit", "decided_by"),
    moment="received_at",
    unit_field="unit",
    unit_kinds=(),
    link=lambda row: reverse("minors:rights_detail", args=[row.pk]),
    columns=(
        Column("申请编号", lambda row: row.number, 12),
        Column("人员编号", lambda row: row.minor.code, 12),
        Column("申请", lambda row: row.get_kind_display(), 10),
        Column("申请人", lambda row: row.get_asked_by_display(), 8),
        Column("身份核验", lambda row: row.get_checked_how_display(), 18, on_screen=False),
        Column("收到时间（发生）", lambda row: row.received_at, 17),
        Column("录入时间", lambda row: row.recorded_at, 17, on_screen=False),
        Column("补录", lambda row: backfilled(row.received_at, row.recorded_at), 6, on_screen=False),
        Column("决定", lambda row: row.get_verdict_display(), 8),
        Column("理由", lambda row: row.reasons, 24, on_screen=False),
        Column("决定人", lambda row: row.decided_by and row.decided_by.name, 10, on_screen=False),
        Column("决定时间", lambda row: row.decided_at, 17, on_screen=False),
        Column("送达时间", lambda row: row.delivered_at, 17),
        Column("送达方式", lambda row: row.get_delivered_how_display(), 10, on_screen=False),
    ),
)

NOTICES = Ledger(
    slug="notices",
    title="告知登记簿",
    hint="几时、由谁、用什么话，把记录了什么、为什么记录、找谁问讲给了本人或监护人。",
    perm=MinorPerm.VIEW_RIGHTS,
    found=lambda user: NoticeGiven.objects.visible_to(user).select_related("minor", "unit", "by"),
    moment="at",
    unit_field="unit",
    unit_kinds=(),
    columns=(
        Column("人员编号", lambda row: row.minor.code, 12),
        Column("告知时间（发生）", lambda row: row.at, 17),
        Column("录入时间", lambda row: row.recorded_at, 17, on_screen=False),
        Column("告知对象", lambda row: row.get_given_to_display(), 10),
        Column("讲解语言", lambda row: row.get_language_display(), 10),
        Column("是否听懂", lambda row: row.get_understood_display(), 16),
        Column("讲解人（岗位）", lambda row: row.explained_by, 16, on_screen=False),
        Column("告知人", lambda row: row.by.name, 10),
        Column("单位", lambda row: row.unit.name, 24),
    ),
)

OUTWARD_REGISTERS = (DISCLOSURES, INQUIRIES, SLIPS, RIGHTS, NOTICES)
