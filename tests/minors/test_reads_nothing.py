"""Proof (e): whoever holds only what Django or guardian grant reads 0 files, by any way in."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.urls import NoReverseMatch, reverse
from guardian.shortcuts import assign_perm

from accounts.choices import Post
from accounts.models import User
from accounts.scoping import ScopedRecord
from accounts.surfaces import surfaces
from common import clock
from minors import actions
from minors.choices import VaultPart
from tests.cases.factories import in_care
from tests.cast import NOW, staff
from tests.minors.factories import child_in, registered

PERSONS = [model for model in apps.get_models() if issubclass(model, ScopedRecord)]
GLOBAL = ["minors.view_minor", "minors.read_identity", "minors.read_schooling", "minors.read_guardian"]


def everything(user: User) -> User:
    """Superuser, every permission by hand and by group, and guardian's row on every file there is."""
    user.is_superuser = user.is_staff = True
    user.save()
    user.user_permissions.set(Permission.objects.all())
    group = Group.objects.create(name=f"all of {user.username}")
    group.permissions.set(Permission.objects.all())
    user.groups.add(group)
    return user


@pytest.fixture
def child():
    return child_in()


@pytest.fixture
def case(child, clerk, head, officer, worker, station, county):
    case = in_care(clerk, head, officer, worker)
    registered(clerk, station, child=child)
    return case


def root(county):
    return everything(User.objects.create_superuser("root", name="示例·超级"))


def administrator(county):
    return everything(staff("almighty", county, Post.ADMINISTRATOR))


def auditor(county):
    return everything(staff("watcher", county, Post.AUDITOR))


def holder_of_each(county):
    user = staff("holder", county, Post.ADMINISTRATOR)
    for perm in GLOBAL:
        assign_perm(perm, user)
    return user


WHO = [root, administrator, auditor, holder_of_each]


@pytest.mark.parametrize("who", WHO)
def test_no_row_of_any_table_of_persons(who, case, county):
    user = who(county)
    assert len(PERSONS) > 20
    seen = [
        model.__name__
        for model in PERSONS
        if model.objects.visible_to(user).exists() and model.__name__ not in REGISTERS
    ]
    assert seen == []


REGISTERS: set[str] = set()
"""Tables an auditor reads by post: lines about words outward, by code."""


@pytest.mark.parametrize("who", WHO)
def test_no_vault_by_the_one_door(who, case, county):
    user = who(county)
    for perm in GLOBAL:
        assign_perm(perm, user, case.minor)
    for part in VaultPart:
        assert actions.usable_basis(by=user, minor=case.minor, parts=[part], now=NOW) is None
        with pytest.raises(PermissionDenied):
            actions.reveal(by=user, minor=case.minor, fields=[part], purpose="联系监护人", now=NOW)
    with pytest.raises(PermissionDenied):
        actions.preview(by=user, minor=case.minor, now=NOW)


@pytest.mark.parametrize("who", WHO)
def test_no_page_that_concerns_a_person(who, case, child, county, client_as):
    user = who(county)
    rows = {"minors.Minor": case.minor_id, "cases.Case": case.pk}
    with clock.at(NOW):
        browser = client_as(user)
        for name, line in surfaces().items():
            for method in line.methods:
                if not line.read or (line.row and line.row not in rows):
                    continue
                try:
                    url = reverse(name, args=[rows[line.row]] if line.row else [])
                except NoReverseMatch:
                    continue
                answer = browser.get(url) if method == "GET" else browser.post(url)
                text = answer.content.decode(errors="replace")
                if line.row:
                    assert answer.status_code in (302, 403, 404), (name, method)
                for private in (case.minor.code, child.name, child.id_number, child.school):
                    assert private not in text, (name, method)
