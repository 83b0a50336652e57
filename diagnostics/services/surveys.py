"""Building a survey: its questions are free until its first wave opens, and fixed from then on."""

from datetime import datetime

from django.db import transaction

from diagnostics.models import Survey

FIXED = "People have been asked already, so nothing of it can change. Copy the survey to ask something else."


class NotFree(Exception):
    """The survey is fixed, or what is asked of it would not hold together; `str` says so to whoever builds it."""


@transaction.atomic
def fix(survey: Survey, *, at: datetime) -> Survey:
    """Fix kind and questions for good, as the first wave opens; a survey that is fixed stays as it is."""
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    if not locked.is_fixed:
        locked.fixed_at = at
        locked.save(update_fields=["fixed_at"])
    survey.fixed_at = locked.fixed_at
    return survey
