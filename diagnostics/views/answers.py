"""Single answers of a survey that is not anonymous: a table, one person's page, files. Each opening is in the audit."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from diagnostics.models import Wave
from diagnostics.services import single_answers
from diagnostics.views.asking import fetch_survey
from diagnostics.views.files import table_file
from diagnostics.views.opening import confirmed_for_notes
from programmes.access import Capability


@require_http_methods(["GET"])
def listing(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    """The rounds of a survey with what may be read of each: comments, and single answers where it is not anonymous."""
    found = fetch_survey(request, programme, survey, Capability.READ_ANSWERS)
    closed = found.waves.filter(state=Wave.State.CLOSED).order_by("-number")
    context = {"programme": found.programme, "survey": found, "waves": closed}
    return render(request, "diagnostics/answers/rounds.html", context)


@confirmed_for_notes
@require_http_methods(["GET"])
def table(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """Who answered what, some people at a time."""
    found = _wave(request, programme, survey, wave)
    page, rows = single_answers.open_page(found, request.GET.get("page", "1"), by=request.user)
    context = {"programme": found.survey.programme, "survey": found.survey, "wave": found, "page": page, "rows": rows}
    return render(request, "diagnostics/answers/table.html", context)


@confirmed_for_notes
@require_http_methods(["GET"])
def person(request: HttpRequest, programme: int, survey: int, wave: int, response: UUID) -> HttpResponse:
    """Everything that one person answered, their own words included."""
    found = _wave(request, programme, survey, wave)
    row = get_object_or_404(single_answers.rows_of(found), pk=response)
    answered = single_answers.open_one(found, row, by=request.user)
    context = {"programme": found.survey.programme, "survey": found.survey, "wave": found, "answered": answered}
    return render(request, "diagnostics/answers/person.html", context)


@confirmed_for_notes
@require_http_methods(["GET"])
def csv_file(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    found = _wave(request, programme, survey, wave)
    return table_file(single_answers.open_table(found, by=request.user), name=f"answers-{found.number}", kind="csv")


@confirmed_for_notes
@require_http_methods(["GET"])
def workbook(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    found = _wave(request, programme, survey, wave)
    return table_file(single_answers.open_table(found, by=request.user), name=f"answers-{found.number}", kind="xlsx")


def _wave(request: HttpRequest, programme: int, survey: int, pk: int) -> Wave:
    """A round whose single answers may be read: of an anonymous survey none is there, whoever asks."""
    found = fetch_survey(request, programme, survey, Capability.READ_ANSWERS)
    wave = get_object_or_404(single_answers.readable(found), pk=pk)
    wave.survey = found
    return wave
