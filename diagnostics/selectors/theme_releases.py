"""What a release of themes must know: whose conversations are coded, who spoke of which theme, what may go out.

A theme's supporters are read here as ids, for the facilitator's preview and for composing; no word of a note is.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.utils import timezone

from diagnostics.ledger import Unit
from diagnostics.models import Instrument, Interview, Quote, Release, Theme, ThemeAgreement
from diagnostics.naming import Roster
from diagnostics.selectors import ledgers
from diagnostics.selectors.ledgers import taking_part
from programmes.models import Appointment, Membership, Organisation, Person, Post, Programme, User


@dataclass(frozen=True)
class Circle(ledgers.Circle):
    """The circle of a list of themes. `themes_of`: the themes that each held conversation is coded to, by its id;
    `published_as`: those that it was coded to when the programme's newest list counted it. `codebook`: the standing
    themes.

    `group` is everybody who takes part and whose conversation was held.
    """

    themes_of: Mapping[Any, frozenset[int]]  # a unit's version is any hashable to the ledger
    published_as: Mapping[Any, frozenset[int]]
    codebook: Sequence[Theme]

    def recoded(self, planned: Collection[Unit]) -> frozenset[Any]:
        """The planned conversations whose coding differs from that in the newest list."""
        counted = {unit.version for unit in planned} & self.published_as.keys()
        return frozenset(each for each in counted if self.themes_of.get(each) != self.published_as[each])

    def coding(self, planned: Collection[Unit], *, floor: int) -> Mapping[Any, frozenset[int]]:
        """The themes that each planned conversation counts for.

        A recoded conversation is a new version of its answer. While fewer than `floor` are, they count as they were
        published: else whoever knows which ones were recoded could tell what they say.
        """
        recoded = self.recoded(planned)
        source = self.published_as if len(recoded) < floor else self.themes_of
        kept = {each: source.get(each, frozenset()) for each in recoded}
        return {unit.version: self.themes_of.get(unit.version, frozenset()) for unit in planned} | kept


@dataclass(frozen=True)
class _Talk:
    """A conversation that was held; `themes` is empty until it is coded, and once its notes are deleted."""

    person: int
    interview: int
    is_deleted: bool
    themes: frozenset[int]


def circle(programme: Programme, *, at: datetime) -> Circle:
    """Read it all in six queries.

    Wanted is of everybody who takes part the newest conversation held before the workshops that is coded. What was
    published and is wanted no more has lapsed, unless its notes are deleted: it cannot be counted again.
    """
    here = taking_part(programme.memberships.participants(), [timezone.localdate(at)])
    talks = _talks(programme)
    newest = {talk.person: talk.interview for talk in talks if talk.themes and talk.person in here}
    wanted = frozenset(Unit(person, interview) for person, interview in newest.items())
    lists = Release.objects.themes().order_by("pk").defer("figures")
    book = ledgers.book(programme, instrument=Instrument.CONVERSATIONS, releases=lists)
    there = {talk.interview for talk in talks if not talk.is_deleted}
    every = list(Theme.objects.of_owner(programme))
    return Circle(
        source=Instrument.CONVERSATIONS,
        history=book.history,
        wanted=wanted,
        lapsed=frozenset(unit for unit in book.published - wanted if unit.version in there),
        named=frozenset(),
        last=book.last,
        here=here,
        group=frozenset(talk.person for talk in talks) & here,
        asked=book.asked,
        agreed=book.agreed,
        number=book.number,
        floor=book.floor,
        themes_of={talk.interview: talk.themes for talk in talks},
        published_as=_published_as(book.last_themes, every),
        codebook=[theme for theme in every if theme.withdrawn_at is None],
    )


def _published_as(then: Mapping[int, Sequence[int]], every: Sequence[Theme]) -> dict[int, frozenset[int]]:
    """The themes that each conversation of a list was coded to then, as far as the codebook still has them.

    A theme that was merged since stands for the one that took it in.
    """
    into = {theme.pk: theme.merged_into_id for theme in every if theme.merged_into_id}
    standing = {theme.pk for theme in every if theme.withdrawn_at is None}
    return {
        interview: frozenset(_merged(theme, into) for theme in themes) & standing for interview, themes in then.items()
    }


def _merged(theme: int, into: Mapping[int, int]) -> int:
    met = {theme}
    while (taken_in := into.get(theme)) and taken_in not in met:
        met.add(taken_in)
        theme = taken_in
    return theme


def _talks(programme: Programme) -> list[_Talk]:
    """The conversations before the workshops that were held, in order, each with the themes that stand in it."""
    held = Interview.objects.filter(
        programme=programme, state=Interview.State.HELD, purpose=Interview.Purpose.PREWORK
    ).order_by("held_on", "pk")
    theme = "excerpts__codings__theme"
    rows = held.values_list("person", "pk", "notes_deleted_at", theme, f"{theme}__withdrawn_at").distinct()
    found: dict[int, tuple[int, bool, set[int]]] = {}
    for person, pk, deleted_at, coded_to, withdrawn_at in rows:
        _, _, themes = found.setdefault(pk, (person, deleted_at is not None, set()))
        if coded_to and withdrawn_at is None:
            themes.add(coded_to)
    return [_Talk(person, pk, gone, frozenset(themes)) for pk, (person, gone, themes) in found.items()]


def quotes_ready(programme: Programme) -> QuerySet[Quote]:
    """Quotes that may go out as their speakers' answers stand now: allowed when shown, or unattributed for all."""
    free = Q(interview__quotes=Interview.Quotes.UNATTRIBUTED)
    shown = Q(interview__quotes=Interview.Quotes.FIRST, answered_at__isnull=False)
    ready = Quote.objects.filter(interview__programme=programme, state=Quote.State.ALLOWED)
    return ready.filter(free | shown)


