"""The leader's task list: what is asked of them before the workshops, and how far they are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from diagnostics.models import Agreement, PreWorkStep
from diagnostics.selectors.profiles import OwnState, own_states
from programmes.models import Person, Programme


@dataclass(frozen=True)
class Task:
    """One line of a leader's task list: `state` is "open", "waiting" or "done"; no `url_name` while nothing opens."""

    title: str
    hint: str
    status: str
    state: str
    url_name: str
    url_kwargs: Mapping[str, Any]


def prework_for(person: Person, programmes: Collection[Programme], *, at: date) -> dict[int, tuple[Task, ...]]:
    """What the leader is asked to do before the workshops of each programme, by its id, as far as they are by `at`.

    In at most five queries, whatever the number of programmes.
    """
    asked: dict[int, list[Agreement]] = {}
    for each in Agreement.objects.pending_in(programmes).filter(person=person):
        asked.setdefault(each.programme_id, []).append(each)
    states = own_states(person, programmes)
    return {each.pk: _tasks(states[each.pk], each, asked.get(each.pk, ()), at) for each in programmes}


def _tasks(own: OwnState, programme: Programme, asked: Iterable[Agreement], at: date) -> tuple[Task, ...]:
    if not own.exists:
        return ()
    tasks = [_profile_task(own, programme, at)]
    if own.open:
        tasks.append(_consent_task(own, programme))
    return (*tasks, *map(_agreement_task, asked))


def _profile_task(own: OwnState, programme: Programme, at: date) -> Task:
    def task(title: str, hint: str, status: str, state: str, url_name: str = "diagnostics:profile") -> Task:
        return Task(title, hint, status, state, url_name, {"programme": programme.pk} if url_name else {})

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
    return task("Answer thirty short questions about conflict", _due(own.step, at), "Not begun", "open")


def _consent_task(own: OwnState, programme: Programme) -> Task:
    hint = "One question, asked in private. You can change your answer."
    title = "Say how the group picture may count you"
    status, state = ("Answered", "done") if own.consent else ("Not answered", "open")
    return Task(title, hint, status, state, "diagnostics:consent", {"programme": programme.pk})


def _agreement_task(asked: Agreement) -> Task:
    status, state = ("Answered", "done") if asked.answer else ("Not answered", "open")
    return Task(
        "Say whether the next group picture may include your change",
        "Only a few of you joined or changed since the last picture, so we ask first.",
        status,
        state,
        "diagnostics:snapshot-agreement",
        {"programme": asked.programme_id, "agreement": asked.pk},
    )


def _left(number: int) -> str:
    if number == 0:
        return "All thirty are answered. Check them and finish."
    return f"{number} {'question' if number == 1 else 'questions'} to go."


def _due(step: PreWorkStep | None, at: date) -> str:
    if step is None or step.due_on is None:
        return "It takes about ten minutes."
    word = "was asked for" if step.due_on < at else "is asked for"
    return f"It takes about ten minutes and {word} by {date_format(step.due_on, 'j F Y')}."
