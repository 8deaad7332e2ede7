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
]
