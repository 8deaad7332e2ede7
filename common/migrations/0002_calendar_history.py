"""Corrections of the calendar are kept: the latest row of a day counts, and the database refuses to change one."""

from django.db import migrations, models

from common import triggers

# a copy: migrations never import live code
SPECS = [("common_calendarday", "append_only", ())]


def put_up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


def take_down(apps, schema_editor):
    triggers.drop(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="calendarday",
            options={
                "ordering": ["day", "recorded_at"],
                "verbose_name": "工作日调整",
                "verbose_name_plural": "工作日调整",
            },
        ),
        migrations.AlterField(
            model_name="calendarday", name="day", field=models.DateField(verbose_name="日期")
        ),
        migrations.AddField(
            model_name="calendarday",
            name="entered_by",
            field=models.UUIDField(blank=True, null=True, verbose_name="录入人"),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.UniqueConstraint(
                fields=("day", "recorded_at"), name="calendarday_one_at_an_instant"
            ),
        ),
        migrations.RunPython(put_up, take_down),
    ]
