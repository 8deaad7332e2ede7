"""Keys, tokens and the blind index; the field has its own file."""

import base64
import copy
import json
import os
import pickle
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.template import Context, Engine

from common import crypto
from common.crypto import CannotDecrypt, DataKey, PlainText, Sealed

NAME = "示例·甲子寅"
AAD = b"minors.identity|name|row"


def test_a_key_file_is_readable_by_its_owner_only(tmp_path):
    os.umask(os.umask(0))
    path = tmp_path / "new folder" / "keys.json"
    crypto.create_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_file_is_never_overwritten(key_path):
    before = key_path.read_text()
    with pytest.raises(FileExistsError):
        crypto.create_key_file(key_path)
    assert key_path.read_text() == before


def test_two_key_files_share_nothing(key_path, tmp_path):
    crypto.create_key_file(tmp_path / "other.json")
    texts = [json.loads(path.read_text()) for path in (key_path, tmp_path / "other.json")]
    secret = [{*content["keys"].values(), content["index_key"]} for content in texts]
    assert len(secret[0]) == 2
    assert not secret[0] & secret[1]


def test_a_keyring_does_not_print_its_keys(key_path):
    ring = crypto.load_keyring()
    assert repr(ring) == f"Keyring(current='{ring.current}', index_hash='sha256')"


def test_no_key_file_setting(settings):
    settings.KEY_FILE = None
    with pytest.raises(ImproperlyConfigured, match="未设置密钥文件"):
        crypto.load_keyring()


def test_a_missing_key_file_is_said_in_chinese(settings, tmp_path):
    settings.KEY_FILE = tmp_path / "nowhere.json"
    with pytest.raises(ImproperlyConfigured, match="找不到密钥文件"):
        crypto.load_keyring()


GOOD = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "content",
    [
        "{not json 999999",
        "[]",
        "{}",
        json.dumps({"current": "b", "keys": {"a": GOOD}, "index_key": GOOD}),
        json.dumps({"current": "a", "keys": {"a": GOOD}}),
        json.dumps({"current": "a", "keys": [GOOD], "index_key": GOOD}),
        json.dumps({"current": "a", "keys": {"a": 1}, "index_key": GOOD}),
        json.dumps({"current": "a", "keys": {"a": "***"}, "index_key": GOOD}),
        json.dumps({"current": "a", "keys": {"a": GOOD[:8]}, "index_key": GOOD}),
    ],
)
def test_a_damaged_key_file_is_said_without_its_content(settings, tmp_path, content):
    settings.KEY_FILE = tmp_path / "keys.json"
    settings.KEY_FILE.write_text(content)
    with pytest.raises(ImproperlyConfigured, match="内容不完整") as caught:
        crypto.load_keyring()
    assert caught.value.__cause__ is None
    assert "999999" not in str(caught.value)


def rotate(key_path):
    content = json.loads(key_path.read_text())
    content["keys"]["next"] = base64.b64encode(os.urandom(32)).decode()
    content["current"] = "next"
    fresh = key_path.with_suffix(".new")
    fresh.write_text(json.dumps(content))
    fresh.replace(key_path)


def test_rotation_rewraps_the_key_and_leaves_the_values(key_path):
    old_kid, wrapped = crypto.new_data_key()
    data_key = crypto.unwrap(old_kid, wrapped)
    token = crypto.seal_value(data_key, NAME, AAD)
    rotate(key_path)
    ring = crypto.load_keyring()
    assert crypto.new_data_key()[0] == ring.current == "next"
    again = crypto.unwrap("next", data_key.wrapped_by("next", ring))
    assert crypto.open_value(again, token, AAD) == NAME
    assert crypto.unwrap(old_kid, wrapped).kid == data_key.kid


def test_a_data_key_comes_back_from_what_is_stored(key_path):
    kid, wrapped = crypto.new_data_key()
    assert crypto.unwrap(kid, wrapped).kid == crypto.unwrap(kid, memoryview(wrapped)).kid


def test_data_keys_differ(key_path):
    assert len({crypto.unwrap(*crypto.new_data_key()).kid for _ in range(100)}) == 100


def test_a_wrapped_key_does_not_open_under_another_key(key_path):
    _, wrapped = crypto.new_data_key()
    rotate(key_path)
    with pytest.raises(CannotDecrypt, match="不符"):
        crypto.unwrap("next", wrapped)


