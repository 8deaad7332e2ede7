"""What is done for a pupil and its family in the made-up county."""

from accounts.choices import Post
from accounts.models import User
from cases import actions as cases
from cases.choices import Correction, HelpKind, Reachable, Stance
from cases.models import Case, Handover, JointRound, Team
from common import clock
from config.access.world import NOW, World
from minors.choices import Relation


def together(world: World) -> None:
    """Each pupil's measures are drafted by the station and signed by it; somebody cares, somebody helps."""
    head = world.who(Post.STATION_HEAD)
    for case in Case.objects.visible_to(head).open().filter(minor__in=list(world.files)):
        _family(head, case)
    rounds = JointRound.objects.visible_to(head).undecided().select_related("case")
    for row in rounds.filter(station=head.acting.unit):  # type: ignore[union-attr]
        version = cases.draft_joint(
            by=head,
            round=row,
            seen=0,
            measures=[Correction.COUNSEL],
            services=[],
            child_view=Stance.AGREES,
            guardian_view=Stance.AGREES,
            child_words="示例：愿意来",
            now=NOW,
        )
        cases.sign_joint(by=head, version=version, now=NOW)


def _family(head: User, case: Case) -> None:
    """A carer to check, help that runs, and, where a team works, a hand-over nobody has read."""
    today = clock.local_day(NOW)
    cases.add_member(
        by=head,
        case=case,
        relation=Relation.CARER,
        is_guardian=False,
        cares=True,
        reachable=Reachable.HOME,
        from_on=today,
        now=NOW,
    )
    cases.give_help(
        by=head, case=case, kind=HelpKind.COUNSELLING, provider="示例心理室", from_on=today, now=NOW
    )
    team = Team.objects.visible_to(head).live().filter(case=case).first()
    if team is not None:
        Handover.objects.create(case=case, team=team, receiver=team.social_worker, made_at=NOW)
