"""A person's part in a programme: joining, correcting it, leaving."""

from datetime import date

from django.db import transaction

from programmes.models import Membership, Person, Post, Programme, User
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

    `assists` is the leader whom an assistant assists. Somebody whom `by` may not see keeps the name they have
    elsewhere: this programme lists them as it was given here. Raises IntegrityError when they already have that role.
    """
    person = known(address) or people.add_person(name=name, addresses=[address] if address else [], by=by)
    stranger = not Person.objects.visible_to(by).filter(pk=person.pk).exists()
    membership = Membership(
        programme=programme, person=person, role=role, post=post, starts_on=starts_on, assists=assists
    )
    if stranger and person.name != name:
        membership.listed_name = name
    return records.add(membership, by=by)


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
