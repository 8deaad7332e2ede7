"""The measured figures of the proofs, as they stand in SECURITY.md: written by a command, never by hand."""

import re
from typing import Any

from config import proofs
from config.access.canary import Canary, dumps, files
from config.access.ear import listening
from config.access.matrix import walk
from config.access.proof import county, sampled
from config.access.superuser import superuser_reads
from config.access.walk import groups
from config.rehearsal.database import own_database

BEGIN = "<!-- figures: `manage.py security_figures --write` -->"
END = "<!-- end of figures -->"
HEAD = "| figure | value | what it means |\n|---|---:|---|"
MEANING = {
    "matrix_urls": "addresses of the house, every one of them visited",
    "matrix_cells": "visits: address × post × object × method",
    "matrix_unexpected": "answers that were not as roles and scope say",
    "matrix_refused": "of the visits, refusals: login, 403, 404, 405",
    "twins_compared": "refusals compared with their twin to the byte: foreign, sealed, never existed",
    "canary_needles": "planted words in every dress: full-width, escaped, base64, pinyin",
    "canary_texts": "answers, log lines, dumps and files searched for every one of them",
    "canary_surfaces": "kinds of place among them",
    "canary_hits": "planted words found where they must not be",
    "canary_revealed": "reveals that showed the words of the one child asked for, as they must",
    "superuser_asked": "tables of persons asked by a superuser and an administrator with every permission",
    "superuser_rows": "rows they got",
    "swaps_tried": "ciphertexts moved to another row, column, table or file",
    "swaps_missed": "of these, opened all the same",
    "tamper_tried": "edits of the read log",
    "tamper_missed": "of these, not found by verify with anchors",
    "oracle_tried": "times a name on file was asked for, by turns with nobody's; below ratios of medians",
    "oracle_missed": "of four comparisons, those in which the time told the name apart beyond chance",
    "oracle_form_registered": "time of a form and its next page: a registered name to one of nobody",
    "oracle_form_sealed": "the same for a sealed name",
    "oracle_form_ruler": "the same for another name of nobody: so far do equal things lie apart",
    "oracle_import_registered": "time of a trial import: a registered name to one of nobody",
    "oracle_import_sealed": "the same for a sealed name",
    "oracle_import_ruler": "the same for another name of nobody",
}
PROOFS = ("swaps", "tamper", "oracle")
Figures = dict[str, int | float]


def figures(*, step: int, count: int, seed: int) -> Figures:
    """Run every proof, each in a database of its own. `step` 1 walks all of the matrix."""
    found: Figures = {**_walked(step)}
    for name in PROOFS:
        found |= proven(name, count=count, seed=seed)
    return {key: found[key] for key in MEANING}


def proven(name: str, *, count: int, seed: int) -> Figures:
    """The figures of one proof alone."""
    result: dict[str, Any] = {"tried": 0, "missed": 0}
    if name in proofs.names():
        with own_database():
            result = proofs.proof(name)(count, seed)
    told = {f"{name}_{key}": value for key, value in result.items()}
    return {key: value for key, value in told.items() if key in MEANING}


def _walked(step: int) -> dict[str, int]:
    with own_database(), listening() as ear, county() as (world, people):
        canary = Canary(world, ear)
        report = walk(sampled(list(groups(world, people)), step), canary.watch)
        for where, text in (*dumps(), *files()):
            canary.look(where, text)
        root = next(viewer.user for viewer in people if viewer.name == "superuser")
        reads = superuser_reads(world, root)  # type: ignore[arg-type]
    return {
        "matrix_urls": len(report.urls),
        "matrix_cells": report.cells,
        "matrix_unexpected": len(report.unexpected),
        "matrix_refused": report.refused,
        "twins_compared": report.twins,
        "canary_needles": len(canary.haystack.needles),
        "canary_texts": canary.searched,
        "canary_surfaces": len(canary.surfaces),
        "canary_hits": len(canary.hits),
        "canary_revealed": canary.revealed,
        "superuser_asked": reads.asked,
        "superuser_rows": reads.rows + reads.granted,
    }


def table(found: Figures) -> str:
    """The figures as a Markdown table."""
    rows = [f"| {key} | {found[key]} | {meaning} |" for key, meaning in MEANING.items()]
    return "\n".join([HEAD, *rows])


def written(text: str, found: Figures) -> str:
    """`text` with the table between the markers replaced. Raises ValueError without markers."""
    if BEGIN not in text or END not in text:
        raise ValueError("SECURITY.md has lost its markers")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n\n{table(found)}\n\n{END}{after}"


def read(text: str) -> Figures:
    """The figures that stand in `text`."""
    block = text.split(BEGIN, 1)[1].split(END, 1)[0]
    return {
        key: float(value) if "." in value else int(value)
        for key, value in re.findall(r"^\| (\w+) \| (\d+(?:\.\d+)?) \| .+ \|$", block, re.MULTILINE)
    }
