"""A person's part in a programme: joining, correcting it, leaving."""

from datetime import date

from django.db import transaction

from programmes.models import Membership, Person, Post, Programme, System, User
from programmes.services import audit, people, records


@transaction.atomic
def join(
    *,
    programme: Programme,
    name: str,
    address: str,
    role: str,
    post: Post | None,
    starts_on: date,
    by: User,
    assists: Person | None = None,
) -> Membership:
    """Give somebody a part in a programme; matched by address, else a new person.

    `assists` is the leader whom an assistant assists. Somebody known elsewhere keeps the name they have
    there: this programme lists them as it was given here. Raises IntegrityError when they already have that role.
    """
    found = known(address)
    person = found or people.add_person(name=name, addresses=[address] if address else [], by=by)
    membership = Membership(
        programme=programme,
        person=person,
        listed_name=name_to_list(found, name, system=programme.system, by=by) if found else "",
        role=role,
        post=post,
        starts_on=starts_on,
        assists=assists,
    )
    return records.add(membership, by=by)


def name_to_list(person: Person, given: str, *, system: System, by: User) -> str:
    """The name under which this system lists somebody known elsewhere too: as given, else as it lists them already.

    Returns "" for people whom `by` may correct: they go by their own name.
    """
    if Person.objects.editable_by(by).filter(pk=person.pk).exists():
        return ""
    return given or Person.objects.named_in(system).values_list("name_here", flat=True).get(pk=person.pk)


def known(address: str) -> Person | None:
    """The person who has this address, whoever they are."""
    return Person.objects.filter(addresses__address=people.normal(address)).first() if address else None


@transaction.atomic
def correct_person(person: Person, *, addresses: list[str], by: User) -> Person:
    """Store a corrected name, agreement and addresses. Raises IntegrityError where somebody else has an address."""
    before = [row.address for row in person.addresses.all()]
    records.correct(person, by=by)
    person.addresses.exclude(address__in=addresses).delete()
    for address in addresses:
        if address not in before:
            person.addresses.create(address=address)
    if sorted(before) != sorted(addresses):
        audit.write(by=by, verb="corrected addresses", record=person)
    return person
