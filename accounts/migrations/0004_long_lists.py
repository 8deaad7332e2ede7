"""A list longer than one entry of the read log goes on in the next, which says what it continues."""

from django.db import migrations, models

from common import triggers

SPECS = [("accounts_readentry", "append_only", ())]


def put_up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_read_chain")]

    operations = [
        migrations.AddField("readentry", "continues", models.BigIntegerField("续第几号", null=True)),
        migrations.RunPython(put_up, migrations.RunPython.noop),
    ]
