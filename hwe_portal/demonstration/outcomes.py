"""What came of meetings: decisions, actions, a stocktake, and the records of the programme that sessions made."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.utils import timezone

from hwe_portal.demonstration import typing_in
from hwe_portal.demonstration.meeting import Action as Told
from hwe_portal.demonstration.typing_in import accepted
from programmes.models import Programme, User
from workshops.forms.actions import ActionForm, ReasonForm, owners_of
from workshops.forms.outcomes import DecisionsForm, MadeForm, StocktakeForm
from workshops.models import Action, Event
from workshops.services import actions, outcomes


def decide(event: Event, texts: Iterable[str], *, by: User) -> None:
    form = accepted(DecisionsForm({"texts": "\n".join(texts)}))
    outcomes.decide_all(event=event, texts=form.cleaned_data["texts"], by=by)


def act(programme: Programme, told: Iterable[Told], *, event: Event | None = None, by: User) -> None:
    """Note who does what by when, and what is done."""
    for each in told:
        form = _form(programme, Action(programme=programme, event=event), each, by=by)
        made = actions.add(programme=programme, event=event, by=by, **accepted(form).said())
        if each.done_on:
            actions.mark_done(action=made, on=each.done_on, by=by)


def _form(programme: Programme, action: Action, told: Told, *, by: User) -> ActionForm:
    owners = owners_of(programme, by, now=timezone.localdate())
    owner = next((part.pk for part in owners if part.person.name == told.owner), "")
    day = told.due_on if told.days is None else timezone.localdate() + timedelta(days=told.days)
    due = {f"due_on_{part}": getattr(day, part) for part in ("day", "month", "year")} if day else {}
    typed = {"text": told.text, "owner": owner, "owner_words": told.owner_words, **due}
    return ActionForm(typed, owners=owners, instance=action)


def drop(programme: Programme, text: str, why: str, *, by: User) -> None:
    reason = accepted(ReasonForm({"reason": why})).cleaned_data["reason"]
    actions.drop(action=programme.actions.get(text=text), reason=reason, by=by)


def hand_on(programme: Programme, text: str, days: int, *, by: User) -> None:
    """Hand an action to whoever follows its owner, with a new day."""
    handed = actions.hand_on(action=programme.actions.get(text=text), by=by)
    told = Told(handed.text, handed.owner.person.name, days=days)
    actions.correct(accepted(_form(programme, handed, told, by=by)).instance, by=by)


def take_stock(event: Event, points: Mapping[str, Iterable[str]], *, by: User) -> None:
    form = accepted(StocktakeForm({kind: "\n".join(texts) for kind, texts in points.items()}))
    outcomes.take_whole_stock(event=event, points=form.points, by=by)


def make(event: Event, made: Mapping[str, str], *, by: User) -> None:
    """Records of the programme that a session made: by their kind, one on each line."""
    for kind, text in made.items():
        said = accepted(MadeForm({"kind": kind, "text": text, "each_line": "on"})).cleaned_data
        outcomes.make_records(event=event, kind=said["kind"], texts=said["texts"], agreed=said["agreed"], by=by)


def recommend(event: Event, recommended: Iterable[typing_in.Typed], *, by: User) -> None:
    """What a session recommends; each then says which barriers it answers."""
    for typed in recommended:
        (made,) = outcomes.make_records(event=event, kind="recommendation", texts=[typed["text"]], by=by)
        typing_in.correct(event.programme, "recommendations", made, {"position": made.position, **typed}, by=by)
