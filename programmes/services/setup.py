"""Setting up systems and programmes: whoever makes one runs it."""

from django.db import transaction
from django.utils import timezone

from programmes.access import Role
from programmes.models import Membership, Person, Programme, System, SystemMembership, User
from programmes.services import audit


@transaction.atomic
def create_system(system: System, *, by: User) -> System:
    """Store a new system; its maker runs it."""
    system.save()
    SystemMembership.objects.create(system=system, person=person_of(by))
    audit.write(by=by, verb="added", record=system)
    return system


@transaction.atomic
def create_programme(programme: Programme, *, by: User) -> Programme:
    """Store a new programme; its maker is its facilitator from today, or from its start if that was before."""
    programme.save()
    starts_on = min(programme.starts_on.day, timezone.localdate())
    Membership.objects.create(programme=programme, person=person_of(by), role=Role.FACILITATOR, starts_on=starts_on)
    audit.write(by=by, verb="added", record=programme)
    return programme


def person_of(user: User) -> Person:
    """The person behind an account, made on first need."""
    return Person.objects.get_or_create(user=user, defaults={"name": user.email})[0]
