"""Django's own rights open nothing here: what a superuser made in the shell reads of tables of persons."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.models import Permission

from accounts.choices import Post
from accounts.models import User
from accounts.permissions import may, roles
from accounts.scoping import ScopedRecord
from config.access.world import World


@dataclass
class Reads:
    """How often was asked, and how many rows or permissions came back."""

    asked: int = 0
    rows: int = 0
    granted: int = 0


def superuser_reads(world: World, root: User) -> Reads:
    """Ask every table about persons as the superuser and as an administrator with every Django permission."""
    administrator = world.who(Post.ADMINISTRATOR)
    administrator.user_permissions.set(Permission.objects.all())
    found = Reads()
    for model in apps.get_models():
        if issubclass(model, ScopedRecord) and model.is_reading:
            for user in (root, administrator):
                found.asked += 1
                found.rows += len(model.objects.visible_to(user))
    every = set().union(*(role.permissions for role in roles().values()))
    found.granted = sum(may(root, perm) for perm in every)
    return found
