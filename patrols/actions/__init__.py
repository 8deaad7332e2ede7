"""Every write of this app. Upper apps call `patrols.actions.<name>` and need not know the files."""

from patrols.actions.checklists import add_item, end_item
from patrols.actions.clues import accept_clue, answer_clue, close_clue, release_clue, tell_clue
from patrols.actions.findings import order_fix, recheck, withdraw_finding
from patrols.actions.outline import draw_outline
from patrols.actions.patrols import StopSeen, record_patrol
from patrols.actions.photos import add_photo, add_photos, remove_photo
from patrols.actions.places import (
    add_season,
    add_venue,
    close_venue,
    edit_season,
    edit_venue,
    remove_season,
    save_school,
)
from patrols.actions.plans import approve_plan, draft_plan, return_plan
from patrols.actions.referrals import answer_referral, chase_referral, refer_finding
from patrols.actions.rounds import open_checks, open_plans, open_rounds

__all__ = [
    "StopSeen",
    "accept_clue",
    "add_item",
    "add_photo",
    "add_photos",
    "add_season",
    "add_venue",
    "answer_clue",
    "answer_referral",
    "approve_plan",
    "chase_referral",
    "close_clue",
    "close_venue",
    "draft_plan",
    "draw_outline",
    "edit_season",
    "edit_venue",
    "end_item",
    "open_checks",
    "open_plans",
    "open_rounds",
    "order_fix",
    "recheck",
    "record_patrol",
    "refer_finding",
    "release_clue",
    "remove_photo",
    "remove_season",
    "return_plan",
    "save_school",
    "tell_clue",
    "withdraw_finding",
]
