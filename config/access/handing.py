"""Children handed over: on paper to an office outside, in the system to the next township."""

from accounts.choices import Post, UnitKind
from cases import actions as cases
from cases.choices import Channel, ControlledBy, OutsideKind, TransferPurpose
from cases.models import Case
from config.access.exits import key_of
from config.access.world import NOW, World


def handing(world: World) -> None:
    """One hand-over written to an office outside, one to the near station; both children are still ours."""
    clerk = world.who(Post.STATION_CLERK)
    place = cases.add_outside(
        by=clerk, name="示例县示例镇工作站", area="450224101", kind=OutsideKind.STATION, now=NOW
    )
    _write(world, "own", to_outside=place)
    _write(world, "not mine", to_unit=world.unit(UnitKind.STATION, "near"))


def _write(world: World, label: str, **to: object) -> None:
    clerk = world.who(Post.STATION_CLERK)
    case = (
        Case.objects.for_system("access matrix")
        .select_related("minor", "unit")
        .get(minor=key_of(world, label))
    )
    cases.contact_station(
        by=clerk,
        case=case,
        station_name="示例县示例镇工作站",
        spoke_with="示例职务",
        channel=Channel.PHONE,
        answer="示例：同意接收",
        at=NOW,
        now=NOW,
    )
    control = cases.Control(ControlledBy.RESIDENCE, "示例：随父母在当地居住")
    row = cases.draft_transfer(
        by=clerk,
        case=case,
        purpose=TransferPurpose.HAND_OVER,
        control=control,
        grounds="示例：居住在该镇",
        now=NOW,
        **to,  # type: ignore[arg-type]
    )
    cases.send_notice(by=clerk, transfer=row, demand="示例：请回执", version=row.version, now=NOW)
