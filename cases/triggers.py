"""What the database itself refuses to change in this app (see common.triggers)."""

SPECS = [
    (
        "cases_jointversion",
        "frozen_columns",  # the words go when the file is destroyed
        (
            "round_id",
            "no",
            "measures",
            "services",
            "child_view",
            "guardian_view",
            "party",
            "by_id",
            "at",
        ),
    ),
    ("cases_jointsignature", "append_only", ()),
]
