"""Every URL of the house by its name: permission, row, kind of reading. One line each."""

from accounts.surfaces import Surface

SURFACES: dict[str, Surface] = {}
