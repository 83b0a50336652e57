"""What people said they would do: agreed, corrected, done, dropped, and handed to whoever follows an owner."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from programmes.models import Membership, Programme, User
from programmes.services import audit, records
from workshops.models import Action, Event
from workshops.selectors import actions as selectors

# What people type of an action.
TYPED = ("text", "owner", "owner_words", "due_on")
# Fields that bear on a reminder: when one of them changes, a new one may be due.
REMINDED_OF = ("owner_id", "due_on")


class NotOpen(Exception):
    """The action is done or dropped, so nothing more is to be done about it; `str` says so in plain words."""


class NoSuccessor(Exception):
    """Nobody has followed the owner of an action; `str` says so in plain words."""


@transaction.atomic
def add(
    *,
    programme: Programme,
    event: Event | None,
    text: str,
    owner: Membership | None,
    owner_words: str = "",
    due_on: date | None = None,
    origin: str = "",
    by: User,
) -> Action:
    """Note who does what by when. `event` is where it was agreed, `origin` the key of what it was made from.

    Raises ValueError where the owner or the meeting belongs to another programme, IntegrityError where an owner is
    given both as a part and in words.
    """
    if owner is not None and owner.programme_id != programme.pk:
        raise ValueError("The owner takes part in another programme.")
    if event is not None and event.programme_id != programme.pk:
        raise ValueError("The meeting belongs to another programme.")
    action = Action(programme=programme, event=event, text=text, owner=owner, owner_words=owner_words, due_on=due_on)
    action.origin = origin
    return records.add(action, by=by)


@transaction.atomic
def correct(action: Action, *, by: User) -> Action:
    """Store what was changed of an action. The audit names owners; a new owner or date is reminded anew.

    Whether it is done stays as it is by now: the owner may have pressed meanwhile.
    """
    before = _locked(action)
    if any(getattr(before, name) != getattr(action, name) for name in REMINDED_OF):
        action.reminded_on = None
    action.save(update_fields=[*TYPED, "reminded_on"])
    changes = audit.differences(_said(before), _said(action))
    if changes:
        audit.write(by=by, verb="corrected", record=action, changes=changes)
    return action


@transaction.atomic
def mark_done(*, action: Action, on: date, by: User) -> Action:
    """The action is done, as of the day `on`. Done already, it stays as it is. Raises NotOpen for a dropped one."""
    held = _locked(action)
    if held.state == Action.State.DROPPED:
        raise NotOpen(f"It was dropped: {held.text}. Open it again first.")
    if held.state == Action.State.OPEN:
        _move(held, Action.State.DONE, done_on=on, verb="done", by=by)
    return held


@transaction.atomic
def open_again(*, action: Action, by: User) -> Action:
    """The action is to be done after all."""
    held = _locked(action)
    if held.state != Action.State.OPEN:
        _move(held, Action.State.OPEN, done_on=None, verb="opened again", by=by)
    return held


@transaction.atomic
def drop(*, action: Action, reason: str, by: User) -> Action:
    """The action is not done, and why; the audit keeps the reason. Raises NotOpen for one that is done or dropped."""
    held = _locked(action)
    if held.state != Action.State.OPEN:
        raise NotOpen(f"It is {held.get_state_display().lower()} already: {held.text}.")
    _move(held, Action.State.DROPPED, done_on=None, verb=selectors.DROPPED, by=by, summary=reason)
    return held


@transaction.atomic
def hand_on(*, action: Action, by: User) -> Action:
    """Hand an open action to whoever follows its owner in their post. Raises NotOpen and NoSuccessor."""
    held = _locked(action)
    if held.state != Action.State.OPEN:
        raise NotOpen(f"It is {held.get_state_display().lower()} already: {held.text}.")
    followed = selectors.successors([held], at=timezone.localdate())
    successor = followed.get(held.owner_id) if held.owner_id else None
    if successor is None:
        raise NoSuccessor("Nobody has taken up the owner’s post in this programme yet.")
    before = held.owner.shown_name if held.owner else ""
    held.owner, held.reminded_on = successor, None
    held.save(update_fields=["owner", "reminded_on"])
    audit.write(by=by, verb="handed on", record=held, changes={"owner": [before, successor.shown_name]})
    return held


def _locked(action: Action) -> Action:
    """The action as it is stored, kept until the transaction ends."""
    return Action.objects.select_for_update(of=("self",)).select_related("owner__person").get(pk=action.pk)


def _move(action: Action, state: Action.State, *, done_on: date | None, verb: str, by: User, summary: str = "") -> None:
    before = action.get_state_display()
    action.state, action.done_on = state, done_on
    action.save(update_fields=["state", "done_on"])
    after = f"{state.label}: {summary}" if summary else state.label
    audit.write(by=by, verb=verb, record=action, summary=summary, changes={"state": [before, after]})


def _said(action: Action) -> dict[str, Any]:
    """What people typed of an action, the owner by name."""
    said = audit.snapshot(action) | {"owner": action.owner.shown_name if action.owner else None}
    return {name: said[name] for name in TYPED}
