import pytest
from django.db import connection

from common.crypto import CannotDecrypt
from minors.actions import vaults
from minors.models import DataKey, Guardian, Identity, Minor, Schooling
from tests.minors.factories import child_in, pending, registered


def dump() -> str:
    """Every text and number in every table of the app, as a stolen database would show it."""
    found = []
    with connection.cursor() as cursor:
        for model in (Minor, Minor.history.model, Identity, Identity.history.model, Schooling, Guardian):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            found += cursor.fetchall()
    return str(found)


def test_nothing_plain_is_stored(clerk, station):
    child = child_in(alias="示例绰号", features="示例特征")
    pending(clerk, station, child=child)
    text = dump()
    for name in ("name", "alias", "features", "id_number", "phone", "household_address", "school"):
        assert getattr(child, name) not in text
    assert "2011-06-15" not in text
    assert "2011" in text  # the year is coded record


def test_what_goes_in_comes_out(clerk, station):
    child = child_in()
    values = vaults.read(pending(clerk, station, child=child))
    assert values["name"] == child.name
    assert values["guardian_phone"] == child.guardian_phone
    assert values["birth_date"] == "2011-06-15"


def test_one_key_per_file(clerk, station):
    one, two = pending(clerk, station), pending(clerk, station)
    row = Identity.objects.for_system("test").get(minor=one)
    with pytest.raises(CannotDecrypt):
        row.name.reveal(vaults.key_of(two))


def test_a_value_moved_to_another_row_does_not_open(clerk, station):
    one, two = pending(clerk, station), pending(clerk, station)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM minors_identity WHERE minor_id = %s", [key(one)])
        token = cursor.fetchone()[0]
        cursor.execute("UPDATE minors_identity SET name = %s WHERE minor_id = %s", [token, key(two)])
    with pytest.raises(CannotDecrypt):
        vaults.read(two)


def key(minor: Minor) -> str:
    return str(minor.pk) if connection.vendor == "postgresql" else minor.pk.hex


def test_history_is_encrypted_and_holds_no_index(clerk, station):
    minor = registered(clerk, station)
    rows = Identity.history.for_system("test").filter(minor=minor)
    assert rows.count() >= 2
    assert rows[0].name.reveal(vaults.key_of(minor)).startswith("示例")
    assert not any(field.name.endswith("_index") for field in Identity.history.model._meta.fields)


def test_no_name_in_any_text_of_a_row(clerk, station):
    minor = registered(clerk, station)
    identity = Identity.objects.for_system("test").get(minor=minor)
    assert "示例" not in f"{minor} {minor!r} {identity} {identity!r} {identity.name} {vars(identity)}"


def test_a_destroyed_key_opens_nothing(clerk, station):
    minor = pending(clerk, station)
    row = DataKey.objects.for_system("test").get(minor=minor)
    row.wrapped, row.destroyed_at = None, minor.taken_in_at
    row.save()
    with pytest.raises(CannotDecrypt):
        vaults.read(minor)


def test_the_same_number_has_the_same_index_and_another_column_another(clerk, station):
    child = child_in()
    indexes = vaults.indexes_of({"id_number": child.id_number, "phone": child.id_number})
    assert indexes["id_index"] == vaults.indexes_of({"id_number": child.id_number.lower()})["id_index"]
    assert indexes["id_index"] != indexes["phone_index"]
