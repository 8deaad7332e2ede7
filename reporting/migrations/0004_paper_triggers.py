"""Orders and problems are kept by the database itself. A copy of reporting/triggers.py."""

from django.db import migrations

from common import triggers

ORDERED = (
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
TOLD = ("number", "from_unit_id", "to_unit_id", "text", "at", "by_id", "recorded_at")
SPECS = [
    ("reporting_order", "frozen_columns", ORDERED),
    ("reporting_order", "write_once_columns", ("signed_at", "signed_by_id", "closed_at", "closed_by_id")),
    ("reporting_orderstep", "append_only", ()),
    ("reporting_problem", "frozen_columns", TOLD),
    ("reporting_problem", "write_once_columns", ("replied_at", "replied_by_id")),
]


def up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


def down(apps, schema_editor):
    triggers.drop(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0003_triggers")]
    operations = [migrations.RunPython(up, down)]
