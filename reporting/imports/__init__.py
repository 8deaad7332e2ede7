"""Ledgers that come in from a workbook: read apart, judged a cell at a time, taken whole or not at all."""

from reporting.imports.kinds import KINDS, Kind
from reporting.imports.running import Outcome, Refusal, run
from reporting.imports.sheet import Grid, read_workbook

__all__ = ["KINDS", "Grid", "Kind", "Outcome", "Refusal", "read_workbook", "run"]