@dataclass(frozen=True)
class Question:
    """A question that speakers of a theme were asked about: who was, and whether all of them agreed."""

    theme: int
    text: str
    asked: frozenset[int]
    all_agreed: bool

    def may_go_out(self, speakers: frozenset[int]) -> bool:
        """Everybody who was asked has agreed, and everybody who speaks of it was asked.

        Whoever was asked and is counted no more must have agreed too: else recoding would show who had not.
        """
        return self.all_agreed and speakers <= self.asked


def questions(programme: Programme) -> dict[int, Question]:
    """By theme, what was asked about it; in one query."""
    rows: dict[int, list[ThemeAgreement]] = {}
    for row in ThemeAgreement.objects.filter(programme=programme):
        rows.setdefault(row.theme_id, []).append(row)
    return {theme: _question(theme, asked) for theme, asked in rows.items()}


def _question(theme: int, asked: list[ThemeAgreement]) -> Question:
    agreed = all(row.answer == ThemeAgreement.Answer.YES for row in asked)
    return Question(theme, asked[0].question, frozenset(row.person_id for row in asked), agreed)


def reads_all(user: User, planned: Collection[Unit]) -> bool:
    """Whether the notes of every one of these conversations are open to the user."""
    wanted: list[Any] = [unit.version for unit in planned]
    return Interview.objects.readable_by(user).filter(pk__in=wanted).count() == len(wanted)


def roster(programme: Programme) -> Roster:
    """Who and what must not be named: everybody in the system and its programmes, its posts, its organisations.

    In one query, whatever their number.
    """
    system = programme.system
    parts, appointments = Membership.objects.filter(programme__system=system), Appointment.objects.of_owner(system)
    names = [
        _pairs("person", parts, "person__name", "listed_name"),
        _pairs("person", appointments, "person__name", "listed_name"),
        _pairs("person", Person.objects.filter(system_memberships__system=system), "name", "name"),
        _pairs("post", Post.objects.of_owner(system), "title", "organisation__name"),
        _pairs("organisation", Organisation.objects.of_owner(system), "name", "name"),
    ]
    found: dict[str, set[tuple[str, str]]] = {"person": set(), "post": set(), "organisation": set()}
    for kind, one, other in names[0].union(*names[1:], all=True):
        found[kind].add((one, other))
    group = [programme.group.name] if programme.group else []
    return Roster(
        people=frozenset(name for pair in found["person"] for name in pair if name),
        posts=frozenset(found["post"]),
        organisations=frozenset(name for name, _ in found["organisation"]),
        whole=frozenset([system.name, programme.title, *group]),
    )


def _pairs(kind: str, rows: QuerySet, one: str, other: str) -> QuerySet:
    """Two names of each row under the word for what they name."""
    text = CharField()
    return rows.order_by().values_list(Value(kind, output_field=text), F(one), F(other))
