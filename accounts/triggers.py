"""What the database itself refuses to change in this app (see common.triggers)."""

SPECS = [
    ("accounts_readentry", "append_only", ()),
    ("accounts_readchain", "counts_up", ("seq", "id")),
]
