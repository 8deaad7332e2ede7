"""A JSON column takes codes and no sentence, by whatever way it is saved."""

import pytest
from django.db import connection

from cases.choices import Place
from common.coded import CodedJSON
from duties.choices import Tell
from duties.models import Duty
from minors.choices import Sex
from reporting.choices import Disposition, HowFound, IntakeSource, Measure, PlaceArea, PlaceKind

CODED = [
    [], {}, None, True, 3, 0.5, "", "handed_to_guardian", ["test", "talk"], {"day": "2026-03-02"},
    "QH-7K3M-9PQR", "7K3M-9PQR", "M", "2026-03-02T08:00:00.123456+08:00",
    {"a": [{"tell": "unit_head", "after": -24.0}]},
]  # fmt: skip
TYPED = [
    "甲", "示例·甲子", "zhang san", "Zhang", "19900000001", 19900000001, ["test", "他说的"],
    {"note": "自己写的"},
    {"substance": "两\n行"}, {"substance": "字" * 41}, {"list": [{"substance": 1, "other": "字"}]},
    "999999200901011234", "a1", "Z",
]  # fmt: skip


def saved(value):
    field = CodedJSON(words=("substance",))
    field.set_attributes_from_name("content")
    field.model = Duty
    return field.get_db_prep_save(value, connection)


@pytest.mark.parametrize("value", [*CODED, {"substance": "依托咪酯"}, {"items": [{"substance": "大麻"}]}])
def test_what_the_house_writes_may_stand(value):
    saved(value)


@pytest.mark.parametrize("value", TYPED)
def test_what_a_person_types_may_not(value):
    with pytest.raises(ValueError, match="free text"):
        saved(value)


@pytest.mark.parametrize(
    "choices", [Sex, Place, Measure, Disposition, PlaceKind, PlaceArea, HowFound, IntakeSource, Tell]
)
def test_every_choice_that_is_copied_into_such_a_column_may_stand(choices):
    saved(list(choices.values))


@pytest.mark.django_db
def test_an_update_and_a_bulk_write_are_looked_at_as_well():
    for write in (
        lambda: Duty.objects.update(ladder="谁写的"),
        lambda: Duty.objects.bulk_create([Duty(ladder=["字"])]),
    ):
        with pytest.raises(ValueError, match="free text"):
            write()


def test_a_migration_sees_a_plain_column():
    assert CodedJSON(words=("a",)).deconstruct()[1:] == ("django.db.models.JSONField", [], {})
