"""Numbers, receipts and holdings are kept by the database itself. A copy of cases/triggers.py."""

from django.db import migrations

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
    "signed_by_id",
    "signed_at",
    "client_id",
    "recorded_at",
)
RECEIPT = ("noticed_at", "delivered_at", "receipt_on", "receipt_at", "receipt_filed_by_id", "closed_at")
SPECS = [
    ("cases_letterbook", "counts_up", ("last", "unit_id", "year", "word")),
    ("cases_letter", "frozen_columns", NUMBERED),
    ("cases_transfer", "write_once_columns", RECEIPT),
    ("cases_holding", "write_once_columns", ("until_at", "outside_id", "transfer_id", "unit_id")),
]


def up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


def down(apps, schema_editor):
    triggers.drop(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_holdings")]
    operations = [migrations.RunPython(up, down)]
