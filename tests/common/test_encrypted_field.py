"""EncryptedTextField against a real database, with and without history."""

import json
import random
import uuid

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import connection
from django.db.models import F, Value
from django.forms import modelform_factory

from common import crypto
from common.crypto import CannotDecrypt, PlainText, Sealed
from tests.common.vault import HistoricalVault, OtherVault, Vault

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("extra_tables")]

NAME, ADDRESS = "示例·甲子寅", "示例村 1 号"


@pytest.fixture
def row(data_key):
    return Vault.objects.create(name=PlainText(NAME, data_key), address=PlainText(ADDRESS, data_key))


def stored(model):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
        return str(cursor.fetchall())


def test_a_value_goes_in_and_comes_out_again(row, data_key):
    fresh = Vault.objects.get(pk=row.pk)
    assert (fresh.name.reveal(data_key), fresh.address.reveal(data_key)) == (NAME, ADDRESS)


def test_neither_table_nor_history_holds_the_plain_text(row):
    for model in (Vault, HistoricalVault):
        text = stored(model)
        assert "v1:" in text
        assert NAME not in text
        assert ADDRESS not in text


def test_after_saving_no_attribute_holds_plain_text(row, data_key):
    assert isinstance(vars(row)["name"], Sealed)
    assert row.name.reveal(data_key) == NAME


def test_before_saving_the_attribute_prints_stars(data_key):
    row = Vault(name=PlainText(NAME, data_key))
    assert f"{row.name} {row.name!r} {vars(row)['name']}" == "*** *** ***"


@pytest.mark.parametrize("value", [NAME, "", b"bytes", 5, F("note"), Value(NAME)])
def test_only_handles_are_assigned(row, value):
    with pytest.raises(TypeError, match="PlainText") as caught:
        row.name = value
    assert NAME not in str(caught.value)
    with pytest.raises(TypeError, match="PlainText"):
        Vault(name=value)


def test_none_is_a_value_like_any_other(row):
    row.address = None
    row.save()
    assert Vault.objects.get(address=None).address is None
    assert Vault().name is None


def test_saving_again_keeps_the_token(row):
    token = row.name.token
    fresh = Vault.objects.get(pk=row.pk)
    fresh.note = "改"
    fresh.save()
    assert Vault.objects.get(pk=row.pk).name.token == token


def test_a_new_value_gets_a_new_token(row, data_key):
    token = row.name.token
    row.name = PlainText("示例·乙丑卯", data_key)
    row.save(update_fields=["name"])
    fresh = Vault.objects.get(pk=row.pk)
    assert fresh.name.token != token
    assert fresh.name.reveal(data_key) == "示例·乙丑卯"


def test_a_key_given_as_text_binds_the_same_row(data_key):
    key = uuid.uuid4()
    Vault.objects.create(id=str(key), name=PlainText(NAME, data_key))
    assert Vault.objects.get(pk=key).name.reveal(data_key) == NAME


def test_bulk_create_seals(data_key):
    OtherVault.objects.bulk_create([OtherVault(name=PlainText(NAME, data_key)) for _ in range(3)])
    assert NAME not in stored(OtherVault)
    assert {row.name.reveal(data_key) for row in OtherVault.objects.all()} == {NAME}


@pytest.mark.parametrize("plain", [False, True])
def test_update_cannot_seal_and_is_refused(row, data_key, plain):
    with pytest.raises(TypeError, match="save a row"):
        Vault.objects.filter(pk=row.pk).update(name=PlainText(NAME, data_key) if plain else NAME)


def test_200_tokens_swapped_between_rows_and_columns_are_all_refused(data_key):
    rng = random.Random(7)
    rows = [
        Vault.objects.create(name=PlainText(f"示例{n}", data_key), address=PlainText(f"示例村{n}", data_key))
        for n in range(20)
    ]
    others = [OtherVault.objects.create(id=row.pk, name=PlainText("示例", data_key)) for row in rows]
    places = [(row, field) for row in rows for field in ("name", "address")] + [(o, "name") for o in others]
    refused = 0
    for _ in range(200):
        (source, from_field), (target, to_field) = rng.sample(places, 2)
        token = vars(source)[from_field].token
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{target._meta.db_table}" SET "{to_field}" = %s WHERE id = %s',
                [token, target.pk if connection.vendor == "postgresql" else target.pk.hex],
            )
        swapped = getattr(type(target).objects.get(pk=target.pk), to_field)
        assert swapped.token == token
        with pytest.raises(CannotDecrypt, match="不属于"):
            swapped.reveal(data_key)
        refused += 1
        target.save(update_fields=[to_field])
    assert refused == 200
    assert all(getattr(type(row).objects.get(pk=row.pk), field).reveal(data_key) for row, field in places)


def test_a_handle_from_another_row_or_column_is_refused_at_once(row, data_key):
    other = Vault.objects.create()
    with pytest.raises(CannotDecrypt, match="另一行"):
        other.name = row.name
    with pytest.raises(CannotDecrypt, match="另一列"):
        row.name = row.address
    with pytest.raises(CannotDecrypt, match="另一行"):
        OtherVault(id=row.pk, name=row.name)
    row.name = row.name
    assert row.name.reveal(data_key) == NAME


def test_a_handle_without_a_row_does_not_open_where_it_does_not_belong(row, data_key):
    other = Vault.objects.create(name=Vault.objects.values_list("name", flat=True).get(pk=row.pk))
    with pytest.raises(CannotDecrypt, match="不属于"):
        other.name.reveal(data_key)


