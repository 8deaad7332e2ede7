"""告诫书, 逾期未报到证明, 严重违反协议证明: numbered, from rows, offered where they are needed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cases import actions
from cases.choices import LetterKind
from cases.models import Letter
from cases.testwords import Avoidance
from cases.timeline import timeline
from common import clock
from common.errors import DomainError
from minors.models import Disclosure
from reporting.actions.document import print_letter, sheet_for
from tests.cases.factories import in_care
from tests.cases.measured import measure
from tests.cast import NOW

DAY = timedelta(days=1)


@pytest.fixture
def case(clerk, head, officer, worker, station):
    station.name = "杆洞乡社区戒毒（康复）工作站"
    station.save()
    return in_care(clerk, head, officer, worker)


@pytest.fixture
def absent(case, clerk):
    measure(case, clerk, reported_in=None)
    return case


def write(by, case, kind, now, **more):
    return actions.write_paper(by=by, case=case, kind=kind, now=now, **more)


def words(letter):
    sheet = sheet_for(letter)
    return "".join([sheet["title"], sheet["to"], *[part["head"] + part["text"] for part in sheet["parts"]]])


@pytest.mark.parametrize(("days", "offered"), [(15, []), (16, [LetterKind.WARN, LetterKind.NO_SHOW])])
def test_who_has_not_reported_in_is_warned_from_the_sixteenth_day(absent, acting, clerk, days, offered):
    now = NOW + DAY * days
    assert actions.papers_for(absent, now) == offered
    acting(clerk, now)
    if not offered:
        with pytest.raises(DomainError, match="不需要"):
            write(clerk, absent, LetterKind.NO_SHOW, now)


def test_both_are_numbered_in_the_book_and_say_what_the_rows_say(absent, acting, clerk):
    now = NOW + DAY * 18
    acting(clerk, now)
    first, second = (write(clerk, absent, kind, now) for kind in (LetterKind.WARN, LetterKind.NO_SHOW))
    assert (first.number, second.number) == ("杆乡禁毒函〔2026〕1号", "杆乡禁毒函〔2026〕2号")
    for said in (
        "告诫书",
        "本人及其监护人",
        absent.minor.code,
        "2026年3月2日送达",
        "2026年3月17日",
        "戒毒条例第十四条",
    ):
        assert said in words(first), said
    for said in ("逾期未报到证明", "示例公安机关", "示例决字1号", "至今未报到"):
        assert said in words(second), said
    assert "强制隔离" not in words(first) + words(second)
    assert Disclosure.objects.for_system("test").filter(file=absent.minor_id).count() == 2
    titles = " ".join(event.title for event in timeline(clerk, absent, now))
    assert "告诫书 杆乡禁毒函〔2026〕1号" in titles


def test_a_refusal_is_warned_of_and_three_are_a_serious_breach(case, clerk, worker, officer, acting):
    measure(case, clerk)
    assert actions.papers_for(case, NOW) == []
    for n in range(1, 4):
        now = NOW + DAY * n
        for user in (worker, clerk):
            acting(user, now)
        actions.record_refusal(
            by=worker, case=case, at=now, how=Avoidance.REFUSED, witness=officer,
            note="电话通知后当面说不愿意", now=now,
        )  # fmt: skip
        wanted = [LetterKind.WARN] if n < 3 else [LetterKind.WARN, LetterKind.BREACH]
        assert actions.papers_for(case, now) == wanted
    assert "拒绝或者逃避检测3次" in words(write(clerk, case, LetterKind.BREACH, now))
    assert "2026年3月3日、2026年3月4日、2026年3月5日" in words(write(clerk, case, LetterKind.WARN, now))


def test_a_name_stands_in_it_only_through_the_logged_door(absent, clerk, acting):
    now = NOW + DAY * 20
    acting(clerk, now)
    row = write(clerk, absent, LetterKind.WARN, now)
    assert print_letter(by=clerk, letter=row, form="pdf", now=now).startswith(b"%PDF")
    with pytest.raises(DomainError, match="没有查阅身份的依据"):
        print_letter(by=clerk, letter=row, form="pdf", with_identity=True, purpose="送达本人", now=now)


def test_without_a_decision_nobody_is_warned(case, clerk, acting):
    now = NOW + DAY * 20
    acting(clerk, now)
    assert actions.papers_for(case, now) == []
    with pytest.raises(DomainError, match="不需要"):
        write(clerk, case, LetterKind.WARN, now)


def test_sent_twice_is_one_and_others_are_refused(absent, clerk, worker, outsider, acting):
    now, key = NOW + DAY * 20, uuid4()
    acting(clerk, now)
    one = write(clerk, absent, LetterKind.WARN, now, client_id=key)
    assert write(clerk, absent, LetterKind.WARN, now, client_id=key) == one
    for user in (worker, outsider):
        with pytest.raises(PermissionDenied):
            write(acting(user, now), absent, LetterKind.WARN, now)


def test_it_is_offered_where_it_is_needed_and_leads_to_its_print(absent, clerk, client_as, acting):
    now = NOW + DAY * 20
    with clock.at(now):
        browser = client_as(acting(clerk, now))
        url = reverse("cases:paper_write", args=[absent.pk])
        for name in ("measure_detail", "leave_list", "test_list"):
            assert url in browser.get(reverse(f"cases:{name}", args=[absent.pk])).text, name
        answer = browser.post(url, {"client_id": uuid4(), "kind": "warn"}, follow=True)
        assert "告诫书" in answer.text
        assert "下载" in answer.text
    assert Letter.objects.for_system("test").count() == 1
    with clock.at(NOW):
        shown = client_as(acting(clerk, NOW)).get(reverse("cases:measure_detail", args=[absent.pk])).text
    assert url not in shown
