"""A letter about a lost child says since when, and never says otherwise. A copy of cases/triggers.py."""

from django.db import migrations, models

from common import triggers

NUMBERED = (
    "code",
    "case_id",
    "minor_id",
    "transfer_id",
    "kind",
    "unit_id",
    "book_id",
    "serial",
    "previous_id",
    "~to_name",
    "reply_by",
    "lost_from_at",
    "signed_by_id",
    "signed_at",
    "client_id",
    "recorded_at",
)
SPECS = [("cases_letter", "frozen_columns", NUMBERED)]


def up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_tests_and_leave")]
    operations = [
        migrations.AddField(
            model_name="letter",
            name="lost_from_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="失联起"),
        ),
        migrations.RemoveConstraint(model_name="letter", name="letter_one_notice_per_transfer"),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=["transfer"],
                condition=~models.Q(kind__in=["county", "receipt"]),
                name="letter_one_notice_per_transfer",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=["transfer"],
                condition=models.Q(kind="receipt"),
                name="letter_one_receipt_per_transfer",
            ),
        ),
        migrations.RunPython(up, migrations.RunPython.noop),
    ]
