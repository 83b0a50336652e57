"""The questionnaires of surveys that are open, kept ready in each process: from its first wave on a survey is fixed."""

from collections import OrderedDict
from datetime import datetime

from diagnostics.models import Survey
from diagnostics.question_pages import Questionnaire, questionnaire
from diagnostics.selectors.surveys import form_of

MOST = 64

_ready: OrderedDict[tuple[int, datetime], Questionnaire] = OrderedDict()


def of(survey: Survey) -> Questionnaire:
    """What the survey asks; read from the database once in a process, where the survey is fixed."""
    if survey.fixed_at is None:
        return questionnaire(form_of(survey))
    key = (survey.pk, survey.fixed_at)
    found = _ready.get(key)
    if found is None:
        found = _ready[key] = questionnaire(form_of(survey))
        while len(_ready) > MOST:
            _ready.popitem(last=False)
    return found
