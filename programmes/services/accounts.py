"""What an administrator does with accounts: who administers, who runs a system, closing, ways in, addresses."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone

from programmes import access
from programmes.models import Notice, Person, PersonAddress, System, SystemMembership, User
from programmes.services import audit, notices, people
from programmes.services.setup import person_of

OWN = "You cannot do this to your own account. Ask another administrator."
NO_LONGER = "Meanwhile you are no longer an administrator yourself. Nothing was changed."
TAKEN = "Somebody else already has this address."
LAST_ADDRESS = "This is the address that mail goes to. An account keeps at least that one."


class NotPossible(Exception):
    """An act on an account cannot be done, for a reason in plain words."""


@transaction.atomic
def make_administrator(user: User, *, by: User) -> None:
    """Let somebody manage accounts and systems."""
    User.objects.filter(pk=user.pk).update(is_administrator=True)
    audit.write(by=by, verb="made administrator", record=user)


@transaction.atomic
def unmake_administrator(user: User, *, by: User) -> None:
    """Take the administration of the portal from somebody else, so that one always stays. Raises NotPossible."""
    _not_oneself(user, by)
    administrators = User.objects.select_for_update().filter(is_administrator=True).order_by("pk")
    if by.pk not in [one.pk for one in administrators]:
        raise NotPossible(NO_LONGER)
    User.objects.filter(pk=user.pk).update(is_administrator=False)
    audit.write(by=by, verb="unmade administrator", record=user)


@transaction.atomic
def appoint(person: Person, *, system: System, by: User) -> None:
    """Let somebody run a system from today on; does nothing where they run it already."""
    runs_it = SystemMembership.objects.filter(access.current(timezone.localdate()), person=person, system=system)
    if not runs_it.exists():
        SystemMembership.objects.create(person=person, system=system)
        audit.write(by=by, verb="let run", record=system, summary=f"{person} runs {system}")


@transaction.atomic
def dismiss(membership: SystemMembership, *, by: User) -> None:
    """Somebody runs a system no longer, from now on."""
    yesterday = timezone.localdate() - timedelta(days=1)
    if membership.starts_on > yesterday:
        membership.delete()
    else:
        membership.ends_on = yesterday
        membership.save(update_fields=["ends_on"])
    audit.write(by=by, verb="ended running", record=membership.system, summary=str(membership))


@transaction.atomic
def close(user: User, *, by: User) -> None:
    """Nobody signs in with this account any more, and who is signed in is out. Raises NotPossible for oneself."""
    _not_oneself(user, by)
    User.objects.filter(pk=user.pk).update(is_active=False)
    audit.write(by=by, verb="closed account", record=user)


@transaction.atomic
def reopen(user: User, *, by: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=True)
    audit.write(by=by, verb="opened account again", record=user)


@transaction.atomic
def clear_ways_in(user: User, *, by: User) -> None:
    """Take away password, passkeys, authenticator, recovery codes and work account; signs out everywhere.

    The person is told by mail, and sets up a new way after signing in with a code. Raises NotPossible for oneself.
    """
    _not_oneself(user, by)
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    user.set_unusable_password()  # a new one each time, so every session of the account ends
    user.save(update_fields=["password"])
    audit.write(by=by, verb="cleared ways in", record=user)
    _tell(user, Notice.Kind.CLEARED, by=by)


@transaction.atomic
def add_address(user: User, *, address: str, by: User) -> None:
    """Let codes for this account go to one more address; the person is told at the old one. Raises NotPossible."""
    address = people.normal(address)
    known = PersonAddress.objects.filter(address=address).exclude(person__user=user)
    opens = EmailAddress.objects.filter(email=address)
    if known.exists() or opens.exists():
        raise NotPossible(TAKEN)
    EmailAddress.objects.create(user=user, email=address)
    PersonAddress.objects.get_or_create(person=person_of(user), address=address)
    audit.write(by=by, verb="added address", record=user, summary=address)
    _tell(user, Notice.Kind.ADDRESS_ADDED, by=by)


@transaction.atomic
def remove_address(user: User, *, address: EmailAddress, by: User) -> None:
    """No code for this account goes to that address any more, nor is the person known by it. Raises NotPossible."""
    if address.primary or address.email == user.email:
        raise NotPossible(LAST_ADDRESS)
    PersonAddress.objects.filter(person__user=user, address=address.email).delete()
    address.delete()
    audit.write(by=by, verb="removed address", record=user, summary=address.email)


def _not_oneself(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise NotPossible(OWN)


def _tell(user: User, kind: Notice.Kind, *, by: User) -> None:
    notices.send([notices.write(kind=kind, person=person_of(user), address=user.email, by=by)], by=by)
