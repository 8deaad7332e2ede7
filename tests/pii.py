"""The PII hook: no real person's number in any tracked file.

    python tests/pii.py [files]      # all tracked and new files without arguments; exit 1 on a find

Refused: an 18-digit ID number (also the old 15-digit form) or a mobile number. Allowed are exactly the
fictional ones, `999999…` and `1990000xxxx`. Full-width digits count as digits, and digits may be set
apart by blanks or hyphens. Long runs of digits and letters, such as hashes, are not numbers.
"""

import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EDGE_BEFORE, EDGE_AFTER = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
FULL_BIRTH = rf"(?:18|19|20)\d{{2}}[ -]?{MONTH_DAY}[ -]?\d{{3}}[\dXx]"
SHORT_BIRTH = rf"\d{{2}}{MONTH_DAY}\d{{3}}"
ID_NUMBER = re.compile(rf"{EDGE_BEFORE}([1-9]\d{{5}})[ -]?(?:{FULL_BIRTH}|{SHORT_BIRTH}){EDGE_AFTER}")
PHONE = re.compile(rf"{EDGE_BEFORE}(?:\+?86[ -]?)?(1[3-9]\d[ -]?\d{{4}}[ -]?\d{{4}}){EDGE_AFTER}")


def finds(text: str) -> Iterator[tuple[int, str]]:
    """(line number, what kind) of each number that could be a real person's; never the number itself."""
    for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1):
        if any(match.group(1) != "999999" for match in ID_NUMBER.finditer(line)):
            yield number, "ID number"
        phones = (re.sub(r"\D", "", match.group(1)) for match in PHONE.finditer(line))
        if any(not phone.startswith("1990000") for phone in phones):
            yield number, "phone number"


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def main(paths: Iterable[Path]) -> int:
    found = 0
    for path in paths:
        if not path.is_file():
            continue
        raw = path.read_bytes()
        if b"\0" in raw[:8000]:
            continue
        for number, kind in finds(raw.decode("utf-8", "replace")):
            sys.stderr.write(f"{path}:{number}: looks like a real {kind}\n")
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main([Path(name) for name in sys.argv[1:]] or tracked()))
