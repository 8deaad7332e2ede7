"""Every field of every table has its class, and a class stands only where it may."""

import re
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.db import models
from guardian.models.models import UserObjectPermissionBase

from accounts.scoping import ScopedRecord
from common.crypto import EncryptedTextField
from common.fieldclass import HISTORY, FieldClass, Table, table
from config.classes import FIELD_CLASSES
from minors.models import GuardedHistory, Vault
from reporting.ledgers import LEDGERS
from tests.architecture.house import APPS, ROOT

Model = type[models.Model]
OURS = [model for model in apps.get_models() if model._meta.app_label in APPS]
ABOUT_CHILDREN = {
    FieldClass.IDENTITY,
    FieldClass.SCHOOL,
    FieldClass.CASE,
    FieldClass.HEALTH,
    FieldClass.POLICE,
}


def fields(model: Model) -> list[models.Field]:
    return [*model._meta.local_fields, *model._meta.local_many_to_many]


def live(model: Model) -> str:
    return model.__name__.removeprefix("Historical") if hasattr(model, "history_date") else model.__name__


def known(model: Model) -> Table:
    """The classes that hold for `model`; a historical table's are those of its live one and `HISTORY`."""
    found = FIELD_CLASSES[model._meta.app_label].get(live(model), {})
    return {**found, **HISTORY} if hasattr(model, "history_date") else found


def unclassified(model: Model, classes: Table) -> list[str]:
    return [f"{model.__name__}.{field.name}" for field in fields(model) if field.name not in classes]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_field_has_a_class(model):
    assert unclassified(model, known(model)) == []


def test_a_forgotten_field_is_seen():
    minor = apps.get_model("minors", "Minor")
    assert unclassified(minor, {**known(minor)} | {}) == []
    without = {name: kind for name, kind in known(minor).items() if name != "birth_year"}
    assert unclassified(minor, without) == ["Minor.birth_year"]
    assert "Minor.code" in unclassified(minor, {})


def test_no_class_speaks_of_a_field_that_is_gone():
    names = {(model._meta.app_label, model.__name__): {f.name for f in fields(model)} for model in OURS}
    stale = [
        f"{app}.{name}.{field}"
        for app, tables in FIELD_CLASSES.items()
        for name, classes in tables.items()
        for field in classes
        if field not in names.get((app, name), set()) and field not in ("id", "recorded_at")
    ]
    assert stale == []


def test_a_field_named_twice_or_in_no_class_is_refused():
    with pytest.raises(ValueError, match="twice"):
        table(case="a", health="a")
    with pytest.raises(ValueError):
        table(gossip="a")


def misplaced(model: Model, classes: Table) -> list[str]:
    """Fields of a class that must not stand in this table, or not as this kind of column."""
    found = []
    is_vault = issubclass(model, Vault) or hasattr(model, "history_date")
    guarded = issubclass(model, (ScopedRecord, GuardedHistory, UserObjectPermissionBase))
    for field in fields(model):
        kind = classes.get(field.name)
        if kind in (FieldClass.IDENTITY, FieldClass.SCHOOL) and not (
            is_vault and isinstance(field, EncryptedTextField)
        ):
            found.append(f"{model.__name__}.{field.name}: {kind} outside a vault, or not encrypted")
        if isinstance(field, EncryptedTextField) and kind not in (FieldClass.IDENTITY, FieldClass.SCHOOL):
            found.append(f"{model.__name__}.{field.name}: encrypted, but called {kind}")
        if kind in ABOUT_CHILDREN and not guarded:
            found.append(f"{model.__name__}.{field.name}: {kind} in a table that anybody may read")
        if kind in BLIND and model._meta.app_label in ("patrols", "outreach"):
            found.append(f"{model.__name__}.{field.name}: {kind} where children do not belong")
    return found


BLIND = {FieldClass.IDENTITY, FieldClass.CASE, FieldClass.SCHOOL}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_class_stands_only_where_it_may(model):
    assert misplaced(model, known(model)) == []


