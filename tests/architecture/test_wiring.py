"""What is named as text exists: permissions, posts, tasks, dotted paths."""

import importlib
import re
from enum import StrEnum

import pytest
from django.conf import settings
from django.urls import resolve, reverse
from django.utils.module_loading import import_string

from accounts.choices import POSTS_OF_UNIT, Post, UnitKind
from accounts.permissions import Reach, Role
from accounts.rules import HEAD_OF, confirmer, must_be_confirmed
from config.celery import app
from config.nav import ITEMS, shown
from config.roles import ROLES
from tests.architecture.house import APPS, ROOT


def declared() -> set[str]:
    """Every permission of every app."""
    found: set[str] = set()
    for name in APPS:
        if not (ROOT / name / "permissions.py").exists():
            continue
        module = importlib.import_module(f"{name}.permissions")
        for value in vars(module).values():
            is_ours = isinstance(value, type) and issubclass(value, StrEnum) and value is not Reach
            if is_ours and value.__module__ == module.__name__:
                found |= {str(member) for member in value}
    return found


def unknown(roles: dict[str, Role]) -> set[str]:
    return {str(perm) for role in roles.values() for perm in role.permissions} - declared()


def ungranted(roles: dict[str, Role]) -> set[str]:
    return declared() - {str(perm) for role in roles.values() for perm in role.permissions}


def test_every_granted_permission_exists():
    assert unknown(ROLES) == set()
    assert unknown({"x": Role(frozenset({"cases.fly"}))}) == {"cases.fly"}


def test_every_permission_is_granted_to_somebody():
    assert ungranted(ROLES) == set()
    assert ungranted({}) == declared() != set()


def test_every_permission_is_asked_for_somewhere():
    text = "\n".join(
        path.read_text(encoding="utf-8") for name in APPS for path in (ROOT / name).rglob("*.py")
    )
    unasked = set()
    for name in APPS:
        if (ROOT / name / "permissions.py").exists():
            module = importlib.import_module(f"{name}.permissions")
            for enum in [value for value in vars(module).values() if isinstance(value, type)]:
                if issubclass(enum, StrEnum) and enum is not Reach and enum.__module__ == module.__name__:
                    unasked |= {str(member) for member in enum if not _asked(text, enum, member)}
    assert not unasked


def _asked(text: str, enum: type[StrEnum], member: StrEnum) -> bool:
    """More often than in the table of posts."""
    granted = (ROOT / "config" / "roles.py").read_text(encoding="utf-8")
    used = rf"\b{enum.__name__}\.{member.name}\b"
    return len(re.findall(used, text)) > len(re.findall(used, granted))


def test_every_post_has_its_role_and_its_unit():
    assert set(ROLES) == set(Post)
    assert {post for posts in POSTS_OF_UNIT.values() for post in posts} == set(Post)
    assert set(POSTS_OF_UNIT) == set(UnitKind)


@pytest.mark.parametrize("kind", UnitKind)
def test_every_post_has_somebody_else_to_confirm_it(kind):
    for post in POSTS_OF_UNIT[kind]:
        of_kind, head = confirmer(kind, post)
        assert head in POSTS_OF_UNIT[of_kind]
        assert head != post or of_kind == UnitKind.COUNTY
        assert "accounts.confirm_appointment" in ROLES[head].permissions


@pytest.mark.parametrize("post", [Post.SCHOOL_LIAISON, Post.VILLAGE_SECRETARY, Post.ADMINISTRATOR])
def test_these_posts_read_no_file_and_no_code(post):
    assert not must_be_confirmed(ROLES[post])


@pytest.mark.parametrize("post", [Post.POLICE_HEAD, Post.TOWNSHIP_LEADER, Post.AUDITOR])
def test_these_posts_never_open_an_identity(post):
    assert ROLES[post].files == Reach.NOTHING
    closed = ("minors.reveal", "minors.search", "minors.register", "cases.")
    assert not {perm for perm in ROLES[post].permissions if perm.startswith(closed)}


def test_only_heads_and_the_county_confirm():
    confirming = {post for post in Post if "accounts.confirm_appointment" in ROLES[post].permissions}
    assert confirming == {*HEAD_OF.values(), Post.COUNTY_REVIEWER}


# --- paths and tasks


def unregistered(schedule: dict) -> set[str]:
    app.loader.import_default_modules()
    return {entry["task"] for entry in schedule.values()} - set(app.tasks)


def test_the_beat_names_registered_tasks():
    assert unregistered(app.conf.beat_schedule) == set()
    assert unregistered({"x": {"task": "duties.tasks.nothing"}}) == {"duties.tasks.nothing"}


LISTS = [name for name in dir(settings) if name.startswith("ON_")] + [
    "SWEEPS",
    "AFTER_ROUND",
    "AUDIT_FIGURES",
    "APPEND_ONLY",
    "CAPTURES",
    "CASE_EVENTS",
    "HANDOVER_LISTS",
    "MISSING_CHECKS",
    "TODAY_SECTIONS",
    "TRACK_WORDS",
    "VISIT_PLANS",
]
SINGLE = ["ROLES", "POLICIES", "SURFACES", "TITLES", "READ_CODES", "READ_WORDS", "DUTY_FILE_SCOPE"]


@pytest.mark.parametrize("name", [*LISTS, *SINGLE])
def test_every_dotted_path_of_the_office_imports(name):
    value = getattr(settings, name)
    for path in [value] if isinstance(value, str) else value:
        assert import_string(path) is not None


# --- navigation


@pytest.mark.parametrize("post", Post)
def test_a_phone_shows_at_most_five_entries(post, monkeypatch):
    entries = [entry for item in ITEMS if (entry := _entry(item, post))]
    assert 1 <= len(entries) <= 5, entries


def _entry(item, post):
    held = ROLES[post].permissions
    shown = [one for one in item.children or [item] if one.perm in held and one.unless not in held]
    return item.label if shown else ""


@pytest.mark.django_db
def test_the_entry_of_the_present_page_is_marked(administrator):
    here = reverse("accounts:unit_add")
    assert resolve(here).view_name == "accounts:unit_add"
    assert [entry.label for entry in shown(administrator, here) if entry.active] == ["单位"]
