"""v2: SM4-GCM for values and wrapped keys, HMAC-SM3 for the blind index; beside v1, both always read."""

import csv
import io
import json
import logging
import pickle
import zipfile

import pytest
import xlsxwriter
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.template.loader import render_to_string

from common import crypto, keyfile
from common.crypto import CannotDecrypt, PlainText, Sealed

NAME = "示例·甲子寅"
AAD = b"minors.identity|name|row"


@pytest.fixture
def v2(settings):
    settings.FIELD_CIPHER = "v2"


def test_v1_is_written_unless_the_office_says_otherwise(data_key):
    assert crypto.seal_value(data_key, NAME, AAD).startswith("v1:")


@pytest.mark.parametrize("text", ["", "甲", NAME, "99999920100101069X", "长" * 5000, "\0\n😀"])
def test_what_was_sealed_opens(data_key, v2, text):
    token = crypto.seal_value(data_key, text, AAD)
    assert token.startswith(f"v2:{data_key.kid}:")
    assert crypto.open_value(data_key, token, AAD) == text


def test_each_reads_what_the_other_wrote(data_key, settings):
    tokens = []
    for settings.FIELD_CIPHER in ("v1", "v2"):
        tokens.append(crypto.seal_value(data_key, NAME, AAD))
    for settings.FIELD_CIPHER in ("v1", "v2"):
        assert [crypto.open_value(data_key, token, AAD) for token in tokens] == [NAME, NAME]


def test_a_token_does_not_open_elsewhere_nor_under_another_version(data_key, v2):
    token = crypto.seal_value(data_key, NAME, AAD)
    other = crypto.unwrap(*crypto.new_data_key())
    for key, said, aad in (
        (data_key, token, AAD + b"2"),
        (other, token, AAD),
        (other, token.replace(data_key.kid, other.kid), AAD),
        (data_key, f"v1{token[2:]}", AAD),
    ):
        with pytest.raises(CannotDecrypt):
            crypto.open_value(key, said, aad)


def test_every_touched_character_of_a_token_is_noticed(data_key, v2):
    token = crypto.seal_value(data_key, NAME, AAD)
    for position in range(len(token) - 1):
        touched = token[:position] + ("B" if token[position] == "A" else "A") + token[position + 1 :]
        with pytest.raises(CannotDecrypt):
            crypto.open_value(data_key, touched, AAD)


def test_data_keys_are_wrapped_with_the_same_cipher_and_both_open(key_path, settings):
    stored = []
    for settings.FIELD_CIPHER in ("v1", "v2"):
        stored.append(crypto.new_data_key())
    assert [len(wrapped) for _, wrapped in stored] == [60, 61]
    for settings.FIELD_CIPHER in ("v1", "v2"):
        assert len({crypto.unwrap(*one).kid for one in stored}) == 2


@pytest.mark.parametrize("position", [0, 1, 13, 30, -1])
def test_a_wrapped_key_that_was_touched_is_refused(key_path, v2, position):
    kid, wrapped = crypto.new_data_key()
    touched = bytearray(wrapped)
    touched[position] ^= 1
    with pytest.raises(CannotDecrypt):
        crypto.unwrap(kid, bytes(touched))


def test_the_library_knows_sm4_and_sm3():
    """GB/T 32907 and GB/T 32905: the standards' own examples."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    block = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()  # the standard's own vector, one block
    assert block.update(key).hex() == "681edf34d206965e86b3e94f536e4246"
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digest.finalize().hex() == expected


# --- the blind index


def keys_with(tmp_path, settings, index_hash):
    settings.KEY_FILE = tmp_path / f"{index_hash}.json"
    keyfile.create(settings.KEY_FILE, index_hash=index_hash)
    return crypto.load_keyring()


def test_the_index_is_hmac_sm3_where_the_key_file_says_so(tmp_path, settings):
    ring = keys_with(tmp_path, settings, "sm3")
    mac = hmac.HMAC(ring.index_key, hashes.SM3())
    mac.update(b"minors.name\0A")
    assert crypto.blind_index("minors.name", "a") == mac.finalize().hex()


def test_the_hash_stays_with_the_key_file_whatever_cipher_is_written(tmp_path, settings):
    keys_with(tmp_path, settings, "sm3")
    before = crypto.blind_index("a", "x")
    settings.FIELD_CIPHER = "v2"
    keyfile.add_kek(settings.KEY_FILE)
    assert crypto.blind_index("a", "x") == before
    assert crypto.load_keyring().index_hash == "sm3"


def test_a_new_key_file_follows_the_setting(tmp_path, monkeypatch):
    for value, index_hash in (("v2", "sm3"), ("v1", "sha256")):
        monkeypatch.setenv("QINGHU_FIELD_CIPHER", value)
        keyfile.create(tmp_path / value)
        assert keyfile.read(tmp_path / value).index_hash == index_hash


def test_an_older_key_file_means_sha256(key_path):
    content = json.loads(key_path.read_text())
    del content["index_hash"]
    key_path.write_text(json.dumps(content))
    assert keyfile.read(key_path).index_hash == "sha256"


def test_an_unknown_hash_is_a_damaged_file(key_path):
    content = json.loads(key_path.read_text())
    key_path.write_text(json.dumps({**content, "index_hash": "md5"}))
    with pytest.raises(crypto.KeyFileUnusable, match="内容不完整"):
        keyfile.read(key_path)


# --- a handle that was forgotten somewhere prints stars


@pytest.fixture(params=["sealed", "plain"])
def handle(request, data_key, v2):
    if request.param == "sealed":
        return Sealed(crypto.seal_value(data_key, NAME, AAD), AAD)
    return PlainText(NAME, data_key)


def test_in_a_csv_file(handle):
    out = io.StringIO()
    csv.writer(out).writerows([["name"], [handle]])
    csv.DictWriter(out, ["name"]).writerow({"name": handle})
    assert out.getvalue().split() == ["name", "***", "***"]


def test_in_a_workbook(handle, tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, str(handle))
        with pytest.raises(TypeError):
            sheet.write(1, 0, handle)
    text = "".join(zipfile.ZipFile(path).read(name).decode() for name in zipfile.ZipFile(path).namelist())
    assert "***" in text
    assert NAME not in text


def test_in_a_log_line_and_a_traceback(handle, caplog):
    logging.getLogger("qinghu.test").warning("name %s %r", handle, handle)
    try:
        raise ValueError(handle)
    except ValueError:
        logging.getLogger("qinghu.test").exception("failed")
    assert "name *** ***" in caplog.text
    assert "ValueError: ***" in caplog.text
    assert NAME not in caplog.text


def test_in_a_template_of_the_house(handle):
    html = render_to_string("components/empty.html", {"title": handle, "hint": handle})
    assert "***" in html
    assert NAME not in html


def test_nowhere_in_a_pickle_of_a_row(handle):
    for row in ({"name": handle}, [handle]):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(row)
