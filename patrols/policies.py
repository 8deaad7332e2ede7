"""Obligations of patrols. Numbers without a source in plan or law are 本单位规定 (D)."""

from datetime import timedelta

from accounts.choices import Post, UnitKind
from duties.choices import Tell
from duties.policies import Due, Policy, Step, days, hours
from patrols.choices import Bureau, ListKind, VenueKind
from patrols.permissions import PatrolPerm

PLAN = "杆政发〔2024〕17号"

FINDING_BASIS = f"{PLAN} 四(二)2"
"""On what a finding stands that names no item of a list: 加强重点场所排查."""

MIN_PRESENT = 2
"""So many walk a patrol, at least (law.md §8: 巡查人 ≥ 2; M)."""

RECHECK_DAYS = 15
"""A re-check follows so many days after the day of the order. 本单位规定 (D)."""

FIX_DAYS = 7
"""The day an order proposes: so many days from now. 本单位规定 (D)."""

FIX_MOST_DAYS = 90
"""No order leaves more time than this. 本单位规定 (D)."""

PATROL_MOST = timedelta(hours=12)
"""A patrol that lasted longer is a typing error. 本单位规定 (D)."""

BACK_DAYS = 31
"""A patrol is written down at most so many days later. 本单位规定 (D)."""

MOST_STOPS = 40
"""So many stops fit into one patrol. 本单位规定 (D)."""

REPEAT_DAYS = 365
"""What came up within so many days counts as coming up again. 本单位规定 (D)."""

REPEAT_LEAST = 2
"""So often something came up, at least, before a page says that it does so again. 本单位规定 (D)."""

PHOTO_DAYS = 7
"""Pictures are added at most so many days after the patrol was written down. 本单位规定 (D)."""

MOST_PHOTOS = 3
"""So many pictures fit to one stop: a poor line has to carry them. 本单位规定 (D)."""

NEW_VENUE_DAYS = 14
"""A venue new in the last days of a quarter is first checked in the next one. 本单位规定 (D)."""

CLUE_NEWS = timedelta(days=7)
"""What the police answered to a clue stands so long on 今日待办 of the station. 本单位规定 (D)."""

CHASE_AGAIN_DAYS = 15
"""A bureau that was asked again is given so many days more. 本单位规定 (D)."""

COMPETENT: dict[str, str] = {
    ListKind.INSIDE: Bureau.EDUCATION,
    ListKind.OUTSIDE: Bureau.MARKET,
    ListKind.KTV: Bureau.CULTURE,
    ListKind.INTERNET_CAFE: Bureau.CULTURE,
    ListKind.HOTEL: Bureau.POLICE,
    ListKind.SHOP: Bureau.MARKET,
    ListKind.ECIGARETTE: Bureau.TOBACCO,
    ListKind.PHARMACY: Bureau.MARKET,
    ListKind.ESPORTS_HOTEL: Bureau.CULTURE,
    ListKind.BILLIARDS: Bureau.MARKET,
    ListKind.BAR: Bureau.MARKET,
    ListKind.RENTAL: Bureau.POLICE,
    ListKind.COURIER: Bureau.POST_OFFICE,
}
"""Which bureau a letter proposes, by what was looked at; whoever signs it may choose another.
本单位规定 (D), after law.md §8: 移送公安、市监、文旅、烟草、教育等."""

COMPETENT_BY_LAW: dict[str, str] = {
    "未成年人保护法 第五十九条": Bureau.TOBACCO,
    "未成年人保护法 第五十八条": Bureau.CULTURE,
    "未成年人保护法 第五十七条": Bureau.POLICE,
    "电子烟管理办法": Bureau.TOBACCO,
    "旅馆业治安管理办法": Bureau.POLICE,
    "娱乐场所管理条例": Bureau.CULTURE,
    "互联网上网服务营业场所管理条例": Bureau.CULTURE,
    "麻醉药品和精神药品管理条例": Bureau.MARKET,
}
"""The same by the law an item cites, which says more than the kind of place. 本单位规定 (D)."""

NEAR_SCHOOL: dict[str, int] = {VenueKind.INTERNET_CAFE: 200}
"""Metres from a school within which a venue of the kind may not be
(互联网上网服务营业场所管理条例 第九条)."""

AROUND_METRES = 200
"""Nearer than this to a school a page says 学校周边. The law names no metres; whoever is competent decides.
本单位规定 (D)."""

AROUND_SCHOOL: dict[str, str] = {
    VenueKind.SHOP: "不得设置烟、酒、彩票销售网点（未成年人保护法 第五十九条）",
    VenueKind.ECIGARETTE: "不得设置电子烟销售网点（未成年人保护法 第五十九条；电子烟管理办法）",
    VenueKind.KTV: "不得设置营业性娱乐场所（未成年人保护法 第五十八条）",
    VenueKind.BAR: "不得设置酒吧（未成年人保护法 第五十八条）",
    VenueKind.INTERNET_CAFE: "不得设置上网服务营业场所（未成年人保护法 第五十八条）",
}
"""What may not be around a school (law.md §4, §8)."""

DISTANCE_DOUBT = 50
"""A typed distance so many metres shorter than the straight line is a typing error. 本单位规定 (D)."""

