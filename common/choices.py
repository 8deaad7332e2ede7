from django.db.models import TextChoices


class SubstanceClass(TextChoices):
    NARCOTIC = "narcotic", "麻醉药品"
    PSYCHOTROPIC_1 = "psychotropic_1", "第一类精神药品"
    PSYCHOTROPIC_2 = "psychotropic_2", "第二类精神药品"
    PSYCHOTROPIC = "psychotropic", "精神药品（类别待核）"
    NON_MEDICINAL = "non_medicinal", "非药用类麻醉药品和精神药品"
    CONTROLLED = "controlled", "列管（类别待核）"
    UNLISTED = "unlisted", "未列管或不明"
