"""What the database itself refuses to change in this app (see common.triggers)."""

_NUMBERED = (
    "code",
    "case_id",
    "minor_id",
    "transfer_id",
    "kind",
    "unit_id",
    "book_id",
    "serial",
    "previous_id",
    "~to_name",
    "reply_by",
    "lost_from_at",
    "signed_by_id",
    "signed_at",
    "client_id",
    "recorded_at",
)
_RECEIPT = ("noticed_at", "delivered_at", "receipt_on", "receipt_at", "receipt_filed_by_id", "closed_at")

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
    ("cases_officechange", "append_only", ("~value", "~reason")),
    ("cases_letterbook", "counts_up", ("last", "unit_id", "year", "word")),
    ("cases_letter", "frozen_columns", _NUMBERED),
    ("cases_transfer", "write_once_columns", _RECEIPT),
    ("cases_holding", "write_once_columns", ("until_at", "outside_id", "transfer_id", "unit_id")),
]
