"""The registers of minors as ledgers: page, print and workbook. Codes and words only."""

from minors.models import Disclosure, Inquiry
from minors.permissions import MinorPerm
from reporting.ledgers.base import Column, Ledger, backfilled

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
        Column("依据", lambda row: row.get_basis_display(), 24),
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

OUTWARD_REGISTERS = (DISCLOSURES, INQUIRIES)
