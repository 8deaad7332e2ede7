"""The catalogue as it was known in November 2026. A later listing is a new row, not an edit.

Only rows whose date was seen in a source carry one; the others say 待核.
"""

from django.db import migrations

UNCHECKED = "列管日期待核"
# name, aliases, class, listed from, note
SUBSTANCES = [
    ("依托咪酯", "烟粉、烟油、上头电子烟、烟弹", "psychotropic_2", "2023-10-01", "公告文号待核"),
    ("美托咪酯", "依托咪酯类似物", "non_medicinal", "2024-07-01", ""),
    ("丙帕酯", "依托咪酯类似物", "non_medicinal", "2024-07-01", ""),
    ("异丙帕酯", "依托咪酯类似物", "non_medicinal", "2024-07-01", ""),
    ("三氟乙咪酯", "依托咪酯类似物", "non_medicinal", None, "2025-06-19公布，施行日期待核"),
    ("尼秦类（整类）", "", "non_medicinal", None, "2025-06-19公布，施行日期待核"),
    ("右美沙芬", "", "psychotropic_2", "2024-07-01", "2024年第54号"),
    ("含地芬诺酯复方制剂", "", "psychotropic_2", "2024-07-01", "2024年第54号"),
    ("纳呋拉啡", "", "psychotropic_2", "2024-07-01", "2024年第54号"),
    ("氯卡色林", "", "psychotropic_2", "2024-07-01", "2024年第54号"),
    ("咪达唑仑原料药和注射剂", "", "psychotropic_1", "2024-07-01", "2024年第54号"),
    ("合成大麻素（整类）", "小树枝、娜塔莎、“电子烟油”", "non_medicinal", "2021-07-01", ""),
    ("甲基苯丙胺", "冰毒", "controlled", None, UNCHECKED),
    ("氯胺酮", "K粉", "psychotropic_1", None, UNCHECKED),
    ("海洛因", "白粉", "controlled", None, UNCHECKED),
    ("大麻", "叶子", "controlled", None, UNCHECKED),
    ("MDMA", "摇头丸", "controlled", None, UNCHECKED),
    ("麻古", "麻果", "controlled", None, UNCHECKED),
    ("可待因", "", "controlled", None, UNCHECKED),
    ("芬太尼类（整类）", "", "non_medicinal", None, UNCHECKED),
    ("曲马多", "", "psychotropic", None, UNCHECKED),
    ("复方曲马多片", "", "psychotropic", None, UNCHECKED),
    ("阿普唑仑", "", "psychotropic", None, UNCHECKED),
    ("三唑仑", "蓝精灵、听话水", "psychotropic", None, UNCHECKED),
    ("氟硝西泮", "蓝精灵、听话水", "psychotropic", None, UNCHECKED),
    ("氟胺酮", "", "controlled", None, UNCHECKED),
    ("γ-羟丁酸", "", "controlled", None, UNCHECKED),
    ("彩虹烟", "", "unlisted", None, "混合物，以检出成分为准"),
    ("咔哇潮饮", "", "unlisted", None, "混合物，以检出成分为准"),
    ("笑气（一氧化二氮）", "气球、奶油气弹", "unlisted", None, "危险化学品，未列管成瘾物质，待核"),
    ("未列管或不明物质", "", "unlisted", None, "成分查明后更正"),
]


def create(apps, schema_editor):
    Substance = apps.get_model("reporting", "Substance")
    for position, (name, aliases, klass, listed_from, note) in enumerate(SUBSTANCES, start=1):
        Substance.objects.get_or_create(
            name=name,
            listed_from=listed_from,
            defaults={"aliases": aliases, "klass": klass, "note": note, "position": position},
        )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop, elidable=True)]
