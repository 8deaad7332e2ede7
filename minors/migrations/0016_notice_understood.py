"""Whether a notice was understood, and who explained it. SQLite rebuilds the table, so its triggers go up anew."""

from django.db import migrations, models

from common import triggers

SPECS = [
    ("minors_noticegiven", "append_only", ("~explained_by",))
]  # a copy: migrations never import live code


def put_up(apps, schema_editor):
    triggers.install(schema_editor.connection, SPECS)


class Migration(migrations.Migration):
    dependencies = [("minors", "0015_texts_may_be_removed")]

    operations = [
        migrations.AddField(
            model_name="noticegiven",
            name="explained_by",
            field=models.CharField(blank=True, max_length=40, verbose_name="讲解人（岗位）"),
        ),
        migrations.AddField(
            model_name="noticegiven",
            name="understood",
            field=models.CharField(
                blank=True,
                choices=[("yes", "听懂了，能说出大意"), ("again", "没有全懂，要再讲一次")],
                max_length=10,
                verbose_name="是否听懂",
            ),
        ),
        migrations.RunPython(put_up, put_up),
    ]
