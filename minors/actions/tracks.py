"""The legal track and the clean date of a file follow what `cases` decides, which has required its own."""

from datetime import date

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


def move_clean_date(minor: Minor, day: date) -> Minor:
    """The three clean years start anew from `day`; never backwards. Only a laboratory's word moves it.

    Law: 戒毒条例7. `day` is the day on which the sample was taken.
    """
    minor = lock(minor)
    if minor.clean_since is None or minor.clean_since < day:
        minor.clean_since = day
        minor.save(update_fields=["clean_since"])
    return minor
