"""The lists a county starts with (law.md §8); it shapes them on its own page."""

from datetime import date

from django.db import migrations

FROM = date(2024, 9, 17)
"""The day of the plan."""

PLAN = "杆政发〔2024〕17号 四(一)2"
SELLING = "杆政发〔2024〕17号 四(二)1"
PLACES = "杆政发〔2024〕17号 四(二)2"
ENTERTAINMENT = "娱乐场所管理条例"
MINORS = "未成年人保护法"
PRACTICE = "工作做法（无专门条文）"

ITEMS = {
    "inside": [
        ("宿舍、厕所、楼道等隐蔽处没有电子烟、烟弹和来历不明的药片、油液", PLAN),
        ("张贴有禁毒宣传和举报电话", PLAN),
        ("外来人员进校有登记", PLAN),
        ("寄宿生夜间在校情况清楚", PLAN),
    ],
    "outside": [
        ("学校周边没有烟、酒、电子烟销售点", f"{MINORS} 第五十九条"),
        ("没有人在校门口向学生兜售电子烟、烟弹、药片", SELLING),
        ("周边歌舞娱乐场所、网吧没有接纳学生", f"{MINORS} 第五十八条"),
        ("僻静处没有聚集吸食的痕迹", PLAN),
    ],
    "ktv": [
        ("没有接纳未成年人", f"{ENTERTAINMENT} 第二十三条；{MINORS} 第五十八条"),
        ("没有招用未成年人", f"{ENTERTAINMENT} 第二十四条"),
        ("有从业人员名簿", f"{ENTERTAINMENT} 第二十五条"),
        ("营业日志留存60日", f"{ENTERTAINMENT} 第二十五条"),
        (
            "大厅和包厢有禁毒警示、未成年人禁入或限入标志和举报电话",
            f"{ENTERTAINMENT} 第三十条；禁毒法 第二十七条",
        ),
        ("有巡查制度并执行", f"{ENTERTAINMENT} 第三十一条"),
        ("没有容留吸毒的迹象", f"{ENTERTAINMENT} 第十四条"),
        ("不在学校周边", f"{MINORS} 第五十八条"),
    ],
    "internet_cafe": [
        ("没有接纳未成年人，有禁入标志", "互联网上网服务营业场所管理条例 第二十一条"),
        ("实名登记，记录保存不少于60日", "互联网上网服务营业场所管理条例 第二十三条"),
        ("距学校不少于200米", "互联网上网服务营业场所管理条例 第九条"),
    ],
    "hotel": [
        ("住宿实名登记", "旅馆业治安管理办法 第六条"),
        ("接待未成年人时问明监护人联系方式和同住人关系", f"{MINORS} 第五十七条"),
        ("可疑情况立即报告", "旅馆业治安管理办法 第九条"),
        ("没有容留吸毒的迹象", "旅馆业治安管理办法 第十二条"),
    ],
    "shop": [
        ("不向未成年人出售烟、酒，有标志", f"{MINORS} 第五十九条"),
        ("不在学校周边设烟酒销售点", f"{MINORS} 第五十九条"),
        ("没有出售电子烟、烟弹和来历不明的药品", SELLING),
    ],
    "ecigarette": [
        ("不在学校、幼儿园周边", "电子烟管理办法（2022年5月1日起施行）"),
        ("不向未成年人销售，有标志", "电子烟管理办法（2022年5月1日起施行）"),
        ("没有自动售卖机", "电子烟管理办法（2022年5月1日起施行）"),
        ("只有烟草口味，没有自行灌装的烟油", "电子烟管理办法（2022年5月1日起施行）"),
    ],
    "pharmacy": [
        ("第二类精神药品凭处方销售，处方保存2年", "麻醉药品和精神药品管理条例"),
        ("每次不超过7日用量", "麻醉药品和精神药品管理条例"),
        ("不向未成年人销售第二类精神药品", "麻醉药品和精神药品管理条例"),
    ],
    "esports_hotel": [
        ("没有接纳未成年人", "文化和旅游部、公安部2023年8月关于电竞酒店的通知"),
        ("住宿实名登记", "旅馆业治安管理办法 第六条"),
        ("没有容留吸毒的迹象", "旅馆业治安管理办法 第十二条"),
    ],
    "billiards": [
        ("没有向未成年人出售烟、酒、电子烟", f"{MINORS} 第五十九条"),
        ("没有聚集吸食的痕迹", PRACTICE),
        ("深夜没有未成年人滞留", PRACTICE),
    ],
    "bar": [
        ("没有接纳未成年人", f"{MINORS} 第五十八条"),
        ("有禁毒警示和未成年人禁入标志", "禁毒法 第二十七条"),
        ("没有容留吸毒的迹象", PLACES),
    ],
    "rental": [
        ("承租人登记清楚，房东知道谁在住", PRACTICE),
        ("没有未成年人聚集过夜", PRACTICE),
        ("没有容留吸毒的迹象", PLACES),
    ],
    "courier": [
        ("收寄验视", PRACTICE),
        ("实名收寄", PRACTICE),
        ("没有可疑的烟油、药片包裹", PRACTICE),
    ],
}


def enter(apps, schema_editor):
    item = apps.get_model("patrols", "ChecklistItem")
    item.objects.bulk_create(
        item(kind=kind, no=no, text=text, basis=basis, from_on=FROM)
        for kind, rows in ITEMS.items()
        for no, (text, basis) in enumerate(rows, 1)
    )


class Migration(migrations.Migration):
    dependencies = [("patrols", "0001_initial")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop, elidable=False)]
