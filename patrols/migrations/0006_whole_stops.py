"""What a patrol did not look at: places it has not reached, and whether a list was answered to the end."""

from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.db import migrations, models

import common.clock
import common.codes

SHANGHAI = ZoneInfo("Asia/Shanghai")


def whole_so_far(apps, schema_editor):
    """A stop was whole where every item of its list on that day has an answer."""
    Stop, Answer = apps.get_model("patrols", "Stop"), apps.get_model("patrols", "Answer")
    items = list(apps.get_model("patrols", "ChecklistItem").objects.all())
    for stop in Stop.objects.select_related("patrol").iterator():
        day = stop.patrol.started_at.astimezone(SHANGHAI).date()
        asked = {
            item.pk
            for item in items
            if item.kind == stop.kind
            and item.from_on <= day
            and (item.until_on is None or item.until_on > day)
        }
        if asked and asked <= set(Answer.objects.filter(stop=stop).values_list("item", flat=True)):
            Stop.objects.filter(pk=stop.pk).update(is_whole=True)


class Migration(migrations.Migration):
    dependencies = [
        ("patrols", "0005_corrected_years"),
    ]

    operations = [
        migrations.AddField(
            model_name="patrol",
            name="skipped_because",
            field=models.CharField(blank=True, max_length=200, verbose_name="没有去的地方，原因"),
        ),
        migrations.AddField(
            model_name="stop",
            name="is_whole",
            field=models.BooleanField(default=False, verbose_name="逐项看完"),
        ),
        migrations.AlterField(
            model_name="finding",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="patrols.checklistitem",
                verbose_name="检查项目",
            ),
        ),
        migrations.CreateModel(
            name="Skipped",
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
                ("no", models.PositiveSmallIntegerField(verbose_name="顺序")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inside", "校内"),
                            ("outside", "校外周边"),
                            ("ktv", "KTV、歌舞娱乐"),
                            ("internet_cafe", "网吧"),
                            ("hotel", "宾馆旅店"),
                            ("shop", "小卖部、超市"),
                            ("ecigarette", "电子烟店"),
                            ("pharmacy", "药店、诊所"),
                            ("esports_hotel", "电竞酒店"),
                            ("billiards", "台球室"),
                            ("bar", "酒吧"),
                            ("rental", "出租屋"),
                            ("courier", "物流快递"),
                        ],
                        max_length=20,
                        verbose_name="检查对象",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="地点")),
                (
                    "patrol",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="patrols.patrol",
                        verbose_name="巡查",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patrols.venue",
                        verbose_name="场所",
                    ),
                ),
            ],
            options={
                "verbose_name": "未到的巡查点",
                "verbose_name_plural": "未到的巡查点",
                "ordering": ["patrol", "no"],
                "constraints": [
                    models.UniqueConstraint(fields=("patrol", "no"), name="skipped_no_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place", ""), ("venue__isnull", False)),
                            models.Q(("venue", None), models.Q(("place", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="skipped_is_a_venue_or_a_place",
                    ),
                ],
            },
        ),
        migrations.RunPython(whole_so_far, migrations.RunPython.noop, elidable=True),
    ]
