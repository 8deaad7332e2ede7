"""Who owes what of a case, and in which order it is told."""

from accounts.choices import Post, UnitKind
from duties.choices import Tell
from duties.policies import Step, hours

PLAN = "杆政发〔2024〕17号"


STATION = (UnitKind.STATION, Post.STATION_CLERK)


TEAM = (UnitKind.STATION, Post.SOCIAL_WORKER)


UP = (
    Step(-hours(12), Tell.HOLDER),
    Step(hours(0), Tell.UNIT_HEAD),
    Step(hours(9), Tell.TOWNSHIP_LEADER),
    Step(hours(24), Tell.COUNTY),
)
