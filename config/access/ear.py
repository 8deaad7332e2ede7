"""Every line that is written to the log while it listens, from DEBUG up, as the console would print it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Ear(logging.Handler):
    """Keeps what it hears."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.heard = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.heard += 1
        self.lines.append(self.format(record))

    def take(self) -> str:
        """What was heard since the last time."""
        text = "\n".join(self.lines)
        self.lines.clear()
        return text


@contextmanager
def listening() -> Iterator[Ear]:
    """Listen instead of printing."""
    root, ear = logging.getLogger(), Ear()
    kept, level = root.handlers[:], root.level
    for handler in kept:
        if handler.formatter is not None:
            ear.setFormatter(handler.formatter)
    apart = logging.getLogger("django.request")  # does not propagate
    of_request = apart.handlers[:]
    root.handlers, apart.handlers = [ear], [ear]
    root.setLevel(logging.DEBUG)
    try:
        yield ear
    finally:
        root.handlers, apart.handlers = kept, of_request
        root.setLevel(level)
