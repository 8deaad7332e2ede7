"""What was promised, missed and told stays as written: the database itself refuses."""

from django.db import migrations

from common import triggers

# a copy: migrations never import live code
SPECS = [
    (
        "duties_duty",
        "frozen_columns",
        ("kind", "subject", "period", "started_at", "due_at", "ladder", "recorded_at"),
    ),
    ("duties_duty", "write_once_columns", ("met_at", "met_recorded_at", "voided_at")),
    ("duties_miss", "append_only", ()),
    ("duties_excuse", "frozen_columns", ("duty_id", "reason", "by_id", "at")),
    ("duties_excuse", "write_once_columns", ("signed_at", "signed_by_id", "refused_at", "refused_by_id")),
    (
        "duties_notice",
        "frozen_columns",
        ("duty_id", "step_no", "at", "tell", "unit_id", "post", "recorded_at"),
    ),
    ("duties_notice", "write_once_columns", ("delivered_at", "opened_at", "opened_by_id")),
    ("duties_escalation", "frozen_columns", ("duty_id", "raised_at")),
    ("duties_escalation", "write_once_columns", ("decided_at", "decided_by_id", "closed_at", "closed_by_id")),
    ("duties_escalationevent", "append_only", ()),
    ("duties_policychange", "append_only", ()),
    ("duties_outage", "frozen_columns", ("source", "from_at")),
    ("duties_outage", "write_once_columns", ("until_at",)),
]


def put_up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


def take_down(apps, schema_editor):
    triggers.drop(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]

    operations = [migrations.RunPython(put_up, take_down)]
