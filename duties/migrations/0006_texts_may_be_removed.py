"""Words a head had removed go from the tables that never change, too. A copy of duties/triggers.py."""

from django.db import migrations

from common import triggers

SPECS = [
    ("duties_excuse", "frozen_columns", ("duty_id", "~reason", "by_id", "at")),
    ("duties_escalationevent", "append_only", ("~note",)),
    ("duties_policychange", "append_only", ("~reason",)),
]


def removable(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


def frozen(apps, schema_editor):
    """As before: the same triggers without the one word they let in."""
    before = [
        (table, kind, () if kind == "append_only" else tuple(name.removeprefix("~") for name in columns))
        for table, kind, columns in SPECS
    ]
    triggers.install(schema_editor.connection, before)


class Migration(migrations.Migration):
    dependencies = [("duties", "0005_hidden")]

    operations = [migrations.RunPython(removable, frozen)]