def test_a_class_in_the_wrong_table_is_seen():
    minor, unit = apps.get_model("minors", "Minor"), apps.get_model("accounts", "Unit")
    identity = apps.get_model("minors", "Identity")
    assert misplaced(minor, {"code": FieldClass.IDENTITY}) != []
    assert misplaced(unit, {"name": FieldClass.CASE}) != []
    assert misplaced(identity, {**known(identity), "name": FieldClass.CASE}) != []

    class Rumour(models.Model):
        about = models.CharField(max_length=20)

        class Meta:
            app_label = "outreach"
            apps = type(apps)()  # a registry of its own

        def __str__(self) -> str:
            return "rumour"

    assert len(misplaced(Rumour, {"about": FieldClass.CASE})) == 2


# --- what is secret never leaves


def secrets() -> set[str]:
    """Names of secret columns that name nothing else: `password` is also the word on the login form."""
    every = {
        (name, kind)
        for app in FIELD_CLASSES.values()
        for classes in app.values()
        for name, kind in classes.items()
    }
    shared = {name for name, kind in every if kind != FieldClass.SECRET}
    return {name for name, kind in every if kind == FieldClass.SECRET} - shared - {"password", "key"}


LEAVES = ("views", "forms", "ledgers", "documents", "templatetags")
"""What writes to a page, a form, a sheet or a paper."""


def told(text: str, names: set[str]) -> list[str]:
    """Secret columns that `text` reads or names."""
    return sorted(set(re.findall(rf"(?:\.|[\"'])({'|'.join(sorted(names))})\b", text)))


def leaving() -> list[Path]:
    python = [path for app in APPS for kind in LEAVES for path in (ROOT / app).glob(f"{kind}*")]
    files = [file for path in python for file in ([path] if path.is_file() else path.rglob("*.py"))]
    return [*files, *(ROOT / "templates").rglob("*.html")]


def test_no_page_form_sheet_or_template_names_a_secret_column():
    names = secrets()
    assert {"id_index", "wrapped", "phone_index"} <= names
    assert len(leaving()) > 100
    found = {path.name: told(path.read_text(encoding="utf-8"), names) for path in leaving()}
    assert {name: what for name, what in found.items() if what} == {}


def test_a_secret_column_on_a_page_is_seen():
    assert told("{{ identity.id_index }}", secrets()) == ["id_index"]
    assert told('values("wrapped")', secrets()) == ["wrapped"]


def test_no_log_line_names_a_secret_column():
    lines = [
        line
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\blog(?:ger)?\.\w+\(", line)
    ]
    assert [line for line in lines if told(line, secrets())] == []


def test_no_column_of_a_ledger_is_called_as_a_vault_is():
    """Ledgers hold codes: no heading asks for a name, a number, an address or a school."""
    headings = {column.title for ledger in LEDGERS.values() for column in ledger.columns}
    assert len(headings) > 10
    assert [
        title
        for title in headings
        if re.search("姓名|身份证|证件号|电话号码|手机|住址|地址|学校|班级", title)
    ] == []


def test_no_form_is_made_from_a_table():
    """A form made by Django from a table would grow with it."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in leaving() if path.suffix == ".py")
    assert "ModelForm" not in text
    assert issubclass(forms.ModelForm, forms.BaseModelForm)  # it is called what we look for


@pytest.mark.parametrize("app", ["patrols", "outreach"])
def test_what_is_done_outside_holds_nothing_of_a_person(app):
    """Clues belong to the police; nothing else there is about anybody (design §6)."""
    held = {klass for table in FIELD_CLASSES[app].values() for klass in table.values()}
    assert held & (ABOUT_CHILDREN - {FieldClass.POLICE}) == set()
    assert all(
        name == "Clue" for name, table in FIELD_CLASSES[app].items() if FieldClass.POLICE in table.values()
    )
