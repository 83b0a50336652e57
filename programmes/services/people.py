"""People, their addresses and their accounts."""

from allauth.account.models import EmailAddress
from django.db import transaction

from programmes.models import Person, PersonAddress, User
from programmes.services import audit


def normal(address: str) -> str:
    """An address as it is stored and compared: no spaces around it, lower case."""
    return address.strip().lower()


@transaction.atomic
def add_person(*, name: str, addresses: list[str] | tuple[str, ...] = (), by: User | None) -> Person:
    """A new person with these addresses. Raises IntegrityError where somebody has one of them already."""
    person = Person.objects.create(name=" ".join(name.split()))
    PersonAddress.objects.bulk_create(PersonAddress(person=person, address=normal(one)) for one in addresses if one)
    audit.write(by=by, verb="added", record=person)
    return person


@transaction.atomic
def open_account(person: Person, *, address: str, by: User | None, password: str | None = None) -> User:
    """The account of a person, made at first; a later call returns the same.

    It opens by a code sent to any address that the person is known by; the first code received there verifies it.
    """
    if person.user:
        return person.user
    user = User.objects.create_user(normal(address), password)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=password is not None)
    others = person.addresses.exclude(address=user.email).values_list("address", flat=True)
    EmailAddress.objects.bulk_create(EmailAddress(user=user, email=other) for other in others)
    person.user = user
    person.save(update_fields=["user"])
    audit.write(by=by, verb="opened account", record=person)
    return user


def keep_addresses(user: User) -> None:
    """Know the person by every address that they have verified on their account; leaves one that somebody else has."""
    person = Person.objects.filter(user=user).first()
    verified = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    if person:
        rows = [PersonAddress(person=person, address=normal(address)) for address in verified]
        PersonAddress.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def create_administrator(*, email: str, name: str, password: str | None = None) -> User:
    """The first administrator of an empty portal, or one more. Signs in by e-mailed code where no password is given."""
    person = add_person(name=name, addresses=[email], by=None)
    user = open_account(person, address=email, by=None, password=password)
    user.is_administrator = True
    user.save(update_fields=["is_administrator"])
    audit.write(by=None, verb="made administrator", record=person)
    return user
