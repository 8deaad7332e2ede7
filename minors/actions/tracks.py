"""The legal track of a file follows what `cases` decides, which has required its own."""

from common.errors import DomainError
from minors.actions.intake import lock
from minors.choices import Concern, Track
from minors.models import Minor


def follow_track(minor: Minor, track: str) -> Minor:
    """Let the file say the track of its open case. Raises DomainError where 关爱帮扶 and drugs would mix."""
    minor = lock(minor)
    if (minor.concern == Concern.CARE) != (track == Track.CARE):
        raise DomainError("关爱帮扶的孩子没有涉毒，不适用涉毒措施；发现涉毒的，由派出所另行上报登记。")
    if minor.track != track:
        minor.track = track
        minor.save(update_fields=["track"])
    return minor
