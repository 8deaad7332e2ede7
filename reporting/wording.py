"""How long a paper between offices may be; what may not stand in it is said in `common.wording`."""

from common.errors import DomainError


def lines_of(text: str) -> list[str]:
    """The lines that hold something."""
    return [line for line in text.splitlines() if line.strip()]


def refuse_long(text: str, *, most: int, field: str) -> None:
    """Raise DomainError if `text` has more than `most` written lines."""
    written = len(lines_of(text))
    if written > most:
        raise DomainError(f"最多写{most}行，现在有{written}行，请删减后再报送。", field=field)
