from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from common import triggers
from tests.common.vault import Fact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("extra_tables")]

TABLE = "common_fact"
APPEND_ONLY = [(TABLE, "append_only", ())]
FROZEN = [(TABLE, "frozen_columns", ("what", "due_at", "data"))]
WRITE_ONCE = [(TABLE, "write_once_columns", ("met_at", "due_at"))]
BOTH = [(TABLE, "frozen_columns", ("what",)), (TABLE, "write_once_columns", ("met_at",))]
NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)
LATER = datetime(2026, 3, 1, 5, tzinfo=UTC)


@pytest.fixture
def stand(request):
    """Put specs up for one test; the rollback takes them down again on both engines."""
    return lambda specs: triggers.install(connection, specs)


@pytest.fixture
def fact():
    return Fact.objects.create(what="查获", data={"a": 1})


def refused(change):
    with pytest.raises(IntegrityError, match=TABLE), transaction.atomic():
        change()
    return True


def rows():
    return Fact.objects.filter(what="查获", met_at=None, due_at=None)


def test_append_only_lets_rows_in_and_nothing_else(stand, fact):
    stand(APPEND_ONLY)
    Fact.objects.create(what="另一件")
    assert refused(lambda: Fact.objects.update(what="改"))
    assert refused(lambda: rows().update(met_at=NOON))
    assert refused(lambda: rows().update(what="查获"))
    assert refused(fact.delete)
    assert refused(lambda: Fact.objects.all().delete())
    assert Fact.objects.count() == 2
    assert rows().count() == 1


def test_frozen_columns_stay_and_the_others_move(stand, fact):
    stand(FROZEN)
    fact.met_at = NOON
    fact.save()
    rows_now = Fact.objects.filter(pk=fact.pk)
    assert refused(lambda: rows_now.update(what="改"))
    assert refused(lambda: rows_now.update(due_at=NOON))
    assert refused(lambda: rows_now.update(data={"a": 2}))
    assert refused(fact.delete)
    assert rows_now.update(met_at=None, what="查获", data={"a": 1}) == 1


def test_a_frozen_value_does_not_go_back_to_null(stand):
    fact = Fact.objects.create(what="查获", due_at=NOON)
    stand(FROZEN)
    assert refused(lambda: Fact.objects.filter(pk=fact.pk).update(due_at=None))


def test_an_erasable_column_changes_with_its_mark_alone_and_once(stand, fact):
    stand([(TABLE, "erasable_columns", ("met_at", "what"))])
    here = Fact.objects.filter(pk=fact.pk)
    assert refused(lambda: here.update(what=""))
    assert here.update(due_at=LATER) == 1
    assert here.update(what="", met_at=NOON) == 1
    for change in ({"what": "又写"}, {"met_at": LATER}, {"met_at": None}, {"what": "又写", "met_at": LATER}):
        assert refused(lambda change=change: here.update(**change))
    assert refused(fact.delete)


def test_a_write_once_column_takes_one_value(stand, fact):
    stand(WRITE_ONCE)
    here = Fact.objects.filter(pk=fact.pk)
    assert here.update(met_at=None) == 1
    assert here.update(met_at=NOON) == 1
    assert here.update(met_at=NOON, what="改") == 1
    assert refused(lambda: here.update(met_at=LATER))
    assert refused(lambda: here.update(met_at=None))
    assert here.update(due_at=LATER) == 1
    assert refused(lambda: here.update(due_at=NOON))
    assert refused(fact.delete)


def test_two_kinds_stand_on_one_table(stand, fact):
    stand(BOTH)
    here = Fact.objects.filter(pk=fact.pk)
    assert here.update(met_at=NOON) == 1
    assert refused(lambda: here.update(what="改"))
    assert refused(lambda: here.update(met_at=LATER))
    assert refused(fact.delete)


def test_an_emptying_of_the_table_is_refused(stand, fact):
    stand(APPEND_ONLY)
    verb = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"

    def empty():
        with connection.cursor() as cursor:
            cursor.execute(f'{verb} "{TABLE}"')

    assert refused(empty)


def test_a_row_is_not_replaced_past_the_triggers(stand, fact):
    stand(APPEND_ONLY)
    statement = {
        "sqlite": f'INSERT OR REPLACE INTO "{TABLE}" (id, what, data) VALUES (%s, %s, %s)',
        "postgresql": f'INSERT INTO "{TABLE}" (id, what, data) VALUES (%s, %s, %s) '
        "ON CONFLICT (id) DO UPDATE SET what = EXCLUDED.what",
    }[connection.vendor]

    def replace():
        with connection.cursor() as cursor:
            cursor.execute(statement, [fact.pk, "改", "{}"])

    assert refused(replace)


def test_installing_twice_is_installing_once(stand, fact):
    stand(APPEND_ONLY)
    stand(APPEND_ONLY)
    assert refused(fact.delete)
    triggers.drop(connection, APPEND_ONLY)
    fact.delete()
    assert Fact.objects.count() == 0


def test_dropping_what_does_not_stand_is_no_error(fact):
    triggers.drop(connection, APPEND_ONLY)
    fact.delete()
    assert Fact.objects.count() == 0


def test_missing_names_what_does_not_stand(stand):
    on_postgres = [f"{TABLE}_no_truncate"] if connection.vendor == "postgresql" else []
    wanted = [f"{TABLE}_frozen", f"{TABLE}_no_delete", *on_postgres, f"{TABLE}_write_once"]
    assert triggers.missing(connection, BOTH) == wanted
    stand(BOTH)
    assert triggers.missing(connection, BOTH) == []
    triggers.drop(connection, BOTH[1:])
    assert triggers.missing(connection, BOTH) == wanted[1:]


@pytest.mark.parametrize(
    "spec",
    [
        (TABLE, "append_only", ("what",)),
        (TABLE, "frozen_columns", ()),
        (TABLE, "write_once_columns", ()),
        (TABLE, "no_such_kind", ("what",)),
        (TABLE, "no_such_kind", ()),
    ],
)
def test_a_spec_that_says_nothing_sensible_is_refused(spec):
    with pytest.raises(ValueError, match=TABLE):
        triggers.install(connection, [spec])


def test_the_house_is_listed_in_the_settings(settings, fact):
    settings.APPEND_ONLY = [f"{__name__}.APPEND_ONLY", f"{__name__}.FROZEN"]
    assert triggers.all_specs() == APPEND_ONLY + FROZEN
    triggers.install_all(connection)
    assert triggers.missing_all(connection) == []
    assert refused(fact.delete)
    triggers.drop_all(connection)
    assert f"{TABLE}_append_only" in triggers.missing_all(connection)
    fact.delete()


def test_a_list_that_does_not_exist_is_an_error(settings):
    settings.APPEND_ONLY = [f"{__name__}.NOTHING"]
    with pytest.raises(ImportError):
        triggers.all_specs()


def test_the_refusal_holds_no_value_of_the_row(stand, fact):
    stand(FROZEN)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Fact.objects.update(what="示例·甲子寅")
    assert "示例" not in str(caught.value)
    assert "查获" not in str(caught.value)
