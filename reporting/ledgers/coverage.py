"""Coverage of outreach as a sheet: times and words, no headcount (design §4.8)."""

from reporting.ledgers.base import Column

COVERAGE = (
    Column("村、学校", lambda cell: cell.place_name, 24),
    Column("对象", lambda cell: cell.label, 16),
    Column("要求次数", lambda cell: cell.goal.times, 10),
    Column("要求比例（%）", lambda cell: cell.goal.share, 12),
    Column("已开展次数", lambda cell: cell.tally.times, 10),
    Column("最近一次", lambda cell: cell.tally.last_on, 12),
    Column("覆盖情况", lambda cell: cell.state.label, 12),
    Column("缺口", lambda cell: cell.words if cell.is_gap else "", 36),
    Column("原因和补救安排", lambda cell: cell.reason, 36),
    Column("已签字", lambda cell: cell.is_signed if cell.reason else None, 8),
)
