"""Succession: one leaves a post, another takes it up. Nothing private passes from the first to the second."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from programmes.dates import FactDate
from programmes.models import Appointment, Membership, Person, Programme, User
from programmes.services import audit, members, people, records


@dataclass(frozen=True)
class Arrival:
    """Who takes the post up: somebody known, or a name (with an address, or none yet); how, and from when."""

    starts_on: FactDate
    kind: str
    person: Person | None = None
    name: str = ""
    address: str = ""


@dataclass(frozen=True)
class Succession:
    """What a change of post holder came to: the new appointment, if any, and the parts that ended and began."""

    appointment: Appointment | None
    left: tuple[Membership, ...]
    joined: tuple[Membership, ...]


@transaction.atomic
def succeed(
    *,
    leaving: Appointment,
    ends_on: FactDate,
    reason: str,
    arrival: Arrival | None,
    programmes: list[Programme],
    by: User,
) -> Succession:
    """End an appointment and, if somebody follows, begin theirs; in each programme one part ends, the other begins.

    The part in a programme ends on the last day in the post and the new one begins with the new appointment. Profiles,
    answers, consents and signatures belong to the person who gave them and stay there.
    """
    leaving.ends_on, leaving.end_reason = ends_on, reason
    records.correct(leaving, by=by)
    left = _leave(leaving, ends_on, programmes, by)
    if arrival is None:
        return Succession(None, left, ())
    appointment = _take_up(leaving, arrival, by)
    joined = [_join(appointment, programme, by) for programme in programmes]
    audit.write(
        by=by, verb="succeeded", record=leaving.post, summary=f"{leaving.shown_name} → {appointment.shown_name}"
    )
    return Succession(appointment, left, tuple(part for part in joined if part))


def _leave(leaving: Appointment, ends_on: FactDate, programmes: list[Programme], by: User) -> tuple[Membership, ...]:
    """End the part that they take in this post; who was only acting in it keeps the part of their own post."""
    theirs = Membership.objects.participants().filter(person=leaving.person, programme__in=programmes, ends_on=None)
    parts = tuple(theirs.exclude(~Q(post=leaving.post), post__isnull=False).select_related("programme", "person"))
    for part in parts:
        part.ends_on = max(ends_on.last_day, part.starts_on)
        members.correct_part(part, by=by)
    return parts


def _take_up(leaving: Appointment, arrival: Arrival, by: User) -> Appointment:
    found = arrival.person or members.known(arrival.address)
    person = found or people.add_person(
        name=arrival.name, addresses=[arrival.address] if arrival.address else [], by=by
    )
    appointment = Appointment(post=leaving.post, person=person, kind=arrival.kind, starts_on=arrival.starts_on)
    if found:
        system = leaving.post.organisation.system
        appointment.listed_name = members.name_to_list(found, arrival.name, system=system, by=by)
    return records.add(appointment, by=by)


def _join(appointment: Appointment, programme: Programme, by: User) -> Membership | None:
    already = Membership.objects.participants().filter(person=appointment.person, programme=programme, ends_on=None)
    if already.exists():
        return None
    part = Membership(
        programme=programme,
        person=appointment.person,
        post=appointment.post,
        listed_name=appointment.listed_name,
        starts_on=appointment.starts_on.day,
    )
    return records.add(part, by=by)
