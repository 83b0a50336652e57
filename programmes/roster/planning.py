"""From what the rows say and what the portal knows to a plan. Nothing here writes or asks the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Appointment, Membership, Post, Sector
from programmes.roster import words
from programmes.roster.entries import Entry, Headings, Problem
from programmes.roster.known import Known, KnownPerson
from programmes.roster.plan import Act, Line, Outcome, Plan

Held = TypeVar("Held", Appointment, Membership)


@dataclass(frozen=True)
class _Ground:
    """What every row is decided on."""

    known: Known
    headings: Headings
    today: date
    sectors: dict[str, tuple[int, Sector]]  # of organisations that are new: the first row that names one, and which
    first_rows: dict[str, int]  # of organisations that are new: the first row that names them
    claims: dict[int, list[int]]  # of people seen: the rows that are about them


def plan(entries: list[Entry], known: Known, headings: Headings, today: date) -> Plan:
    """Decide every row. A row is refused for its own problems, or for contradicting a record or another row."""
    ground = _Ground(known, headings, today, {}, {}, {})
    for entry in entries:
        _take_note(entry, ground)
    decided = [_decide(entry, ground) for entry in entries]
    sectors = {organisation: sector for organisation, (_, sector) in ground.sectors.items()}
    return Plan(tuple(line for line, _ in decided), tuple(act for _, act in decided if act), sectors)


def _take_note(entry: Entry, ground: _Ground) -> None:
    organisation = words.key(entry.organisation)
    if organisation and organisation not in ground.known.organisations:
        ground.first_rows.setdefault(organisation, entry.number)
        if entry.sector:
            ground.sectors.setdefault(organisation, (entry.number, entry.sector))
    person, _ = _person(entry, ground)
    if person and person.seen:
        ground.claims.setdefault(person.pk, []).append(entry.number)


def _decide(entry: Entry, ground: _Ground) -> tuple[Line, Act | None]:
    act = _act(entry, ground)
    problems = (*entry.problems, *_contradictions(act, ground))
    if problems:
        return _line(act, Outcome.REFUSED, problems=problems), None
    notes = tuple(_notes(act, ground))
    if act.person is None or act.is_stranger:
        return _line(act, Outcome.NEW, details=tuple(_arrival(act, ground)), notes=notes), act
    changes = tuple(_changes(act, act.person, ground))
    details = (*changes, *_additions(act, act.person, ground)) or ("Nothing changes",)
    return _line(act, Outcome.CHANGED if changes else Outcome.MATCHED, details=details, notes=notes), act


def _line(act: Act, outcome: Outcome, **said: tuple) -> Line:
    entry = act.entry
    return Line(
        number=entry.number,
        outcome=outcome,
        name=entry.name,
        email=entry.email,
        organisation=act.organisation.name if act.organisation else entry.organisation,
        post=act.post.title if act.post else entry.post,
        role=act.role.label,
        since=str(act.since),
        **said,
    )


# Who and what a row is about


def _act(entry: Entry, ground: _Ground) -> Act:
    known, today = ground.known, ground.today
    person, _ = _person(entry, ground)
    organisation = known.organisations.get(words.key(entry.organisation))
    post = known.posts.get((organisation.pk, words.key(entry.post))) if organisation else None
    live = _live(known.parts.get(person.pk, []), today) if person else []
    role = entry.role or _role_held(live)
    part = next((part for part in live if part.role == role), None)
    held = _live(known.held_by.get(person.pk, []), today) if person else []
    appointment = next((row for row in held if post and row.post_id == post.pk), None)
    shown = _shown_name(person, known) if person and person.seen else ""
    rename = person if shown and words.key(shown) != words.key(entry.name) else None
    return Act(
        entry=entry,
        role=role,
        since=_since(entry, appointment, known),
        person=person,
        organisation=organisation,
        post=post,
        appointment=appointment,
        part=part,
        redate=appointment if appointment and _redates(entry, appointment) else None,
        repost=part if part and entry.post and (post is None or part.post_id != post.pk) else None,
        rename=rename,
        listed_name=_listed_name(entry, person, shown, rename),
    )


def _person(entry: Entry, ground: _Ground) -> tuple[KnownPerson | None, Problem | None]:
    """By address; without one, by name and organisation among the people of this system."""
    if entry.email:
        return ground.known.at_address.get(entry.email), None
    found = _namesakes(entry, ground.known)
    if len(found) > 1:
        where = entry.organisation or "this programme"
        reason = f"{len(found)} people of this name are known at {where}. Add the address to say who is meant"
        return None, Problem(ground.headings["name"], reason)
    return (found[0] if found else None), None


def _namesakes(entry: Entry, known: Known) -> list[KnownPerson]:
    organisation = known.organisations.get(words.key(entry.organisation))
    if entry.organisation and organisation is None:
        return []
    named = known.namesakes.get((words.key(entry.name), organisation.pk if organisation else None), set())
    return [known.people[pk] for pk in sorted(named)]


def _live(rows: list[Held], today: date) -> list[Held]:
    """Those that have not ended; what has yet to begin counts."""
    return [row for row in rows if _end(row) >= today]


def _end(row: Appointment | Membership) -> date:
    end = row.ends_on.last_day if isinstance(row.ends_on, FactDate) else row.ends_on
    return end or date.max


def _role_held(live: list[Membership]) -> Role:
    """A row that names no role leaves members as they are."""
    held = [Role(part.role) for part in live]
    return Role.PARTICIPANT if not held or Role.PARTICIPANT in held else held[0]


def _since(entry: Entry, appointment: Appointment | None, known: Known) -> FactDate:
    recorded = appointment.starts_on if appointment else known.programme.starts_on
    return entry.since if entry.since and not _says_less(entry.since, recorded if appointment else None) else recorded


def _says_less(said: FactDate, recorded: FactDate | None) -> bool:
    """Whether the record says the same already, or the same more exactly."""
    return recorded is not None and said.day <= recorded.day and recorded.last_day <= said.last_day


def _shown_name(person: KnownPerson, known: Known) -> str:
    """The name under which this programme, else this system, knows somebody; "" where it does not know them."""
    rows = (*known.parts.get(person.pk, ()), *known.held_by.get(person.pk, ()))
    if rows:
        return rows[0].shown_name
    return person.name if person.editable else ""


def _redates(entry: Entry, appointment: Appointment) -> bool:
    return entry.since is not None and not _says_less(entry.since, appointment.starts_on)


def _listed_name(entry: Entry, person: KnownPerson | None, shown: str, rename: KnownPerson | None) -> str:
    if person is None or (person.editable and (rename or shown in ("", person.name))):
        return ""
    return shown if shown and not rename else entry.name


# Why a row cannot stand


def _contradictions(act: Act, ground: _Ground) -> Iterator[Problem]:
    if act.entry.name:
        yield from _doubts(act, ground)
    if act.entry.post and act.entry.organisation and act.organisation is None:
        yield from _sector_problems(act.entry, ground)
    if act.organisation and act.organisation.ends_on and act.organisation.ends_on.last_day < act.since.day:
        reason = f"{act.organisation.name} ended on {act.organisation.ends_on}. Write what followed it"
        yield Problem(ground.headings["organisation"], reason)
    if act.post:
        yield from _date_problems(act, act.post, ground)


def _doubts(act: Act, ground: _Ground) -> Iterator[Problem]:
    """Whom the row is about is not certain enough."""
    entry, heading = act.entry, ground.headings["name"]
    _, doubt = _person(entry, ground)
    if doubt:
        yield doubt
    claims = ground.claims.get(act.person.pk, []) if act.person else []
    others = [str(number) for number in claims if number != entry.number]
    if others:
        yield Problem(heading, f"row {others[0]} is about the same person. Keep one row for each person")
    if entry.email and (act.person is None or act.is_stranger) and act.post:
        holders = _live(ground.known.holders.get(act.post.pk, []), ground.today)
        if any(words.key(row.shown_name) == words.key(entry.name) for row in holders):
            reason = "somebody of this name already holds this post, with another address or none. Correct the"
            yield Problem(
                ground.headings["email"], f"{reason} address here, or add this one to the person under People"
            )


def _sector_problems(entry: Entry, ground: _Ground) -> Iterator[Problem]:
    heading = ground.headings["sector"]
    if heading in {problem.heading for problem in entry.problems}:
        return
    first = ground.sectors.get(words.key(entry.organisation))
    if first is None:
        reason = f"{entry.organisation} is new here, so we need its sector. Write one of: {words.allowed_sectors()}"
        yield Problem(heading, reason)
    elif entry.sector and entry.sector != first[1]:
        yield Problem(heading, f"row {first[0]} says {first[1].label} for {entry.organisation}. Write the same in both")


def _date_problems(act: Act, post: Post, ground: _Ground) -> Iterator[Problem]:
    heading, since = ground.headings["from"], act.since
    closed = post.closes_on
    if closed and closed.last_day < since.day:
        yield Problem(heading, f"this post closed on {closed}. Write an earlier date, or another post")
    if act.appointment and _end(act.appointment) < since.day:
        yield Problem(heading, f"is after the recorded end of the appointment, {act.appointment.ends_on}")
    earlier = _ended(act, post, ground)
    if earlier and (not act.appointment or act.redate) and since.day <= _end(earlier):
        said = f"this person held the post until {earlier.ends_on}"
        yield Problem(heading, f"{said}. Write the date on which they took it up again")


def _ended(act: Act, post: Post, ground: _Ground) -> Appointment | None:
    """The person's last appointment to the post that is over."""
    held = ground.known.held_by.get(act.person.pk, []) if act.person and act.person.seen else []
    over = [row for row in held if row.post_id == post.pk and row != act.appointment and row.ends_on]
    return max(over, key=_end, default=None)


