"""Obligations and numbers of this app, each with its source."""

from datetime import timedelta

from accounts.choices import Post, UnitKind
from duties.choices import Tell
from duties.policies import Due, Policy, Step, hours
from minors.choices import SealCause

ADULT_AT = 18
"""Basis: 未成年人保护法 第二条. Counted from the day after the birthday (最高法 2006 解释 第二条)."""

LIAISON_READS_FOR = timedelta(days=7)
"""The post's own level 2 closes so long after registration unless it still owes a duty. 本单位规定 (D)."""

MIN_PURPOSE, MIN_SAID = 4, 2
"""Least number of letters of a purpose, and of signs of a receipt. 本单位规定 (D)."""

DIGEST_AFTER_WORK = timedelta(days=7)
"""A file may be read so long after the unit's last duty on it and not be listed. 本单位规定 (D)."""

LISTS_SHOWN_FOR = timedelta(days=90)
"""谁看过 looks so far back for the lists and searches that showed a code. 本单位规定 (D)."""

DIGEST_LINES = 500
"""At most so many lines of one digest are kept; its number says how many there were. 本单位规定 (D)."""

QUIET = (Step(-hours(24), Tell.HOLDER), Step(hours(0), Tell.HOLDER), Step(hours(24), Tell.COUNTY))
"""Ladder of what watches over the readers: nobody between the holder and the county."""

MIN_NAME = 2
"""A name of fewer characters gets no blind key: too many share it. 本单位规定 (D)."""

MAX_SPELLINGS = 128
"""At most so many pinyin readings of one name are indexed. 本单位规定 (D)."""

EARLIEST_BIRTH_YEAR = 1990
"""Nobody born before could have been a minor in 2024, when the plan began. 本单位规定 (D)."""

ASSIST_FOR = timedelta(hours=48)
"""A village secretary is asked after a child for so long at most. 本单位规定 (D, design §4.11)."""

VILLAGE_BASIS = "未成年人保护法第四十三条（村民委员会协助）"
"""What a question to a village rests on where the child is not missing."""

SEAL_SIGNERS = (Post.STATION_HEAD, Post.COUNTY_REVIEWER)
"""Who decides on sealing: the head of the file's station, then the county. Design §3."""

CLEAN_YEARS = 3
"""So long without relapse and the file is proposed for sealing. Basis: 禁毒法 第四十八条 (三年); 预防法59."""

ASK_AGAIN_DAYS = 180
"""A signed refusal to seal holds at most so many days. 本单位规定 (D)."""

QUERY_OPEN_FOR = timedelta(hours=72)
"""A lawful query closes by itself so long after its reader opened it. 本单位规定 (D)."""

QUERY_OPEN_WITHIN = QUERY_OPEN_FOR
"""An approved query that nobody opened lapses so long after the second approval."""

RETAIN_SEALED_YEARS = 10
"""A sealed file is kept so long. Basis: 个人信息保护法 第十九条 (最短必要); 国家档案局令8号 (10年) (D)."""

RETAIN_WITHDRAWN_DAYS = 30
"""A file made in error is kept so long, to undo the error. 个人信息保护法 第十九条; 本单位规定 (D)."""

SLIP_BASIS = "杆政发〔2024〕17号 四(三)4（走访）"
"""What carrying a name and an address to a visit rests on."""

SLIP_MOST = 12
"""So many children at most stand on one slip. 本单位规定 (D)."""

REVIEW_WITHIN = timedelta(days=366)
"""An impact assessment is looked at again within a year. 本单位规定 (D); 个人信息保护法 第五十六条."""
APPROVAL_DAYS = 30
"""An approval to read lasts so many days at most, the day of approval not counted. 本单位规定 (D)."""

ANSWER_WORKING_DAYS = 1
"""A request a head leaves unanswered so long goes to the county. 本单位规定 (D)."""

BREAK_GLASS_FOR = timedelta(hours=3)
"""紧急查阅 closes by itself after so long. 本单位规定 (D)."""

BREAK_GLASS_POSTS = frozenset({Post.POLICE_LIAISON, Post.STATION_HEAD})
"""Who may open without asking first. 本单位规定 (D)."""

