"""The conflict profile: asked for, answered by seventeen of nineteen, opened, consented to, and published together."""

from datetime import date, datetime, time

from django.utils import timezone

from diagnostics import questionnaire, scoring
from diagnostics.forms.steps import ProfileStepForm
from diagnostics.models import ConflictProfile, PreWorkStep, Source
from diagnostics.services import consents, licensed, profiles, releases, snapshot_printing, steps
from hwe_portal.demonstration import leaders, working
from hwe_portal.demonstration.people import person
from hwe_portal.demonstration.typing_in import accepted
from programmes.models import Consent, Job, Programme, User

ASKED_BY = date(2021, 10, 29)
RECORDED_ON, OPENED_ON, CONSENTED_ON, PUBLISHED_ON = (
    date(2021, 10, 27),
    date(2021, 11, 1),
    date(2021, 11, 3),
    date(2021, 11, 8),
)


def answer_and_publish(programme: Programme, *, by: User) -> None:
    """Licensed results, typed in from their reports; each leader reads their own, then says how to be counted."""
    _ask(PreWorkStep(programme=programme), Source.LICENSED, ASKED_BY, by=by)
    for name, scores in leaders.SCORES.items():
        result = scoring.licensed_profile(dict(zip(leaders.MODES, scores, strict=True)))
        licensed.record(person=person(name), programme=programme, result=result, by=by, at=_at(RECORDED_ON))
    profiles.release(profiles=ConflictProfile.objects.filter(programme=programme), by=by, at=_at(OPENED_ON))
    for name in leaders.SCORES:
        choice = Consent.Choice.NAME if name in leaders.BY_NAME_IN_THE_ROOM else Consent.Choice.COUNT
        consents.give(person=person(name), programme=programme, choice=choice, by=None, at=_at(CONSENTED_ON))
    releases.publish(programme=programme, by=by, at=_at(PUBLISHED_ON))
    working.finish(Job.objects.get(programme=programme, task=snapshot_printing.TASK), snapshot_printing.make)


def ask_newcomers(programme: Programme, *, by: User) -> None:
    """Whoever joined since answers the portal's own questionnaire; one of them has begun."""
    _ask(PreWorkStep.objects.get(programme=programme), Source.OWN, None, by=by)
    who = person(leaders.BEGUN_BY)
    begun = profiles.begin(person=who, programme=programme, by=who.user)
    for pair, side in zip(questionnaire.PAIRS, leaders.BEGUN_WITH, strict=False):
        profiles.answer(profile=begun, item=pair.id, side=side)


def _ask(step: PreWorkStep, source: str, due_on: date | None, *, by: User) -> None:
    day = {"due_on_day": due_on.day, "due_on_month": due_on.month, "due_on_year": due_on.year} if due_on else {}
    typed = {"source": source, "debrief": step.programme.debrief, **day}
    form = accepted(ProfileStepForm(typed, instance=step))
    steps.store(step=form.instance, debrief=form.cleaned_data["debrief"], by=by)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))
