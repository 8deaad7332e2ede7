from datetime import date

import pytest

from common import idnumber
from common.idnumber import BadIdNumber, parse

TODAY = date(2026, 3, 1)

# law.md §10
TABLE = [
    ("99999920100101069X", date(2010, 1, 1), "M"),
    ("999999200912310023", date(2009, 12, 31), "F"),
    ("999999201106150031", date(2011, 6, 15), "M"),
    ("999999201202290042", date(2012, 2, 29), "F"),
    ("999999200808080053", date(2008, 8, 8), "M"),
    ("999999199911110067", date(1999, 11, 11), "F"),
]


@pytest.mark.parametrize(("number", "birth", "sex"), TABLE)
def test_the_fictional_table(number, birth, sex):
    parsed = parse(number, today=TODAY, allow_fictional=True)
    assert (parsed.number, parsed.birth_date, parsed.sex) == (number, birth, sex)
    assert parsed.fictional
    assert not parsed.known_prefix


@pytest.mark.parametrize("number", [number for number, _, _ in TABLE])
def test_making_a_number_gives_the_table(number):
    birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    assert idnumber.make(birth, int(number[14:17])) == number


@pytest.mark.parametrize(
    "typed",
    [
        "99999920100101069x",
        " 999999 20100101 069X ",
        "９９９９９９２０１００１０１０６９ｘ",
        "999999\u200b20100101069X",
    ],
)
def test_width_gaps_and_a_small_x_are_put_right(typed):
    assert parse(typed, today=TODAY, allow_fictional=True).number == "99999920100101069X"


def with_check_digit(body):
    # The weights of GB 11643 as law.md gives them, not stdnum's arithmetic.
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("999999201001010011", "公民身份号码校验位不对，请对照证件重新填写。"),
        ("", "公民身份号码应为18位，现为0位。"),
        ("9999992010010106", "公民身份号码应为18位，现为16位。"),
        ("999999100101069", "这是15位旧号码，请填写18位公民身份号码。"),
        ("99999910010106A", "公民身份号码应为18位，现为15位。"),
        ("9999992010010106X9", "公民身份号码前17位应为数字，末位为数字或X。"),
        ("99999920100101069A", "公民身份号码前17位应为数字，末位为数字或X。"),
        ("99999920100101०691", "公民身份号码前17位应为数字，末位为数字或X。"),
        (with_check_digit("99999920100230001"), "公民身份号码中的出生日期不存在。"),
        (with_check_digit("99999918991231001"), "公民身份号码中的出生日期不存在。"),
        (with_check_digit("99999920260302001"), "公民身份号码中的出生日期晚于今天。"),
    ],
)
def test_a_bad_number_gets_its_sentence_without_the_number(typed, sentence):
    with pytest.raises(BadIdNumber) as caught:
        parse(typed, today=TODAY, allow_fictional=True)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(("birth", "year"), [("19000101", 1900), ("20260301", 2026)])
def test_the_outermost_birth_dates_pass(birth, year):
    number = with_check_digit(f"999999{birth}001")
    assert parse(number, today=TODAY, allow_fictional=True).birth_date.year == year


def test_every_wrong_check_digit_is_refused():
    for last in set("0123456789X") - {"X"}:
        with pytest.raises(BadIdNumber, match="校验位"):
            parse("99999920100101069" + last, today=TODAY, allow_fictional=True)


@pytest.mark.parametrize(("area", "known"), [("450225", True), ("452229", True), ("999998", False)])
def test_a_prefix_is_only_a_hint(area, known):
    # Put together here: no number that could be somebody's stands in a file.
    parsed = parse(with_check_digit(area + "20100101" + "069"), today=TODAY)
    assert (parsed.known_prefix, parsed.fictional) == (known, False)


def test_a_fictional_number_is_refused_in_production(settings):
    settings.DEMO = settings.ALLOW_FICTIONAL_IDS = False
    with pytest.raises(BadIdNumber, match="虚构号码"):
        parse(TABLE[0][0], today=TODAY)


@pytest.mark.parametrize("setting", ["DEMO", "ALLOW_FICTIONAL_IDS"])
def test_a_fictional_number_passes_where_the_settings_say_so(settings, setting):
    settings.DEMO = settings.ALLOW_FICTIONAL_IDS = False
    setattr(settings, setting, True)
    assert parse(TABLE[0][0], today=TODAY).fictional


def test_the_argument_beats_the_settings(settings):
    settings.DEMO = True
    with pytest.raises(BadIdNumber, match="虚构号码"):
        parse(TABLE[0][0], today=TODAY, allow_fictional=False)


def test_the_rehearsal_allows_fictional_numbers_for_its_block(settings):
    settings.DEMO = settings.ALLOW_FICTIONAL_IDS = False
    with idnumber.fictional_allowed():
        assert parse(TABLE[0][0], today=TODAY).fictional
    with pytest.raises(BadIdNumber, match="虚构号码"):
        parse(TABLE[0][0], today=TODAY)


def test_a_parsed_number_does_not_print_itself():
    assert "2010" not in repr(parse(TABLE[0][0], today=TODAY, allow_fictional=True))


@pytest.mark.parametrize("sequence", [-1, 1000])
def test_a_sequence_has_three_digits(sequence):
    with pytest.raises(ValueError, match="three digits"):
        idnumber.make(TODAY, sequence)


def test_numbers_are_made_up_in_the_fictional_area_only():
    with pytest.raises(ValueError, match="fictional"):
        idnumber.make(TODAY, 1, area="450225")
