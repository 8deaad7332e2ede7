"""The catalogue moves below the two apps that speak of it. The table stays where it is: only its owner changes."""

from django.db import migrations, models

import common.clock
import common.codes


class Migration(migrations.Migration):
    # the table is made by reporting, long before
    dependencies = [("common", "0002_calendar_history"), ("reporting", "0006_sealed")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Substance",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=common.codes.random_uuid,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                default=common.clock.now, editable=False, verbose_name="录入时间"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("aliases", models.CharField(blank=True, max_length=100, verbose_name="俗称")),
                        (
                            "klass",
                            models.CharField(
                                choices=[
                                    ("narcotic", "麻醉药品"),
                                    ("psychotropic_1", "第一类精神药品"),
                                    ("psychotropic_2", "第二类精神药品"),
                                    ("psychotropic", "精神药品（类别待核）"),
                                    ("non_medicinal", "非药用类麻醉药品和精神药品"),
                                    ("controlled", "列管（类别待核）"),
                                    ("unlisted", "未列管或不明"),
                                ],
                                max_length=20,
                                verbose_name="类别",
                            ),
                        ),
                        ("listed_from", models.DateField(blank=True, null=True, verbose_name="列管日期")),
                        ("listed_to", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                        ("position", models.PositiveSmallIntegerField(default=100, verbose_name="排序")),
                    ],
                    options={
                        "db_table": "reporting_substance",
                        "verbose_name": "物质名录",
                        "verbose_name_plural": "物质名录",
                        "ordering": ["position", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("name", "listed_from"), name="substance_once_per_day"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("listed_from", None)),
                                fields=("name",),
                                name="substance_once_without_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("listed_to", None),
                                    ("listed_from", None),
                                    ("listed_to__gt", models.F("listed_from")),
                                    _connector="OR",
                                ),
                                name="substance_to_after_from",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]
