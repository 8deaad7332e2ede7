"""Figures for leading groups and county: posts and duties as they are, children as `<5` allows."""

from reporting.stats.children import MEASURES, Line, child_figures, closed_months, lists_files
from reporting.stats.posts import (
    LOOKS,
    PENDING,
    DayCell,
    DayFacts,
    Rate,
    cell,
    days_of_sealed,
    matrix,
    on_time,
    on_time_by_unit,
)

__all__ = [
    "LOOKS",
    "MEASURES",
    "PENDING",
    "DayCell",
    "DayFacts",
    "Line",
    "Rate",
    "cell",
    "child_figures",
    "closed_months",
    "days_of_sealed",
    "lists_files",
    "matrix",
    "on_time",
    "on_time_by_unit",
]
