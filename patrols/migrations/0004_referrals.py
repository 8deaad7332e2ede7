"""Letters to other bureaus, with an answer; several villages in one plan."""

from collections import Counter
from uuid import uuid5
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.clock
import common.codes

SHANGHAI = ZoneInfo("Asia/Shanghai")


def letters_of_orders(apps, schema_editor):
    """An order that said 同时移送 sent its finding on that day; nobody noted an answer."""
    FixOrder, Referral = apps.get_model("patrols", "FixOrder"), apps.get_model("patrols", "Referral")
    serials, sent = Counter(), set()
    for order in FixOrder.objects.exclude(referred_to="").order_by("ordered_at", "serial"):
        if (order.finding_id, order.referred_to) in sent:
            continue
        sent.add((order.finding_id, order.referred_to))
        serials[order.unit_id, order.year] += 1
        Referral.objects.create(
            finding_id=order.finding_id,
            unit_id=order.unit_id,
            year=order.year,
            serial=serials[order.unit_id, order.year],
            bureau=order.referred_to,
            matter=order.demand,
            sent_by_id=order.ordered_by_id,
            sent_at=order.ordered_at,
            sent_on=order.ordered_at.astimezone(SHANGHAI).date(),
            client_id=uuid5(order.client_id, "referral"),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_long_lists"),
        ("patrols", "0003_outline_and_substance"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Chase",
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
                ("at", models.DateTimeField(verbose_name="催办时间")),
                ("note", models.CharField(max_length=200, verbose_name="问了谁、怎么说")),
                ("client_id", models.UUIDField(unique=True, verbose_name="表单编号")),
            ],
            options={
                "verbose_name": "催办",
                "verbose_name_plural": "催办",
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Referral",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("serial", models.PositiveIntegerField(verbose_name="序号")),
                (
                    "bureau",
                    models.CharField(
                        choices=[
                            ("police", "公安"),
                            ("market", "市场监管"),
                            ("culture", "文旅"),
                            ("tobacco", "烟草"),
                            ("education", "教育"),
                            ("health", "卫健"),
                            ("post", "邮政管理"),
                        ],
                        max_length=10,
                        verbose_name="移送给",
                    ),
                ),
                ("matter", models.CharField(max_length=300, verbose_name="移送事由")),
                ("sent_at", models.DateTimeField(verbose_name="移送时间")),
                ("sent_on", models.DateField(verbose_name="移送日期")),
                ("client_id", models.UUIDField(unique=True, verbose_name="表单编号")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dealt", "已查处"),
                            ("no_breach", "未发现违法"),
                            ("not_theirs", "不属其职责，退回"),
                        ],
                        max_length=10,
                        verbose_name="答复",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="答复内容")),
                (
                    "answer_entered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="答复录入时间"),
                ),
            ],
            options={
                "verbose_name": "移送",
                "verbose_name_plural": "移送",
                "ordering": ["-sent_at", "-serial"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="planrule",
            name="planrule_said_once",
        ),
        migrations.AddConstraint(
            model_name="planrule",
            constraint=models.UniqueConstraint(
                fields=("plan", "season_kind", "surrounding", "unit"), name="planrule_said_once"
            ),
        ),
        migrations.AddField(
            model_name="chase",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="催办人",
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="answer_entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="答复录入人",
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="finding",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="patrols.finding",
                verbose_name="隐患",
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="sent_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="移送人",
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.unit",
                verbose_name="移送单位",
            ),
        ),
        migrations.AddField(
            model_name="chase",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="patrols.referral",
                verbose_name="移送",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["finding", "-sent_at"], name="referral_of_finding"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                fields=("unit", "year", "serial"), name="referral_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_on", None)),
                fields=("finding", "bureau"),
                name="referral_waits_once_per_bureau",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("answer_entered_at", None),
                        ("answer_entered_by", None),
                        ("answered_on", None),
                        ("result", ""),
                    ),
                    models.Q(
                        ("answer_entered_at__isnull", False),
                        ("answer_entered_by__isnull", False),
                        ("answered_on__gte", models.F("sent_on")),
                        models.Q(("result", ""), _negated=True),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="referral_answered_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="chase",
            index=models.Index(fields=["referral", "at"], name="chase_of_referral"),
        ),
        migrations.AddConstraint(
            model_name="chase",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True), name="chase_says_what"
            ),
        ),
        migrations.RunPython(letters_of_orders, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name="fixorder",
            name="referred_to",
        ),
    ]