@pytest.mark.parametrize("wrapped", [None, b"", b"short", memoryview(b"")])
def test_a_destroyed_key_opens_nothing(key_path, wrapped):
    with pytest.raises(CannotDecrypt, match="没有可用"):
        crypto.unwrap(crypto.load_keyring().current, wrapped)


def test_an_unknown_key_id_opens_nothing(key_path):
    with pytest.raises(CannotDecrypt, match="没有可用"):
        crypto.unwrap("gone", crypto.new_data_key()[1])


@pytest.mark.parametrize("position", [0, 12, 30, -1])
def test_a_wrapped_key_that_was_touched_is_refused(key_path, position):
    kid, wrapped = crypto.new_data_key()
    touched = bytearray(wrapped)
    touched[position] ^= 1
    with pytest.raises(CannotDecrypt, match="已损坏"):
        crypto.unwrap(kid, bytes(touched))


def test_a_data_key_has_32_bytes():
    with pytest.raises(ValueError, match="32"):
        DataKey(bytes(16))


def test_a_data_key_prints_and_pickles_nothing(data_key):
    assert f"{data_key} {data_key!r}" == "<DataKey ***> <DataKey ***>"
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(data_key)


# --- tokens


@pytest.mark.parametrize("text", ["", "甲", NAME, "99999920100101069X", "长" * 5000, "\0\n😀"])
def test_what_was_sealed_opens(data_key, text):
    token = crypto.seal_value(data_key, text, AAD)
    assert token.startswith(f"v1:{data_key.kid}:")
    assert crypto.open_value(data_key, token, AAD) == text


def test_the_same_text_never_gives_the_same_token(data_key):
    assert len({crypto.seal_value(data_key, NAME, AAD) for _ in range(100)}) == 100


def test_a_token_does_not_open_elsewhere(data_key):
    token = crypto.seal_value(data_key, NAME, AAD)
    with pytest.raises(CannotDecrypt, match="不属于"):
        crypto.open_value(data_key, token, AAD + b"2")


def test_a_token_does_not_open_with_another_files_key(data_key):
    token = crypto.seal_value(data_key, NAME, AAD)
    other = crypto.unwrap(*crypto.new_data_key())
    with pytest.raises(CannotDecrypt, match="这把数据密钥"):
        crypto.open_value(other, token, AAD)
    forged = token.replace(data_key.kid, other.kid)
    with pytest.raises(CannotDecrypt, match="已损坏"):
        crypto.open_value(other, forged, AAD)


def test_every_touched_character_of_a_token_is_noticed(data_key):
    token = crypto.seal_value(data_key, NAME, AAD)
    # The last character may carry unused bits of base64, so its neighbour stands for it.
    for position in range(len(token) - 1):
        touched = token[:position] + ("B" if token[position] == "A" else "A") + token[position + 1 :]
        with pytest.raises(CannotDecrypt):
            crypto.open_value(data_key, touched, AAD)


@pytest.mark.parametrize("end", [-1, -2, -3, -4, -20])
def test_a_shortened_token_is_refused(data_key, end):
    token = crypto.seal_value(data_key, NAME, AAD)
    with pytest.raises(CannotDecrypt):
        crypto.open_value(data_key, token[:end], AAD)


@pytest.mark.parametrize("token", ["", NAME, "v1::", "v2:000000000000:" + "A" * 60, "v3:"])
def test_what_is_no_token_is_refused(data_key, token):
    with pytest.raises(CannotDecrypt, match="格式"):
        crypto.open_value(data_key, token, AAD)


# --- blind index


@pytest.mark.parametrize(
    "typed", ["99999920100101069x", "９９９９９９ 20100101 069Ｘ", "999999\u200b20100101069X\n"]
)
def test_width_case_and_gaps_do_not_count(key_path, typed):
    expected = crypto.blind_index("minors.identity.number", "99999920100101069X")
    assert crypto.blind_index("minors.identity.number", typed) == expected


def test_a_blind_index_is_64_hex_digits_without_the_value(key_path):
    index = crypto.blind_index("a", "99999920100101069X")
    assert len(bytes.fromhex(index)) == 32
    assert "20100101" not in index


def test_columns_and_installations_do_not_share_indexes(key_path, settings, tmp_path):
    here = crypto.blind_index("guardian.phone", "19900000001")
    assert crypto.blind_index("minor.phone", "19900000001") != here
    assert crypto.blind_index("guardian.phone", "19900000002") != here
    settings.KEY_FILE = tmp_path / "other.json"
    crypto.create_key_file(settings.KEY_FILE)
    assert crypto.blind_index("guardian.phone", "19900000001") != here


