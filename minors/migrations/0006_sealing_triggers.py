"""Seals, lawful queries and disposals stay as written; coarse days for files made before."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import migrations

from common import triggers

SHANGHAI = ZoneInfo("Asia/Shanghai")

# a copy: migrations never import live code
SPECS = [
    ("minors_seal", "append_only", ()),
    (
        "minors_lawfulquery",
        "frozen_columns",
        ("number", "organ", "document", "legal_basis", "purpose", "reader_id", "asked_at", "recorded_at"),
    ),
    ("minors_lawfulquery", "write_once_columns", ("first_at", "second_at", "opened_at", "answered_at")),
    ("minors_disposal", "frozen_columns", ("number", "cause", "basis", "due_on", "recorded_at")),
    ("minors_disposal", "write_once_columns", ("first_at", "second_at", "done_at", "wiped_at")),
]


def put_up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


def take_down(apps, schema_editor):
    triggers.drop(schema_editor.connection, SPECS)


def coarse_days(apps, schema_editor):
    """Files made before: the year alone says when they are surely grown up (1 January of the 19th year)."""
    Minor = apps.get_model("minors", "Minor")
    for pk, year, taken_in_at in Minor.objects.values_list("pk", "birth_year", "taken_in_at"):
        day = taken_in_at.astimezone(SHANGHAI).date()
        Minor.objects.filter(pk=pk).update(adult_from=date(year + 19, 1, 1), clean_since=day)


class Migration(migrations.Migration):
    dependencies = [("minors", "0005_sealing")]

    operations = [
        migrations.RunPython(put_up, take_down),
        migrations.RunPython(coarse_days, migrations.RunPython.noop, elidable=True),
    ]
