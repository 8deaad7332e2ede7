"""What is asked of the house and what it owes on paper: a request, a slip, an assessment, a yearly audit."""

from datetime import timedelta

from accounts.choices import Post, UnitKind
from accounts.permissions import roles
from common import clock
from config.access.exits import file
from config.access.world import NOW, World
from minors import actions as minors
from minors.choices import AskerCheck, RightKind, RightsAsker
from minors.models import AnnualAudit
from minors.permissions import MinorPerm


def rights(world: World) -> None:
    """One row of each kind, at NOW, about the file that is `own` or about none."""
    worker, own = world.who(Post.SOCIAL_WORKER), file(world, "own")
    minors.receive_request(
        by=worker,
        minor=own,
        kind=RightKind.SEE,
        asked_by=RightsAsker.GUARDIAN,
        checked_how=AskerCheck.ID_CARD,
        at=NOW,
        now=NOW,
    )
    minors.print_slip(by=worker, minors=[own], now=NOW)
    assessor = next(post for post in Post if MinorPerm.ADD_ASSESSMENT in roles()[post].permissions)
    minors.assess(
        by=world.who(assessor),
        title="示例评估",
        processing="示例：处理方式",
        necessity="示例：为何必要",
        risks="示例：风险",
        measures="示例：措施",
        assessed_on=clock.local_day(NOW),
        next_review_on=clock.local_day(NOW) + timedelta(days=300),
        now=NOW,
    )
    AnnualAudit.objects.get_or_create(unit=world.unit(UnitKind.COUNTY), year=clock.local_day(NOW).year - 1)
