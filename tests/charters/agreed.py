"""Rounds as tests open them, and stances as people take them."""

from datetime import date, timedelta

from django.utils import timezone

from charters.models import Round, RoundMember, Stance
from charters.services import rounds, stances
from charters.services.charter import charter_of
from charters.services.proposals import propose
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Membership
from tests.factories import member
from workshops.models import Event

WEEK = timedelta(days=7)


def proposal(programme, by, text="We say it in the room", *, kind="add", commitment=None, behaviours="", **said):
    charter = charter_of(programme)
    section = charter.sections.get(key="behaviours")
    words = {} if kind == "remove" else {"text": text, "behaviours": behaviours}
    return propose(
        charter=charter, kind=kind, section=section, commitment=commitment, reason="We need it", by=by, **words, **said
    )


def leaders(programme, number):
    """The users of so many leaders, called Leader 1, Leader 2, …"""
    return [member(programme, name=f"Leader {place}") for place in range(1, number + 1)]


def opened(programme, by, *proposals, days=7, **said) -> Round:
    """A round about these proposals, or one about a single new one."""
    chosen = proposals or [proposal(programme, by)]
    closes_at = timezone.now() + timedelta(days=days)
    return rounds.open_round(charter=charter_of(programme), proposals=chosen, closes_at=closes_at, by=by, **said)


def me(round, user) -> RoundMember:
    return round.members.get(membership__person__user=user)


def take(round, user, choice="agree", *, item=None, at=None, **said) -> Stance:
    """Say where one stands on a proposal of the round, on all of them unless one is named; the last stance."""
    for each in [item] if item else list(round.items.all()):
        moment = at or timezone.now()
        taken = stances.take(item=each, member=me(round, user), choice=choice, at=moment, **said)
    return taken


def of_world(world):
    """In the access world: an open round that asks its leaders, with the owner's "not yet" in it."""
    if "round" not in world.objects:
        made = proposal(world.programme, world.facilitator, "We begin with what went well")
        one = opened(world.programme, world.facilitator, made)
        said = take(one, world.users["owner"], "not_yet", reason="Not before we have met", only_facilitator=True)
        world.objects |= {"round": one.pk, "item": said.item_id, "stance": said.pk}
    return Round.objects.get(pk=world.objects["round"])


def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Lister")


def outcomes(one):
    return [(item.outcome, item.agree, item.live, item.not_yet) for item in one.items.all()]


def leave(user, on=None):
    """Somebody's part ends, so that today they are no longer there."""
    part = Membership.objects.filter(person__user=user)
    part.update(ends_on=on or timezone.localdate() - timedelta(days=1))


def meeting(programme, **fields):
    return Event.objects.create(
        programme=programme, title="Second workshop", starts_on=FactDate(date(2022, 1, 14)), **fields
    )