# What the importer reads


def _arrival(act: Act, ground: _Ground) -> Iterator[str]:
    yield f"Joins as {act.role.label.lower()}"
    yield from _new_records(act, ground)


def _new_records(act: Act, ground: _Ground) -> Iterator[str]:
    entry = act.entry
    if not entry.post:
        return
    organisation = words.key(entry.organisation)
    if act.organisation is None and ground.first_rows[organisation] == entry.number:
        yield f"New organisation, {ground.sectors[organisation][1].label.lower()}"
    if act.post is None:
        yield f"New post, {Post.Group(words.role_group(entry.post)).label.lower()}"


def _changes(act: Act, person: KnownPerson, ground: _Ground) -> Iterator[str]:
    """What is on record of this person and will read otherwise."""
    if act.rename:
        shown = _shown_name(person, ground.known)
        yield f"Name corrected, was {shown}" if person.editable else f"Listed under this name, was {shown}"
    live = _live(ground.known.parts.get(person.pk, []), ground.today)
    if live and act.part is None:
        held = " and ".join(Role(part.role).label.lower() for part in live)
        yield f"Takes part as {act.role.label.lower()} as well as {held}"
    if act.repost and act.repost.post:
        yield f"Takes part in this post, was {act.repost.post.title}"
    if act.redate:
        yield f"In post from {act.since}, was {act.redate.starts_on}"


