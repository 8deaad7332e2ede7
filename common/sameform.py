"""Whether a form that arrives under a number already on file says what it said then.

A line that is lost between sending and answer makes a browser send again: that is the same form. One that was
changed meanwhile is another, and nobody may be told that it was written down.
"""

from typing import Any

from common import clock
from common.crypto import blind_index
from common.errors import AlreadyArrived


def said(*values: Any) -> str:
    """A keyed fingerprint of what was typed, for `typed_index`; width, case and space do not count."""
    return blind_index("common.sameform", repr(values))


def refuse_other(row: Any, said_now: str, *, what: str) -> None:
    """Raise AlreadyArrived where `row` became of the same form with other words. Rows without them pass."""
    if row.typed_index and row.typed_index != said_now:
        at = clock.local(row.recorded_at)
        when = f"{at.month}月{at.day}日 {at:%H:%M}"
        words = f"这份{what}已于{when}送达，内容与这里的不同；这里的改动没有保存。要补充请另记一份。"
        raise AlreadyArrived(words, row=row)
