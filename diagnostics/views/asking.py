"""How pages of a survey get at it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from diagnostics.models import Survey
from diagnostics.services import surveys
from programmes.access import Capability
from programmes.views.fetching import fetch_programme

Builder = Callable[..., HttpResponse]


def fetch_survey(
    request: HttpRequest, programme_pk: int, survey_pk: int, capability: Capability = Capability.RUN_SURVEYS
) -> Survey:
    """A standing survey of the programme: 404 unless the programme is seen and holds it, 403 without the capability.

    Its `programme` is the one that was fetched. A survey that is withdrawn is not there.
    """
    programme = fetch_programme(request, programme_pk, capability)
    survey = get_object_or_404(Survey.objects.standing().of_owner(programme), pk=survey_pk)
    survey.programme = programme
    return survey


def building(view: Builder) -> Builder:
    """A page that changes what a survey asks: `view(request, survey, …)`; the survey's page says what was refused."""

    @wraps(view)
    def guarded(request: HttpRequest, programme: int, survey: int, **kwargs: Any) -> HttpResponse:
        found = fetch_survey(request, programme, survey)
        try:
            surveys.require_free(found)
            return view(request, found, **kwargs)
        except surveys.NotFree as refused:
            messages.error(request, str(refused))
            return redirect("diagnostics:survey", programme, survey)

    return guarded


def stored(form: BaseForm, store: Callable[[], Any]) -> bool:
    """Whether it could be stored; why not is said in the form, which keeps what was typed."""
    try:
        store()
    except surveys.NotFree as refused:
        form.add_error(None, str(refused))
        return False
    return True
