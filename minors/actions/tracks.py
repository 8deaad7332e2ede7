"""The legal track of a file follows what `cases` decides, which has required its own."""

from django.conf import settings
from django.utils.module_loading import import_string

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


def track_words(minor: Minor) -> str:
    """The legal track in words, as the case has it now: ended is called ended (setting `TRACK_WORDS`).

    The column keeps what the last decision ordered; without a case it is all there is.
    """
    told = (import_string(path)(minor.pk) for path in settings.TRACK_WORDS)
    return next((word for word in told if word), str(minor.get_track_display()))
