"""The read log becomes a chain: numbers without gaps, each row hashed together with the one before."""

from django.db import migrations, models
from django.db.models import Q

from accounts import chain
from common import triggers

SPECS = [
    ("accounts_readentry", "append_only", ()),
    ("accounts_readchain", "counts_up", ("seq", "id")),
]
COLUMNS = [
    "at",
    "user_id",
    "post",
    "unit_id",
    "deputy",
    "kind",
    "file",
    "code",
    "fields",
    "purpose",
    "basis",
    "codes",
    "rows",
    "view",
    "key",
]


def take_down(apps, schema_editor):
    triggers.drop(schema_editor.connection, SPECS[:1])


def link(apps, schema_editor):
    """Number the rows that are there from one on and chain them in their old order."""
    entry, head = apps.get_model("accounts", "ReadEntry"), apps.get_model("accounts", "ReadChain")
    if entry.objects.exists():
        old = list(entry.objects.order_by("seq").values_list("seq", flat=True))
        for new, seq in enumerate(old, start=1):  # in rising order a smaller number is always free
            if new != seq:
                entry.objects.filter(seq=seq).update(seq=new)
    rows = (
        {"seq": row["seq"], **row} for row in entry.objects.order_by("seq").values("seq", *COLUMNS).iterator()
    )
    seq, last = 0, chain.GENESIS
    for row in chain.continued(rows):
        seq, last = row["seq"], row["hash"]
        entry.objects.filter(seq=seq).update(prev=row["prev"], hash=last)
    head.objects.create(id=1, seq=seq, hash=last)


def put_up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_triggers")]

    operations = [
        migrations.RunPython(take_down, migrations.RunPython.noop),
        migrations.AlterField(
            "readentry", "seq", models.BigIntegerField("序号", primary_key=True, serialize=False)
        ),
        migrations.AlterField(
            "readentry",
            "kind",
            models.CharField(
                "方式",
                max_length=20,
                choices=[
                    ("reveal", "查阅身份"),
                    ("search", "查重检索"),
                    ("detail", "查看档案"),
                    ("list", "查看名册"),
                    ("export", "导出"),
                    ("print", "打印"),
                    ("api", "接口"),
                    ("refused", "被拒绝"),
                ],
            ),
        ),
        migrations.AddField(
            "readentry", "codes", models.TextField("所列编号", blank=True, default=""), preserve_default=False
        ),
        migrations.AddField("readentry", "rows", models.PositiveIntegerField("条数", default=0)),
        migrations.AddField(
            "readentry",
            "view",
            models.CharField("页面", max_length=60, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField("readentry", "key", models.UUIDField("地址中的编号", null=True)),
        migrations.AddField(
            "readentry",
            "prev",
            models.CharField("上一条校验值", max_length=64, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "readentry", "hash", models.CharField("校验值", max_length=64, default=""), preserve_default=False
        ),
        migrations.CreateModel(
            name="ReadChain",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField("末条序号", default=0)),
                ("hash", models.CharField("末条校验值", max_length=64)),
            ],
            options={
                "verbose_name": "查阅日志链",
                "verbose_name_plural": "查阅日志链",
                "constraints": [models.CheckConstraint(condition=Q(id=1), name="readchain_one_row")],
            },
        ),
        migrations.RunPython(link, migrations.RunPython.noop),
        migrations.AddIndex("readentry", models.Index(fields=["unit_id", "at"], name="readentry_unit_at")),
        migrations.AddConstraint(
            "readentry", models.UniqueConstraint(fields=["hash"], name="readentry_hash_once")
        ),
        migrations.RunPython(put_up, take_down),
    ]
