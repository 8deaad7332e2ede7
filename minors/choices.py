from django.db.models import TextChoices


class MinorState(TextChoices):
    PENDING = "pending", "待登记"
    REGISTERED = "registered", "在册"
    MERGED = "merged", "已并入"
    WITHDRAWN = "withdrawn", "已撤销"


class Sex(TextChoices):
    MALE = "M", "男"
    FEMALE = "F", "女"


class Concern(TextChoices):
    """Why the file exists. A left-behind child is never counted or listed with users."""

    DRUGS = "drugs", "涉毒"
    CARE = "care", "关爱帮扶（未涉毒）"


class Track(TextChoices):
    """Legal track (design §5): which statutory rules bind the child. The plan's own duties bind us on all."""

    CORRECTION = "correction", "帮教矫治"
    COMMUNITY_DETOX = "community_detox", "社区戒毒"
    COMMUNITY_RECOVERY = "community_recovery", "社区康复"
    COMPULSORY_DETOX = "compulsory_detox", "强制隔离戒毒"
    SPECIAL_EDUCATION = "special_education", "专门教育"
    VOLUNTARY_DETOX = "voluntary_detox", "自愿戒毒"
    REGISTERED_ONLY = "registered_only", "仅登记"
    CARE = "care", "关爱帮扶（留守/困境，未涉毒）"


class IdKind(TextChoices):
    RESIDENT = "resident", "公民身份号码"
    NONE = "none", "无证或未带证"
    HK_MACAO_TAIWAN = "hk_macao_taiwan", "港澳台证件"
    FOREIGN = "foreign", "外国证件"


class Relation(TextChoices):
    PARENT = "parent", "父母"
    GRANDPARENT = "grandparent", "祖父母或外祖父母"
    SIBLING = "sibling", "兄姐"
    OTHER = "other", "其他监护人"
    ORGANISATION = "organisation", "民政部门或村（居）委会"
    CARER = "carer", "受托照护人（父母仍负监护责任）"


class VaultPart(TextChoices):
    """The three vaults. A grant opens some of them."""

    IDENTITY = "identity", "身份"
    SCHOOLING = "schooling", "就学"
    GUARDIAN = "guardian", "监护人"


class GrantKind(TextChoices):
    ASSIGNMENT = "assignment", "帮教分工"
    APPROVAL = "approval", "批准查阅"
    BREAK_GLASS = "break_glass", "紧急查阅"
    SEALED_QUERY = "sealed_query", "封存档案依法查询"


class Basis(TextChoices):
    """On what a reading of a vault rests. The first two follow from the work itself."""

    REGISTRATION = "registration", "登记"
    INTAKE = "intake", "查获办理"
    ASSIGNMENT = "assignment", "帮教分工"
    APPROVAL = "approval", "批准查阅"
    BREAK_GLASS = "break_glass", "紧急查阅"
    SEALED_QUERY = "sealed_query", "封存档案依法查询"
