"""What the database itself refuses to change in this app (see common.triggers)."""

SPECS = [
    ("minors_disclosure", "append_only", ()),
    ("minors_inquiry", "append_only", ()),
    (
        "minors_villagehelp",
        "frozen_columns",
        (
            "number",
            "minor_id",
            "village_id",
            "secretary_id",
            "sentence",
            "household",
            "by_id",
            "from_at",
            "until_at",
        ),
    ),
    ("minors_villagehelp", "write_once_columns", ("closed_at",)),
    ("minors_seal", "append_only", ()),
    (
        "minors_lawfulquery",
        "frozen_columns",
        ("number", "organ", "document", "legal_basis", "purpose", "reader_id", "asked_at", "recorded_at"),
    ),
    ("minors_lawfulquery", "write_once_columns", ("first_at", "second_at", "opened_at", "answered_at")),
    ("minors_disposal", "frozen_columns", ("number", "cause", "basis", "due_on", "recorded_at")),
    ("minors_disposal", "write_once_columns", ("first_at", "second_at", "done_at", "wiped_at")),
]
