"""What the ledgers of the two questionnaires must know: who was published, who is to be counted in the next picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from diagnostics.ledger import Unit
from diagnostics.models import ConflictProfile, Release, ReleaseUnit, Source
from diagnostics.selectors import ledgers
from diagnostics.selectors import profiles as selectors
from diagnostics.selectors.ledgers import taking_part
from programmes.models import Consent, Programme

COUNTED = (Consent.Choice.COUNT, Consent.Choice.NAME)


@dataclass(frozen=True)
class Circle(ledgers.Circle):
    """The circle of a team snapshot. `answered`: how many of those who take part have finished each questionnaire.

    `group` is whom the picture is about, which is also who took part at an earlier one.
    """

    answered: Mapping[str, int]


def circle(programme: Programme, *, source: str = "", at: datetime) -> Circle:
    """Read it all in six queries. Without a `source`, for the questionnaire that most who take part have finished."""
    parts = list(programme.memberships.participants())
    here = taking_part(parts, [timezone.localdate(at)])
    newest = _newest(programme, here)
    source = source or max(Source.values, key=lambda each: len(newest[each]))
    consents: Mapping[Any, str] = selectors.consents(programme)  # a unit's person is any hashable to the ledger
    wanted = frozenset(unit for unit in newest[source] if consents.get(unit.person) in COUNTED)
    pictures = Release.objects.snapshots().order_by("pk").defer("figures")
    book = ledgers.book(programme, instrument=source, releases=pictures)
    return Circle(
        source=source,
        history=book.history,
        wanted=wanted,
        lapsed=book.published - wanted,
        named=frozenset(unit for unit in wanted if consents[unit.person] == Consent.Choice.NAME),
        last=book.last,
        here=here,
        group=here | taking_part(parts, [timezone.localdate(each.published_at) for each in book.ours]),
        asked=book.asked,
        agreed=book.agreed,
        number=book.number,
        floor=book.floor,
        answered={each: len(units) for each, units in newest.items()},
    )


def named_in_the_room(release: Release) -> tuple[ConflictProfile, ...]:
    """The answers whose givers' names the room may see: all that the release admits, or none.

    None once one of them has changed their mind or taken their profile back: with one name fewer, the others could
    give that one away.
    """
    units = ReleaseUnit.objects.filter(release=release, named=True)
    profiles = tuple(ConflictProfile.objects.filter(release_units__in=units).select_related("person"))
    consents = selectors.consents(release.programme)
    still = all(consents.get(each.person_id) == Consent.Choice.NAME and not each.withdrawn_at for each in profiles)
    return profiles if still else ()


def _newest(programme: Programme, people: frozenset[int]) -> dict[str, frozenset[Unit]]:
    """By questionnaire, the newest finished answer of each of these people."""
    finished = ConflictProfile.objects.completed().filter(programme=programme).order_by("completed_at", "pk")
    found: dict[str, dict[int, Unit]] = {source: {} for source in Source.values}
    for source, person, pk in finished.values_list("source", "person_id", "pk"):
        if person in people:
            found[source][person] = Unit(person, pk)
    return {source: frozenset(units.values()) for source, units in found.items()}
