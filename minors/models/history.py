"""History of tables of persons: as shut as the rows themselves."""

from django.db import models
from django.db.models import Q
from simple_history.manager import HistoricalQuerySet
from simple_history.models import HistoricalRecords

from accounts.models import User
from accounts.scoping import NOTHING, ScopedManager, ScopedQuerySet
from common.freetext import FreeText


class GuardedHistoricalQuerySet(HistoricalQuerySet, ScopedQuerySet):
    """`Minor.history`, `Identity.history`: not read before somebody says why."""


class GuardedHistory(models.Model):
    """Base of the historical models: nobody reads the past of a file by scope."""

    objects = ScopedManager()

    class Meta:
        abstract = True

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Nobody."""
        return NOTHING


def guarded_history(*excluded: str) -> HistoricalRecords:
    """History that is as shut as the rows themselves.

    Blind indexes are excluded: a history row must not say whose it was once its key is destroyed.
    """
    return HistoricalRecords(
        bases=[GuardedHistory],
        historical_queryset=GuardedHistoricalQuerySet,
        excluded_fields=excluded,
        history_change_reason_field=FreeText(max_length=100, null=True),
    )
