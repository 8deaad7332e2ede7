"""What the database itself refuses to change in this app (see common.triggers)."""

_SENT = (
    "seizure_id",
    "version",
    "kind",
    "unit_id",
    "area",
    "content",
    "~late_reason",
    "~correction_reason",
    "submitted_at",
    "submitted_by_id",
    "phoned_at",
    "~phoned_to",
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

_LINE = ("report_id", "line_id", "code", "guardian_told", "health_looked_at", "recorded_at")
_LINE_ERASED = ("erased_at", "age_band", "sex", "is_pupil", "household", "residence", "measures")
_TALK = ("line_id", "at", "adult", "by_id", "recorded_at")
_COUNTY = ("line_id", "number", "at", "channel", "unit_id", "by_id", "recorded_at")

_ORDERED = (
    "number",
    "from_unit_id",
    "to_unit_id",
    "escalation_id",
    "duty_id",
    "~demand",
    "~basis",
    "issued_at",
    "issued_by_id",
    "recorded_at",
)
_TOLD = ("number", "from_unit_id", "to_unit_id", "~text", "at", "by_id", "recorded_at")

SPECS = [
    ("reporting_report", "frozen_columns", _SENT),
    ("reporting_report", "write_once_columns", _ANSWERED),
    ("reporting_reportline", "frozen_columns", _LINE),
    ("reporting_reportline", "erasable_columns", _LINE_ERASED),
    (
        "reporting_declaration",
        "frozen_columns",
        ("unit_id", "area", "day", "at", "by_id", "~late_reason", "recorded_at"),
    ),
    ("reporting_declaration", "write_once_columns", ("superseded_at", "superseded_by_id")),
    ("reporting_guardiantry", "append_only", ()),
    ("reporting_educationtalk", "frozen_columns", _TALK),
    ("reporting_educationtalk", "erasable_columns", ("erased_at", "~note")),
    ("reporting_countyreport", "frozen_columns", _COUNTY),
    ("reporting_countyreport", "erasable_columns", ("erased_at", "content", "~suggestion")),
    ("reporting_order", "frozen_columns", _ORDERED),
    ("reporting_order", "write_once_columns", ("signed_at", "signed_by_id", "closed_at", "closed_by_id")),
    ("reporting_orderstep", "append_only", ("~text",)),
    (
        "reporting_elsewherecheck",
        "frozen_columns",
        ("line_id", "existing_id", "held_by_id", "same_number", "asked_at", "asked_by_id", "recorded_at"),
    ),
    (
        "reporting_elsewherecheck",
        "write_once_columns",
        ("verdict", "~reason", "decided_at", "decided_by_id"),
    ),
    ("reporting_problem", "frozen_columns", _TOLD),
    ("reporting_problem", "write_once_columns", ("replied_at", "replied_by_id")),
]
