"""A person's part in a programme: joining, correcting it, leaving."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from programmes.access import Role
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


@transaction.atomic
def correct_part(part: Membership, *, by: User) -> Membership:
    """Store a corrected part. When a leader's last day is set or moved, their assistants' parts end with it."""
    ended_before = Membership.objects.values_list("ends_on", flat=True).get(pk=part.pk)
    records.correct(part, by=by)
    for assistant in _assistants(part):
        if _goes_along(assistant, ended_before, part.ends_on):
            _end_with(assistant, part.ends_on, by=by)
    return part


@transaction.atomic
def take_out(part: Membership, *, by: User) -> None:
    """Somebody was listed by mistake; whoever assists them in this programme is taken out with them."""
    records.withdraw(part, by=by)
    for assistant in _assistants(part):
        records.withdraw(assistant, by=by)


@transaction.atomic
def put_back(part: Membership, *, by: User) -> None:
    """Undo `take_out`, for those too who were taken out with them and have no other such part by now.

    Raises IntegrityError where the person has that role again.
    """
    together = {"programme": part.programme_id, "role": Role.ASSISTANT, "assists": part.person_id}
    gone = Membership.objects.filter(**together, withdrawn_at__gte=part.withdrawn_at)
    records.restore(part, by=by)
    for assistant in gone if part.role == Role.PARTICIPANT else ():
        if not _has_another(assistant):
            records.restore(assistant, by=by)


def _assistants(part: Membership) -> QuerySet[Membership]:
    """Who assists the leader whose part it is in the same programme; nobody for other roles."""
    beside = Membership.objects.standing().filter(programme=part.programme_id, role=Role.ASSISTANT)
    return beside.filter(assists=part.person_id) if part.role == Role.PARTICIPANT else beside.none()


def _goes_along(assistant: Membership, ended_before: date | None, ends_on: date | None) -> bool:
    """Whether a leader's new last day is the assistant's too: they were still there, or had gone with the leader."""
    if assistant.ends_on == ended_before:
        return ends_on != ended_before
    return ends_on is not None and (assistant.ends_on is None or assistant.ends_on > ends_on)


def _end_with(assistant: Membership, ends_on: date | None, *, by: User) -> None:
    if ends_on is None and _has_another(assistant):
        return
    if ends_on is not None and ends_on < assistant.starts_on:
        records.withdraw(assistant, by=by)
        return
    assistant.ends_on = ends_on
    records.correct(assistant, by=by)


def _has_another(assistant: Membership) -> bool:
    """Whether they assist the same leader in the programme by another part: this one cannot be opened again then."""
    same = {"programme": assistant.programme_id, "person": assistant.person_id, "assists": assistant.assists_id}
    return Membership.objects.standing().filter(**same, ends_on=None).exclude(pk=assistant.pk).exists()


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
