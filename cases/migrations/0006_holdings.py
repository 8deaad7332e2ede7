"""Cases that were open before holdings were kept: their station has held the child since the case began."""

from django.db import migrations


def up(apps, schema_editor):
    case_model, holding = apps.get_model("cases", "Case"), apps.get_model("cases", "Holding")
    for case in case_model.objects.exclude(status__in=["referred", "closed"]).iterator(chunk_size=1000):
        holding.objects.create(
            minor_id=case.minor_id, case_id=case.pk, unit_id=case.unit_id, from_at=case.opened_at
        )


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_transfers")]
    operations = [migrations.RunPython(up, migrations.RunPython.noop, elidable=True)]
