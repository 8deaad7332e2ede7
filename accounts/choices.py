from django.db.models import TextChoices


class UnitKind(TextChoices):
    COUNTY = "county", "县禁毒办"
    TOWNSHIP = "township", "乡（镇）领导小组"
    STATION = "station", "社区戒毒（康复）工作站"
    POLICE_POST = "police_post", "派出所"
    SCHOOL = "school", "学校"
    VILLAGE = "village", "村民委员会"


class Post(TextChoices):
    POLICE_LIAISON = "police_liaison", "派出所联络员"
    POLICE_HEAD = "police_head", "派出所负责人"
    COMMUNITY_OFFICER = "community_officer", "社区民警"
    SOCIAL_WORKER = "social_worker", "禁毒社工"
    STATION_CLERK = "station_clerk", "工作站专干"
    STATION_HEAD = "station_head", "办公室主任"
    TOWNSHIP_LEADER = "township_leader", "乡党政领导（领导小组）"
    VILLAGE_SECRETARY = "village_secretary", "村支书"
    SCHOOL_LIAISON = "school_liaison", "学校联络员"
    COUNTY_REVIEWER = "county_reviewer", "县禁毒办"
    AUDITOR = "auditor", "个人信息保护监督员"
    ADMINISTRATOR = "administrator", "系统管理员"


POSTS_OF_UNIT: dict[str, tuple[str, ...]] = {
    UnitKind.COUNTY: (Post.COUNTY_REVIEWER, Post.AUDITOR, Post.ADMINISTRATOR),
    UnitKind.TOWNSHIP: (Post.TOWNSHIP_LEADER,),
    UnitKind.STATION: (Post.STATION_HEAD, Post.STATION_CLERK, Post.SOCIAL_WORKER),
    UnitKind.POLICE_POST: (Post.POLICE_HEAD, Post.POLICE_LIAISON, Post.COMMUNITY_OFFICER),
    UnitKind.SCHOOL: (Post.SCHOOL_LIAISON,),
    UnitKind.VILLAGE: (Post.VILLAGE_SECRETARY,),
}
"""Which posts exist in which kind of unit. Auditor and administrator are county appointments, never
of the station they serve (design §4.3)."""


class ReadKind(TextChoices):
    REVEAL = "reveal", "查阅身份"
    SEARCH = "search", "查重检索"
    DETAIL = "detail", "查看档案"
    LIST = "list", "查看名册"
    EXPORT = "export", "导出"
    PRINT = "print", "打印"
    API = "api", "接口"
    REFUSED = "refused", "被拒绝"
