"""Conventions of the tables: hidden relations, refused rows, choices in their Flow."""

import importlib
import itertools

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models.enums import ChoicesType
from guardian.models.models import UserObjectPermissionBase

from accounts.models import User
from accounts.permissions import may, roles
from accounts.scoping import ScopedQuerySet, ScopedRecord
from common.flow import Flow
from tests.architecture.house import APPS

OURS = [model for model in apps.get_models() if model._meta.app_label in APPS]
HISTORY = [model for model in OURS if hasattr(model, "history_date")]
LIVE = [model for model in OURS if model not in HISTORY]
SCOPED = [model for model in LIVE if issubclass(model, ScopedRecord)]
MIRRORS = [model for model in LIVE if issubclass(model, UserObjectPermissionBase)]
"""guardian finds its rows through the visible reverse relation (stack.md)."""


def relations(model: type[models.Model]) -> list[models.ForeignKey]:
    return [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]


def visible_relations(model: type[models.Model]) -> list[str]:
    """Relations across apps, and every relation of a table of persons, that leave a way back."""
    if model in MIRRORS:
        return []
    return [
        f"{model.__name__}.{field.name}"
        for field in relations(model)
        if not field.remote_field.hidden
        and (issubclass(model, ScopedRecord) or field.related_model._meta.app_label != model._meta.app_label)
    ]


@pytest.mark.parametrize("model", LIVE, ids=lambda model: model.__name__)
def test_foreign_keys_leave_no_way_back(model):
    assert visible_relations(model) == []


@pytest.mark.parametrize("model", LIVE, ids=lambda model: model.__name__)
def test_foreign_keys_point_downward(model):
    order = {app: place for place, app in enumerate(APPS)}
    above = [field.name for field in relations(model) if _place(field, order) > order[model._meta.app_label]]
    assert above == []


def _place(field, order):
    return order.get(field.related_model._meta.app_label, -1)


def test_a_visible_relation_is_seen():
    class Leaky(models.Model):
        user = models.ForeignKey(get_user_model(), models.PROTECT, related_name="leaks")

        class Meta:
            app_label = "outreach"
            apps = type(apps)()  # a registry of its own

        def __str__(self) -> str:
            return "leak"

    assert visible_relations(Leaky) == ["Leaky.user"]


def persons() -> list[type[models.Model]]:
    """Tables from which a foreign key leads to a minor, in any number of steps."""
    known = {apps.get_model("minors", "Minor")}
    while True:
        more = {model for model in LIVE if any(field.related_model in known for field in relations(model))}
        if more <= known:
            return sorted(known, key=lambda model: model.__name__)
        known |= more


@pytest.mark.parametrize("app", ["patrols", "outreach"])
def test_no_key_of_what_is_done_outside_leads_to_a_child(app):
    assert {"cases", "reporting"} <= {model._meta.app_label for model in persons()}
    assert [model.__name__ for model in persons() if model._meta.app_label == app] == []


@pytest.mark.parametrize("model", persons(), ids=lambda model: model.__name__)
def test_a_table_about_persons_refuses_to_be_read(model):
    if model not in MIRRORS:
        assert issubclass(model, ScopedRecord)


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_a_scoped_table_says_where_its_rows_belong(model):
    assert isinstance(model._default_manager.none(), ScopedQuerySet)
    assert [manager.name for manager in model._meta.managers] == ["objects"]
    assert model.scope_for is not ScopedRecord.scope_for
    assert not model._meta.base_manager_name


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_a_superuser_made_in_the_shell_sees_no_row(model):
    root = User.objects.create_superuser("root", name="示例·超级")
    assert not model.objects.visible_to(root).exists()


@pytest.mark.django_db
def test_a_superuser_made_in_the_shell_may_do_nothing():
    root = User.objects.create_superuser("root", name="示例·超级")
    everything = set().union(*(role.permissions for role in roles().values()))
    assert [perm for perm in everything if may(root, perm)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_the_administrator_sees_no_row(model, administrator):
    if model.__name__ not in WITHOUT_PERSONS:
        assert not model.objects.visible_to(administrator).exists()


WITHOUT_PERSONS: set[str] = set()


# --- states


def flows() -> list[tuple[str, Flow]]:
    found = []
    for app in APPS:
        try:
            rules = importlib.import_module(f"{app}.rules")
        except ModuleNotFoundError:
            continue
        found += [(f"{app}.{name}", value) for name, value in vars(rules).items() if isinstance(value, Flow)]
    return found


def incomplete(flow: Flow) -> set:
    """Members of the TextChoices that the flow does not speak of."""
    kinds = {type(state) for state in flow.states}
    assert all(isinstance(kind, ChoicesType) for kind in kinds), "states are members of a TextChoices"
    assert len(kinds) == 1
    return set(kinds.pop()) - flow.states


@pytest.mark.parametrize(("name", "flow"), flows(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_state_stands_in_its_flow(name, flow):
    assert incomplete(flow) == set()


def test_a_forgotten_state_is_seen():
    class Light(models.TextChoices):
        RED = "red"
        GREEN = "green"

    assert incomplete(Flow({Light.RED: set()})) == {Light.GREEN}


def test_constraints_and_indexes_have_names_of_their_own():
    names = [
        constraint.name
        for constraint in itertools.chain.from_iterable(
            [*model._meta.constraints, *model._meta.indexes] for model in LIVE
        )
    ]
    assert sorted({name for name in names if names.count(name) > 1}) == []
