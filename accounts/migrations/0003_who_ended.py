"""Who switched an account off, who ended an appointment, and to whom the work was handed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_triggers")]

    operations = [
        migrations.AddField(
            "user",
            "deactivated_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="停用经办人",
            ),
        ),
        migrations.AddField(
            "appointment",
            "ended_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="终止经办人",
            ),
        ),
        migrations.AddField(
            "appointment",
            "handed_to",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="接手人",
            ),
        ),
        migrations.AddField(
            "appointment",
            "handed_on",
            models.DateField(blank=True, null=True, verbose_name="交接清单签字日期"),
        ),
        migrations.AddConstraint(
            "appointment",
            models.CheckConstraint(
                name="appointment_handed_to_somebody_else",
                condition=Q(handed_to=None) | ~Q(user=F("handed_to")),
            ),
        ),
    ]
