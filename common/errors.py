"""Errors that a person at the desk is meant to read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class DomainError(Exception):
    """A rule said no. The message is a complete Chinese sentence without personal data.

    `field` names the form field the sentence belongs to, if there is one: a view does
    `form.add_error(error.field, str(error))`.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class AlreadyArrived(DomainError):
    """The very form has arrived before and said something else; nothing is written. `row` became of it."""

    def __init__(self, message: str, *, row: Any) -> None:
        super().__init__(message)
        self.row = row


@contextmanager
def told_at(field: str) -> Iterator[None]:
    """What is refused inside is told at `field` of the form, whatever column refused it."""
    try:
        yield
    except DomainError as error:
        raise DomainError(str(error), field=field) from error


class IllegalTransition(DomainError):
    """A move between two states that the `Flow` does not list."""
