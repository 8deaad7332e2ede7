"""What the database itself refuses to change in this app (see common.triggers)."""

_SENT = (
    "seizure_id",
    "version",
    "kind",
    "unit_id",
    "area",
    "content",
    "late_reason",
    "correction_reason",
    "submitted_at",
    "submitted_by_id",
    "phoned_at",
    "phoned_to",
    "recorded_at",
)
_ANSWERED = (
    "signed_at",
    "signed_by_id",
    "returned_at",
    "returned_by_id",
    "countersigned_at",
    "countersigned_by_id",
)

_ORDERED = (
    "number",
    "from_unit_id",
    "to_unit_id",
    "escalation_id",
    "duty_id",
    "demand",
    "basis",
    "issued_at",
    "issued_by_id",
    "recorded_at",
)
_TOLD = ("number", "from_unit_id", "to_unit_id", "text", "at", "by_id", "recorded_at")

SPECS = [
    ("reporting_report", "frozen_columns", _SENT),
    ("reporting_report", "write_once_columns", _ANSWERED),
    ("reporting_reportline", "append_only", ()),
    (
        "reporting_declaration",
        "frozen_columns",
        ("unit_id", "area", "day", "at", "by_id", "late_reason", "recorded_at"),
    ),
    ("reporting_declaration", "write_once_columns", ("superseded_at", "superseded_by_id")),
    ("reporting_guardiantry", "append_only", ()),
    ("reporting_educationtalk", "append_only", ()),
    ("reporting_countyreport", "append_only", ()),
    ("reporting_order", "frozen_columns", _ORDERED),
    ("reporting_order", "write_once_columns", ("signed_at", "signed_by_id", "closed_at", "closed_by_id")),
    ("reporting_orderstep", "append_only", ()),
    (
        "reporting_elsewherecheck",
        "frozen_columns",
        ("line_id", "existing_id", "held_by_id", "same_number", "asked_at", "asked_by_id", "recorded_at"),
    ),
    (
        "reporting_elsewherecheck",
        "write_once_columns",
        ("verdict", "reason", "decided_at", "decided_by_id"),
    ),
    ("reporting_problem", "frozen_columns", _TOLD),
    ("reporting_problem", "write_once_columns", ("replied_at", "replied_by_id")),
]
