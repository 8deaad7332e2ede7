"""Sealing, lawful queries and disposal."""

import functools

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.clock
import common.codes


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_triggers"),
        ("minors", "0004_village_help"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Disposal",
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
                    "number",
                    models.CharField(
                        default=functools.partial(common.codes.random_code, *("XH",)),
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="销毁编号",
                    ),
                ),
                ("file", models.UUIDField(blank=True, null=True, unique=True, verbose_name="档案")),
                ("county", models.CharField(max_length=6, verbose_name="县")),
                (
                    "cause",
                    models.CharField(
                        choices=[("sealed", "封存后保管期满"), ("withdrawn", "撤销后保管期满")],
                        max_length=20,
                        verbose_name="到期事由",
                    ),
                ),
                ("basis", models.CharField(max_length=120, verbose_name="依据")),
                ("due_on", models.DateField(verbose_name="保管期满日期")),
                ("listed_at", models.DateTimeField(verbose_name="列入清单时间")),
                ("first_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间一")),
                ("second_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间二")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="销毁时间")),
                ("wiped_at", models.DateTimeField(blank=True, null=True, verbose_name="存储清理时间")),
                (
                    "first_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人一",
                    ),
                ),
                (
                    "first_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="审核单位一",
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人二",
                    ),
                ),
                (
                    "second_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="审核单位二",
                    ),
                ),
            ],
            options={
                "verbose_name": "档案销毁",
                "verbose_name_plural": "档案销毁",
                "ordering": ["-listed_at", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_by", None),
                            models.Q(
                                models.Q(("first_by", models.F("second_by")), _negated=True),
                                models.Q(("first_unit", models.F("second_unit")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="disposal_two_reviewers_of_two_units",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at", None),
                            models.Q(
                                ("file", None), ("first_at__isnull", False), ("second_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="disposal_done_only_reviewed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wiped_at", None), ("done_at__isnull", False), _connector="OR"),
                        name="disposal_wiped_after_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LawfulQuery",
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
                    "number",
                    models.CharField(
                        default=functools.partial(common.codes.random_code, *("CX",)),
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="查询编号",
                    ),
                ),
                ("client_id", models.UUIDField(blank=True, null=True, unique=True, verbose_name="表单编号")),
                ("county", models.CharField(max_length=6, verbose_name="县")),
                ("organ", models.CharField(max_length=60, verbose_name="申请机关")),
                ("applicants", models.CharField(max_length=60, verbose_name="申请人职务或部门")),
                ("document", models.CharField(max_length=60, verbose_name="公函文号")),
                ("legal_basis", models.CharField(max_length=120, verbose_name="法律依据")),
                ("purpose", models.CharField(max_length=200, verbose_name="查询用途")),
                ("code", models.CharField(blank=True, max_length=20, verbose_name="编号")),
                ("id_index", models.CharField(blank=True, max_length=64, null=True, verbose_name="证件索引")),
                (
                    "name_birth_index",
                    models.CharField(blank=True, max_length=64, null=True, verbose_name="姓名生日索引"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="受理时间")),
                ("first_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间一")),
                ("second_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间二")),
                ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="不予批准时间")),
                ("refusal", models.CharField(blank=True, max_length=200, verbose_name="不予批准理由")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="打开时间")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("nothing", "无可提供的记录"), ("given", "已提供")],
                        max_length=20,
                        verbose_name="答复",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                ("disclosed", models.CharField(blank=True, max_length=300, verbose_name="答复内容摘要")),
                (
                    "first_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批准人一",
                    ),
                ),
                (
                    "first_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="批准单位一",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "reader_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="经办单位",
                    ),
                ),
                (
                    "refused_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="不予批准人",
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批准人二",
                    ),
                ),
                (
                    "second_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="批准单位二",
                    ),
                ),
            ],
            options={
                "verbose_name": "依法查询",
                "verbose_name_plural": "依法查询",
                "ordering": ["-asked_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_by", None),
                            models.Q(
                                models.Q(("first_by", models.F("second_by")), _negated=True),
                                models.Q(("first_unit", models.F("second_unit")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="lawfulquery_two_approvers_of_two_units",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("first_by", None),
                                models.Q(("first_by", models.F("reader")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("second_by", None),
                                models.Q(("second_by", models.F("reader")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="lawfulquery_reader_approves_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at", None),
                            models.Q(("first_at__isnull", False), ("second_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="lawfulquery_opened_only_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refused_at", None), models.Q(("refusal", ""), _negated=True), _connector="OR"
                        ),
                        name="lawfulquery_refused_with_reason",
                    ),
                ],
                "indexes": [models.Index(fields=["county", "-asked_at"], name="lawfulquery_county")],
            },
        ),
        migrations.CreateModel(
            name="Seal",
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
                    "number",
                    models.CharField(
                        default=functools.partial(common.codes.random_code, *("FC",)),
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="封存编号",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("term_end", "期满"),
                            ("adult", "满18周岁"),
                            ("clean", "三年未复吸"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="封存事由",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="封存时间")),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="县禁毒办签字人",
                    ),
                ),
                (
                    "county_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="县禁毒办",
                    ),
                ),
                (
                    "head",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办公室主任",
                    ),
                ),
                (
                    "head_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="工作站",
                    ),
                ),
                (
                    "minor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="minors.minor",
                        verbose_name="档案",
                    ),
                ),
            ],
            options={
                "verbose_name": "封存登记",
                "verbose_name_plural": "封存登记",
                "ordering": ["-at", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("head", models.F("county")), _negated=True),
                        name="seal_by_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("head_unit", models.F("county_unit")), _negated=True),
                        name="seal_by_two_units",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealProposal",
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
                    "cause",
                    models.CharField(
                        choices=[
                            ("term_end", "期满"),
                            ("adult", "满18周岁"),
                            ("clean", "三年未复吸"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="封存事由",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("proposed_at", models.DateTimeField(verbose_name="提请时间")),
                ("due_at", models.DateTimeField(verbose_name="决定期限（不含）")),
                ("head_signed_at", models.DateTimeField(blank=True, null=True, verbose_name="主任签字时间")),
                ("county_signed_at", models.DateTimeField(blank=True, null=True, verbose_name="县签字时间")),
                ("refusal", models.CharField(blank=True, max_length=200, verbose_name="暂不封存的理由")),
                ("again_on", models.DateField(blank=True, null=True, verbose_name="重新提请日期")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "待签字"),
                            ("sealed", "已封存"),
                            ("refused", "暂不封存"),
                            ("lapsed", "不再需要"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="结果",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="县禁毒办签字人",
                    ),
                ),
                (
                    "county_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="县禁毒办",
                    ),
                ),
                (
                    "head",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办公室主任",
                    ),
                ),
                (
                    "head_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="工作站",
                    ),
                ),
                (
                    "minor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="minors.minor",
                        verbose_name="档案",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提请人（空为系统）",
                    ),
                ),
                (
                    "refused_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="不予封存签字人",
                    ),
                ),
            ],
            options={
                "verbose_name": "封存提请",
                "verbose_name_plural": "封存提请",
                "ordering": ["-proposed_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "open")),
                        fields=("minor",),
                        name="sealproposal_one_open_per_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("head", None),
                            ("county", None),
                            models.Q(
                                models.Q(("head", models.F("county")), _negated=True),
                                models.Q(("head_unit", models.F("county_unit")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sealproposal_two_signers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "sealed"), _negated=True),
                            models.Q(("county_signed_at__isnull", False), ("head_signed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="sealproposal_sealed_by_both",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "refused"), _negated=True),
                            models.Q(
                                ("again_on__isnull", False),
                                ("refused_by__isnull", False),
                                models.Q(("refusal", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sealproposal_refused_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("outcome", "open")),
                            models.Q(
                                models.Q(("outcome", "open"), _negated=True), ("closed_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="sealproposal_closed_iff_decided",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="historicalminor",
            name="adult_from",
            field=models.DateField(blank=True, null=True, verbose_name="此日起必已成年"),
        ),
        migrations.AddField(
            model_name="historicalminor",
            name="clean_since",
            field=models.DateField(blank=True, null=True, verbose_name="最近一次涉毒日期"),
        ),
        migrations.AddField(
            model_name="historicalminor",
            name="seal_due_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="封存决定期限（不含）"),
        ),
        migrations.AddField(
            model_name="minor",
            name="adult_from",
            field=models.DateField(blank=True, null=True, verbose_name="此日起必已成年"),
        ),
        migrations.AddField(
            model_name="minor",
            name="clean_since",
            field=models.DateField(blank=True, null=True, verbose_name="最近一次涉毒日期"),
        ),
        migrations.AddField(
            model_name="minor",
            name="seal_due_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="封存决定期限（不含）"),
        ),
        migrations.AddIndex(
            model_name="minor",
            index=models.Index(
                condition=models.Q(("sealed_at", None)), fields=["adult_from"], name="minor_adult_from"
            ),
        ),
        migrations.AddIndex(
            model_name="minor",
            index=models.Index(
                condition=models.Q(("sealed_at", None)), fields=["clean_since"], name="minor_clean_since"
            ),
        ),
    ]