SCHOOL = (UnitKind.SCHOOL, Post.SCHOOL_LIAISON)
STATION = (UnitKind.STATION, Post.STATION_CLERK)
POLICE = (UnitKind.POLICE_POST, Post.POLICE_LIAISON)

_QUIET = (Step(-days(3), Tell.HOLDER), Step(hours(9), Tell.UNIT_HEAD), Step(days(5), Tell.TOWNSHIP_LEADER))
_TO_COUNTY = (*_QUIET[:2], Step(days(3), Tell.TOWNSHIP_LEADER), Step(days(7), Tell.COUNTY))

POLICIES = {
    "patrol.plan": Policy(
        title="制定校园及周边巡查计划",
        owed_by=SCHOOL,
        due=Due.working_days(10),
        ladder=_TO_COUNTY,
        basis=f"{PLAN} 四(一)2：根据学校实际情况制定详细的巡查计划；时限为本单位规定",
        page="patrols:plan_of_season",
    ),
    "patrol.revise": Policy(
        title="修改退回的巡查计划",
        owed_by=SCHOOL,
        due=Due.working_days(5),
        ladder=_TO_COUNTY,
        basis=f"{PLAN} 四(一)2：制定详细的巡查计划；时限为本单位规定",
        page="patrols:plan_of_season",
    ),
    "patrol.approve": Policy(
        title="审定巡查计划",
        owed_by=(UnitKind.STATION, Post.STATION_HEAD),
        due=Due.working_days(3),
        ladder=_TO_COUNTY,
        basis=f"{PLAN} 四(一)2：制定详细的巡查计划；时限为本单位规定",
        page="patrols:plan_detail",
    ),
    "patrol.round": Policy(
        title="按计划巡查",
        owed_by=SCHOOL,
        due=Due.days(7),
        ladder=_QUIET,
        basis=f"{PLAN} 四(一)2：对校园内外进行定期的全面排查；周期由学校计划定",
        page="patrols:round_add",
        page_period="period",
    ),
    "venue.check": Policy(
        title="重点场所排查",
        owed_by=STATION,
        due=Due.days(91),
        ladder=(Step(-days(14), Tell.HOLDER), Step(hours(9), Tell.UNIT_HEAD), Step(days(7), Tell.COUNTY)),
        basis=f"{PLAN} 四(二)2：加强重点场所排查；每季一次为本单位规定",
        page="patrols:venue_check",
    ),
    "finding.fix": Policy(
        title="督促整改隐患",
        owed_by=STATION,
        due=Due.days(FIX_DAYS),
        ladder=(Step(-days(1), Tell.HOLDER), Step(hours(9), Tell.UNIT_HEAD), Step(days(3), Tell.COUNTY)),
        basis=f"{PLAN} 四(一)2、四(二)2；期限由整改通知书定",
        page="patrols:finding_detail",
    ),
    "finding.recheck": Policy(
        title="复查整改情况",
        owed_by=STATION,
        due=Due.days(RECHECK_DAYS),
        ladder=_TO_COUNTY,
        basis=f"{PLAN} 四(一)2、四(二)2；时限为本单位规定",
        page="patrols:finding_detail",
    ),
    "finding.order": Policy(
        title="下达整改通知",
        owed_by=STATION,
        due=Due.working_days(2),
        ladder=_TO_COUNTY,
        basis=f"{PLAN} 四(一)2、四(二)2；时限为本单位规定",
        page="patrols:finding_detail",
    ),
    "finding.answer": Policy(
        title="催要移送的答复",
        owed_by=STATION,
        due=Due.days(30),
        ladder=_TO_COUNTY,
        basis=f"{PLAN} 四(二)2；时限为本单位规定",
        page="patrols:finding_detail",
    ),
    "clue.accept": Policy(
        title="接收线索",
        owed_by=POLICE,
        due=Due.hours(2),
        ladder=(Step(hours(0), Tell.UNIT_HEAD), Step(hours(4), Tell.STATION_HEAD)),
        basis=f"{PLAN} 四(二)1：从严从快处理；时限为本单位规定",
        page="patrols:clue_detail",
        read_with=PatrolPerm.VIEW_CLUES,
    ),
    "clue.answer": Policy(
        title="答复是否立案",
        owed_by=POLICE,
        due=Due.working_days(3),
        ladder=(
            Step(-hours(24), Tell.HOLDER),
            Step(hours(0), Tell.UNIT_HEAD),
            Step(hours(24), Tell.STATION_HEAD),
        ),
        basis=f"{PLAN} 四(二)1、2；时限为本单位规定",
        page="patrols:clue_detail",
        read_with=PatrolPerm.VIEW_CLUES,
    ),
    "clue.outcome": Policy(
        title="反馈线索结果",
        owed_by=POLICE,
        due=Due.days(30),
        ladder=(
            Step(-days(3), Tell.HOLDER),
            Step(hours(0), Tell.UNIT_HEAD),
            Step(days(7), Tell.STATION_HEAD),
        ),
        basis=f"{PLAN} 四(二)1、2；时限为本单位规定",
        page="patrols:clue_detail",
        read_with=PatrolPerm.VIEW_CLUES,
    ),
}
