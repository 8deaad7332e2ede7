"""The weekly digest of readings and the yearly audit."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.clock
import common.codes
from common import triggers

SPECS = [
    ("minors_digestline", "append_only", ()),
    ("minors_readingdigest", "frozen_columns", ("unit_id", "audience", "week", "readings", "flagged")),
    ("minors_readingdigest", "write_once_columns", ("seen_by_id", "seen_at")),
    ("minors_annualaudit", "frozen_columns", ("unit_id", "year")),
    ("minors_annualaudit", "write_once_columns", ("filed_on", "filed_by_id")),
]


def put_up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


def take_down(apps, schema_editor):
    triggers.drop(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_read_chain"),
        ("minors", "0009_slips_rights_assessments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadingDigest",
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
                    "audience",
                    models.CharField(
                        choices=[("head", "本单位负责人"), ("auditor", "个人信息保护监督员")],
                        max_length=10,
                        verbose_name="交给",
                    ),
                ),
                ("week", models.DateField(verbose_name="周一")),
                ("readings", models.PositiveIntegerField(verbose_name="查阅次数")),
                ("flagged", models.PositiveIntegerField(verbose_name="需核对次数")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="核对时间")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核对人",
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
                "verbose_name": "查阅周报",
                "verbose_name_plural": "查阅周报",
                "ordering": ["-week", "unit"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("week", "unit", "audience"), name="readingdigest_one_a_week"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen_at", None), ("seen_by", None)),
                            models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="readingdigest_seen_by_and_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DigestLine",
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
                ("seq", models.BigIntegerField(verbose_name="日志序号")),
                (
                    "flag",
                    models.CharField(
                        choices=[
                            ("outside", "不是自己经手的档案"),
                            ("no_work", "档案上没有在办事项"),
                            ("after_hours", "非工作时间"),
                            ("sealed", "试图查阅封存档案"),
                        ],
                        max_length=12,
                        verbose_name="原因",
                    ),
                ),
                (
                    "digest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="minors.readingdigest",
                        verbose_name="周报",
                    ),
                ),
            ],
            options={
                "verbose_name": "周报所列查阅",
                "verbose_name_plural": "周报所列查阅",
                "ordering": ["seq", "flag"],
                "constraints": [
                    models.UniqueConstraint(fields=("digest", "seq", "flag"), name="digestline_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnualAudit",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("exported_at", models.DateTimeField(blank=True, null=True, verbose_name="导出时间")),
                ("filed_on", models.DateField(blank=True, null=True, verbose_name="报送日期")),
                ("receipt", models.CharField(blank=True, max_length=100, verbose_name="回执编号或接收人")),
                (
                    "exported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导出人",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="报送人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="县禁毒办",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度合规审计",
                "verbose_name_plural": "年度合规审计",
                "ordering": ["-year"],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "year"), name="annualaudit_once_a_year"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("filed_on", None),
                            models.Q(("exported_at__isnull", False), ("filed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="annualaudit_filed_after_export",
                    ),
                ],
            },
        ),
        migrations.RunPython(put_up, take_down),
    ]
