"""The surveys of a programme, and the page of each: its sections and questions in order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from diagnostics.models import Survey
from diagnostics.selectors.surveys import form_of
from diagnostics.views.asking import fetch_survey
from programmes.access import Capability
from programmes.views.fetching import fetch_programme


@require_http_methods(["GET"])
def listing(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_SURVEYS)
    surveys = Survey.objects.standing().of_owner(found)
    return render(request, "diagnostics/surveys/list.html", {"programme": found, "surveys": surveys})


@require_http_methods(["GET"])
def page(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    found = fetch_survey(request, programme, survey)
    context = {"programme": found.programme, "survey": found, "form_shown": form_of(found)}
    return render(request, "diagnostics/surveys/survey.html", context)
