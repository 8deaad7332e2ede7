"""折抵 as rows, and what an office settles for itself: how a term is counted, its 机关代字."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.clock
import common.codes
from common import triggers

SPECS = [
    ("cases_officechange", "append_only", ("~value", "~reason")),
    ("cases_letterbook", "counts_up", ("last", "unit_id", "year", "word")),
]
"""A copy of cases/triggers.py; the book is built anew on SQLite, and its triggers with it."""


def up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


def down(apps, schema_editor):
    triggers.drop(schema_editor.connection, SPECS[:1])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_long_lists"),
        ("cases", "0014_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficeChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=common.codes.random_uuid, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=common.clock.now, editable=False, verbose_name="录入时间"),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[("term_end_mode", "期限末日算法"), ("letter_word", "机关代字")],
                        max_length=20,
                        verbose_name="项目",
                    ),
                ),
                ("value", models.CharField(max_length=20, verbose_name="取值")),
                ("from_on", models.DateField(verbose_name="生效日期")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("client_id", models.UUIDField(default=uuid.uuid4, unique=True, verbose_name="表单编号")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位设置变更",
                "verbose_name_plural": "单位设置变更",
                "ordering": ["-from_on", "-recorded_at"],
            },
        ),
        migrations.CreateModel(
            name="TermCredit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=common.codes.random_uuid, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=common.clock.now, editable=False, verbose_name="录入时间"),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="折抵日数（合计）")),
                ("basis", models.CharField(max_length=300, verbose_name="依据")),
                ("at", models.DateTimeField(verbose_name="签字时间")),
                ("client_id", models.UUIDField(default=uuid.uuid4, unique=True, verbose_name="表单编号")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签字人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.measure",
                        verbose_name="措施",
                    ),
                ),
            ],
            options={
                "verbose_name": "折抵",
                "verbose_name_plural": "折抵",
                "ordering": ["-at", "-recorded_at"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="letterbook",
            name="letterbook_one_per_office_and_year",
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="end_mode",
            field=models.CharField(
                choices=[
                    ("day_before", "起算日计入，到周年前一日为止"),
                    ("same_day", "起算日不计入，到周年当日为止"),
                ],
                default="day_before",
                max_length=10,
                verbose_name="期限末日算法",
            ),
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="ends_known_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="期限登记时间"),
        ),
        migrations.AddField(
            model_name="measure",
            name="end_mode",
            field=models.CharField(
                choices=[
                    ("day_before", "起算日计入，到周年前一日为止"),
                    ("same_day", "起算日不计入，到周年当日为止"),
                ],
                default="day_before",
                max_length=10,
                verbose_name="期限末日算法",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="ends_known_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="期限登记时间"),
        ),
        migrations.RunPython(up, down),
    ]
