"""Portals of a given size: programmes of one system, the same leaders in each, a published snapshot in each.

Rows are written in bulk, beside the services: what is measured is reading them.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from diagnostics.models import ConflictProfile, PreWorkStep, Release, ReleaseUnit, Source
from diagnostics.selectors.profiles import CONSENT_SUBJECT
from diagnostics.services import releases
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import (
    Appointment,
    Consent,
    LeadershipGroup,
    Membership,
    Organisation,
    Person,
    Post,
    Programme,
    Sector,
    System,
    User,
)
from tests.diagnostics.groups import KINDS
from tests.factories import LeadershipGroupFactory, member
from workshops.models import Event

ORGANISATIONS = 10
DAY = date(2021, 9, 1)


@dataclass(frozen=True)
class Scene:
    """`programme` is one of them; the leader takes part in all, the facilitator runs all."""

    programme: Programme
    release: Release
    leader: User
    facilitator: User


def build(*, participants: int, programmes: int) -> Scene:
    group = LeadershipGroupFactory()
    made = _programmes(group, programmes)
    leader, facilitator = member(made[0]), member(made[0], Role.FACILITATOR)
    posts = _posts(group.system, participants)
    people = [leader.person, *_people(participants - 1)]
    _appoint(people, posts)
    _take_part(made, people, posts, facilitator.person)
    _answer(made, people)
    release = _publish(made, facilitator)
    return Scene(made[0], release, leader, facilitator)


def _programmes(group: LeadershipGroup, number: int) -> list[Programme]:
    made = Programme.objects.bulk_create(
        Programme(system=group.system, group=group, title=f"Programme {n}", starts_on=FactDate(DAY))
        for n in range(number)
    )
    PreWorkStep.objects.bulk_create(PreWorkStep(programme=programme) for programme in made)
    Event.objects.bulk_create(
        Event(programme=programme, title="Next workshop", starts_on=FactDate(date(2099, 1, 14))) for programme in made
    )
    return made


def _posts(system: System, number: int) -> list[Post]:
    organisations = Organisation.objects.bulk_create(
        Organisation(system=system, name=f"Organisation {n}", sector=Sector.values[n]) for n in range(ORGANISATIONS)
    )
    return Post.objects.bulk_create(
        Post(organisation=organisations[n % ORGANISATIONS], title=f"Director {n}") for n in range(number)
    )


def _people(number: int) -> list[Person]:
    return Person.objects.bulk_create(Person(name=f"Leader {n}") for n in range(number))


def _appoint(people: list[Person], posts: list[Post]) -> None:
    Appointment.objects.bulk_create(
        Appointment(post=post, person=person, starts_on=FactDate(DAY))
        for person, post in zip(people, posts, strict=True)
    )


def _take_part(programmes: list[Programme], people: list[Person], posts: list[Post], facilitator: Person) -> None:
    """The first of each has a part in the first programme already."""
    parts = [
        Membership(programme=programme, person=person, post=post, starts_on=DAY)
        for programme in programmes
        for person, post in zip(people, posts, strict=True)
    ]
    Membership.objects.filter(person=people[0]).update(post=posts[0])
    Membership.objects.bulk_create(parts[1:])
    Membership.objects.bulk_create(
        Membership(programme=programme, person=facilitator, role=Role.FACILITATOR, starts_on=DAY)
        for programme in programmes[1:]
    )


def _answer(programmes: list[Programme], people: list[Person]) -> None:
    """Everybody but the leader has finished and agreed; the leader is in the middle of the questions."""
    now = timezone.now()
    modes = ("competing", "collaborating", "compromising", "avoiding", "accommodating")
    ConflictProfile.objects.bulk_create(
        ConflictProfile(
            person=person, programme=programme, completed_at=now, released_at=now,
            **dict(zip(modes, KINDS[n % len(KINDS)], strict=True)),
        )
        for programme in programmes
        for n, person in enumerate(people[1:])
    )  # fmt: skip
    ConflictProfile.objects.bulk_create(
        ConflictProfile(person=people[0], programme=programme) for programme in programmes
    )
    Consent.objects.bulk_create(
        Consent(person=person, programme=programme, subject=CONSENT_SUBJECT, choice=Consent.Choice.COUNT)
        for programme in programmes
        for person in people[1:]
    )


def _publish(programmes: list[Programme], facilitator: User) -> Release:
    """The first programme's by the service; the others' picture is a copy that counts their own answers."""
    first = releases.publish(programme=programmes[0], by=facilitator)
    copied = ("instrument", "number", "title", "covered", "of", "figures", "by")
    values = {name: getattr(first, name) for name in copied}
    others = Release.objects.bulk_create(Release(programme=programme, **values) for programme in programmes[1:])
    of_programme = {release.programme_id: release for release in others}
    answers = ConflictProfile.objects.completed().filter(programme__in=of_programme, source=Source.OWN)
    ReleaseUnit.objects.bulk_create(
        ReleaseUnit(release=of_programme[owner], profile_id=pk)
        for pk, owner in answers.values_list("pk", "programme_id")
    )
    return first