ASSIGNMENT_MONTHS = 6
"""An assignment is approval to read for so many months, then the head renews it. 本单位规定 (D)."""

RENEW_BEFORE = timedelta(days=14)
"""The head is asked to renew so long before reading stops. 本单位规定 (D)."""

SHOWN_FOR = timedelta(seconds=60)
"""What was revealed is masked again after so long. 本单位规定 (D)."""

CALL_SHOWN_FOR = timedelta(minutes=30)
"""A number stays readable during a call, at most so long. 本单位规定 (D)."""

SAMPLE_MAX = 10
"""The county draws at most so many cases of a township at a time. 本单位规定 (D)."""

SAMPLE_WORKING_DAYS = 10
"""A drawn sample may be inspected so many working days. 本单位规定 (D)."""

OPENS_NO_FILE = ("access.", "grant.")
"""Duties about reading itself never open a case to the county: else a request would open what it asks for."""

LAW_SEALS = (SealCause.ADULT, SealCause.CLEAN)
"""Causes the clock knows: they seal a file even while its case is open (预防法59; 方案四(三)4)."""

ARTICLE = "未成年人网络保护条例36；时限为本单位规定"
HEAD = (UnitKind.STATION, Post.STATION_HEAD)
COUNTY = (UnitKind.COUNTY, Post.COUNTY_REVIEWER)

