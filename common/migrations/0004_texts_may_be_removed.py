"""Words a head had removed go from the tables that never change, too. A copy of common/triggers.py."""

from django.db import migrations

from common import triggers

SPECS = [("common_calendarday", "append_only", ("~basis",))]


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
    dependencies = [("common", "0003_substance")]

    operations = [migrations.RunPython(removable, frozen)]
