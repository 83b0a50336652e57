"""Reads over several models of this app."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from diagnostics import questionnaire
from diagnostics.models import ConflictAnswer, ConflictProfile, PreWorkStep, Release, ReleaseUnit, Source
from programmes.access import Role
from programmes.models import AuditEvent, Consent, Membership, Person, Programme
from programmes.selectors import HistoryEntry

# What a consent to be counted in the group picture is about, in the rows of `Consent`.
CONSENT_SUBJECT = PreWorkStep.Kind.CONFLICT_PROFILE.value


# What one leader has done ------------------------------------------------------------


@dataclass(frozen=True)
class OwnState:
    """Where a leader stands with their profile in one programme.

    `asks_here`: they may answer the portal's own questionnaire. `begun` is being filled in, with `answered` answers so
    far. `open` is the newest one released; `waiting` the newest finished one, where it is newer than that and not
    released. `consent` is "" until given, and while they have no profile that it could be about.
    """

    step: PreWorkStep | None
    asks_here: bool
    begun: ConflictProfile | None
    answered: int
    waiting: ConflictProfile | None
    open: ConflictProfile | None
    consent: str

    @property
    def exists(self) -> bool:
        """Whether the programme asks for a profile, or the leader has one."""
        return any((self.step, self.begun, self.waiting, self.open))

    @property
    def left(self) -> int:
        """How many questions have no answer yet."""
        return len(questionnaire.PAIRS) - self.answered


def own_state(person: Person, programme: Programme) -> OwnState:
    """Where this leader stands with their profile, in two queries."""
    return own_states(person, [programme])[programme.pk]


def own_states(
    person: Person, programmes: Collection[Programme], *, asked: Iterable[PreWorkStep] | None = None
) -> dict[int, OwnState]:
    """Where this leader stands with their profile in each of these programmes, by id, in at most two queries.

    `asked`: the standing steps of the programmes, where they are read already; that saves the first query.
    """
    asked = PreWorkStep.objects.standing().filter(programme__in=programmes) if asked is None else asked
    steps = {step.programme_id: step for step in asked if step.kind == PreWorkStep.Kind.CONFLICT_PROFILE}
    mine: dict[int, list[Any]] = {programme.pk: [] for programme in programmes}
    for profile in _with_answers(ConflictProfile.objects.standing().filter(person=person, programme__in=programmes)):
        mine[profile.programme_id].append(profile)
    return {pk: _own_state(steps.get(pk), profiles) for pk, profiles in mine.items()}


def _with_answers(profiles: QuerySet[ConflictProfile]) -> QuerySet[Any]:
    """The profiles with the number of their `answers_given`, and the `choice` that counts of whoever gave them."""
    answers = ConflictAnswer.objects.filter(profile=OuterRef("pk")).order_by().values("profile")
    given = Consent.objects.filter(
        person=OuterRef("person"), programme=OuterRef("programme"), subject=CONSENT_SUBJECT
    ).order_by("-given_at", "-pk")
    return profiles.annotate(
        answers_given=Coalesce(Subquery(answers.annotate(n=Count("pk")).values("n")), 0),
        choice=Coalesce(Subquery(given.values("choice")[:1]), Value("")),
    )


def _own_state(step: PreWorkStep | None, mine: Sequence[Any]) -> OwnState:
    asked = step is not None and step.source == Source.OWN
    begun = next((profile for profile in mine if profile.completed_at is None), None) if asked else None
    finished = [profile for profile in mine if profile.completed_at]
    newest = finished[0] if finished else None
    return OwnState(
        step=step,
        asks_here=asked,
        begun=begun,
        answered=begun.answers_given if begun else 0,
        waiting=newest if newest and not newest.is_released else None,
        open=next((profile for profile in finished if profile.is_released), None),
        consent=mine[0].choice if mine else "",
    )


def step_of(programme: Programme) -> PreWorkStep | None:
    """The conflict profile step, while the programme asks for it."""
    return programme.steps.standing().filter(kind=PreWorkStep.Kind.CONFLICT_PROFILE).first()


def newest_own(person: Person, programme: Programme) -> int | None:
    """The id of the newest finished answer to our own questionnaire; None where there is none."""
    finished = ConflictProfile.objects.completed().filter(person=person, programme=programme, source=Source.OWN)
    return finished.values_list("pk", flat=True).first()


def begun_by(person: Person, programme: Programme) -> ConflictProfile | None:
    """What the person is filling in, while the programme asks for it."""
    asked = PreWorkStep.objects.standing().filter(kind=PreWorkStep.Kind.CONFLICT_PROFILE, source=Source.OWN)
    begun = ConflictProfile.objects.begun().filter(person=person, programme=programme)
    return begun.filter(programme__in=asked.values("programme")).first()


def is_published(person: Person, programme: Programme) -> bool:
    """Whether a published picture counts an answer that this person gave in the programme."""
    return ReleaseUnit.objects.filter(profile__person=person, profile__programme=programme).exists()


def other_versions(profile: ConflictProfile, *, released_only: bool) -> list[ConflictProfile]:
    """The same person's other finished profiles in the programme, the newest first."""
    theirs = ConflictProfile.objects.completed().filter(person=profile.person_id, programme=profile.programme_id)
    seen = theirs.filter(released_at__isnull=False) if released_only else theirs
    return list(seen.exclude(pk=profile.pk))


