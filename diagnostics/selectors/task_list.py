"""The leader's task list: what is asked of them before the workshops, and how far they are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format

from diagnostics.models import Interview, Invitation, PreWorkStep, Survey, Wave
from diagnostics.selectors import conversations, quotes
from diagnostics.selectors.profiles import OwnState, own_states
from diagnostics.selectors.tasks import Task
from programmes.models import MailHold, Person, Programme

# How long thirty short questions take, where a step says nothing else.
PROFILE_MINUTES = 10


@dataclass(frozen=True)
class Round:
    """The newest round of one of the portal's own surveys to which a leader has a link, and its last day.

    `is_answered` only where the survey is named: of any other nobody is told, themselves included.
    """

    state: str
    closes_on: date
    is_answered: bool

    @property
    def is_open(self) -> bool:
        return self.state == Wave.State.OPEN


@dataclass(frozen=True)
class OwnStep:
    """A step as it is asked of one leader.

    `due_on` is their own date, else the step's. `is_paused`: all mail of the programme is held back, and no date
    presses. `round` is None but for one of our surveys that has sent them a link. `talk` is the state of their
    conversation before the workshops ("" while there is none), `talk_at` when.
    """

    step: PreWorkStep
    due_on: date | None
    is_left_out: bool
    done_at: datetime | None
    is_paused: bool
    round: Round | None
    talk: str
    talk_at: datetime | None

    @property
    def minutes(self) -> int | None:
        usual = PROFILE_MINUTES if self.step.kind == PreWorkStep.Kind.CONFLICT_PROFILE else None
        return self.step.minutes or usual

    def hint(self, at: date) -> str:
        """How long it takes and by when, kindly: a date that is past presses nobody, and a pause does neither."""
        return " ".join(part for part in (self.how_long, self.by_when(at)) if part)

    @property
    def how_long(self) -> str:
        if not self.minutes:
            return ""
        return f"About {self.minutes} {'minute' if self.minutes == 1 else 'minutes'}."

    def by_when(self, at: date) -> str:
        if self.is_paused:
            return "There is no hurry: the programme is paused for now."
        if self.due_on is None:
            return ""
        day = date_format(self.due_on, "j F Y")
        if self.due_on >= at:
            return f"Please do it by {day}."
        if not self.step.is_tracked:
            return f"We asked for it by {day}."
        return f"We asked for it by {day}. It still helps, whenever you can."


def own_steps(person: Person, programmes: Collection[Programme], *, at: date) -> dict[int, tuple[OwnStep, ...]]:
    """What is asked of this leader on the day `at` in each of these programmes, by its id, in one query."""
    asked = PreWorkStep.objects.asked_by(at).filter(programme__in=programmes)
    found: dict[int, list[OwnStep]] = {programme.pk: [] for programme in programmes}
    for step in _as_asked_of(person, asked):
        found[step.programme_id].append(_own(step))
    return {pk: tuple(steps) for pk, steps in found.items()}


def own_step(person: Person, step: PreWorkStep) -> OwnStep:
    """The step as it is asked of this leader, in one query. Raises PreWorkStep.DoesNotExist once it is deleted."""
    return _own(_as_asked_of(person, PreWorkStep.objects.filter(pk=step.pk)).get())


def _as_asked_of(person: Person, steps: QuerySet[PreWorkStep]) -> QuerySet[Any]:
    talks = Interview.objects.standing().filter(person=person, programme=OuterRef("programme"))
    links = Invitation.objects.filter(respondent__person=person, respondent__withdrawn_at=None)
    newest = links.filter(wave__survey=OuterRef("survey")).order_by("-wave__number")
    before = talks.exclude(purpose=Interview.Purpose.HANDOVER).order_by("-state")
    return steps.select_related("survey").annotate(
        mine=FilteredRelation("own", condition=Q(own__person=person)),
        own_due_on=F("mine__due_on"),
        own_left_out=F("mine__is_left_out"),
        own_done_at=F("mine__done_at"),
        is_paused=Exists(MailHold.objects.filter(programme=OuterRef("programme"), until=None)),
        round_state=Subquery(newest.values("wave__state")[:1]),
        round_closes_on=Subquery(newest.values("wave__closes_on")[:1]),
        round_answered=Subquery(newest.values("used")[:1]),
        talk=Subquery(before.values("state")[:1]),
        talk_at=Subquery(before.values("starts_at")[:1]),
    )


def _own(step: Any) -> OwnStep:
    return OwnStep(
        step=step,
        due_on=step.own_due_on or step.due_on,
        is_left_out=bool(step.own_left_out),
        done_at=step.own_done_at,
        is_paused=step.is_paused,
        round=_round(step),
        talk=step.talk or "",
        talk_at=step.talk_at,
    )


def _round(step: Any) -> Round | None:
    if step.round_state is None:
        return None
    is_named = step.survey.kind == Survey.Kind.NAMED
    return Round(step.round_state, step.round_closes_on, is_named and step.round_answered)


def prework_for(person: Person, programmes: Collection[Programme], *, at: date) -> dict[int, tuple[Task, ...]]:
    """What the leader is asked to do before the workshops of each programme, by its id, as far as they are by `at`.

    In four queries, whatever the number of programmes and steps. The conversation that a step asks for has its line
    here; whatever else conversations and what goes out of them ask has theirs below.
    """
    steps = own_steps(person, programmes, at=at)
    states = own_states(person, programmes, asked=[own.step for each in steps.values() for own in each])
    talks = conversations.tasks_for(person, programmes, at=at)
    going_out = quotes.tasks_for(person, programmes, at=at)
    return {
        each.pk: (
            *_lines(steps[each.pk], states[each.pk], each, at),
            *talks[each.pk],
            *going_out[each.pk],
        )
        for each in programmes
    }


def _lines(steps: Iterable[OwnStep], profile: OwnState, programme: Programme, at: date) -> list[Task]:
    """A line for each step, in their order. A profile that is there has its line, whether it is asked for or not."""
    lines = []
    shown = False
    for own in steps:
        is_profile = own.step.kind == PreWorkStep.Kind.CONFLICT_PROFILE
        if own.is_left_out and own.talk != Interview.State.BOOKED:
            continue
        shown = shown or is_profile
        lines += _profile_lines(profile, own, programme, at) if is_profile else [_step_line(own, at)]
    if not shown and (profile.waiting or profile.open):
        lines += _profile_lines(profile, None, programme, at)
    return lines


def _step_line(own: OwnStep, at: date) -> Task:
    kind = PreWorkStep.Kind
    return {kind.CONVERSATION: _conversation, kind.SURVEY: _survey, kind.READING: _reading}[kind(own.step.kind)](
        own, at
    )


def _of(own: OwnStep, hint: str, status: str, state: str) -> Task:
    """The line of a step; it leads to the step's own page, or from there to where one does it."""
    place = {"programme": own.step.programme_id, "step": own.step.pk}
    return Task(str(own.step), hint, status, state, "diagnostics:own-step", place, own.step.reason)


