"""What kind of knowledge a column holds. Every field of every table has one class (design §4.2).

Each app names its fields in `<app>/classes.py`; `config/classes.py` gathers them. A historical table follows
its live one. An unclassified field fails the suite, and so does a class in a table where it must not stand.
"""

from django.db.models import TextChoices

from common.models import Record


class FieldClass(TextChoices):
    PUBLIC = "public", "公开：名录、日历、单位"
    WORKFLOW = "workflow", "工作过程：谁、何时、第几号"
    IDENTITY = "identity", "身份：是谁，家在何处，谁是监护人"
    CASE = "case", "个案：编号之下的情况与所做的事"
    SCHOOL = "school", "就学"
    HEALTH = "health", "健康与检测"
    POLICE = "police", "查获与线索"
    AUDIT = "audit", "谁看过什么"
    SECRET = "secret", "密钥、盲索引、口令：从不离开"


Table = dict[str, FieldClass]


def table(**by_class: str) -> Table:
    """Fields of one table by class, each class a string of field names.

    `id` and `recorded_at` of every `Record` are workflow and need no mention. Raises ValueError for a field
    named twice, or a word that is no class.
    """
    found: Table = {field.name: FieldClass.WORKFLOW for field in Record._meta.local_fields}
    for name, fields in by_class.items():
        for field in fields.split():
            if field in found and field not in ("id", "recorded_at"):
                raise ValueError(f"{field} is named twice")
            found[field] = FieldClass(name)
    return found


HISTORY = dict.fromkeys(
    ("history_id", "history_date", "history_change_reason", "history_type", "history_user"), FieldClass.AUDIT
)
"""What a historical table has besides the fields of its live one."""
