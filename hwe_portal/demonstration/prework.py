"""What is asked before the workshops, and the conflict profile: answered by seventeen of nineteen, then published."""

from datetime import date, datetime, time

from django.utils import timezone

from diagnostics import questionnaire, scoring
from diagnostics.forms.steps import FORMS
from diagnostics.models import ConflictProfile, PreWorkStep, Source
from diagnostics.services import consents, licensed, profiles, releases, snapshot_printing, steps
from hwe_portal.demonstration import leaders, working
from hwe_portal.demonstration.people import person
from hwe_portal.demonstration.typing_in import Typed, accepted
from programmes.models import Consent, Job, Programme, User

Kind = PreWorkStep.Kind
STEPS = (
    {
        "kind": Kind.CONFLICT_PROFILE,
        "source": Source.LICENSED,
        "reason": "How each of us handles conflict shapes how we decide together. The first workshop begins there.",
        "minutes": "15",
        "due_on": date(2021, 10, 29),
    },
    {
        "kind": Kind.CONVERSATION,
        "reason": "We want to hear each of you before we plan. What you say shapes what we do, and in which order.",
        "minutes": "45",
        "due_on": date(2021, 10, 15),
    },
    {
        "kind": Kind.READING,
        "title": "What the law is about to change",
        "reason": "So that we all begin from the same page on what becomes of commissioning.",
        "minutes": "20",
        "link": "https://www.england.nhs.uk/integratedcare/",
        "due_on": date(2021, 11, 1),
    },
)
READ_ON, RECORDED_ON, OPENED_ON, CONSENTED_ON, PUBLISHED_ON = (
    date(2021, 10, 25),
    date(2021, 10, 27),
    date(2021, 11, 1),
    date(2021, 11, 3),
    date(2021, 11, 8),
)


def ask(programme: Programme, *, by: User) -> None:
    """A conflict profile, a conversation and something to read, each with its day and its reason."""
    for typed in STEPS:
        _ask(PreWorkStep(programme=programme, kind=typed["kind"]), typed, by=by)


def read(programme: Programme) -> None:
    """Most have read it, and said so themselves."""
    step = PreWorkStep.objects.get(programme=programme, kind=Kind.READING)
    for name in sorted(leaders.ON_REGISTER - leaders.NOT_READ):
        steps.mark_read(step=step, person=person(name), at=_at(READ_ON), by=None)


def answer_and_publish(programme: Programme, *, by: User) -> None:
    """Licensed results, typed in from their reports; each leader reads their own, then says how to be counted."""
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
    step = PreWorkStep.objects.get(programme=programme, kind=Kind.CONFLICT_PROFILE)
    _ask(step, {**STEPS[0], "source": Source.OWN, "due_on": None}, by=by)
    who = person(leaders.BEGUN_BY)
    begun = profiles.begin(person=who, programme=programme, by=who.user)
    for pair, side in zip(questionnaire.PAIRS, leaders.BEGUN_WITH, strict=False):
        profiles.answer(profile=begun, item=pair.id, side=side)


def _ask(step: PreWorkStep, typed: Typed, *, by: User) -> None:
    day = typed["due_on"]
    parts = {f"due_on_{part}": getattr(day, part) for part in ("day", "month", "year")} if day else {}
    form = accepted(FORMS[step.kind]({"debrief": step.programme.debrief, **typed, **parts}, instance=step))
    steps.store(step=form.instance, debrief=form.cleaned_data.get("debrief", ""), by=by)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))
