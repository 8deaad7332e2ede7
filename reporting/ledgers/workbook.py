"""A ledger as .xlsx, written a row at a time. Every cell is text: a code or a date is never a number."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO

import xlsxwriter

from common import clock
from reporting.ledgers.base import Column

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A text that a spreadsheet opened elsewhere could take for a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write(
    target: IO[bytes],
    *,
    title: str,
    columns: Sequence[Column],
    lines: Iterable[Sequence[str]],
    mark: str,
    at: datetime,
) -> int:
    """Write one sheet: the line of who exported it, the titles, then the lines. Returns how many."""
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": title, "created": clock.local(at).replace(tzinfo=None)})
    sheet = book.add_worksheet(title[:31])
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#E7F0EF"})
    body = book.add_format({"num_format": "@", "border": 1, "valign": "top"})
    note = book.add_format({"italic": True, "font_color": "#55676A"})
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 1)
    sheet.set_footer(f"&L{harmless(mark).replace('&', '&&')[:200]}&R&P/&N")
    sheet.write_string(0, 0, harmless(mark), note)
    for number, column in enumerate(columns):
        sheet.write_string(1, number, column.title, head)
    written = 0
    for written, line in enumerate(lines, start=1):
        for number, text in enumerate(line):
            sheet.write_string(written + 1, number, harmless(text), body)
    book.close()
    return written
