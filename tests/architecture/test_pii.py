"""The PII hook finds what it should, and the tree is clean. Planted numbers are put together at run time."""

import pytest

from tests import pii

AREA = "45" + "0225"
PLANTED_ID = AREA + "20100101" + "123X"
PLANTED_PHONE = "138" + "12345678"


@pytest.mark.parametrize(
    "text",
    [
        PLANTED_ID,
        f"身份证{PLANTED_ID}，男",
        f"{AREA} 20100101 123X",
        PLANTED_ID.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}),
        AREA + "100101" + "123",
        f'"{PLANTED_PHONE}"',
        f"+86 {PLANTED_PHONE}",
        f"{PLANTED_PHONE[:3]}-{PLANTED_PHONE[3:7]}-{PLANTED_PHONE[7:]}",
    ],
)
def test_a_planted_number_is_found(text):
    assert list(pii.finds(text))


@pytest.mark.parametrize(
    "text",
    [
        "999999201001011234",
        "19900001234",
        "+86 199 0000 1234",
        "a" + PLANTED_ID,
        "sha256:" + PLANTED_PHONE + "abcdef",
        "450225208",
        "2026-11-23T14:05:00.123456",
    ],
)
def test_fictional_numbers_codes_and_hashes_are_not(text):
    assert not list(pii.finds(text))


def test_the_hook_names_the_place_and_not_the_number(tmp_path, capsys):
    file = tmp_path / "planted.txt"
    file.write_text(f"first\n{PLANTED_PHONE}\n", encoding="utf-8")
    assert pii.main([file]) == 1
    said = capsys.readouterr().err
    assert f"{file}:2" in said
    assert PLANTED_PHONE not in said


def test_no_tracked_file_holds_a_real_number(capsys):
    assert pii.main(pii.tracked()) == 0, capsys.readouterr().err
