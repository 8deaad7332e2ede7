"""Errors that a person at the desk is meant to read."""


class DomainError(Exception):
    """A rule said no. The message is a complete Chinese sentence without personal data.

    `field` names the form field the sentence belongs to, if there is one: a view does
    `form.add_error(error.field, str(error))`.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class IllegalTransition(DomainError):
    """A move between two states that the `Flow` does not list."""