POLICIES: dict[str, Policy] = {
    "incident.report": Policy(
        title="上报个人信息安全事件",
        owed_by=(UnitKind.COUNTY, Post.COUNTY_REVIEWER),
        due=Due.hours(4),
        ladder=(Step(-hours(2), Tell.HOLDER), Step(hours(0), Tell.COUNTY), Step(hours(4), Tell.COUNTY)),
        basis="国家网络安全事件报告管理办法（4小时）；个人信息保护法第五十七条；未成年人网络保护条例第三十五条",
        page="minors:incident_report",
        law_sets_it=True,
    ),
    "digest.read": Policy(
        title="核对上周查阅情况",
        owed_by=(UnitKind.STATION, Post.STATION_HEAD),
        due=Due.working_days(5),
        ladder=QUIET,
        basis="未成年人网络保护条例36；时限为本单位规定",
        page="minors:digest_detail",
    ),
    "audit.digest": Policy(
        title="核对负责人和县级查阅情况",
        owed_by=(UnitKind.COUNTY, Post.AUDITOR),
        due=Due.working_days(5),
        ladder=QUIET,
        basis="未成年人网络保护条例36；时限为本单位规定",
        page="minors:digest_detail",
    ),
    "audit.annual": Policy(
        title="导出并报送年度合规审计",
        owed_by=(UnitKind.COUNTY, Post.AUDITOR),
        due=Due.days(30),
        ladder=(Step(-hours(240), Tell.HOLDER), *QUIET),
        basis="未成年人网络保护条例37；每年1月31日前",
        page="minors:audit_detail",
        law_sets_it=True,
    ),
    "assist.visit": Policy(
        title="协助走访",
        owed_by=(UnitKind.VILLAGE, Post.VILLAGE_SECRETARY),
        due=Due.hours(48),
        ladder=(Step(-hours(12), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD)),
        basis="未成年人保护法43；时限为本单位规定",
        page="minors:assist_answer",
    ),
    "assist.result": Policy(
        title="查看协助走访结果",
        owed_by=(UnitKind.STATION, Post.STATION_HEAD),
        due=Due.working_days(1),
        ladder=(Step(-hours(4), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD)),
        basis="本单位规定",
        page="minors:assist_detail",
    ),
    "seal.decide": Policy(
        title="决定是否封存",
        owed_by=(UnitKind.STATION, Post.STATION_HEAD),
        due=Due.working_days(15),
        ladder=(
            Step(-hours(72), Tell.HOLDER),
            Step(hours(0), Tell.UNIT_HEAD),
            Step(hours(24), Tell.COUNTY),
        ),
        basis="治安管理处罚法136；预防未成年人犯罪法59；时限为本单位规定",
        page="minors:seal_sign",
    ),
    "query.approve": Policy(
        title="审批依法查询",
        owed_by=(UnitKind.COUNTY, Post.COUNTY_REVIEWER),
        due=Due.working_days(3),
        ladder=(Step(hours(0), Tell.COUNTY),),
        basis="治安管理处罚法136；时限为本单位规定",
        page="minors:query_detail",
    ),
    "query.answered": Policy(
        title="依法查询已批复",
        owed_by=(UnitKind.STATION, Post.STATION_CLERK),
        due=Due.working_days(3),
        ladder=(Step(hours(0), Tell.HOLDER),),
        basis="治安管理处罚法136；时限为本单位规定",
        page="minors:query_detail",
    ),
    "leak.review": Policy(
        title="核对文字",
        owed_by=(UnitKind.STATION, Post.STATION_HEAD),
        due=Due.next_working_day(hour=18),
        ladder=(Step(-hours(4), Tell.HOLDER), Step(hours(24), Tell.COUNTY)),
        basis="未成年人保护法一百零三条；时限为本单位规定",
        page="minors:text_check_detail",
    ),
    "slip.destroy": Policy(
        title="销毁走访单",
        owed_by=(UnitKind.STATION, Post.SOCIAL_WORKER),
        due=Due.next_working_day(hour=24),
        ladder=(Step(-hours(8), Tell.HOLDER), Step(hours(9), Tell.UNIT_HEAD)),
        basis="未成年人网络保护条例36；时限为本单位规定",
        page="minors:slip_destroy",
    ),
    "rights.answer": Policy(
        title="答复本人或监护人的申请",
        owed_by=(UnitKind.STATION, Post.STATION_HEAD),
        due=Due.working_days(15),
        ladder=(Step(-hours(48), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD), Step(hours(24), Tell.COUNTY)),
        basis="未成年人网络保护条例34；个人信息保护法50；15个工作日为本单位规定",
        page="minors:rights_detail",
    ),
    "assessment.review": Policy(
        title="复评个人信息保护影响",
        owed_by=(UnitKind.COUNTY, Post.COUNTY_REVIEWER),
        due=Due.days(365),
        ladder=(Step(-hours(30 * 24), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD)),
        basis="个人信息保护法55、56；每年一次为本单位规定",
        page="minors:assessment_review",
    ),
    "access.decide": Policy(
        title="审批查阅申请",
        owed_by=HEAD,
        due=Due.working_days(ANSWER_WORKING_DAYS),
        ladder=(Step(-hours(4), Tell.HOLDER), Step(hours(0), Tell.COUNTY)),
        basis=ARTICLE,
        page="minors:access_decide",
    ),
    "access.answered": Policy(
        title="查阅申请已答复",
        owed_by=(UnitKind.STATION, Post.STATION_CLERK),
        due=Due.working_days(3),
        ladder=(Step(hours(0), Tell.HOLDER),),
        basis=ARTICLE,
        page="minors:access_detail",
    ),
    "access.review": Policy(
        title="复核紧急查阅",
        owed_by=COUNTY,
        due=Due.next_working_day(hour=24),
        ladder=(Step(-hours(4), Tell.HOLDER), Step(hours(0), Tell.COUNTY)),
        basis=ARTICLE,
        page="minors:opening_review",
    ),
    "access.recusal": Policy(
        title="回避后安排接手",
        owed_by=HEAD,
        due=Due.next_working_day(hour=24),
        ladder=(
            Step(-hours(4), Tell.HOLDER),
            Step(hours(0), Tell.TOWNSHIP_LEADER),
            Step(hours(9), Tell.COUNTY),
        ),
        basis="未成年人网络保护条例36；回避和时限为本单位规定",
        page="minors:recusal_detail",
    ),
    "grant.renew": Policy(
        title="续期帮教小组查阅授权",
        owed_by=HEAD,
        due=Due.days(14),
        ladder=(
            Step(-hours(72), Tell.HOLDER),
            Step(hours(0), Tell.TOWNSHIP_LEADER),
            Step(hours(24), Tell.COUNTY),
        ),
        basis=ARTICLE,
        page="minors:grant_renew",
    ),
}
