"""What the database itself refuses to change in this app (see common.triggers)."""

SPECS = [
    ("minors_disclosure", "append_only", ()),
    ("minors_inquiry", "append_only", ()),
]
