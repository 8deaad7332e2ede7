"""Which rows may stand in an address of this app, where the table's own scope is not the answer."""

from django.db.models import QuerySet

from accounts.choices import Post
from accounts.models import User
from accounts.permissions import may
from minors.models import Minor, granted_keys
from minors.permissions import MinorPerm


def files_whose_readers(user: User) -> QuerySet:
    """Files of which `user` may know who read them: the station head's, and those of one's own team."""
    rows = Minor.objects.visible_to(user)
    acting = user.acting
    if acting is None or acting.post == Post.STATION_HEAD:
        return rows
    return rows.filter(pk__in=granted_keys(user))


def may_see_readers(user: User, minor: Minor) -> bool:
    """Whether a page offers the list of readers of a file that `user` sees."""
    acting = user.acting
    in_team = acting is not None and (acting.post == Post.STATION_HEAD or minor.pk in granted_keys(user))
    return in_team and may(user, MinorPerm.SEE_READERS)
