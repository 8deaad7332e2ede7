"""Who watches the clocks: how long ago the engine completed a round, and when it or the web was silent."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from duties.choices import Source
from duties.models import Heartbeat, Outage
from duties.policies import ENGINE_LATE_AFTER

RECENT = timedelta(days=3)


@dataclass(frozen=True)
class EngineState:
    """What the line on every page says. `outages` are the recent stretches of silence, newest first."""

    last_completed: datetime | None
    is_late: bool
    outages: list[Outage] = field(default_factory=list)


def engine_state(now: datetime, *, with_outages: bool = False) -> EngineState:
    """The engine at `now`: late when no round was completed for ENGINE_LATE_AFTER, or ever."""
    beat = Heartbeat.objects.filter(source=Source.ENGINE).first()
    last = beat.completed_at if beat else None
    is_late = last is None or now - last > ENGINE_LATE_AFTER
    outages = list(Outage.objects.filter(from_at__gte=now - RECENT)[:10]) if with_outages else []
    return EngineState(last, is_late, outages)
