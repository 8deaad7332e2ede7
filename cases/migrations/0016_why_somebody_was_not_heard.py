"""Why child or guardian was not heard before the three sign. A copy of cases/triggers.py."""

from django.db import migrations, models

from common import triggers

SPECS = [
    (
        "cases_jointversion",
        "frozen_columns",
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
]
"""The table is built anew on SQLite, and its triggers with it."""


def install(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_credits_and_office")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, install),
        migrations.AddField(
            model_name="jointversion",
            name="unheard_why",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="为什么没有听取"),
            preserve_default=False,
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
