"""Mails about one conversation, to those whom it concerns."""

from collections.abc import Iterable

from django.utils import timezone

from diagnostics.letters import TASK
from diagnostics.models import Interview
from programmes import access
from programmes.models import Notice, Person, User
from programmes.services import notices


def tell(interview: Interview, people: Iterable[Person], *, kind: Notice.Kind, by: User, **about: int) -> list[Notice]:
    """Write to each of these people who has an address; the mails go out once the transaction commits.

    `about` holds further ids. Nobody is written to twice.
    """
    wanted = Person.objects.filter(pk__in=[person.pk for person in people]).prefetch_related("addresses")
    addresses = {person: [row.address for row in person.addresses.all()] for person in wanted}
    written = [
        notices.write(
            kind=kind,
            person=person,
            address=known[0],
            by=by,
            programme=interview.programme,
            about={"interview": interview.pk, "sequence": interview.sequence, **about},
            task=TASK,
        )
        for person, known in addresses.items()
        if known
    ]
    if written:
        notices.send(written, by=by, programme=interview.programme)
    return written


def concerned(interview: Interview) -> list[Person]:
    """The leader, whoever holds the conversation, and the leader's assistants in the programme today."""
    return [interview.person, interview.interviewer, *assistants(interview)]


def assistants(interview: Interview) -> list[Person]:
    named = interview.person.assistants.standing().filter(programme=interview.programme)
    now = named.filter(access.current(timezone.localdate()))
    return [part.person for part in now.select_related("person")]
