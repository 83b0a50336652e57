"""Asking those who took part in a meeting what they thought of it, by an anonymous survey like any other."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from diagnostics.services import respondents, surveys, waves
from diagnostics.surveys import blueprint, files
from programmes.models import User
from programmes.services import audit
from workshops.models import Event, Feedback
from workshops.selectors import feedback as selectors

TEMPLATE = "feedback_on_a_meeting"
ROUND = "After the meeting"
# People answer in the week after a meeting, or not at all; one reminder in between.
OPEN_FOR = timedelta(days=7)
REMINDS_EVERY = 4


class NotAsked(Exception):
    """Feedback cannot be asked for; `str` says why and what to do."""


@transaction.atomic
def ask(*, event: Event, by: User, at: datetime) -> Feedback:
    """Make the survey of this meeting, and open it to those who took part. Asked twice, it is one. Raises NotAsked.

    The round opens in the background; the links go out by mail then.
    """
    Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    if made := Feedback.objects.filter(event=event).select_related("survey").first():
        return made
    there = selectors.came(event)
    if there.refusal:
        raise NotAsked(there.refusal)
    title = f"What did you think of “{event.title}”?"
    plan = replace(files.template(TEMPLATE), title=title[: blueprint.TITLE])
    survey = surveys.create(programme=event.programme, plan=plan, by=by)
    respondents.add_leaders(survey, there.reached, by=by)
    closes_on = timezone.localdate(at) + OPEN_FOR
    wave = waves.plan(survey=survey, by=by, title=ROUND, closes_on=closes_on, reminds_every=REMINDS_EVERY)
    waves.ask_to_open(wave=wave, by=by, at=at)
    audit.write(by=by, verb="asked for feedback", record=event)
    return Feedback.objects.create(event=event, survey=survey)
