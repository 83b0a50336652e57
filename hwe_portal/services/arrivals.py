"""Somebody takes up a post, or joins, after a programme has begun: what they are given, in one act."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse

from diagnostics.services import steps
from hwe_portal.services import departures, letters
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Appointment, Membership, Notice, Post, Programme, User
from programmes.services import induction, invitations, members, succession
from programmes.services.succession import Arrival, Succession


@dataclass(frozen=True)
class Welcome:
    """What a newcomer was given: so many lines of a list, so many steps with a date of their own, and a mail.

    `mail` is None where one was written before, or where none can be: `refused` then says why in plain words.
    """

    lines: int
    steps: int
    mail: Notice | None
    refused: str = ""


@transaction.atomic
def welcome(*, membership: Membership, by: User, at: date) -> Welcome:
    """Give a newcomer an induction list, the pre-work that still makes sense, and a welcome by mail.

    What they have already stays as it is, so that a second time changes nothing. Nobody is mailed twice.
    """
    tasks = induction.start(membership=membership, by=by, at=at)
    first_day = max(at, membership.starts_on)
    own = steps.welcome(person=membership.person, programme=membership.programme, at=first_day, by=by)
    if letters.written(Notice.Kind.INDUCTION, membership):
        return Welcome(len(tasks), len(own), None)
    try:
        mail = write_again(membership=membership, by=by)
    except invitations.CannotInvite as error:
        return Welcome(len(tasks), len(own), None, f"{membership.shown_name}: {error}")
    return Welcome(len(tasks), len(own), mail)


@transaction.atomic
def write_again(*, membership: Membership, by: User) -> Notice:
    """Send the welcome, unless one is on its way. Raises CannotInvite, with nothing changed."""
    welcomes = Notice.objects.filter(kind=Notice.Kind.INDUCTION, about__membership=membership.pk)
    if welcomes.filter(state__in=Notice.TO_COME).exists():
        raise invitations.CannotInvite("A welcome is on its way already.")
    kwargs = {"programme": membership.programme_id, "membership": membership.pk}
    back = reverse("induction-of", kwargs=kwargs)
    return letters.send(Notice.Kind.INDUCTION, membership, by=by, back=back)


@dataclass(frozen=True)
class Joined:
    """A new part in a programme, and what the newcomer was given with it, if that was asked for."""

    part: Membership
    welcome: Welcome | None


@transaction.atomic
def join(
    *,
    programme: Programme,
    name: str,
    address: str,
    role: str,
    post: Post | None,
    starts_on: date,
    induct: bool,
    by: User,
    at: date,
) -> Joined:
    """Give somebody a part in a programme and, with `induct`, a leader the welcome of a newcomer."""
    part = members.join(
        programme=programme, name=name, address=address, role=role, post=post, starts_on=starts_on, by=by
    )
    is_newcomer = induct and role == Role.PARTICIPANT
    return Joined(part, welcome(membership=part, by=by, at=at) if is_newcomer else None)


@dataclass(frozen=True)
class Handover:
    """What a change of post holder came to, and why some mails could not be written."""

    succession: Succession
    refused: tuple[str, ...]


@transaction.atomic
def hand_over(
    *,
    leaving: Appointment,
    ends_on: FactDate,
    reason: str,
    arrival: Arrival | None,
    programmes: list[Programme],
    offer: bool,
    induct: bool,
    by: User,
    at: date,
) -> Handover:
    """A change of post holder. With `offer`, who leaves is offered what is theirs; with `induct`, who comes is greeted.

    Nothing of the one is read for the other.
    """
    done = succession.succeed(
        leaving=leaving, ends_on=ends_on, reason=reason, arrival=arrival, programmes=programmes, by=by
    )
    offers = [departures.offer(membership=part, by=by, at=at) for part in done.left if offer]
    welcomes = [welcome(membership=part, by=by, at=at) for part in done.joined if induct]
    reasons = [one.refused for one in offers] + [one.refused for one in welcomes]
    return Handover(done, tuple(dict.fromkeys(filter(None, reasons))))
