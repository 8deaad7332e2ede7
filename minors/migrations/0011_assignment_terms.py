"""Assignments without an end get the term they have from now on: about six months from their start."""

from datetime import timedelta

from django.db import migrations

TERM = timedelta(days=184)
BATCH = 1000


def give_terms(apps, schema_editor):
    Grant = apps.get_model("minors", "Grant")
    while rows := list(Grant.objects.filter(until_at=None)[:BATCH]):
        for row in rows:
            row.until_at = row.from_at + TERM
        Grant.objects.bulk_update(rows, ["until_at"])


class Migration(migrations.Migration):
    dependencies = [("minors", "0010_reading_digests")]
    operations = [migrations.RunPython(give_terms, migrations.RunPython.noop, elidable=True)]
