"""Words a head had removed go from the tables that never change, too. A copy of reporting/triggers.py."""

from django.db import migrations

from common import triggers

SPECS = [
    (
        "reporting_report",
        "frozen_columns",
        (
            "seizure_id",
            "version",
            "kind",
            "unit_id",
            "area",
            "content",
            "~late_reason",
            "~correction_reason",
            "submitted_at",
            "submitted_by_id",
            "phoned_at",
            "~phoned_to",
            "recorded_at",
        ),
    ),
    (
        "reporting_declaration",
        "frozen_columns",
        ("unit_id", "area", "day", "at", "by_id", "~late_reason", "recorded_at"),
    ),
    ("reporting_educationtalk", "erasable_columns", ("erased_at", "~note")),
    ("reporting_countyreport", "erasable_columns", ("erased_at", "content", "~suggestion")),
    (
        "reporting_order",
        "frozen_columns",
        (
            "number",
            "from_unit_id",
            "to_unit_id",
            "escalation_id",
            "duty_id",
            "~demand",
            "~basis",
            "issued_at",
            "issued_by_id",
            "recorded_at",
        ),
    ),
    ("reporting_orderstep", "append_only", ("~text",)),
    ("reporting_elsewherecheck", "write_once_columns", ("verdict", "~reason", "decided_at", "decided_by_id")),
    (
        "reporting_problem",
        "frozen_columns",
        ("number", "from_unit_id", "to_unit_id", "~text", "at", "by_id", "recorded_at"),
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
    dependencies = [("reporting", "0008_erased_on_disposal")]

    operations = [migrations.RunPython(removable, frozen)]
