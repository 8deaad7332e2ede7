"""Who was at the talk with a pupil; a visit that met nobody is no talk. A copy of reporting/triggers.py."""

from django.conf import settings
from django.db import migrations, models

from common import triggers

SPECS = [
    ("reporting_educationtalk", "frozen_columns", ("line_id", "at", "adult", "by_id", "recorded_at")),
    ("reporting_educationtalk", "erasable_columns", ("erased_at", "~note")),
]
"""The table is built anew on SQLite, and its triggers with it."""


def install(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0009_texts_may_be_removed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, install),
        migrations.AlterField(
            model_name="educationtalk",
            name="adult",
            field=models.CharField(
                choices=[
                    ("guardian", "孩子和监护人在场"),
                    ("relative", "孩子和其他成年亲属在场"),
                    ("representative", "孩子和学校、村（居）委或未保组织代表在场"),
                    ("alone", "只有孩子本人在场"),
                    ("nobody", "没有见到孩子，没有谈成（只作记录，这一项仍待办）"),
                ],
                max_length=20,
                verbose_name="谁在场",
            ),
        ),
        migrations.AddConstraint(
            model_name="educationtalk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("adult", "alone"), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    ("erased_at__isnull", False),
                    _connector="OR",
                ),
                name="educationtalk_alone_says_why",
            ),
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
