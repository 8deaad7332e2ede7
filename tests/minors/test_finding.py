"""找档案: by the whole name or its pinyin, in one's own township, and nothing told of anybody else."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import ReadEntry
from common.errors import DomainError
from minors import actions
from tests.minors.factories import child_in, pending, registered, seal

URL = reverse("minors:search")


def ask(client, full_name):
    return client.post(URL, {"find": "name", "full_name": full_name})


@pytest.mark.parametrize(
    "typed", ["覃·示例", "覃示例", "覃 示例", "qin shili", "Tan Shi Li", "QÍN-SHÌLÌ", "qin'shi'li"]
)
def test_by_characters_or_any_reading(clerk, client_as, station, typed):
    child = child_in(name="覃示例")
    minor = registered(clerk, station, child=child)
    text = ask(client_as(clerk), typed).content.decode()
    assert minor.code in text
    assert "2011" in text
    assert child.id_number not in text


def test_two_of_one_name_are_both_shown(head, clerk, station, client_as):
    found = [registered(clerk, station, child=child_in(name="单示例", birth_year=2011)) for _ in range(2)]
    text = ask(client_as(head), "shan shi li").content.decode()
    assert all(minor.code in text for minor in found)


def test_each_search_is_logged_by_code_and_without_the_name(clerk, station):
    minor = registered(clerk, station, child=child_in(name="覃示例"))
    actions.find_by_name(by=clerk, full_name="qinshili")
    actions.find_by_name(by=clerk, full_name="无此人氏")
    hit, miss = ReadEntry.objects.filter(kind="search").order_by("seq")
    assert (hit.code, miss.code) == (minor.code, "")
    assert "覃" not in str(ReadEntry.objects.values())
    assert "qinshili" not in str(ReadEntry.objects.values())


def test_nobody_sealed_pending_and_foreign_get_the_same_answer(
    clerk, liaison, outsider, station, other_station, client_as
):
    seal(registered(clerk, station, child=child_in(name="覃示甲")))
    registered(outsider, other_station, child=child_in(name="覃示乙"))
    pending(liaison, station, child=child_in(name="覃示丙"))
    registered(clerk, station, child=child_in(guardian_name="覃示丁"))
    answers = set()
    for name in ("覃示甲", "覃示乙", "覃示丙", "覃示丁", "覃示戊"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = ask(client_as(clerk), name)
        body = re.sub(r'nonce="[^"]*"|value="[^"]*"|nonce-[\w+/=-]+', "", page.content.decode())
        body = re.sub(r"[A-Za-z0-9]{64}", "", body)
        answers.add((page.status_code, body.replace(name, ""), len(queries)))
    assert len({answer[0::2] for answer in answers}) == 1
    assert len({answer[1] for answer in answers}) == 1
    assert "没有找到" in answers.pop()[1]


@pytest.mark.parametrize("typed", ["覃", "q", "·"])
def test_half_a_name_is_refused_and_kept(clerk, client_as, typed):
    text = ask(client_as(clerk), typed).content.decode()
    assert "完整的姓名" in text
    assert f'value="{typed}"' in text


def test_initials_find_nobody(clerk, station):
    registered(clerk, station, child=child_in(name="覃示例"))
    assert actions.find_by_name(by=clerk, full_name="qsl") == ()


@pytest.mark.parametrize("who", ["county_user", "leader", "liaison", "worker", "secretary", "auditor"])
def test_no_name_search_for_any_other_post(request, who, client_as):
    user = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        actions.find_by_name(by=user, full_name="覃示例")
    assert ask(client_as(user), "覃示例").status_code == 403


def test_nothing_is_found_by_get(clerk, station, client_as):
    minor = registered(clerk, station, child=child_in(name="覃示例"))
    page = client_as(clerk).get(URL, {"find": "name", "full_name": "覃示例"})
    assert minor.code not in page.content.decode()


def test_half_a_name_is_a_sentence(clerk):
    with pytest.raises(DomainError, match="完整的姓名"):
        actions.find_by_name(by=clerk, full_name="")
