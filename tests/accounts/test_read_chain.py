"""The read log is a chain: numbers without gaps, hashes nobody recomputes without the key, rows that stay."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import chain, readlog
from accounts.choices import ReadKind
from accounts.models import ReadChain, ReadEntry
from common import triggers
from common.crypto import create_key_file


def entry(user, **changes):
    given = {"kind": ReadKind.REVEAL, "fields": "name", "purpose": "登记核对", "basis": "登记", **changes}
    return readlog.record(by=user, **given)


def is_whole():
    rows = ReadEntry.objects.order_by("seq").values()
    again = list(chain.continued({**row, "prev": "", "hash": ""} for row in rows))
    head = ReadChain.objects.get()
    return again == list(rows) and (head.seq, head.hash) == (again[-1]["seq"], again[-1]["hash"])


def test_numbers_have_no_gaps_and_each_row_continues_the_one_before(clerk):
    rows = [entry(clerk, code=f"N{n}") for n in range(3)]
    assert [row.seq for row in rows] == [1, 2, 3]
    assert [row.prev for row in rows] == [chain.GENESIS, rows[0].hash, rows[1].hash]
    assert is_whole()


def test_a_rolled_back_reading_leaves_no_gap(clerk):
    entry(clerk)
    with transaction.atomic():
        entry(clerk)
        transaction.set_rollback(True)
    assert entry(clerk).seq == 2
    assert is_whole()


@pytest.mark.parametrize(
    "change",
    [
        {"code": "X"}, {"purpose": "x"}, {"fields": "x"}, {"basis": "x"}, {"kind": "list"}, {"post": "x"},
        {"deputy": True}, {"codes": "A,B"}, {"rows": 7}, {"view": "x"}, {"unit_id": None}, {"seq": 9},
        {"continues": 1},
    ],
)  # fmt: skip
def test_every_column_counts(clerk, change):
    row = readlog.values_of(entry(clerk))
    assert chain.digest(row) == row["hash"]
    assert chain.digest({**row, **change}) != row["hash"]


def test_without_the_key_file_the_hash_is_another(clerk, tmp_path, settings):
    row = readlog.values_of(entry(clerk))
    settings.KEY_FILE = tmp_path / "other.json"
    create_key_file(settings.KEY_FILE)
    assert chain.digest(row) != row["hash"]


def test_the_short_code_of_a_head_finds_it_again(clerk):
    full = entry(clerk).hash
    code = chain.short(full)
    assert len(code.replace("-", "")) == chain.CODE_LENGTH
    low, high = chain.hashes_like(code.lower().replace("-", " "))
    assert low <= full <= high
    assert chain.hashes_like("ABC") is None
    assert chain.hashes_like("U" * 12) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_readentry SET code = 'X'",
        "DELETE FROM accounts_readentry",
        "UPDATE accounts_readchain SET seq = 0",
        "UPDATE accounts_readchain SET seq = seq + 2",
        "UPDATE accounts_readchain SET hash = 'x'",
        "UPDATE accounts_readchain SET seq = seq + 1, id = 2",
        "DELETE FROM accounts_readchain",
        "INSERT INTO accounts_readchain (id, seq, hash) VALUES (2, 0, '')",
    ],
)
def test_the_database_itself_refuses(clerk, statement):
    entry(clerk)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert is_whole()


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_triggers_stand():
    assert triggers.missing_all(connection) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_make_one_chain_without_gaps(clerk):
    barrier = threading.Barrier(8)

    def read(number):
        try:
            barrier.wait(timeout=20)
            for n in range(10):
                entry(clerk, code=f"T{number}-{n}")
        finally:
            connection.close()

    threads = [threading.Thread(target=read, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert list(ReadEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 81))
    assert is_whole()
