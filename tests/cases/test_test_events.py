"""The course of a case tells its tests, refusals and leave."""

from datetime import timedelta

from cases import actions
from cases.testwords import Avoidance, Consent
from cases.timeline import timeline
from tests.cases.factories import in_care
from tests.cases.measured import kit, measure, take
from tests.cast import NOW


def test_the_timeline_tells_tests_and_leave(clerk, head, officer, worker):
    case = in_care(clerk, head, officer, worker)
    measure(case, clerk)
    actions.settle_tests(case, now=NOW)
    given = {"by": worker, "case": case, "now": NOW}
    actions.report_lack(**given)
    row = take(worker, case, officer, kit(clerk), at=NOW, result="positive")
    actions.report_positive(by=clerk, test=row, told_to="示例派出所", at=NOW, now=NOW)
    actions.record_refusal(
        at=NOW, how=Avoidance.REFUSED, witness=officer, note="电话通知后当面说不愿意", **given
    )
    today = NOW.date()
    span = {"from_on": today, "until_on": today + timedelta(days=1)}
    asked = actions.request_leave(place="融安县", reason="family", company="guardian", **span, **given)
    actions.decide_leave(by=head, leave=asked, answer=Consent.APPROVED, now=NOW)
    actions.annul(by=head, row=row, reason="登记到了别的个案", now=NOW)
    titles = " ".join(event.title for event in timeline(worker, case, NOW))
    for wanted in (
        "因无试剂未能检测依托咪酯（属本单位）", "定期检测：尿液，现场检测", "检测结果：依托咪酯阳性",
        "检测阳性：已告知公安机关", "拒绝检测", "融安县", "请假：同意", "作废检测记录",
    ):  # fmt: skip
        assert wanted in titles, wanted
