"""Words a head had removed go from the tables that never change, too. A copy of minors/triggers.py."""

from django.db import migrations

from common import triggers

SPECS = [
    (
        "minors_incident",
        "frozen_columns",
        (
            "number",
            "kind",
            "found_at",
            "recorded_at",
            "by_id",
            "from_unit_id",
            "unit_id",
            "file",
            "code",
            "~what",
            "client_id",
        ),
    ),
    ("minors_incidententry", "append_only", ("~text", "~to_whom", "~how")),
    ("minors_disclosure", "append_only", ("~fields", "~recipient", "~recipient_post", "~basis_text")),
    ("minors_inquiry", "append_only", ("~organ",)),
    (
        "minors_lawfulquery",
        "frozen_columns",
        ("number", "~organ", "~document", "~legal_basis", "~purpose", "reader_id", "asked_at", "recorded_at"),
    ),
    ("minors_disposal", "frozen_columns", ("number", "cause", "~basis", "due_on", "recorded_at")),
    (
        "minors_rightsrequest",
        "frozen_columns",
        ("number", "minor_id", "unit_id", "kind", "asked_by", "checked_how", "~wish", "received_at", "by_id"),
    ),
    (
        "minors_impactassessment",
        "append_only",
        ("~title", "~processing", "~necessity", "~risks", "~measures"),
    ),
]


def removable(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


def frozen(apps, schema_editor):
    """As before: the same triggers without the one word they let in."""
    before = [
        (table, kind, () if kind == "append_only" else tuple(name.removeprefix("~") for name in columns))
        for table, kind, columns in SPECS
    ]
    triggers.install(schema_editor.connection, before)


class Migration(migrations.Migration):
    dependencies = [("minors", "0014_seal_waits")]

    operations = [migrations.RunPython(removable, frozen)]
