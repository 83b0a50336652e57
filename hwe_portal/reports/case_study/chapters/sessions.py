"""What came of meetings, counted: decisions, actions, stocktakes, coaching of single people; none of their words."""

import re
from collections import Counter

from hwe_portal.reports import evidence
from hwe_portal.reports.case_study.content import Statement
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.wording import counted, listed, sentence, spelt
from programmes.models import ProgrammeRecord
from workshops.models import Action, Event, StocktakePoint

POINTS = {
    StocktakePoint.Kind.KEEP: ("thing to keep", "things to keep"),
    StocktakePoint.Kind.STOP: ("thing to stop", "things to stop"),
    StocktakePoint.Kind.START: ("thing to start", "things to start"),
    StocktakePoint.Kind.AIM: ("aim worded anew", "aims worded anew"),
}
ENDS = {Action.State.DONE: ("is done", "are done"), Action.State.DROPPED: ("was dropped", "were dropped")}
# A title that reads on within a sentence: "First workshop" is "the first workshop".
NUMBERED = re.compile(r"(first|second|third|fourth|fifth|sixth|last) \w+$", re.IGNORECASE)
EVENT = Event._meta.label_lower


def individual_coaching(facts: Facts) -> Statement | None:
    """How many sessions there were, of everybody together, also while coaching goes on; of whom, nothing is held."""
    coaching = [event for event in facts.events if event.kind == Event.Kind.INDIVIDUAL_COACHING and event.sessions]
    events = [event for event in coaching if event.starts_on.day <= facts.at]
    total = sum(event.sessions for event in events)
    if not total:
        return None
    were = counted(total, "session of individual coaching was", "sessions of individual coaching were")
    text = sentence(f"{were} counted, and nothing of what was said in them is held")
    return Statement("individual-coaching", text, tuple(map(evidence.meeting, events)))


def decisions(facts: Facts) -> Statement | None:
    events = [event for event in facts.held if facts.tallied.decisions[event.pk]]
    if not events:
        return None
    total = sum(facts.tallied.decisions[event.pk] for event in events)
    were = counted(total, "decision was", "decisions were")
    text = sentence(f"{were} noted in {counted(len(events), 'meeting', 'meetings')}")
    return Statement("decisions", text, tuple(map(evidence.meeting, events)))


def actions(facts: Facts) -> Statement | None:
    """How many were taken on, are done and were dropped; who took on which stays with the group."""
    states = facts.tallied.actions
    if not states:
        return None
    text = sentence(f"{counted(states.total(), 'action was', 'actions were')} taken on{_come_to(states)}")
    return Statement("actions", text, (evidence.collection(facts.programme, "actions"),))


def _come_to(states: Counter[str]) -> str:
    """What became of them: nothing is said of those that are still open."""
    total = states.total()
    for state, (one, many) in ENDS.items():
        if states[state] == total:
            return f", and it {one}" if total == 1 else f", and {'both' if total == 2 else 'all of them'} {many}"
    said = [counted(states[state], *words) for state, words in ENDS.items() if states[state]]
    return f": {listed(said)}" if said else ""


def stocktakes(facts: Facts) -> list[Statement]:
    return [_stocktake(facts, event) for event in facts.held if event.pk in facts.tallied.points]


def _stocktake(facts: Facts, event: Event) -> Statement:
    points = facts.tallied.points[event.pk]
    said = [counted(points[kind], *words) for kind, words in POINTS.items() if points[kind]]
    text = f"At {within(event)} the group took stock: {listed(said)}."
    return Statement(f"stocktake-{event.pk}", text, (evidence.meeting(event),))


def made_in(facts: Facts, row: ProgrammeRecord) -> str:
    """In which session a record was made, as a sentence of its own; "" where that is not recorded."""
    kind, _, pk = row.origin.partition(":")
    event = next((one for one in facts.held if kind == EVENT and str(one.pk) == pk), None)
    return f". Made in {within(event)}" if event else ""


def within(event: Event) -> str:
    """A meeting within a sentence: "the first workshop", or its title in quotation marks."""
    return f"the {event.title.lower()}" if NUMBERED.match(event.title) else f"“{event.title}”"


def times(count: int) -> str:
    """ "once", "twice", "three times", "13 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{spelt(count)} times")
