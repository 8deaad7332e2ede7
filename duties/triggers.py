"""What the database itself refuses to change in this app (see common.triggers)."""

SPECS = [
    (
        "duties_duty",
        "frozen_columns",
        ("kind", "subject", "period", "started_at", "due_at", "ladder", "recorded_at"),
    ),
    ("duties_duty", "write_once_columns", ("met_at", "met_recorded_at", "voided_at")),
    ("duties_miss", "append_only", ()),
    ("duties_excuse", "frozen_columns", ("duty_id", "~reason", "by_id", "at")),
    ("duties_excuse", "write_once_columns", ("signed_at", "signed_by_id", "refused_at", "refused_by_id")),
    (
        "duties_notice",
        "frozen_columns",
        ("duty_id", "step_no", "at", "tell", "unit_id", "post", "recorded_at"),
    ),
    ("duties_notice", "write_once_columns", ("delivered_at", "opened_at", "opened_by_id")),
    ("duties_escalation", "frozen_columns", ("duty_id", "raised_at")),
    ("duties_escalation", "write_once_columns", ("decided_at", "decided_by_id", "closed_at", "closed_by_id")),
    ("duties_escalationevent", "append_only", ("~note",)),
    ("duties_policychange", "append_only", ("~reason",)),
    ("duties_outage", "frozen_columns", ("source", "from_at")),
    ("duties_outage", "write_once_columns", ("until_at",)),
]
