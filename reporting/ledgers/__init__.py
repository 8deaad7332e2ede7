"""What the office's ledgers contain. One definition of rows and columns for page, print and workbook."""

from reporting.ledgers.base import MOST_PRINTED, MOST_ROWS, Column, Filters, Ledger, as_text
from reporting.ledgers.coverage import COVERAGE
from reporting.ledgers.tables import LEDGERS, MATRIX

__all__ = [
    "COVERAGE",
    "LEDGERS",
    "MATRIX",
    "MOST_PRINTED",
    "MOST_ROWS",
    "Column",
    "Filters",
    "Ledger",
    "as_text",
]
