"""Reports as sent, and declarations, are kept by the database itself. A copy of reporting/triggers.py."""

from django.db import migrations

from common import triggers

SENT = (
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
ANSWERED = (
    "signed_at",
    "signed_by_id",
    "returned_at",
    "returned_by_id",
    "countersigned_at",
    "countersigned_by_id",
)
SPECS = [
    ("reporting_report", "frozen_columns", SENT),
    ("reporting_report", "write_once_columns", ANSWERED),
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
]


def up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


def down(apps, schema_editor):
    triggers.drop(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_substances")]
    operations = [migrations.RunPython(up, down)]
