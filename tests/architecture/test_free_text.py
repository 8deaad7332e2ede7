"""Every column a person types into is a `FreeText`, so that nothing is saved past the guard."""

import pytest
from django.apps import apps
from django.db import models

from common.coded import CodedJSON
from common.crypto import EncryptedTextField
from common.freetext import FreeText, FreeTextArea, _FreeText
from tests.architecture.house import APPS
from tests.architecture.test_models import LIVE

MACHINE_MADE = {
    "patrols.Patrol.period",
    "accounts.Unit.area",
    "accounts.Unit.county",
    "accounts.Unit.township",
    "accounts.User.username",
    "accounts.User.password",
    "accounts.ReadEntry.post",
    "accounts.ReadEntry.code",
    "accounts.ReadEntry.fields",
    "accounts.ReadEntry.purpose",  # looked at by the action that takes it; the chain hashes the row
    "accounts.ReadEntry.basis",
    "accounts.ReadEntry.codes",
    "accounts.ReadEntry.view",
    "accounts.ReadEntry.prev",
    "duties.Duty.kind",
    "duties.Duty.period",
    "duties.Duty.label",
    "duties.PolicyChange.kind",
    "duties.PolicyChange.field",
    "cases.DrugTest.answered",
    "cases.RefusedTest.answered",
    "cases.SurpriseTest.seed",
    "minors.DataKey.kek",
    "minors.Inquiry.answer",  # one sentence for all
    "minors.Sample.seed",
    "minors.Paper.media_type",
    "outreach.MaterialVersion.media_type",
    "cases.EndCheck.period",
    "cases.Measure.number_key",
    "cases.LetterBook.word",  # made from the name of the office
    "cases.MonthLine.month",
    "minors.TextCheck.table",
    "minors.TextCheck.column",
    "minors.TextCheck.fingerprint",
    "minors.TextCheck.post",
    "reporting.IntakeLine.receipt",
}
"""Codes, keys, areas, hashes: written by the house, never by a hand. Also whatever ends in one of ENDINGS."""

ENDINGS = (
    ".code",
    ".number",
    ".area",
    ".county",
    ".township",
    "_area",
    "_index",
    ".key",
    ".age_band",
    ".hash",
)


def unguarded(model: type[models.Model]) -> list[str]:
    """Text columns without choices through which a hand could write past the guard."""
    found = []
    for field in model._meta.local_fields:
        if not isinstance(field, models.CharField | models.TextField) or field.choices:
            continue
        if isinstance(field, _FreeText | EncryptedTextField | models.EmailField):
            continue
        name = f"{model._meta.label}.{field.name}"
        if name not in MACHINE_MADE and not name.endswith(ENDINGS):
            found.append(name)
    return found


@pytest.mark.parametrize("model", LIVE, ids=lambda model: model.__name__)
def test_what_a_person_types_passes_the_guard(model):
    assert unguarded(model) == []


def test_a_json_column_holds_no_free_text():
    """Whatever else a person types would pass beside the guard: JSON is for codes (`common.coded`)."""
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in LIVE
        for field in model._meta.local_fields
        if isinstance(field, models.JSONField) and not isinstance(field, CodedJSON)
    ]
    assert plain == []


def test_an_unguarded_column_is_seen():
    class Open(models.Model):
        remark = models.CharField(max_length=10)

        class Meta:
            app_label = "outreach"
            apps = type(apps)()

        def __str__(self) -> str:
            return "open"

    assert unguarded(Open) == ["outreach.Open.remark"]


def test_no_column_is_listed_that_is_not_there():
    there = {f"{m._meta.label}.{f.name}" for m in LIVE for f in m._meta.local_fields}
    assert sorted(name for name in MACHINE_MADE - there if name.split(".")[0] in APPS) == []


def test_history_hides_what_the_live_row_hides():
    """A historical model copies the column; its text goes out through the same door."""
    for model in LIVE:
        if hasattr(model, "history"):
            past = model.history.model
            for field in model._meta.local_fields:
                if isinstance(field, _FreeText):
                    assert isinstance(past._meta.get_field(field.name), _FreeText)


@pytest.mark.parametrize("field", [FreeText(max_length=5), FreeTextArea()])
def test_a_migration_sees_a_plain_column(field):
    assert field.deconstruct()[1] in ("django.db.models.CharField", "django.db.models.TextField")
