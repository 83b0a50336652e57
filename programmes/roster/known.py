"""What the portal knows that a roster may be about: one read of the programme's system."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from programmes.models import Appointment, Membership, Organisation, Person, PersonAddress, Post, Programme, User
from programmes.roster import words


@dataclass(frozen=True)
class KnownPerson:
    """Somebody on record. Who is not `seen` by the importer must look new in everything that the importer is shown."""

    pk: int
    name: str
    seen: bool
    editable: bool


@dataclass(frozen=True)
class Known:
    """The programme, the standing records of its system, and the people behind the addresses asked about."""

    programme: Programme
    organisations: dict[str, Organisation]
    posts: dict[tuple[int, str], Post]
    held_by: dict[int, list[Appointment]]  # by person
    holders: dict[int, list[Appointment]]  # by post
    parts: dict[int, list[Membership]]  # by person, in this programme
    at_address: dict[str, KnownPerson]
    people: dict[int, KnownPerson]
    namesakes: dict[tuple[str, int | None], set[int]]  # by name and organisation; None: anywhere in this programme


def read(programme: Programme, addresses: Iterable[str], by: User) -> Known:
    """Seven queries, however long the roster and however large the system."""
    system = programme.system
    organisations = Organisation.objects.of_owner(system).standing()
    posts = Post.objects.of_owner(system).standing()
    held = list(Appointment.objects.of_owner(system).standing().select_related("person", "post"))
    parts = list(programme.memberships.standing().select_related("person", "post"))
    owned = list(PersonAddress.objects.filter(address__in=set(addresses)).select_related("person"))
    here = [*(row.person for row in held), *(row.person for row in parts)]
    people = _people(here, [row.person for row in owned], by)
    return Known(
        programme=programme,
        organisations={words.key(organisation.name): organisation for organisation in organisations},
        posts={(post.organisation_id, words.key(post.title)): post for post in posts},
        held_by=_grouped(held, "person_id"),
        holders=_grouped(held, "post_id"),
        parts=_grouped(parts, "person_id"),
        at_address={row.address: people[row.person_id] for row in owned},
        people=people,
        namesakes=_namesakes(held, parts),
    )


def _people(here: list[Person], addressed: list[Person], by: User) -> dict[int, KnownPerson]:
    """Whoever holds a post or a part here is seen; of the others the portal's access rules say who is."""
    names = {person.pk: person.name for person in (*here, *addressed)}
    asked = Person.objects.filter(pk__in=names)
    seen = set(asked.visible_to(by).values_list("pk", flat=True)).union(person.pk for person in here)
    editable = set(asked.editable_by(by).values_list("pk", flat=True))
    return {pk: KnownPerson(pk, name, pk in seen, pk in editable) for pk, name in names.items()}


def _grouped(rows: list, by: str) -> dict[int, list]:
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, by)].append(row)
    return dict(groups)


def _namesakes(held: list[Appointment], parts: list[Membership]) -> dict[tuple[str, int | None], set[int]]:
    found: dict[tuple[str, int | None], set[int]] = defaultdict(set)
    for appointment in held:
        found[words.key(appointment.shown_name), appointment.post.organisation_id].add(appointment.person_id)
    for part in parts:
        found[words.key(part.shown_name), None].add(part.person_id)
        if part.post:
            found[words.key(part.shown_name), part.post.organisation_id].add(part.person_id)
    return dict(found)
