"""在所 on the pages: a few taps from the case, and 在所 wherever a status stands."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cases import actions
from cases.choices import CustodyHow, CustodyKind, DecisionKind, SuspensionCause
from cases.models import Custody, LostSpell
from common import clock
from minors.choices import Track
from tests.cases.factories import DAY, HOUR, UNANSWERED, decided, fresh
from tests.cast import NOW

TODAY = clock.local_day(NOW)
PLACE = "示例县拘留所"


def url(name, case):
    return reverse(f"cases:{name}", args=[case.pk])


def sent(now=NOW, **changes):
    given = {
        "client_id": str(uuid4()),
        "at": clock.local(now).strftime("%Y-%m-%dT%H:%M"),
        "kind": CustodyKind.DETENTION,
        "place": PLACE,
        "since_on": f"{TODAY}",
        "how": CustodyHow.PHONE,
        "spoke_with": "值班民警",
        "until_on": "",
        "note": "",
    }
    return {**given, **changes}


@pytest.fixture(autouse=True)
def present():
    with clock.at(NOW):
        yield


@pytest.fixture
def inside(case, worker):
    return actions.record_custody(
        by=worker,
        case=case,
        at=NOW,
        kind=CustodyKind.DETENTION,
        place=PLACE,
        since_on=TODAY,
        until_on=TODAY + timedelta(days=5),
        how=CustodyHow.PHONE,
        spoke_with="值班民警",
        now=NOW,
    )


@pytest.mark.parametrize("who", ["worker", "officer", "clerk", "head"])
def test_whoever_works_the_case_records_it_from_its_page(case, who, request, client_as):
    client = client_as(request.getfixturevalue(who))
    assert url("custody_add", case) in client.get(url("case_detail", case)).text
    assert client.get(url("custody_add", case)).status_code == 200
    data = sent()
    for _ in range(2):
        assert client.post(url("custody_add", case), data).url == url("case_detail", case)
    row = Custody.objects.for_system("test").get()
    assert (row.is_inside, row.verified_by) == (True, request.getfixturevalue(who))


def test_every_page_says_inside_and_not_lost(case, inside, contact, worker, acting, client_as):
    with clock.at(NOW + HOUR):
        client = client_as(acting(worker, NOW + HOUR))
        for name in ("case_detail", "case_print"):
            assert client.get(url(name, case)).context["state"] == "在所"
        listed = client.get(reverse("cases:case_list"), {"status": "inside"})
        assert case.minor.code in listed.text
        assert '<td data-label="状态">在所</td>' in listed.text
        assert "在所核实：电话问过（值班民警）" in client.get(url("case_timeline", case)).text
        page = client.get(url("case_detail", case)).text
        assert url("custody_word", case) in page
        assert url("custody_add", case) not in page


def test_the_list_of_inside_has_nobody_else(case, worker, client_as):
    text = client_as(worker).get(reverse("cases:case_list"), {"status": "inside"}).text
    assert case.minor.code not in text


def test_hearsay_stands_as_to_be_verified_until_the_place_says_so(case, worker, client_as):
    client = client_as(worker)
    client.post(url("custody_add", case), sent(how="", spoke_with=""))
    page = client.get(url("case_detail", case))
    assert (page.context["state"], "待核实" in page.text) == ("帮教中", True)
    assert "还没有核实" in client.get(url("custody_verify", case)).text
    assert client.post(url("custody_verify", case), sent()).status_code == 302
    assert client.get(url("case_detail", case)).context["state"] == "在所"


def test_a_word_and_a_leaving_are_typed_on_their_pages(case, inside, worker, acting, client_as):
    now = NOW + DAY
    with clock.at(now):
        client = client_as(acting(worker, now))
        assert f"{inside.until_on}" in client.get(url("custody_word", case)).text
        until = f"{TODAY + timedelta(days=9)}"
        said = sent(now, until_on=until, note="情绪平稳")
        assert client.post(url("custody_word", case), said).status_code == 302
        assert "情绪平稳" in client.get(url("case_detail", case)).text
        left = sent(now, note="父亲接回")
        for _ in range(2):
            assert client.post(url("custody_leave", case), left).status_code == 302
        text = client.get(url("case_detail", case)).text
        assert "父亲接回" in text
        assert "离所后首次见面（见到本人）" in text
        assert "现在没有登记在所" in client.get(url("custody_leave", case)).text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"spoke_with": ""}, "请写明问了谁（单位和职务）。"),
        ({"kind": ""}, "请选择场所。"),
        ({"place": ""}, "请填写场所名称。"),
        ({"since_on": ""}, "请填写入所日期。"),
        ({"since_on": "x"}, "since_on"),
        ({"until_on": "2026-01-01"}, "预计离所日已过"),
        ({"place": "示例所 19900001234"}, "place"),
    ],
)
def test_what_is_wrong_is_said_and_the_typed_words_stay(case, worker, client_as, changes, said):
    answer = client_as(worker).post(url("custody_add", case), sent(note="家属来电", **changes))
    assert answer.status_code == 200
    assert said in answer.text
    assert "家属来电" in answer.text
    assert not Custody.objects.for_system("test").exists()


@pytest.mark.parametrize("name", ["custody_add", "custody_verify", "custody_word", "custody_leave"])
@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("bystander", 404), ("county_user", 403)])
def test_others_are_refused(case, name, who, status, request, client_as):
    client = client_as(request.getfixturevalue(who))
    assert client.get(url(name, case)).status_code == status
    assert client.post(url(name, case), sent()).status_code == status


def test_a_paper_that_has_the_child_inside_asks_for_the_place(case, clerk, client_as):
    client = client_as(clerk)
    assert "按文书这名孩子在所" not in client.get(url("case_detail", case)).text
    decided(clerk, case)
    assert "按文书这名孩子在所" not in client.get(url("case_detail", case)).text
    actions.suspend(by=clerk, case=case, cause=SuspensionCause.DETAINED, from_on=TODAY, note="", now=NOW)
    assert "按文书这名孩子在所" in client.get(url("case_detail", case)).text
    client.post(url("custody_add", case), sent())
    assert "按文书这名孩子在所" not in client.get(url("case_detail", case)).text


def test_compulsory_isolation_asks_for_the_place_and_warns(case, clerk, acting, client_as):
    decided(clerk, case, DecisionKind.COMPULSORY)
    assert "按文书这名孩子在所" in client_as(clerk).get(url("case_detail", case)).text
    now = NOW + DAY * 40
    with clock.at(now):
        text = client_as(acting(clerk, now)).get(reverse("cases:drifting_list")).text
    assert "措施说明孩子在所，还没有登记" in text
    assert "首次走访已逾期" not in text


def test_who_is_inside_is_not_drifting_until_the_day_of_release_has_passed(
    case, inside, clerk, acting, client_as
):
    for days, listed in ((5, False), (6, True)):
        now = NOW + DAY * days
        with clock.at(now):
            text = client_as(acting(clerk, now)).get(reverse("cases:drifting_list")).text
        assert ("过后还没有消息" in text) is listed


def test_found_inside_is_said_in_the_search(case, contact, worker, acting, client_as):
    for n in range(3):
        contact(NOW + HOUR * n, **UNANSWERED)
    now = NOW + DAY * 2
    with clock.at(now):
        client = client_as(acting(worker, now))
        client.post(url("custody_add", case), sent(now))
        assert LostSpell.objects.for_system("test").get().found_how == "inside"
        assert "在所" in client.get(url("search_detail", case)).text
        assert "正在查找；找到前" not in client.get(url("case_detail", case)).text


def test_a_child_of_care_has_no_such_pages(case, worker, client_as):
    row = fresh(case)
    row.track = Track.CARE
    row.save(update_fields=["track"])
    client = client_as(worker)
    assert "custody" not in client.get(url("case_detail", case)).text
    assert client.post(url("custody_add", case), sent()).status_code == 403
