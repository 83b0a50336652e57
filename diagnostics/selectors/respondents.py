"""Who is on the list of a survey, who could be, and who has left the programme since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from diagnostics.models import Invitation, Respondent, Survey, Wave
from programmes.access import Role
from programmes.models import Membership, Notice, PersonAddress

# What the list can be narrowed to, beside words and a sector.
LEFT = "left"
OFF = "off"
# Mails whose links nobody has.
NEVER_ARRIVED = (Notice.State.REFUSED, Notice.State.BOUNCED, Notice.State.DROPPED)


def listed(survey: Survey, *, at: date, words: str = "", sector: str = "", show: str = "") -> QuerySet[Respondent]:
    """People of the list by name, each with `has_left`: they took part in the programme and do so no longer.

    `words` are looked for in names, addresses and roles. `show` is LEFT, OFF (those taken off the list) or "".
    """
    found = survey.respondents.filter(withdrawn_at__isnull=show != OFF).annotate(has_left=_has_left(survey, at))
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words) | Q(role__icontains=words))
    if sector:
        found = found.filter(sector=sector)
    return found.filter(has_left=True) if show == LEFT else found


def _has_left(survey: Survey, at: date) -> Q:
    parts = Membership.objects.standing().filter(programme=survey.programme_id, person=OuterRef("person"))
    took_part = parts.filter(role=Role.PARTICIPANT, ends_on__lt=at)
    return Q(Exists(took_part)) & ~Q(Exists(parts.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=at))))


@dataclass(frozen=True)
class Numbers:
    """How many are on the list, how many of them have left the programme, how many were taken off; the sectors."""

    listed: int
    left: int
    off: int
    sectors: tuple[str, ...]


def numbers(survey: Survey, *, at: date) -> Numbers:
    """The numbers of the list, in one query that the database counts."""
    stands = Q(withdrawn_at__isnull=True)
    rows = survey.respondents.annotate(has_left=_has_left(survey, at)).order_by("sector").values("sector")
    by_sector = list(
        rows.annotate(
            listed=Count("pk", filter=stands),
            left=Count("pk", filter=stands & Q(has_left=True)),
            off=Count("pk", filter=~stands),
        )
    )
    return Numbers(
        listed=sum(row["listed"] for row in by_sector),
        left=sum(row["left"] for row in by_sector),
        off=sum(row["off"] for row in by_sector),
        sectors=tuple(row["sector"] for row in by_sector if row["sector"] and row["listed"]),
    )


# Everybody who takes part ------------------------------------------------------------


@dataclass(frozen=True)
class Leader:
    """Somebody who takes part, as the list would have them. `email` is "" where no address is known."""

    part: Membership
    name: str
    email: str
    sector: str
    role: str


@dataclass(frozen=True)
class Everybody:
    """Who takes part on a day: to be added, on the list already, taken off it on purpose, or without an address.

    `known`: on the list under the same address, and not yet known to be the person who takes part.
    """

    new: tuple[Leader, ...]
    known: tuple[tuple[Leader, Respondent], ...]
    listed: tuple[Leader, ...]
    off: tuple[Leader, ...]
    without: tuple[Leader, ...]


def everybody(survey: Survey, *, at: date) -> Everybody:
    """Whom “everybody who takes part” would add to the list on the day `at`, in three queries."""
    rows = list(survey.respondents.all())
    people = {row.person_id: row for row in rows if row.person_id and row.withdrawn_at is None}
    addresses = {row.email.lower(): row for row in rows if row.withdrawn_at is None}
    off = {row.person_id for row in rows if row.withdrawn_at} | {row.email.lower() for row in rows if row.withdrawn_at}
    found: dict[str, list] = {"new": [], "known": [], "listed": [], "off": [], "without": []}
    for leader in leaders(survey, at=at):
        same = addresses.get(leader.email)
        if leader.part.person_id in people or (same and same.person_id):
            found["listed"].append(leader)
        elif not leader.email:
            found["without"].append(leader)
        elif same:
            found["known"].append((leader, same))
        else:
            found["off" if {leader.part.person_id, leader.email} & off else "new"].append(leader)
    return Everybody(**{key: tuple(value) for key, value in found.items()})


def leaders(survey: Survey, *, at: date) -> Iterator[Leader]:
    """Everybody who takes part on the day `at`."""
    return leaders_of(survey.programme.memberships.participants().current(at))


def leaders_of(parts: QuerySet[Membership]) -> Iterator[Leader]:
    """Those who hold these parts, by name, with their post, its sector, and the address that mail goes to."""
    parts = parts.select_related("person__user", "post__organisation")
    newest = PersonAddress.objects.filter(person__in=parts.values("person")).order_by("added_at", "pk")
    addresses = dict(newest.values_list("person", "address"))
    seen: set[int] = set()
    for part in parts.order_by("person__name", "pk"):
        if part.person_id not in seen:
            seen.add(part.person_id)
            user, post = part.person.user, part.post
            yield Leader(
                part=part,
                name=part.shown_name,
                email=(user.email if user else addresses.get(part.person_id, "")).lower(),
                sector=post.organisation.get_sector_display() if post else "",
                role=post.title[:120] if post else "",
            )


# The address that a round goes to ------------------------------------------------------------


def address_is_bound(respondent: Respondent) -> bool:
    """Whether a link of an open round went to their address or is on its way there: it stays until that round closes.

    Only where no mail with it arrived, nor will, may another take its place: a link sent to somebody else's address
    would tell its reader whether the person has answered and what they began, and let them answer in their place. A
    reminder brings the link too, and no mail of one is kept: once the round was reminded, nobody's address changes.
    """
    invited = Invitation.objects.filter(respondent=respondent, wave__state__in=(Wave.State.OPEN, Wave.State.CLOSING))
    found = dict(invited.values_list("pk", "wave__reminded_on"))
    links = Notice.objects.filter(kind=Notice.Kind.SURVEY, about__invitation__in=list(found))
    return any(found.values()) or (bool(found) and links.exclude(state__in=NEVER_ARRIVED).exists())
