import pytest

from minors import rules


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("name", "示例", "示*"),
        ("guardian_name", "示例·乙", "示***"),
        ("id_number", "999999201106150011", "9999**…"),
        ("phone", "19900001234", "199****1234"),
        ("phone", "0772-1234567", "****67"),
        ("household_address", "示例乡示例村三组12号", "示例乡示例村***"),
        ("residence_address", "示例县示例镇示例社区8栋", "示例县示例镇示例社区***"),
        ("residence_address", "示例乡街上12号", "示例乡***"),
        ("residence_address", "12号院", "***"),
        ("features", "左手有疤", "***"),
        ("school", "示例中学", "***"),
        ("birth_date", "2011-06-15", "***"),
        ("name", "", ""),
    ],
)
def test_masked_by_default(name, text, shown):
    assert rules.masked(name, text) == shown