def test_label_and_value_are_kept_apart(key_path):
    assert crypto.blind_index("1", "23") != crypto.blind_index("12", "3")


@pytest.mark.parametrize(("label", "value"), [("a", ""), ("a", " \n\u200b"), ("", "x")])
def test_nothing_has_no_index(key_path, label, value):
    with pytest.raises(ValueError, match="label and a value"):
        crypto.blind_index(label, value)


def test_rotation_leaves_the_indexes(key_path):
    before = crypto.blind_index("a", "x")
    rotate(key_path)
    assert crypto.blind_index("a", "x") == before


# --- handles


@pytest.fixture(params=["sealed", "plain"])
def handle(request, data_key):
    if request.param == "sealed":
        return Sealed(crypto.seal_value(data_key, NAME, AAD), AAD)
    return PlainText(NAME, data_key)


@pytest.mark.parametrize(
    "show",
    [
        str,
        repr,
        lambda handle: f"{handle}",
        lambda handle: f"{handle!r}",
        lambda handle: f"{handle!s:>3}",
        lambda handle: format(handle, ">40"),
        lambda handle: "%s" % handle,  # noqa: UP031
        lambda handle: "%r" % handle,  # noqa: UP031
        lambda handle: "{}".format(handle),  # noqa: UP032
        lambda handle: Engine().from_string("{{ it }}").render(Context({"it": handle})),
        lambda handle: Engine().from_string("{{ it|safe|upper }}").render(Context({"it": handle})),
        lambda handle: json.dumps(handle, default=str).strip('"'),
    ],
)
def test_a_handle_prints_stars(handle, show):
    assert show(handle) == "***"


def test_a_container_prints_stars(handle):
    assert str([handle]) == "[***]"
    assert repr({"name": handle}) == "{'name': ***}"


@pytest.mark.parametrize("encoder", [json.JSONEncoder, DjangoJSONEncoder])
def test_json_refuses_a_handle(handle, encoder):
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps({"name": handle}, cls=encoder)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_handle_is_not_pickled(handle, protocol):
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(handle, protocol)


def test_a_handle_has_no_dict_to_dump(handle):
    assert not hasattr(handle, "__dict__")


def test_a_copy_is_the_handle_itself(handle):
    assert copy.copy(handle) is handle
    assert copy.deepcopy([handle])[0] is handle


def test_a_handle_is_true_and_is_no_empty_value(handle):
    assert handle
    assert handle not in (None, "", [], (), {})
    assert handle == handle
    assert handle in {handle}


@pytest.mark.parametrize("compare", [lambda h: h == NAME, lambda h: h != NAME, lambda h: h in [NAME]])
def test_comparing_with_text_is_refused(handle, compare):
    with pytest.raises(TypeError, match="blind index"):
        compare(handle)


def test_sealed_handles_are_equal_if_they_are_the_same_value_of_the_same_row(data_key):
    token = crypto.seal_value(data_key, NAME, AAD)
    assert Sealed(token, AAD) == Sealed(token, AAD)
    assert hash(Sealed(token, AAD)) == hash(Sealed(token, AAD))
    assert Sealed(token, AAD) != Sealed(token, b"other")
    assert Sealed(token, AAD) != Sealed(crypto.seal_value(data_key, NAME, AAD), AAD)


def test_reveal_is_the_one_way_out(data_key):
    assert Sealed(crypto.seal_value(data_key, NAME, AAD), AAD).reveal(data_key) == NAME


def test_reveal_without_a_row_is_refused(data_key):
    with pytest.raises(CannotDecrypt, match="未与记录绑定"):
        Sealed(crypto.seal_value(data_key, NAME, AAD)).reveal(data_key)


def test_a_template_cannot_reveal(data_key):
    context = Context({"it": Sealed(crypto.seal_value(data_key, NAME, AAD), AAD), "key": data_key})
    assert (
        Engine().from_string("[{{ it.reveal }}{{ it._aad }}]".replace("{{ it._aad }}", "")).render(context)
        == "[]"
    )


@pytest.mark.parametrize(("value", "with_key"), [(b"bytes", True), (None, True), (NAME, False)])
def test_plain_text_needs_a_text_and_a_key(data_key, value, with_key):
    with pytest.raises(TypeError, match="PlainText takes"):
        PlainText(value, data_key if with_key else b"key")
