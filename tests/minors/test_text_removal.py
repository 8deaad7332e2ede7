"""After 删去 the words are nowhere in the database: every free text column of every table, and its past."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from common.freetext import fingerprint, is_free_text
from common.wording import REMOVED
from minors import actions
from minors.models import TextCheck
from reporting.models import Problem
from tests.cast import NOW

WORDS = "示例·甲丑寅昨晚在家"
COLUMNS = {
    model: [field for field in model._meta.local_concrete_fields if is_free_text(field)]
    for model in apps.get_models()
    if any(is_free_text(field) for field in model._meta.local_concrete_fields)
}


def filler(field):
    """Any value of the column's kind; the words where a person types."""
    if is_free_text(field):
        return WORDS
    kinds = (
        (models.DateTimeField, datetime(2026, 3, 1, tzinfo=UTC)),
        (models.DateField, date(2026, 3, 1)),
        ((models.UUIDField, models.ForeignKey), uuid4()),
        (models.JSONField, {}),
        (models.BooleanField, False),
        (models.IntegerField, uuid4().int % 30000),
    )
    if field.null and not field.primary_key:
        return None
    return next((value for kind, value in kinds if isinstance(field, kind)), uuid4().hex[: field.max_length])


def put_in(model):
    """A row with the words in every text, past every check: only what is frozen matters here."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    fields = [field for field in fields if not isinstance(field, models.AutoField)]
    values = [field.get_db_prep_save(filler(field), connection) for field in fields]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})", values)


@pytest.fixture
def undone(db):
    """Rows that belong to nobody must not outlive the test."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints=ON")
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints=OFF")
        transaction.set_rollback(True)


def dumped():
    return [line for line in connection.connection.iterdump() if WORDS in line]


def test_after_removal_the_words_are_in_no_column(undone, clerk, head, station):
    assert len(COLUMNS) > 40
    for model in COLUMNS:
        put_in(model)
    assert len(dumped()) >= len(COLUMNS)
    row = Problem.objects.for_system("test").get(text=WORDS)
    check = TextCheck(
        table="reporting.problem", column="text", row=row.pk, fingerprint=fingerprint(WORDS),
        author=clerk, post="station_clerk", unit=station, verdict="hit",
    )  # fmt: skip
    check.save()
    actions.decide_text(by=head, check=check, decision="removed", reason="写了孩子姓名", now=NOW)
    assert [line.split("VALUES")[0] for line in dumped()] == []
    row.refresh_from_db()
    assert row.text == REMOVED


def test_a_frozen_text_takes_no_other_word(undone):
    put_in(Problem)
    rows = Problem.objects.for_system("test").filter(text=WORDS)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(text="换了一句话")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(text=REMOVED, number=REMOVED)
    assert rows.update(text=REMOVED) == 1
