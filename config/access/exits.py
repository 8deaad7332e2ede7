"""What leads out of a file: help asked of a village, sealing, lawful query, disposal; and an incident."""

from uuid import UUID

from accounts.choices import Post
from accounts.models import Appointment
from common import clock
from config.access.world import NOW, World
from minors import actions as minors
from minors import rules
from minors.choices import AssistSentence, DisposalCause, Household, IncidentKind, SealCause
from minors.models import Disposal, Minor


def exits(world: World) -> None:
    """One row of each kind, at NOW, about the file that is `own` or about none."""
    head, reviewer = world.who(Post.STATION_HEAD), world.who(Post.COUNTY_REVIEWER)
    own, sealed = file(world, "own"), file(world, "sealed")
    minors.release_help(
        by=head,
        minor=own,
        to=Appointment.objects.get(user=world.people["home", Post.VILLAGE_SECRETARY]),
        sentence=AssistSentence.HOME,
        household=Household.REGISTERED,
        now=NOW,
    )
    own.clean_since = rules.years_before(clock.local_day(NOW))  # its case is open: only the law seals it
    own.save()
    minors.propose_seal(by=head, minor=own, cause=SealCause.CLEAN, note="示例：三年没有复吸", now=NOW)
    query = minors.ask_query(
        by=world.who(Post.STATION_CLERK),
        organ="示例县人民法院",
        applicants="示例申请人二人",
        document="示例文号一号",
        legal_basis="示例依据",
        purpose="示例：审理案件需要查询",
        code=own.code,
        now=NOW,
    )
    for approver in (head, reviewer):
        minors.approve_query(by=approver, query=query, now=NOW)
    Disposal.objects.create(
        file=sealed.pk,
        county=sealed.county,
        cause=DisposalCause.SEALED,
        basis="示例依据",
        due_on=clock.local_day(NOW),
        listed_at=NOW,
    )
    minors.found_incident(
        by=reviewer, kind=IncidentKind.OTHER, what="示例：打印件遗落在会议室", found_at=NOW, now=NOW
    )


def key_of(world: World, label: str) -> UUID:
    """The key of the file that carries this label."""
    return next(key for key, found in world.files.items() if found == label)


def file(world: World, label: str) -> Minor:
    """The file that carries this label."""
    return Minor.objects.for_system("access matrix").get(pk=key_of(world, label))
