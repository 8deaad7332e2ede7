"""How a file is asked for: a request, an opening at once, somebody who keeps away, the county's sample."""

from accounts.choices import Post, UnitKind
from cases.actions import draw_sample
from config.access.exits import file
from config.access.world import NOW, World
from minors import actions as minors
from minors.choices import VaultPart


def asking(world: World) -> None:
    """One row of each kind, at NOW. The sample is of the next township: here the county opens nothing."""
    minors.ask_access(
        by=world.who(Post.STATION_CLERK),
        minor=file(world, "own"),
        parts=[VaultPart.IDENTITY],
        purpose="示例：核对本人身份后上门",
        days=10,
        now=NOW,
    )
    minors.open_at_once(
        by=world.who(Post.STATION_HEAD), minor=file(world, "not mine"), reason="示例：孩子深夜未归", now=NOW
    )
    minors.declare_recusal(
        by=world.who(Post.STATION_CLERK), minor=file(world, "expired"), reason="示例：与本人是亲属", now=NOW
    )
    draw_sample(
        by=world.who(Post.COUNTY_REVIEWER), station=world.unit(UnitKind.STATION, "near"), size=1, now=NOW
    )
