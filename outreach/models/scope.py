"""Which rows a post sees, in one place for every table of this app."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts import places
from accounts.models import Unit, User
from accounts.permissions import may
from accounts.scoping import NOTHING, ScopedQuerySet
from common.freetext import FreeText
from outreach.permissions import OutreachPerm


def by_place(user: User, via: str = "") -> Q:
    """Rows of places in the reach of whoever may see outreach."""
    return places.by_place(user, OutreachPerm.VIEW, via)


def announced(user: User, via: str = "") -> Q:
    """What county and township announce is seen by everybody below them, too."""
    acting = user.acting
    if acting is None or not may(user, OutreachPerm.VIEW):
        return NOTHING
    above = [acting.unit.county, acting.unit.township]
    if acting.level == "county":
        return Q(**{f"{via}county": acting.area})
    return Q(**{f"{via}area__in": above})


class Placed(places.Placed):
    """A row of this app that lies somewhere."""

    class Meta:
        abstract = True

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return by_place(user, via)


class DoneQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Without what was written down wrongly and withdrawn: that stays on the page and counts no more."""
        return self.filter(withdrawn_at=None)


class Done(Placed):
    """Something done for people at a place: when, by whom, for which unit. Arrives once: `client_id`.

    `done_by` was there, `entered_by` typed it (代录). A wrong one is withdrawn with a reason and stays.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="组织单位")
    held_at = models.DateTimeField("时间")
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    client_id = models.UUIDField("表单编号", unique=True)
    typed_index = models.CharField("表单内容摘要", max_length=64, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回人"
    )
    withdrawn_because = FreeText("撤回原因", max_length=200, blank=True, typed_as="reason")

    objects = DoneQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True

    @staticmethod
    def withdrawn_with_reason(table: str) -> models.CheckConstraint:
        """Who, when and why are there together, or none of them."""
        nothing = Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
        all_of_it = Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")
        return models.CheckConstraint(name=f"{table}_withdrawn_with_reason", condition=nothing | all_of_it)


class Announced(Placed):
    """What a county (6 digits) or township (9) says for everybody below it."""

    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    client_id = models.UUIDField("表单编号", unique=True)

    class Meta:
        abstract = True

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return announced(user, via)
