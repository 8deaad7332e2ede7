"""A change of the office's numbers can be withdrawn by a second row. The rebuilt table gets its trigger back."""

import django.db.models.deletion
from django.db import migrations, models

from common import triggers

# a copy: migrations never import live code
SPECS = [("duties_policychange", "append_only", ())]


def put_up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


def take_down(apps, schema_editor):
    triggers.drop(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [("duties", "0002_triggers")]

    operations = [
        migrations.RunPython(take_down, put_up),
        migrations.AddField(
            model_name="policychange",
            name="withdraws",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawal",
                to="duties.policychange",
                verbose_name="撤回的变更",
            ),
        ),
        migrations.RunPython(put_up, take_down),
    ]