def _additions(act: Act, person: KnownPerson, ground: _Ground) -> Iterator[str]:
    parts = ground.known.parts.get(person.pk, [])
    if not _live(parts, ground.today):
        yield f"Joins again as {act.role.label.lower()}" if parts else f"Joins as {act.role.label.lower()}"
    if act.entry.post and act.appointment is None:
        yield "Takes up the post"
    elif act.repost and not act.repost.post:
        yield "Takes part in this post"
    yield from _new_records(act, ground)


def _notes(act: Act, ground: _Ground) -> Iterator[str]:
    """What changes nothing and is good to know before one confirms."""
    entry = act.entry
    if act.organisation and entry.sector and entry.sector != act.organisation.sector:
        recorded = act.organisation.get_sector_display().lower()
        yield f"The sector stays {recorded}, as recorded; the file says {entry.sector.label.lower()}"
    if act.role == Role.PARTICIPANT and not entry.post and not (act.part and act.part.post):
        yield "No post"
    if entry.post and act.appointment is None:
        yield from _neighbours(act, ground)


def _neighbours(act: Act, ground: _Ground) -> Iterator[str]:
    """Who else holds the post, and what else the person holds: an import never ends an appointment."""
    for row in _live(ground.known.holders.get(act.post.pk, []), ground.today) if act.post else ():
        yield f"Also held by {row.shown_name} since {row.starts_on}. If they left, record the succession"
    if act.person and act.person.seen:
        for row in _live(ground.known.held_by.get(act.person.pk, []), ground.today):
            yield f"Still in post as {row.post.title} since {row.starts_on}. If they left it, record when"
