"""The child that opens a stranger's workbook: little memory, little time, and nothing of ours.

Reads the file from standard input and prints rows of [kind, value] as JSON: s text, n number, d date or time,
b yes or no. Ends with a word on standard error and status 3 where the workbook is too large.
"""

import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineWorkbook

MEMORY, SECONDS, UNPACKED = 768 * 1024 * 1024, 10, 64 * 1024 * 1024
ROWS, COLUMNS, LETTERS = 2_000, 40, 2_000


def too_large(what: str) -> None:
    sys.stderr.write(what)
    sys.exit(3)


def cell(value: object) -> list:
    if isinstance(value, bool):
        return ["b", value]
    if isinstance(value, int | float):
        return ["n", repr(int(value)) if value == int(value) else repr(value)]
    if isinstance(value, datetime | date):
        return ["d", value.isoformat()]
    if isinstance(value, time | timedelta):
        return ["s", str(value)]
    text = "" if value is None else str(value)
    if len(text) > LETTERS:
        too_large("letters")
    return ["s", text]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                too_large("unpacked")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    if sheet.total_height > ROWS or sheet.total_width > COLUMNS:
        too_large("rows")
    top, left = sheet.start or (0, 0)
    rows = [[cell(value) for value in row] for row in sheet.to_python(skip_empty_area=True)]
    sys.stdout.write(json.dumps({"top": top, "left": left, "rows": rows}))


if __name__ == "__main__":
    main()