def profile_history(profile: ConflictProfile) -> list[HistoryEntry]:
    """What was done to this person's profiles in the programme, the newest first; never a score or a choice."""
    theirs = ConflictProfile.objects.filter(person=profile.person_id, programme=profile.programme_id)
    keys = [f"{ConflictProfile._meta.label_lower}:{pk}" for pk in theirs.values_list("pk", flat=True)]
    events = AuditEvent.objects.about(*keys).select_related("by__person").order_by("-at", "-pk")
    return [
        HistoryEntry(event.by.display_name if event.by else "the portal", event.at, f"{event.summary}: {event.verb}")
        for event in events
    ]


def replaced_versions(profile: ConflictProfile) -> list[ConflictProfile]:
    """What a licensed result said before it was corrected, the newest first."""
    theirs = ConflictProfile.objects.filter(person=profile.person_id, programme=profile.programme_id, deleted_at=None)
    return list(theirs.filter(replaced_by__isnull=False).order_by("-pk"))


def answers_of(profile: ConflictProfile) -> dict[str, str]:
    """The answers so far: item id to "a" or "b"."""
    return dict(ConflictAnswer.objects.filter(profile=profile).values_list("item", "side"))


def unanswered(answers: Mapping[str, str]) -> list[int]:
    """The numbers, from 1, of the questions without an answer; `answers` maps item ids to sides."""
    return [number for number, pair in enumerate(questionnaire.PAIRS, start=1) if pair.id not in answers]


# Consent ------------------------------------------------------------


def consents(programme: Programme) -> dict[int, str]:
    """The choice that counts now, by person id; whoever has not answered is not in it, and is not counted."""
    given = Consent.objects.filter(programme=programme, subject=CONSENT_SUBJECT)
    return dict(given.values_list("person_id", "choice"))


def consent_of(person: Person, programme: Programme) -> str:
    """This person's choice that counts now; "" while they have not answered."""
    given = Consent.objects.filter(person=person, programme=programme, subject=CONSENT_SUBJECT)
    return given.values_list("choice", flat=True).last() or ""


def told_to(person: Person, programme: Programme) -> str:
    """Who wrote this person's newest choice down for them; "" where they answered here, or not at all."""
    given = Consent.objects.filter(person=person, programme=programme, subject=CONSENT_SUBJECT)
    newest = given.select_related("told_to__person").last()
    return newest.told_to.display_name if newest and newest.told_to else ""


def last_published(programme: Programme) -> datetime | None:
    """When a group picture of the programme was last published; None before the first."""
    return Release.objects.filter(programme=programme).snapshots().values_list("published_at", flat=True).last()


# Who has not done what ------------------------------------------------------------


class State(StrEnum):
    """How far somebody is with their profile."""

    NOT_BEGUN = "not-begun"
    BEGUN = "begun"
    COMPLETED = "completed"
    RELEASED = "released"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()

    @property
    def colour(self) -> str:
        """The colour of its tag; the words say the same."""
        return {"not-begun": "grey", "begun": "yellow", "completed": "blue", "released": "green"}[self.value]


@dataclass(frozen=True)
class PreworkRow:
    """One participant and how far they are; never an answer or a score. `profile` is the newest finished one's id."""

    person: int
    name: str
    post: str
    organisation: str
    state: State
    profile: int | None
    source: str
    completed_at: datetime | None
    again: bool

    @property
    def label(self) -> str:
        """The name with the post, for lists to choose from."""
        return ", ".join(part for part in (self.name, self.post, self.organisation) if part)


@dataclass(frozen=True)
class Withdrawn:
    """A licensed result that was withdrawn and can be restored."""

    profile: int
    name: str


