"""Rows for tests. Each factory makes the least that the database accepts; tests say what matters to them."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from programmes import models
from programmes.access import Role
from programmes.dates import FactDate


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")

    @factory.post_generation
    def verified(self, create, extracted, **kwargs):
        self.emailaddress_set.create(email=self.email, primary=True, verified=True)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = models.Person

    name = factory.Sequence(lambda n: f"Person {n}")


class SystemFactory(DjangoModelFactory):
    class Meta:
        model = models.System

    name = factory.Sequence(lambda n: f"System {n}")


class LeadershipGroupFactory(DjangoModelFactory):
    class Meta:
        model = models.LeadershipGroup

    system = factory.SubFactory(SystemFactory)
    name = "Systems Leaders Group"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = models.Organisation

    system = factory.SubFactory(SystemFactory)
    name = factory.Sequence(lambda n: f"Organisation {n}")
    sector = models.Sector.HOSPITAL


class PostFactory(DjangoModelFactory):
    class Meta:
        model = models.Post

    organisation = factory.SubFactory(OrganisationFactory)
    title = "Chief Executive"
    role_group = models.Post.Group.CHIEF_EXECUTIVE


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Appointment

    post = factory.SubFactory(PostFactory)
    person = factory.SubFactory(PersonFactory)
    starts_on = FactDate(date(2020, 4, 1))


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = models.Programme

    system = factory.SubFactory(SystemFactory)
    title = factory.Sequence(lambda n: f"Programme {n}")
    starts_on = FactDate(date(2021, 9, 1), "month")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = models.Membership

    programme = factory.SubFactory(ProgrammeFactory)
    person = factory.SubFactory(PersonFactory)
    role = Role.PARTICIPANT
    starts_on = date(2021, 9, 1)


def member(programme, role=Role.PARTICIPANT, *, name=None, **fields):
    """The user of somebody with this role in the programme."""
    person = PersonFactory(user=UserFactory(), **({"name": name} if name else {}))
    models.PersonAddress.objects.create(person=person, address=person.user.email)
    MembershipFactory(programme=programme, person=person, role=role, **fields)
    return person.user


def steward(system):
    """The user of somebody who runs the system."""
    person = PersonFactory(user=UserFactory())
    models.SystemMembership.objects.create(system=system, person=person, starts_on=date(2021, 1, 1))
    return person.user


def administrator():
    person = PersonFactory(user=UserFactory(is_administrator=True))
    return person.user
