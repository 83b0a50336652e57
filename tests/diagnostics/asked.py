"""Surveys for tests: one question of each kind, people on the list, a wave."""

from datetime import timedelta

from django.utils import timezone

from diagnostics.models import Question, Respondent, Section, Survey, Wave
from diagnostics.models.survey import Question as Asked

OPTIONS = [{"id": "a", "text": "Housing"}, {"id": "b", "text": "Schools"}, {"id": "c", "text": "Clinics"}]
KINDS = tuple(Asked.Kind.values)


def survey(programme, kind=Survey.Kind.ANONYMOUS, *, kinds=KINDS, title="How we work together", **fields):
    """A survey with one question of each of `kinds`, in one section."""
    made = Survey.objects.create(programme=programme, kind=kind, title=title, **fields)
    section = Section.objects.create(survey=made, title="About us")
    for position, each in enumerate(kinds):
        question(section, each, position=position)
    return made


def question(section, kind, *, position=0, text="", **fields):
    if kind in Question.WITH_OPTIONS:
        fields.setdefault("options", OPTIONS)
    return Question.objects.create(
        section=section, kind=kind, text=text or f"A question: {kind}?", position=position, **fields
    )


def people(survey, count, *, sectors=("Hospital",), first=1):
    """People on the survey's list, the sectors dealt out in turn."""
    return [
        Respondent.objects.create(
            survey=survey,
            name=f"Asked {number}",
            email=f"asked{number}@example.org",
            sector=sectors[number % len(sectors)],
        )
        for number in range(first, first + count)
    ]


def planned(survey, by, *, number=1, **fields):
    """A wave that is not open yet."""
    closes_on = timezone.localdate() + timedelta(days=14)
    fields = {"title": f"Round {number}", "closes_on": closes_on} | fields
    return Wave.objects.create(survey=survey, number=number, by=by, **fields)
