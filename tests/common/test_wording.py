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


RELATIVES = [
    "父亲李大明",
    "父亲李大明在外务工",
    "母亲王丽，在家",
    "监护人：韦小花",
    "监护人是覃桂英",
    "爸爸叫潘有才",
    "妈妈（梁金凤）来电",
    "爷爷石老四说不去了",
    "奶奶马秀兰在家照看",
    "外公何大山同意",
    "外婆高桂花耳背",
    "哥哥名叫安小龙",
    "姐姐贾阿妹",
    "班主任张红梅说",
    "老师方晓明家访",
    "同学黄大勇带他去的",
    "同学周小兵",
    "舅舅常德福",
    "叔叔文建国来接",
    "姑姑白玉珍",
    "堂哥龙海",
    "其父吴德才",
    "继父万 大 山",
    "邻居林秀英看见",
    "朋友谢小军",
    "家长杨通明到场",
    "对学生张小明和别人谈话",
    "孩子李小花不在",
    "男孩韦老三",
    "张小明（初二3班）在校门口",
    "和覃桂英(七班)谈",
]
NO_NAMES = [
    "母亲高兴地说",
    "学生安全教育",
    "学生周五放学",
    "学生常见问题",
    "学生白天上课",
    "孩子高考后再来",
    "孩子许多时间在家",
    "学生万人签名",
    "青年文化活动",
    "青年林场",
    "少年宫门口",
    "学生江边玩水",
    "学生方队",
    "未成年人严重不良行为",
    "未成年人严禁入内",
    "未成年人任何人不得带入",
    "学生田径赛",
    "学生高年级",
    "孩子马上到",
    "学生石板路上学",
    "学生安置点",
    "学生金属探测",
    "七（3）班主题班会",
    "父亲何时回家还不知道",
    "老师安排了座位",
    "奶奶马上过来",
    "父亲常年在外务工",
    "父亲方便时再谈",
    "母亲曾经来过站里",
    "爷爷白天在家",
    "父亲周末回来",
    "老师周五家访",
    "老师傅说他来过",
    "同学们都知道",
    "家长会上说过",
    "父亲高血压",
    "母亲康复后回家",
    "监护人任职情况",
    "监护人方面没有意见",
    "奶奶严厉管教",
    "父亲温和地劝他",
    "妈妈张口就骂",
    "哥哥胡闹",
    "叔叔陆续来过三次",
    "父亲李某同意",
    "母亲何氏",
    "班主任王老师说",
    "父亲黄某某到场",
    "外婆家在山上",
    "父亲在柳州务工",
    "父亲江苏务工未归",
    "父亲石材厂上班",
    "母亲温州打工",
    "父亲武汉务工",
    "母亲苗族，父亲侗族",
    "同学龙舟赛那天见过",
    "父亲万分着急",
    "母亲许诺按时带来",
    "老师谢绝了",
    "母亲夏天回来",
    "爷爷田间劳作",
    "父亲林场务工",
    "外公孙子两人在家",
    "朋友金钱往来",
    "父亲是高中毕业",
    "母亲是白班",
    "同学钱包丢了",
    "监护人严重失职",
    "家长安心了",
    "邻居张罗饭菜",
    "父亲任由他去",
    "母亲申请救助",
    "老师文化课",
    "父亲不同意",
    "父亲，何家寨人",
    "父亲已到场，母亲电话告知",
    "父亲或母亲到场",
    "同学关系好",
    "姐姐余下的事不知道",
    "监护人江边放牛",
    "父亲马来西亚务工",
    "奶奶顾不上",
    "妈妈叶子烟",
    "老师施教得法",
]


@pytest.mark.parametrize("text", RELATIVES)
@pytest.mark.parametrize("around", ["{}", "上午走访，{}", "（{}）", "第一行\n{}"])
def test_a_relative_with_a_plain_name_is_refused(text, around):
    with pytest.raises(DomainError, match="姓名") as refused:
        refuse_person(around.format(text), field="note")
    assert refused.value.field == "note"


@pytest.mark.parametrize("text", NO_NAMES)
@pytest.mark.parametrize("around", ["{}", "上午走访，{}。", "{}，孩子在家"])
def test_a_relative_without_a_name_passes(text, around):
    refuse_person(around.format(text), field="note")


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