@dataclass(frozen=True)
class Prework:
    """The pre-work of a programme on a day: everybody who takes part, and those who left with a profile."""

    step: PreWorkStep | None
    rows: tuple[PreworkRow, ...]
    former: tuple[PreworkRow, ...]
    withdrawn: tuple[Withdrawn, ...]

    def count(self, state: State) -> int:
        return sum(row.state == state for row in self.rows)

    @property
    def finished(self) -> int:
        return self.count(State.COMPLETED) + self.count(State.RELEASED)

    @property
    def message(self) -> str:
        """The page's title: what is missing, or that nothing is."""
        people, missing = len(self.rows), len(self.rows) - self.finished
        if not people or not self.step:
            return "Nothing is asked before the workshops yet" if not self.step else "No leaders to ask yet"
        if not missing:
            return f"All {people} have finished their conflict profile"
        return f"{self.finished} of {people} have finished their conflict profile"

    @property
    def counts(self) -> tuple[tuple[State, int], ...]:
        return tuple((state, self.count(state)) for state in State)

    def only(self, state: str) -> tuple[PreworkRow, ...]:
        """The rows in one state; all for anything that is no state."""
        return tuple(row for row in self.rows if row.state == state) if state in list(State) else self.rows

    @property
    def to_release(self) -> tuple[PreworkRow, ...]:
        return tuple(row for row in (*self.rows, *self.former) if row.state == State.COMPLETED)


def prework(programme: Programme, *, at: date) -> Prework:
    """Who has done what by the day `at`, in three queries whatever the number of people."""
    parts = list(programme.memberships.participants().select_related("person", "post__organisation"))
    stored = list(ConflictProfile.objects.filter(programme=programme, deleted_at=None).defer("percentiles", "bands"))
    profiles = _by_person(profile for profile in stored if profile.withdrawn_at is None)
    here = _one_each(part for part in parts if _takes_part(part, at))
    gone = _one_each(part for part in parts if part.person_id not in here and part.ends_on and part.ends_on < at)
    former = (_row(part, profiles.get(person, [])) for person, part in gone.items())
    return Prework(
        step=step_of(programme),
        rows=tuple(_row(part, profiles.get(person, [])) for person, part in here.items()),
        former=tuple(row for row in former if row.profile),
        withdrawn=tuple(_withdrawn(stored, _one_each(parts))),
    )


def _withdrawn(stored: list[ConflictProfile], parts: Mapping[int, Membership]) -> Iterator[Withdrawn]:
    replaced = {profile.replaces_id for profile in stored}
    for profile in stored:
        if profile.withdrawn_at and profile.pk not in replaced and profile.person_id in parts:
            yield Withdrawn(profile.pk, parts[profile.person_id].shown_name)


def _takes_part(part: Membership, at: date) -> bool:
    return part.starts_on <= at and (part.ends_on is None or part.ends_on >= at)


def _one_each(parts: Iterable[Membership]) -> dict[int, Membership]:
    return {part.person_id: part for part in parts}


def _by_person(profiles: Iterable[ConflictProfile]) -> dict[int, list[ConflictProfile]]:
    found: dict[int, list[ConflictProfile]] = {}
    for profile in profiles:
        found.setdefault(profile.person_id, []).append(profile)
    return found


def _row(part: Membership, profiles: list[ConflictProfile]) -> PreworkRow:
    begun = any(profile.completed_at is None for profile in profiles)
    newest = next((profile for profile in profiles if profile.completed_at), None)
    return PreworkRow(
        person=part.person_id,
        name=part.shown_name,
        post=part.post.title if part.post else "",
        organisation=part.post.organisation.name if part.post else "",
        state=_state(newest, begun),
        profile=newest.pk if newest else None,
        source=newest.source if newest else "",
        completed_at=newest.completed_at if newest else None,
        again=begun and newest is not None,
    )


def _state(newest: ConflictProfile | None, begun: bool) -> State:
    if newest is None:
        return State.BEGUN if begun else State.NOT_BEGUN
    return State.RELEASED if newest.is_released else State.COMPLETED


def facilitators(programme: Programme, *, at: date) -> tuple[str, ...]:
    """The names of those who run the programme on the day `at`."""
    parts = programme.memberships.standing().current(at).filter(role=Role.FACILITATOR).select_related("person")
    return tuple(part.shown_name for part in parts)


def member_names(programme: Programme) -> dict[int, str]:
    """Names as this programme's roster gives them, by person id."""
    parts = programme.memberships.standing().select_related("person")
    return {part.person_id: part.shown_name for part in parts}


def member_name(person: Person, programme: Programme) -> str:
    """The person's name as this programme's roster gives it."""
    parts = programme.memberships.standing().filter(person=person).select_related("person")
    part = parts.first()
    return part.shown_name if part else person.name
