"""Hand-over between stations: clocks and numbers. 方案四(三)3; what has no statute is 本单位规定 (D)."""

from datetime import timedelta

from accounts.choices import Post, UnitKind
from cases.policies.base import PLAN, STATION, UP
from duties.choices import Tell
from duties.policies import Due, Policy, Step, days, hours

COUNTY_AFTER = timedelta(days=15)
"""Without a receipt so long after the written notice the county writes to the peer county. 本单位规定 (D)."""

COUNTY_AGAIN = timedelta(days=30)
"""The county writes again each so many days until there is an answer. 本单位规定 (D)."""

SEAL_AFTER = timedelta(days=30)
"""So long after the receipt our copy is proposed for sealing. 本单位规定 (D)."""

REPLY_WORKING_DAYS = 10
"""The term for the receipt that stands in a letter, working days. 本单位规定 (D)."""

COUNTY = (UnitKind.COUNTY, Post.COUNTY_REVIEWER)
BASIS = f"{PLAN} 四(三)3；时限为本单位规定"
AT_COUNTY = (Step(-hours(12), Tell.HOLDER), Step(hours(0), Tell.COUNTY), Step(hours(24), Tell.COUNTY))

POLICIES = {
    "transfer.notice": Policy(
        title="书面通知对方工作站",
        owed_by=STATION,
        due=Due.working_days(3),
        ladder=UP,
        basis=BASIS,
        page="cases:transfer_add",
    ),
    "transfer.receipt": Policy(
        title="取得对方回执",
        owed_by=STATION,
        due=Due.days(7),
        ladder=(Step(-hours(24), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD), Step(days(8), Tell.COUNTY)),
        basis=f"{PLAN} 四(三)3；7日催办、15日报县为本单位规定",
        page="cases:transfer_receipt",
    ),
    "transfer.accept": Policy(
        title="接收或退回移交",
        owed_by=STATION,
        due=Due.working_days(3),
        ladder=UP,
        basis=BASIS,
        page="cases:transfer_accept",
        stays_near=True,
    ),
    "transfer.reply": Policy(
        title="回执来文单位",
        owed_by=STATION,
        due=Due.working_days(3),
        ladder=UP,
        basis=BASIS,
        page="cases:reply_add",
        stays_near=True,
    ),
    "transfer.refusal": Policy(
        title="决定退回的移交",
        owed_by=COUNTY,
        due=Due.working_days(5),
        ladder=AT_COUNTY,
        basis=BASIS,
        page="cases:refusal_decide",
    ),
    "transfer.county_letter": Policy(
        title="县间函催",
        owed_by=COUNTY,
        due=Due.working_days(5),
        ladder=AT_COUNTY,
        basis=BASIS,
        page="cases:county_letter_add",
    ),
    "transfer.exchange": Policy(
        title="与对方通报双向管控情况",
        owed_by=STATION,
        due=Due.days(90),
        ladder=UP,
        basis=f"禁毒法33；{PLAN} 四(三)3；90日为本单位规定",
        page="cases:exchange_add",
    ),
}
