"""Proofs that are too long for every run of the tests: `manage.py prove NAME`, each a module of its own.

A proof `config/proofs/<name>.py` has `run(count: int, seed: int) -> dict`. It fills an empty, migrated
database with made-up rows, tries `count` things that must fail, and tells what it did in figures. The key
`missed` (0 is proven) is how many were not caught; `tried` how many there were. Nothing personal in it.
"""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

Proof = Callable[[int, int], dict[str, Any]]


def names() -> list[str]:
    """Every proof there is, by the name of its module."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def proof(name: str) -> Proof:
    """The proof called `name`."""
    run: Proof = importlib.import_module(f"{__name__}.{name}").run
    return run
