"""Inviting people: an account is opened and a mail is on its way, in one transaction. The mail carries no secret."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from programmes import account_selectors
from programmes.models import Job, Membership, Notice, Person, Programme, System, User
from programmes.services import accounts, audit, notices, people
from programmes.services.setup import person_of

ON_ITS_WAY = "An invitation is on its way already."


class CannotInvite(Exception):
    """Somebody cannot be invited, for a reason in plain words that whoever asked may read."""


@dataclass(frozen=True)
class Round:
    """What inviting several people came to: the job that sends the mails, if any, and why others get none.

    `is_held`: the mails are written, and wait until mail of the programme goes out again.
    """

    job: Job | None
    refused: tuple[str, ...]
    is_held: bool = False


@transaction.atomic
def invite_members(memberships: Iterable[Membership], *, programme: Programme, by: User) -> Round:
    """Invite these people to their programme, with one job for all mails; who cannot be invited stops nobody else."""
    written, refused = [], []
    for membership in memberships:
        try:
            written.append(_invite(membership.person, programme=programme, by=by))
        except CannotInvite as error:
            refused.append(f"{membership.shown_name}: {error}")
    back = reverse("programmes:invitations", kwargs={"programme": programme.pk})
    job = notices.send(written, by=by, back=back, programme=programme) if written else None
    return Round(job, tuple(refused), is_held=bool(written) and job is None)


@transaction.atomic
def invite_to_portal(*, name: str, address: str, systems: Iterable[System], is_administrator: bool, by: User) -> User:
    """Invite somebody to run these systems or the accounts; returns their account.

    Somebody who is known by the address is that person, under the name that they have. Raises CannotInvite, with
    nothing changed.
    """
    known = Person.objects.filter(addresses__address=people.normal(address)).first()
    person = known or people.add_person(name=name, addresses=[address], by=by)
    notice = _invite(person, programme=None, by=by)
    user = User.objects.get(person=person)
    for system in systems:
        accounts.appoint(person, system=system, by=by)
    if is_administrator:
        accounts.make_administrator(user, by=by)
    notices.send([notice], by=by)
    return user


@transaction.atomic
def invite_again(user: User, *, by: User) -> None:
    """Send an account's invitation to the portal once more. Raises CannotInvite."""
    notices.send([_invite(person_of(user), programme=None, by=by)], by=by)


@transaction.atomic
def reach(person: Person, *, by: User) -> str:
    """Where a mail that asks somebody in goes; opens their account, if they have none. Raises CannotInvite."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    address = _address(held)
    people.open_account(held, address=address, by=by)
    return address


def _invite(person: Person, *, programme: Programme | None, by: User) -> Notice:
    """Open the person's account, if they have none, and write the mail."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    written = Notice.objects.invitations().filter(person=held, programme=programme)
    if written.filter(state__in=Notice.TO_COME).exists():
        raise CannotInvite(ON_ITS_WAY)
    address = reach(held, by=by)
    audit.write(by=by, verb="invited", record=held, summary=f"{held} to {programme or 'the portal'}")
    return notices.write(kind=Notice.Kind.INVITATION, person=held, address=address, by=by, programme=programme)


def _address(person: Person) -> str:
    """Where an invitation goes: the account's own address, else the first that the person is known by."""
    reason = account_selectors.unreachable([person]).get(person.pk)
    if reason:
        raise CannotInvite(reason)
    return person.user.email if person.user else person.addresses.all()[0].address
