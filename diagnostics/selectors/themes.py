"""Reads of what came of coding: the codebook, a theme's passages, themes by sector, and when no new ones are heard.

Everything counts only conversations whose notes are open to the reader. A theme is backed by a conversation however
many of its passages speak to it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from diagnostics.confidential import words_of
from diagnostics.models import Coding, Excerpt, Interview, Theme
from diagnostics.selectors.coding import KINDS, OpenConversation, held_on, open_conversations
from diagnostics.words import NUMBERS
from programmes.access import Role
from programmes.models import Membership, Programme, Sector, User

NO_SECTOR = "No post recorded"


@dataclass(frozen=True)
class ThemeRow:
    """A theme with its passages and the conversations that back it, as far as they are open to the reader."""

    theme: Theme
    passages: int
    conversations: int


@dataclass(frozen=True)
class Codebook:
    """The standing themes by kind, and the withdrawn ones; `open_to_you` and `coded` count conversations."""

    kinds: tuple[tuple[str, tuple[ThemeRow, ...]], ...]
    withdrawn: tuple[Theme, ...]
    open_to_you: int
    coded: int

    @property
    def themes(self) -> int:
        return sum(len(rows) for _, rows in self.kinds)


@dataclass(frozen=True)
class Speaker:
    """Who a conversation was with: as this programme lists them, their post, and its organisation's sector."""

    name: str
    post: str
    sector: str


@dataclass(frozen=True)
class Said:
    """A passage of a theme."""

    excerpt: int
    words: str


@dataclass(frozen=True)
class Conversation:
    """One conversation that backs a theme, and its passages in the order of the notes."""

    interview: Interview
    speaker: Speaker
    passages: tuple[Said, ...]


@dataclass(frozen=True)
class SectorRow:
    theme: Theme
    counts: tuple[int, ...]
    all: int


@dataclass(frozen=True)
class Analysis:
    """Themes by sector and over time. `sectors` name the columns; `held` and `new` go conversation by conversation."""

    sectors: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, tuple[SectorRow, ...]], ...]
    open_to_you: int
    held: tuple[date, ...]
    new: tuple[int, ...]

    @property
    def coded(self) -> int:
        return len(self.new)

    @property
    def message(self) -> str:
        return saturation_message(self.new)


def codebook(programme: Programme, user: User) -> Codebook:
    """The codebook with what of it the user may count. Three queries."""
    conversations = open_conversations(programme, user)
    counted = _counted(programme, conversations)
    passages: Counter[int] = Counter()
    backing: Counter[int] = Counter()
    for theme, _, number in counted:
        passages[theme] += number
        backing[theme] += 1
    themes = list(Theme.objects.filter(programme=programme).select_related("merged_into"))
    rows = [ThemeRow(theme, passages[theme.pk], backing[theme.pk]) for theme in themes if theme.withdrawn_at is None]
    withdrawn = tuple(theme for theme in themes if theme.withdrawn_at is not None)
    coded = len({interview for _, interview, _ in counted})
    return Codebook(_by_kind(rows), withdrawn, len(conversations), coded)


def conversations_of(theme: Theme, user: User) -> tuple[Conversation, ...]:
    """The conversations open to the user that back the theme, in the order in which they were held. Two queries.

    Raises encryption.Unreadable.
    """
    readable = Excerpt.objects.readable_by(user).filter(codings__theme=theme, interview__programme=theme.programme_id)
    found: dict[Interview, list[Said]] = {}
    for excerpt in readable.select_related("interview").order_by("note", "start", "pk"):
        found.setdefault(excerpt.interview, []).append(Said(excerpt.pk, words_of(excerpt)))
    who = speakers(theme.programme_id, [interview.person_id for interview in found])
    ordered = sorted(found, key=lambda interview: (held_on(interview), interview.pk))
    return tuple(Conversation(each, who[each.person_id], tuple(found[each])) for each in ordered)


