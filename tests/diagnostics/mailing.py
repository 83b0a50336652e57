"""Mailings and steps for tests, at a moment at which mail goes out."""

from datetime import UTC, date, datetime

from diagnostics import mail_words
from diagnostics.models import Mailing, PreWorkStep
from programmes.access import Role
from tests.factories import MembershipFactory, PersonFactory, ProgrammeFactory, UserFactory, member

# A Thursday in March, half past nine in London, and the day.
MOMENT = datetime(2022, 3, 17, 9, 30, tzinfo=UTC)
DAY = date(2022, 3, 17)
DUE = date(2022, 4, 28)


def programme():
    """A programme with its facilitator: both."""
    found = ProgrammeFactory(title="Leading together", starts_on="2021-09-01")
    return found, member(found, Role.FACILITATOR, name="Fay Lister")


def plan(programme, by, purpose=Mailing.Purpose.INVITATION, **fields):
    words = mail_words.INVITATION if purpose == Mailing.Purpose.INVITATION else mail_words.REMINDER
    given = {"subject": words.subject, "body": words.body, "starts_on": date(2022, 3, 1)} | fields
    return Mailing.objects.create(programme=programme, purpose=purpose, by=by, **given)


def remind(programme, by, **fields):
    return plan(programme, by, Mailing.Purpose.REMINDER, **fields)


def reading(programme, title="A paper on trust", **fields):
    given = {"due_on": DUE, "link": "https://example.org/paper"} | fields
    return PreWorkStep.objects.create(programme=programme, kind=PreWorkStep.Kind.READING, title=title, **given)


def leader(programme, name, **fields):
    """The part of somebody with an account."""
    person = PersonFactory(user=UserFactory(), name=name)
    return MembershipFactory(programme=programme, person=person, **fields)
