"""How pages of a survey get at it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from diagnostics.models import Survey
from programmes.access import Capability
from programmes.views.fetching import fetch_programme


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
