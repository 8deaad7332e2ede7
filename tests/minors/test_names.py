import pytest

from common.crypto import blind_index
from minors import actions
from minors.actions import names, vaults
from minors.models import NameKey
from minors.pinyin import folded_name, folded_pinyin, spellings
from minors.policies import MAX_SPELLINGS
from minors.rules import ChildIn
from tests.cast import NOW
from tests.minors.factories import child_in, pending, registered


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("覃示例", {"qinshili", "tanshili"}),
        ("单示例", {"shanshili", "danshili", "chanshili"}),
        ("仇示例", {"qiushili", "choushili"}),
        ("曾示例", {"zengshili", "cengshili"}),
        ("查示例", {"zhashili", "chashili"}),
        ("解示例", {"xieshili", "jieshili"}),
        ("区示例", {"oushili", "qushili"}),
        ("朴示例", {"piaoshili", "pushili"}),
        ("翟示例", {"zhaishili", "dishili"}),
        ("万俟示例", {"moqishili", "wanqishili"}),
        ("尉迟示例", {"yuchishili", "weichishili"}),
        ("吕示例", {"lvshili", "lyushili", "lushili"}),
        ("示例·甲1", {"shilijia1"}),
    ],
)
def test_every_reading_of_a_name(name, ways):
    assert ways <= spellings(name)


@pytest.mark.parametrize("name", ["", "覃", " 覃 ", "·"])
def test_what_is_no_full_name_has_no_spelling(name):
    assert spellings(name) == set()


def test_a_long_name_keeps_the_readings_of_its_surname():
    found = spellings("单那那那那那那那")
    assert len(found) <= MAX_SPELLINGS
    assert {one[:4] for one in found} >= {"shan", "chan"}


@pytest.mark.parametrize(
    "typed",
    ["qin shi li", "QIN SHILI", "Qín Shì-lì", "ｑｉｎｓｈｉｌｉ", "qin'shi'li"],
)
def test_pinyin_as_people_type_it(typed):
    assert folded_pinyin(typed) == "qinshili"


def test_the_umlaut_as_people_type_it():
    assert {folded_pinyin(typed) for typed in ("lv", "lü", "Lǚ", "lu:")} == {"lv"}


def test_dots_and_width_do_not_make_another_name():
    assert folded_name("示例·甲１") == folded_name("示例•甲1") == folded_name(" 示 例 甲1")


def keys(minor, part="identity"):
    rows = NameKey.objects.for_system("test").filter(minor=minor, part=part)
    return set(rows.values_list("key", flat=True))


def test_a_file_has_keys_for_child_and_guardian(clerk, station):
    minor = pending(clerk, station, child=child_in(name="覃示例", guardian_name="仇示例"))
    label = names.PINYIN
    assert {blind_index(names.NAME, "覃示例"), blind_index(label, "qinshili")} <= keys(minor)
    assert blind_index(label, "qiushili") in keys(minor, "guardian")
    assert blind_index(label, "qsl") not in keys(minor)
    assert all(len(key) == 64 for key in keys(minor))


def test_a_corrected_name_takes_its_old_keys_along(clerk, station):
    minor = pending(clerk, station, child=child_in(name="覃示例", guardian_name="仇示例"))
    actions.identify(by=clerk, minor=minor, child=ChildIn(name="单示例"), now=NOW)
    assert blind_index(names.NAME, "覃示例") not in keys(minor)
    assert blind_index(names.PINYIN, "shanshili") in keys(minor)
    assert blind_index(names.NAME, "仇示例") in keys(minor, "guardian")


def test_a_match_moves_the_keys_and_leaves_none_behind(clerk, station):
    child = child_in(name="覃示例", guardian_name="仇示例")
    existing = registered(clerk, station, child=child)
    again = child_in(**{**vars(child), "guardian_name": "单示例"})
    intake = pending(clerk, station, child=again)
    actions.match(by=clerk, intake=intake, existing=existing, now=NOW)
    assert keys(intake) == keys(intake, "guardian") == set()
    assert {blind_index(names.NAME, one) for one in ("仇示例", "单示例")} <= keys(existing, "guardian")


def test_a_child_without_a_name_has_no_key(clerk, station):
    minor = pending(clerk, station, child=ChildIn(alias="示例绰号", birth_year=2011, sex="M"))
    assert keys(minor) == set()


def test_names_in_texts_are_recognised_in_one_query(clerk, station, django_assert_num_queries):
    minor = registered(clerk, station, child=child_in(name="覃·示例", guardian_name="仇示例"))
    for texts in (["覃示例", "仇 示例", "无此人"], ["无此人", "亦无此人"], []):
        with django_assert_num_queries(1):
            found = names.registered_like(texts)
        assert found == {text: {minor.pk} for text in texts if "示例" in text}


def test_nothing_of_a_name_is_in_the_table(clerk, station):
    minor = pending(clerk, station, child=child_in(name="覃示例"))
    rows = list(NameKey.objects.for_system("test").filter(minor=minor).values())
    assert "覃" not in str(rows)
    assert "qin" not in str(rows)
    assert vaults.read(minor, {"name"}) == {"name": "覃示例"}