def analysis(programme: Programme, user: User) -> Analysis:
    """How many conversations of each sector back each theme, and how many themes each brought first. Four queries."""
    conversations = open_conversations(programme, user)
    who = speakers(programme.pk, [each.person for each in conversations])
    backing = [(theme, interview) for theme, interview, _ in _counted(programme, conversations)]
    coded = [each for each in conversations if each.pk in {interview for _, interview in backing}]
    sector = {each.pk: who[each.person].sector for each in coded}
    columns = _columns(sector.values())
    themes = Theme.objects.standing().filter(programme=programme)
    rows = [_sector_row(theme, backing, sector, columns) for theme in themes]
    held = tuple(each.held for each in coded)
    return Analysis(columns, _by_kind(rows), len(conversations), held, _firsts(coded, backing))


def speakers(programme: int, people: Iterable[int]) -> Mapping[int, Speaker]:
    """Who people are in a programme, by the key of the person: their last part as a leader counts. One query."""
    parts = Membership.objects.filter(programme=programme, person__in=list(people), role=Role.PARTICIPANT)
    ordered = parts.standing().select_related("person", "post__organisation").order_by("starts_on", "pk")
    return _Anybody({part.person_id: _speaker(part) for part in ordered})


def saturation_message(new: Sequence[int]) -> str:
    """The title of the curve: how many conversations at the end brought nothing new, or what the last one brought."""
    if not any(new):
        return "No conversation has been coded yet"
    quiet = next(place for place, number in enumerate(reversed(new)) if number)
    if quiet == 0:
        last = "one new theme" if new[-1] == 1 else f"{_in_words(new[-1])} new themes"
        return f"The last conversation still brought {last}"
    if quiet == 1:
        return "The last conversation brought no new theme"
    return f"No new theme in the last {_in_words(quiet)} conversations"


class _Anybody(dict[int, Speaker]):
    """Somebody whose part in the programme was withdrawn since is a leader still."""

    def __missing__(self, person: int) -> Speaker:
        return Speaker("A leader", "", NO_SECTOR)


def _speaker(part: Membership) -> Speaker:
    if part.post is None:
        return Speaker(part.shown_name, "", NO_SECTOR)
    return Speaker(part.shown_name, str(part.post), part.post.organisation.get_sector_display())


def _counted(programme: Programme, conversations: Sequence[OpenConversation]) -> list[tuple[int, int, int]]:
    """Theme, conversation, and how many passages of the one speak to the other."""
    of_these = Coding.objects.filter(theme__programme=programme, theme__withdrawn_at=None)
    open_ = of_these.filter(excerpt__interview__in=[each.pk for each in conversations])
    return list(open_.order_by().values_list("theme", "excerpt__interview").annotate(number=Count("pk")))


def _by_kind(rows: Sequence) -> tuple:
    kinds = ((label, tuple(row for row in rows if row.theme.kind == kind)) for kind, label in KINDS.items())
    return tuple((label, found) for label, found in kinds if found)


def _columns(sectors: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """The sectors that occur, in their usual order, each with its conversations."""
    counts = Counter(sectors)
    usual = [*(sector.label for sector in Sector), NO_SECTOR]
    return tuple((sector, counts[sector]) for sector in usual if counts[sector])


def _sector_row(
    theme: Theme, backing: Sequence[tuple[int, int]], sector: Mapping[int, str], columns: Sequence[tuple[str, int]]
) -> SectorRow:
    counts = Counter(sector[interview] for key, interview in backing if key == theme.pk)
    return SectorRow(theme, tuple(counts[name] for name, _ in columns), counts.total())


def _firsts(coded: Sequence[OpenConversation], backing: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """How many themes each conversation was the first to bring."""
    themes: dict[int, set[int]] = {}
    for theme, interview in backing:
        themes.setdefault(interview, set()).add(theme)
    heard: set[int] = set()
    firsts = []
    for each in coded:
        fresh = themes[each.pk] - heard
        heard |= fresh
        firsts.append(len(fresh))
    return tuple(firsts)


def _in_words(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)
