"""Numbers and names as people hide them, and the ordinary sentences that must pass."""

import pytest

from common.errors import DomainError
from common.names import name_candidates, school_candidates
from common.wording import refuse_numbers, refuse_person, require_reason

ID, PHONE = "999999201106150019", "19900001234"

NUMBERS = [
    ID,
    "９９９９９９２０１１０６１５００１９",
    "9999 9920 1106 1500 19",
    " ".join(ID),
    "-".join(ID),
    "、".join(ID),
    "\n".join(ID),
    "99\u200b9999\u200b20110615\u200b0019",
    "九九九九九九二〇一一〇六一五〇〇一九",
    "玖玖玖玖玖玖贰零壹壹零陆壹伍零零壹玖",
    "九99999二〇11〇6150019",
    "999999-20110615-0019",
    "99999920110615001Х",
    "999999110615001",
    "⑨⑨⑨⑨⑨⑨②0①①0⑥①⑤00①⑨",
    "٩٩٩٩٩٩٢٠١١٠٦١٥٠٠١٩",
    PHONE,
    "+86 199 0000 1234",
    "86-199-0000-1234",
    "199-0000-1234",
    "1990 0001 234",
    "tel19900001234",
    "幺九九零零零零一二三四",
    "1.9.9.0.0.0.0.1.2.3.4",
    "1~9~9~0~0~0~0~1~2~3~4",
    "电话19900001234x",
    "shili@example.cn",
    "微信：abc_12345",
    "QQ 123456",
    "QQ：1234567",
    "QQ12-34567",
    "QQ12-3456",
]
PERSONS = ["张三同学", "学生张三，", "姓名：张三", "张 三 同学", "李四之子", "女孩王五。"]
ORDINARY = [
    "杆政发〔2024〕17号",
    "2024-09-17 14:30",
    "2024年9月1日至2024年12月31日",
    "2023.1.15-2023.12.31",
    "14.30 2024.9.17",
    "2026-03-02 14:30 至 2026-03-02 15:30",
    "罚款1,234,567元，退还12 345.60元",
    "450225208",
    "第三四五六条",
    "编号 C7K3-M9PX",
    "二〇二四年九月十七日一三八",
    "学生家长已到校",
    "学生管理人员",
    "王书记同志带队",
    "微信群已通知",
    "QQ群里通知",
    "依法查询 CX-TQQN-3660",
    "依法查询 CX-QQ3N-3660",
    "见 QQ3N-3660",
    "见 WXAB-3660",
    "0772-5123456",
    "共13人14次15天",
    "10:00 11:00 12:00 13:00",
    "6-8-12-15-20-25-30",
    "陪同学校老师",
    "wechat group",
    "",
]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("around", ["{}", "孩子号码{}，请核", "第一行\n见{}"])
def test_a_number_is_found_however_it_is_written(number, around):
    with pytest.raises(DomainError) as refusal:
        refuse_numbers(around.format(number), field="note")
    assert refusal.value.field == "note"
    assert number not in str(refusal.value)


@pytest.mark.parametrize("text", PERSONS)
def test_what_looks_like_a_name_is_refused(text):
    with pytest.raises(DomainError, match="姓名"):
        refuse_person(text, field="note")


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_pass(text):
    refuse_numbers(text, field="note")
    refuse_person(text, field="note")


@pytest.mark.parametrize("text", ["张三", "张\u200b三", "张 三", "张·三", "张-三", "找张三去", "张\n三"])
def test_a_name_is_among_the_candidates_however_it_is_spread(text):
    assert "张三" in name_candidates(text)


def test_the_long_name_of_a_minority_counts_with_and_without_its_dot():
    assert "示例阿依古丽" in name_candidates("见示例·阿依古丽了")
    assert "示例阿依古丽" in name_candidates("见示例阿依古丽了")
    assert "示例木江乙阿示例丙丁" in name_candidates("昨天示例木江乙·阿示例丙丁来过")


def test_as_many_candidates_for_any_name_of_a_length():
    assert len(name_candidates("昨天和示例甲通话")) == len(name_candidates("昨天和示例乙通话"))


def test_numbers_and_letters_are_no_names():
    assert name_candidates("2024-09-17 C7K3-M9PX ok") == []


def test_a_school_is_found_inside_a_sentence():
    assert "示例远方中学" in school_candidates("孩子在示例远方中学上学")
    assert school_candidates("今天走访三户") == []


@pytest.mark.parametrize("text", ["123456", "2026-03-02 12", "一二三123"])
def test_digits_are_no_reason(text):
    with pytest.raises(DomainError, match="用文字写明理由"):
        require_reason(text, field="reason")


def test_a_reason_may_hold_a_date():
    assert require_reason("3月2日约定走访", field="reason")
