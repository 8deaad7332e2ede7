"""Clues for the police: selling, supplying, harbouring. Seen by police, station head and clerk alone."""

from functools import partial

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from accounts.permissions import may
from accounts.scoping import NOTHING
from common import codes
from common.freetext import FreeText
from common.models import Substance
from patrols.choices import Bureau, ClueKind, ClueSource, ClueState, VenueKind
from patrols.models.checklist import ChecklistItem
from patrols.models.patrol import Stop
from patrols.models.place import Venue
from patrols.models.scope import Placed
from patrols.permissions import PatrolPerm


class Clue(Placed):
    """A suspicion told to the police post `unit`, and what came of it.

    One from a seizure carries the kind of venue and the month alone, and no child (design §6). One from a
    patrol keeps stop and item, so that the finding can be opened once the police release it; until then
    nothing at the venue changes and nobody there is warned.
    """

    code = models.CharField(
        "编号", max_length=20, unique=True, default=partial(codes.random_code, "C"), editable=False
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="接收派出所")
    source = models.CharField("来源", max_length=10, choices=ClueSource)
    kind = models.CharField("嫌疑", max_length=12, choices=ClueKind)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="场所"
    )
    venue_kind = models.CharField("场所类别", max_length=20, choices=VenueKind, blank=True)
    month = models.DateField("月份（当月一日）", null=True, blank=True)
    stop = models.ForeignKey(
        Stop, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="巡查点"
    )
    item = models.ForeignKey(
        ChecklistItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检查项目"
    )
    substance = models.ForeignKey(
        Substance, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="涉及物质"
    )
    text = FreeText("所见所闻", max_length=500, blank=True)
    victim_is_minor = models.BooleanField("涉及未成年人（从严从快）", default=False)
    reported_at = models.DateTimeField("上报时间")
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上报人")
    client_id = models.UUIDField("表单编号", unique=True)
    accepted_at = models.DateTimeField("接收时间", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收人"
    )
    case_filed = models.BooleanField("是否立案", null=True, blank=True)
    answer = FreeText("立案情况或不立案理由", max_length=300, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    outcome = FreeText("处理结果", max_length=300, blank=True)
    outcome_at = models.DateTimeField("结果时间", null=True, blank=True)
    outcome_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="反馈人"
    )
    referred_to = models.CharField("移送", max_length=10, choices=Bureau, blank=True)
    released_at = models.DateTimeField("放行时间", null=True, blank=True)
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="放行人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "线索"
        ordering = ["-reported_at", "-id"]
        indexes = [models.Index(name="clue_township", fields=["township", "-reported_at"])]
        constraints = [
            models.UniqueConstraint(name="clue_one_per_answer", fields=["stop", "item"]),
            models.CheckConstraint(
                name="clue_of_a_seizure_names_a_kind_and_a_month",
                condition=~Q(source=ClueSource.SEIZURE)
                | (
                    Q(venue=None, campus=None, stop=None, substance=None, text="", month__isnull=False)
                    & ~Q(venue_kind="")
                ),
            ),
            models.CheckConstraint(
                name="clue_of_a_patrol_has_its_stop",
                condition=~Q(source=ClueSource.PATROL) | Q(stop__isnull=False, item__isnull=False),
            ),
            models.CheckConstraint(
                name="clue_accepted_by_somebody",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__gte=F("reported_at"), accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="clue_answered_after_accepted",
                condition=Q(case_filed=None, answer="", answered_at=None, answered_by=None)
                | (
                    Q(
                        case_filed__isnull=False,
                        answered_by__isnull=False,
                        answered_at__gte=F("accepted_at"),
                    )
                    & ~Q(answer="")
                ),
            ),
            models.CheckConstraint(
                name="clue_outcome_after_answer",
                condition=Q(outcome="", outcome_at=None, outcome_by=None)
                | (Q(outcome_by__isnull=False, outcome_at__gte=F("answered_at")) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="clue_released_by_somebody",
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False, stop__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state(self) -> ClueState:
        """Where it stands, from the instants."""
        if self.outcome_at is not None:
            return ClueState.CLOSED
        if self.answered_at is not None:
            return ClueState.FILED if self.case_filed else ClueState.NOT_FILED
        return ClueState.ACCEPTED if self.accepted_at else ClueState.SENT

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """The post that is to look into it, and clerk and head of the township; nobody above or beside."""
        acting = user.acting
        if acting is None or not may(user, PatrolPerm.VIEW_CLUES):
            return NOTHING
        return Q(**{f"{via}township": acting.unit.township})
