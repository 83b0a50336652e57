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
    """The account of a person, made at first; a later call returns the same. Its address counts as theirs, not yet verified."""
    if person.user_id:
        return person.user
    user = User.objects.create_user(normal(address), password)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=password is not None)
    person.user = user
    person.save(update_fields=["user"])
    audit.write(by=by, verb="opened account", record=person)
    return user


@transaction.atomic
def create_administrator(*, email: str, name: str, password: str | None = None) -> User:
    """The first administrator of an empty portal, or one more. Signs in by e-mailed code where no password is given."""
    person = add_person(name=name, addresses=[email], by=None)
    user = open_account(person, address=email, by=None, password=password)
    user.is_administrator = True
    user.save(update_fields=["is_administrator"])
    audit.write(by=None, verb="made administrator", record=person)
    return user
