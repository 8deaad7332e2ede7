"""What the database itself refuses to change in this app (see common.triggers)."""

SPECS = [
    ("duties_duty", "frozen_columns", ("kind", "subject", "period", "started_at", "due_at", "ladder", "recorded_at")),
    ("duties_duty", "write_once_columns", ("met_at", "met_recorded_at", "voided_at")),
    ("duties_miss", "append_only", ()),
    ("duties_escalationevent", "append_only", ()),
    ("duties_policychange", "append_only", ()),
]
