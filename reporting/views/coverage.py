from django.db import transaction
from django.http import FileResponse
from django.views.decorators.http import require_GET

from accounts.choices import ReadKind
from accounts.http import Request
from accounts.permissions import require
from common import clock
from common.quarters import quarter_key, quarter_words
from outreach.actions.coverage import asked_in, matrix, of_township, places_seen
from outreach.choices import CellState
from outreach.permissions import OutreachPerm
from outreach.views.shared import quarter_asked
from reporting.ledgers import COVERAGE, reading
from reporting.permissions import ReportPerm
from reporting.views.ledger import workbook_response


@require_GET
@transaction.atomic
def coverage_export(request: Request) -> FileResponse:
    require(request.user, OutreachPerm.VIEW)
    require(request.user, ReportPerm.EXPORT_LEDGER)
    quarter = quarter_asked(request)
    places = of_township(asked_in(places_seen(request.user), quarter), request.GET.get("township", ""))
    rows = matrix(places, quarter, clock.local_day(request.now))
    cells = [cell for row in rows for cell in row.cells if cell.state != CellState.NOT_ASKED]
    title = f"{quarter_words(quarter.from_on)}宣传覆盖"
    entry = reading.record(
        request.user, ReadKind.EXPORT, title, quarter.from_on, quarter.until_on, len(cells)
    )
    return workbook_response(
        name=f"coverage-{quarter_key(quarter.from_on)}",
        title=title,
        columns=COVERAGE,
        lines=[[column.text(cell) for column in COVERAGE] for cell in cells],
        mark=reading.mark(request.user, entry),
        at=request.now,
    )
