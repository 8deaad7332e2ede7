"""What the police answered to a clue, for the station's 今日待办 (方案四(二)1、2). Reads only."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.permissions import may
from duties.today import Section, SectionRow
from patrols.choices import ClueState
from patrols.models import Clue
from patrols.permissions import PatrolPerm
from patrols.policies import CLUE_NEWS

WORDS = {ClueState.FILED: "已立案", ClueState.NOT_FILED: "不予立案", ClueState.CLOSED: "结果已反馈"}


def today_sections(user: User, now: datetime) -> list[Section]:
    """Clues answered or closed in the last days, for who may read clues and does not answer them."""
    if not may(user, PatrolPerm.VIEW_CLUES) or may(user, PatrolPerm.ANSWER_CLUE):
        return []
    since = now - CLUE_NEWS
    rows = Clue.objects.visible_to(user).filter(Q(answered_at__gte=since) | Q(outcome_at__gte=since))
    lines = [
        SectionRow(
            f"{clue.get_kind_display()}线索：{WORDS[clue.state]}",
            clue.code,
            reverse("patrols:clue_detail", args=[clue.pk]),
            "查看",
        )
        for clue in rows.order_by("-answered_at")
    ]
    return [Section("线索有答复", f"派出所{CLUE_NEWS.days}日内答复的线索。", lines)]
