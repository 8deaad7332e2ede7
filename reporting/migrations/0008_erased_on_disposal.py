"""What was sent about a child may be erased when its file is destroyed. A copy of reporting/triggers.py."""

from django.conf import settings
from django.db import migrations, models

from common import triggers

BEFORE = [
    ("reporting_reportline", "append_only", ()),
    ("reporting_educationtalk", "append_only", ()),
    ("reporting_countyreport", "append_only", ()),
]
AFTER = [
    (
        "reporting_reportline",
        "frozen_columns",
        ("report_id", "line_id", "code", "guardian_told", "health_looked_at", "recorded_at"),
    ),
    (
        "reporting_reportline",
        "erasable_columns",
        ("erased_at", "age_band", "sex", "is_pupil", "household", "residence", "measures"),
    ),
    ("reporting_educationtalk", "frozen_columns", ("line_id", "at", "adult", "by_id", "recorded_at")),
    ("reporting_educationtalk", "erasable_columns", ("erased_at", "note")),
    (
        "reporting_countyreport",
        "frozen_columns",
        ("line_id", "number", "at", "channel", "unit_id", "by_id", "recorded_at"),
    ),
    ("reporting_countyreport", "erasable_columns", ("erased_at", "content", "suggestion")),
]


def drop_before(apps, schema_editor):
    triggers.drop(schema_editor.connection, BEFORE)


def install_before(apps, schema_editor):
    triggers.install(schema_editor.connection, BEFORE)


def install_after(apps, schema_editor):
    triggers.install(schema_editor.connection, AFTER)


def drop_after(apps, schema_editor):
    triggers.drop(schema_editor.connection, AFTER)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_read_chain"),
        ("reporting", "0007_substance_moves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_before, install_before),
        migrations.AddField(
            model_name="countyreport",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="销毁时间"),
        ),
        migrations.AddField(
            model_name="educationtalk",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="销毁时间"),
        ),
        migrations.AddField(
            model_name="reportline",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="销毁时间"),
        ),
        migrations.AddConstraint(
            model_name="countyreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("erased_at", None), ("suggestion", ""), _connector="OR"),
                name="countyreport_erased_says_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="educationtalk",
            constraint=models.CheckConstraint(
                condition=models.Q(("erased_at", None), ("note", ""), _connector="OR"),
                name="educationtalk_erased_says_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at", None),
                    models.Q(
                        ("age_band", ""),
                        ("household", "unknown"),
                        ("is_pupil", False),
                        ("residence", "unknown"),
                        ("sex", ""),
                    ),
                    _connector="OR",
                ),
                name="reportline_erased_says_nothing",
            ),
        ),
        migrations.RunPython(install_after, drop_after),
    ]
