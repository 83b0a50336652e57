"""Meetings, leaders and actions for tests of what came of meetings."""

from datetime import date

from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Membership
from tests.factories import MembershipFactory, PersonFactory, ProgrammeFactory, UserFactory, member
from workshops.models import Action, Event

# A Tuesday on which the group meets, and the day on which most tests look.
MET = date(2021, 11, 9)
TODAY = date(2021, 12, 1)


def programme():
    """A programme with its facilitator: both."""
    found = ProgrammeFactory(title="Leading together")
    return found, member(found, Role.FACILITATOR, name="Fay Lister")


def leader(programme, name="Lee Ames", **fields):
    """The part of a leader with an account."""
    person = PersonFactory(user=UserFactory(), name=name)
    return MembershipFactory(programme=programme, person=person, **fields)


def meeting(programme, title="First workshop", day=MET):
    return Event.objects.create(programme=programme, title=title, starts_on=FactDate(day))


def action(programme, text="Ask the boards", **fields):
    return Action.objects.create(programme=programme, text=text, **fields)


def succeed(part, name="Nia Follows", left=date(2021, 11, 30)):
    """End a leader's part, and have somebody take part in the post from the next day on."""
    Membership.objects.filter(pk=part.pk).update(ends_on=left)
    part.refresh_from_db()
    return leader(part.programme, name, post=part.post, starts_on=date(2021, 12, 1))
