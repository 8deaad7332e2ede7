"""A seizure points to the catalogue where it stands now (common); the table is the same one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0006_sealed"), ("common", "0003_substance")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="seizure",
                    name="substance",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.substance",
                        verbose_name="涉及物质",
                    ),
                ),
                migrations.DeleteModel(name="Substance"),
            ]
        )
    ]
