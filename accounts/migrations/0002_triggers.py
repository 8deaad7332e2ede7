"""The read log can be added to and never changed: the database itself refuses."""

from django.db import migrations

from common import triggers

SPECS = [("accounts_readentry", "append_only", ())]


def put_up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


def take_down(apps, schema_editor):
    triggers.drop(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(put_up, take_down)]
