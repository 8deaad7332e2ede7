"""The yearly audit: opened on New Year's Day, exported without a name, filed, its duty met."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts import readlog
from accounts.choices import ReadKind
from accounts.models import ReadEntry
from common import clock
from common.clock import shanghai
from duties.models import Duty
from minors import actions
from minors.models import AnnualAudit
from tests.cast import NOW
from tests.minors.factories import child_in, registered
from tests.minors.test_queries import WRITTEN

NEW_YEAR = shanghai(2027, 1, 1, 0, 5)


@pytest.fixture
def audit(clerk, station, county):
    minor = registered(clerk, station)
    for kind in (ReadKind.REVEAL, ReadKind.REVEAL, ReadKind.REFUSED):
        with clock.at(NOW):
            readlog.record(
                by=clerk, kind=kind, fields="name", purpose="示例用途", basis="登记", file=minor.pk
            )
    actions.sweep_annual_audits(NEW_YEAR)
    return AnnualAudit.objects.get(unit=county)


def test_it_is_owed_by_the_end_of_january(audit):
    duty = Duty.objects.get(kind="audit.annual")
    assert (audit.year, duty.post, duty.subject) == (2026, "auditor", audit.pk)
    assert (duty.started_at, duty.due_at) == (shanghai(2027, 1, 1), shanghai(2027, 2, 1))
    assert actions.sweep_annual_audits(NEW_YEAR + timedelta(days=40)) == 0


def test_a_year_before_the_log_began_is_not_owed(clerk):
    assert actions.sweep_annual_audits(NEW_YEAR) == 0
    with clock.at(NEW_YEAR):
        readlog.record(by=clerk, kind=ReadKind.LIST, fields="x", purpose="示例用途", basis="登记")
    assert actions.sweep_annual_audits(NEW_YEAR) == 0


def test_exported_and_filed_it_is_met(client_as, acting, auditor, audit, clerk):
    client = client_as(acting(auditor, NEW_YEAR))
    url = reverse("minors:audit_detail", args=[audit.pk])
    today = clock.local_day(clock.now()).isoformat()
    assert "请先导出" in client.post(url, {"filed_on": today, "receipt": "示例1号"}).text
    answer = client.post(reverse("minors:audit_export", args=[audit.pk]))
    text = answer.content.decode("utf-8-sig")
    assert "查阅日志,查阅身份（次）,2" in text
    assert "查阅日志,被拒绝（次）,1" in text
    assert clerk.name not in text
    assert ReadEntry.objects.filter(kind="export", user_id=auditor.pk).count() == 1
    assert "不晚于今天" in client.post(url, {"filed_on": "2099-01-01", "receipt": "示例1号"}).text
    assert client.post(url, {"filed_on": today, "receipt": "示例1号"}).status_code == 302
    assert Duty.objects.get(kind="audit.annual").met_at is not None
    assert "示例1号" in client.get(url).text
    assert client.get(reverse("minors:audit_list")).status_code == 200


def test_it_counts_incidents_rights_seals_and_queries_by_row(clerk, head, county_user, station, county):
    child = child_in()
    minor, other = registered(clerk, station, child=child), registered(clerk, station)
    actions.found_incident(by=clerk, kind="loss", what="纸质台账遗失", found_at=NOW, now=NOW)
    asked = {"asked_by": "guardian", "checked_how": "household", "at": NOW, "now": NOW}
    for kind in ("see", "see", "copy"):
        actions.receive_request(by=clerk, minor=other, kind=kind, **asked)
    seal = actions.propose_seal(by=head, minor=minor, cause="other", note="帮教期满，表现稳定", now=NOW)
    actions.sign_seal(by=head, proposal=seal, now=NOW)
    actions.sign_seal(by=county_user, proposal=seal, now=NOW)
    actions.ask_query(by=clerk, id_number=child.id_number, now=NOW, **WRITTEN)
    told = {(head, what): str(number) for head, what, number in actions.figures_of(county, 2026)}
    for row, number in {
        ("安全事件", "丢失（件）"): "1",
        ("安全事件", "泄露（件）"): "0",
        ("安全事件", "尚未结案（件）"): "1",
        ("权利申请", "查阅（件）"): "2",
        ("权利申请", "复制（件）"): "1",
        ("权利申请", "尚未送达答复（件）"): "3",
        ("封存", "已封存（份）"): "<5",
        ("依法查询", "提出（件）"): "1",
        ("依法查询", "打开过（件）"): "0",
    }.items():
        assert told[row] == number
    before = {(head, what): str(number) for head, what, number in actions.figures_of(county, 2025)}
    assert before.keys() == told.keys()
    assert set(before.values()) == {"0", "<5"}  # no seal is few seals, too


def test_filed_twice_it_stays_as_it_was(auditor, audit):
    day = date(2027, 1, 5)
    now = clock.start_of_day(day) + timedelta(hours=9)
    actions.export_audit(by=auditor, audit=audit, now=now)
    actions.file_audit(by=auditor, audit=audit, filed_on=day, receipt="示例1号", now=now)
    again = actions.file_audit(by=auditor, audit=audit, filed_on=day, receipt="示例2号", now=now)
    assert again.receipt == "示例1号"


def test_only_the_auditor(client_as, county_user, head, administrator, audit):
    for user in (county_user, head, administrator):
        assert client_as(user).get(reverse("minors:audit_detail", args=[audit.pk])).status_code == 404
        assert client_as(user).get(reverse("minors:audit_list")).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.export_audit(by=county_user, audit=audit, now=NEW_YEAR)
    with pytest.raises(PermissionDenied):
        actions.file_audit(by=county_user, audit=audit, filed_on=date(2027, 1, 1), receipt="x", now=NEW_YEAR)
