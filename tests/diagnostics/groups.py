"""Leadership groups whose results are recorded, through the services that the pages call."""

from itertools import cycle

from diagnostics.modes import Mode
from diagnostics.services import consents, licensed, releases
from diagnostics.services.releases import Choices
from programmes.access import Role
from programmes.models import Consent
from tests.diagnostics import people
from tests.factories import LeadershipGroupFactory, MembershipFactory, PersonFactory, ProgrammeFactory, member

LICENSED = Choices(source="licensed")
# Five ways to answer, each with another first choice; the last one ties.
KINDS = [
    (10, 8, 6, 4, 2),
    (6, 10, 8, 4, 2),
    (4, 6, 10, 8, 2),
    (2, 4, 6, 10, 8),
    (3, 8, 3, 8, 8),
]


def programme():
    """A programme with a leadership group, and its facilitator's user."""
    made = ProgrammeFactory()
    made.group = LeadershipGroupFactory(system=made.system)
    made.save()
    return made, member(made, Role.FACILITATOR)


def leader(programme, **fields):
    """A person who takes part and has no account."""
    person = PersonFactory()
    MembershipFactory(programme=programme, person=person, **fields)
    return person


def result(kind=0, norms=False):
    scores = dict(zip(Mode, KINDS[kind], strict=True))
    if not norms:
        return people.licensed_result(scores)
    return people.licensed_result(scores, people.PERCENTILES, people.BANDS)


def answer(person, programme, by, kind=0, choice=Consent.Choice.COUNT, norms=False):
    """A recorded result of the person's, and how the picture may count them."""
    recorded = licensed.record(person=person, programme=programme, result=result(kind, norms), by=by)
    if choice:
        consents.give(person=person, programme=programme, choice=choice, by=None)
    return recorded


def answering(programme, by, number, **options):
    """So many more leaders who take part, each with a result, of all kinds in turn."""
    kinds = cycle(range(len(KINDS)))
    joined = [leader(programme) for _ in range(number)]
    for person in joined:
        answer(person, programme, by, next(kinds), **options)
    return joined


def publish(programme, by, choices=LICENSED, **options):
    return releases.publish(programme=programme, choices=choices, by=by, **options)


def counted(release):
    """The people in a release."""
    return set(release.units.values_list("profile__person_id", flat=True))