@pytest.mark.parametrize(
    "read",
    [lambda q: q.values("name").get()["name"], lambda q: q.values_list("name").get()[0]],
)
def test_values_give_a_handle_that_cannot_be_opened(row, data_key, read):
    handle = read(Vault.objects)
    assert str(handle) == "***"
    with pytest.raises(CannotDecrypt, match="未与记录绑定"):
        handle.reveal(data_key)


@pytest.mark.parametrize("load", [lambda q: q.defer("name"), lambda q: q.only("note")])
def test_a_deferred_value_is_fetched_and_bound(row, data_key, load):
    fresh = load(Vault.objects).get()
    assert "name" not in vars(fresh)
    assert fresh.name.reveal(data_key) == NAME


def test_refresh_from_db(row, data_key):
    other = Vault.objects.get(pk=row.pk)
    other.name = PlainText("示例·乙丑卯", data_key)
    other.save()
    row.refresh_from_db()
    assert row.name.reveal(data_key) == "示例·乙丑卯"


def test_a_wrong_key_opens_nothing(row):
    with pytest.raises(CannotDecrypt, match="数据密钥"):
        row.name.reveal(crypto.unwrap(*crypto.new_data_key()))


# --- history


def test_history_copies_open_with_the_same_key(row, data_key):
    row.name = PlainText("示例·乙丑卯", data_key)
    row.save()
    row_pk = row.pk
    row.delete()
    copies = list(HistoricalVault.objects.filter(id=row_pk).order_by("history_id"))
    assert [copy.history_type for copy in copies] == ["+", "~", "-"]
    names = [copy.name.reveal(data_key) for copy in copies]
    assert names == [NAME, "示例·乙丑卯", "示例·乙丑卯"]
    assert {copy.address.reveal(data_key) for copy in copies} == {ADDRESS}


def test_a_past_row_rebuilt_from_history_opens(row, data_key):
    past = row.history.get().instance
    assert isinstance(past, Vault)
    assert past.name.reveal(data_key) == NAME


def test_a_history_row_read_in_part_opens(row, data_key):
    assert HistoricalVault.objects.only("name").get().name.reveal(data_key) == NAME
    assert HistoricalVault.objects.defer("name").get().name.reveal(data_key) == NAME


def test_history_compares_without_opening(row, data_key):
    row.name = PlainText(NAME, data_key)
    row.save()
    new, old = row.history.all()
    (change,) = new.diff_against(old).changes
    assert change.field == "name"
    assert str((change.old, change.new)) == "(***, ***)"


# --- everything else Django would do with a text


@pytest.mark.parametrize(
    "lookup", ["name__contains", "name__in", "name__startswith", "name__gt", "name__regex"]
)
def test_lookups_are_refused(lookup):
    with pytest.raises(FieldError, match="blind index"):
        Vault.objects.filter(**{lookup: [NAME] if lookup.endswith("in") else NAME})


@pytest.mark.parametrize("lookup", ["name", "name__exact"])
@pytest.mark.parametrize("plain", [False, True])
def test_looking_for_a_text_is_refused(data_key, lookup, plain):
    with pytest.raises(TypeError, match="blind index") as caught:
        Vault.objects.filter(**{lookup: PlainText(NAME, data_key) if plain else NAME})
    assert NAME not in str(caught.value)


def test_transforms_are_refused():
    with pytest.raises(FieldError):
        Vault.objects.filter(name__lower__exact=NAME)


def test_only_presence_can_be_asked(row):
    assert Vault.objects.filter(name__isnull=False).count() == 1
    assert Vault.objects.filter(name__isnull=True).count() == 0


def test_full_clean_passes_handles_and_names_a_missing_value(row, data_key):
    row.full_clean()
    assert row.name.reveal(data_key) == NAME
    OtherVault(name=PlainText(NAME, data_key)).full_clean()
    with pytest.raises(ValidationError) as caught:
        OtherVault().full_clean()
    assert set(caught.value.message_dict) == {"name"}


def test_a_model_form_leaves_the_field_out():
    assert list(modelform_factory(Vault, fields="__all__").base_fields) == ["note"]


def test_a_dump_holds_tokens_and_loads_again(row, data_key):
    fields = json.loads(serializers.serialize("json", [row]))[0]["fields"]
    assert fields["name"] == row.name.token
    loaded = Vault(id=row.pk, name=Vault._meta.get_field("name").to_python(fields["name"]))
    assert loaded.name.reveal(data_key) == NAME


def test_an_empty_value_is_dumped_empty():
    assert Vault._meta.get_field("name").value_to_string(Vault()) == ""


def test_plain_text_is_not_dumped(data_key):
    assert Vault._meta.get_field("name").value_to_string(Vault(name=PlainText(NAME, data_key))) == ""


def test_a_fixture_with_plain_text_is_refused():
    with pytest.raises(TypeError, match="PlainText"):
        Vault(name=Vault._meta.get_field("name").to_python(NAME))


def test_the_class_attribute_is_the_descriptor():
    assert Vault.name.field is Vault._meta.get_field("name")


def test_the_field_survives_a_migration():
    field = Vault._meta.get_field("address")
    _, path, args, kwargs = field.deconstruct()
    assert path == "common.crypto.EncryptedTextField"
    assert (args, kwargs) == ([], {"verbose_name": "住址", "null": True, "blank": True})