def _reading(own: OwnStep, at: date) -> Task:
    return _of(own, "", "Read", "done") if own.done_at else _of(own, own.hint(at), "Not read yet", "open")


def _survey(own: OwnStep, at: date) -> Task:
    if own.step.survey_id:
        return _own_survey(own)
    unknown = "It is anonymous, so nobody here knows whether you have answered."
    return _of(own, f"{own.hint(at)} {unknown}".strip(), "Anonymous", "waiting")


def _own_survey(own: OwnStep) -> Task:
    """One of the portal's own: their link came by email, and that is all that this list knows."""
    if own.round is None:
        return _of(own, "We send you a link of your own by email when it opens.", "Not open yet", "waiting")
    if own.round.is_answered:
        return _of(own, "", "Answered", "done")
    if not own.round.is_open:
        return _of(own, "It takes no more answers.", "Closed", "waiting")
    until = f"It is open until {date_format(own.round.closes_on, 'j F Y')}."
    return _of(own, f"{own.how_long} {until}".strip(), "Sent to you by email", "waiting")


def _conversation(own: OwnStep, at: date) -> Task:
    if own.talk == Interview.State.HELD:
        return _of(own, "", "Held", "done")
    if own.talk == Interview.State.BOOKED and own.talk_at:
        return _of(own, date_format(timezone.localtime(own.talk_at), "l j F Y, H:i"), "Booked", "waiting")
    return _of(own, own.hint(at), "Not booked", "open")


def _profile_lines(own: OwnState, asked: OwnStep | None, programme: Programme, at: date) -> list[Task]:
    line = _profile_task(own, asked, programme, at)
    return [line, _consent_task(own, programme)] if own.open else [line]


def _profile_task(own: OwnState, asked: OwnStep | None, programme: Programme, at: date) -> Task:
    def task(title: str, hint: str, status: str, state: str, url_name: str = "diagnostics:profile") -> Task:
        reason = asked.step.reason if asked else ""
        return Task(title, hint, status, state, url_name, {"programme": programme.pk} if url_name else {}, reason)

    if own.begun:
        return task("Carry on with your conflict profile", _left(own.left), "Begun", "open")
    if own.waiting:
        return task("Your conflict profile", "It opens when your facilitator releases it.", "Finished", "done")
    if own.open:
        return task("Your conflict profile", "Open to you now.", "Open", "done")
    if not own.asks_here:
        return task(
            "Your conflict profile",
            "Your facilitator sends you a licensed questionnaire and records its result here.",
            "With your facilitator",
            "waiting",
            url_name="",
        )
    title = (asked and asked.step.title) or "Answer thirty short questions about conflict"
    return task(title, asked.hint(at) if asked else "", "Not begun", "open")


def _consent_task(own: OwnState, programme: Programme) -> Task:
    hint = "One question, asked in private. You can change your answer."
    title = "Say how the group picture may count you"
    status, state = ("Answered", "done") if own.consent else ("Not answered", "open")
    return Task(title, hint, status, state, "diagnostics:consent", {"programme": programme.pk})


def _left(number: int) -> str:
    if number == 0:
        return "All thirty are answered. Check them and finish."
    return f"{number} {'question' if number == 1 else 'questions'} to go."
