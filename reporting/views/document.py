"""函件: what a letter says, and the letter itself as PDF or DOCX."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request
from accounts.permissions import require
from cases.models import Letter
from common.errors import DomainError
from reporting.actions import document as actions
from reporting.documents import FORMATS
from reporting.documents.letters import IDENTITY_KINDS
from reporting.forms.document import PrintForm
from reporting.permissions import ReportPerm

RELATED = ("book", "unit", "signed_by", "case__minor", "transfer")


@require_GET
def letter_detail(request: Request, pk: UUID) -> HttpResponse:
    letter = _letter_or_404(request, pk)
    return render(request, "reporting/letter_detail.html", _page(letter, PrintForm()))


@never_cache
@require_POST
def letter_print(request: Request, pk: UUID) -> HttpResponse:
    letter = _letter_or_404(request, pk)
    form = PrintForm(request.POST)
    if form.is_valid():
        try:
            file = actions.print_letter(by=request.user, letter=letter, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return _download(letter, form.cleaned_data["form"], file)
    return render(request, "reporting/letter_detail.html", _page(letter, form))


def _letter_or_404(request: Request, pk: UUID) -> Letter:
    letter = get_object_or_404(Letter.objects.visible_to(request.user).select_related(*RELATED), pk=pk)
    require(request.user, ReportPerm.PRINT_LETTER)
    actions.require_letter(request.user, letter, request.now)
    return letter


def _page(letter: Letter, form: PrintForm) -> dict:
    if letter.kind not in IDENTITY_KINDS:
        del form.fields["with_identity"], form.fields["purpose"]
    return {"letter": letter, "sheet": actions.sheet_for(letter), "form": form}


def _download(letter: Letter, form: str, file: bytes) -> HttpResponse:
    """The name of the file is the letter's own code: nobody is named by it."""
    response = HttpResponse(file, content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="{letter.code}.{form}"'
    return response
