"""What a case study is made of: chapters of paragraphs, lists, figures, passages; each statement with its sources."""

from dataclasses import dataclass, replace
from itertools import islice
from typing import ClassVar, Self

from hwe_portal.rendering.figures import Figure
from hwe_portal.reports.evidence import Source, briefly, fingerprint, group_of, numbered

DOCUMENT = "case_study"
SHORT, SHORTEST, FULL_PAGE = 1200, 450, 3000  # lengths of chapters
MOST_NAMED = 2  # records of one kind that a printed note names; of more it says how many


@dataclass(frozen=True)
class Statement:
    """A sentence or two that rest on records.

    `key` stays the same from one gathering to the next; in a list it is "list.item". `head` is how the text begins, if
    that is to stand out. `number` is that of the note with its sources; 0 where it has none.
    """

    key: str
    text: str
    sources: tuple[Source, ...]
    head: str = ""
    number: int = 0

    @property
    def rest(self) -> str:
        """The text after its head."""
        return self.text.removeprefix(self.head)


@dataclass(frozen=True)
class Block:
    """A part of a chapter; `kind` names its template."""

    kind: ClassVar[str]
    items: tuple[Statement, ...]

    def with_notes(self, numbers: dict[str, int]) -> Self:
        """The same block, each statement with the number of its note."""
        return replace(self, items=tuple(replace(one, number=numbers.get(group_of(one.key), 0)) for one in self.items))

    @property
    def number(self) -> int:
        """The one note of a block whose statements share it."""
        return self.items[0].number if self.items else 0


@dataclass(frozen=True)
class Paragraph(Block):
    """Statements that read on from one to the next."""

    kind = "paragraph"

    @property
    def marked(self) -> list[tuple[Statement, bool]]:
        """Each statement with whether its note is marked after it: once where the next rests on the same records."""
        following = [*(one.number for one in self.items[1:]), 0]
        return [(one, one.number not in (0, after)) for one, after in zip(self.items, following, strict=True)]


@dataclass(frozen=True)
class Finding(Block):
    """Something learnt, under a heading of its own, or under the chapter's where that says it already."""

    kind = "finding"
    heading: str = ""


@dataclass(frozen=True)
class Listing(Block):
    """Statements that belong together, under a line that introduces them; in order where others refer to a number."""

    kind = "listing"
    lead: str = ""
    ordered: bool = False


@dataclass(frozen=True)
class Numbers(Block):
    """A few counts side by side; each statement's head is the number."""

    kind = "numbers"
    lead: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a charter with the behaviours below it."""

    said: Statement
    below: tuple[Statement, ...]


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Poster(Block):
    """A statement, and below it the lines of a charter by section, each followed by the behaviours below it.

    `titles`: of each section its title, and for each of its lines how many behaviours are below it.
    """

    kind = "poster"
    titles: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def lead(self) -> Statement:
        return self.items[0]

    @property
    def sections(self) -> list[Section]:
        said = iter(self.items[1:])
        return [
            Section(title, tuple(Line(next(said), tuple(islice(said, count))) for count in counts))
            for title, counts in self.titles
        ]


@dataclass(frozen=True)
class Drawn(Block):
    """A figure, and in one statement the records that it is drawn from."""

    kind = "drawn"
    figure: Figure | None = None


@dataclass(frozen=True)
class Written(Block):
    """A passage of the facilitator, its fields filled. A view needs no record; `gaps` are fields without one."""

    kind = "written"
    pk: int = 0
    is_view: bool = False
    gaps: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.items[0].text.split("\n\n") if part.strip()]


@dataclass(frozen=True)
class Chapter:
    """`name` is its place in the report, `title` its message; `blocks` may be empty while nothing is recorded."""

    key: str
    name: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def written(self) -> list[Block]:
        """The facilitator's passages."""
        return [block for block in self.blocks if isinstance(block, Written)]

    @property
    def told(self) -> list[Block]:
        """What the records say."""
        return [block for block in self.blocks if not isinstance(block, Written)]

    @property
    def length(self) -> int:
        """How much room it takes, in characters; a picture counts as a full page."""
        pictures = sum(isinstance(block, Drawn | Poster) for block in self.blocks)
        return pictures * FULL_PAGE + sum(len(one.text) for block in self.blocks for one in block.items)


@dataclass(frozen=True)
class Note:
    """A note at the end: the records behind the statements that carry its number."""

    number: int
    sources: tuple[Source, ...]
    cited_at: str

    @property
    def brief(self) -> str:
        """The records in one line; of more than two of a kind only how many there are."""
        kinds: dict[str, list[str]] = {}
        for source in self.sources:
            kind, colon, _ = source.label.partition(": ")
            kinds.setdefault(kind if colon else source.label, []).append(source.label)
        return "; ".join(_shortly(kind, labels) for kind, labels in kinds.items())


def _shares(before: Chapter, chapter: Chapter) -> bool:
    return before.length < SHORTEST or (before.length < FULL_PAGE and chapter.length < SHORT)


def _shortly(kind: str, labels: list[str]) -> str:
    return f"{kind}: {len(labels)} records" if len(labels) > MOST_NAMED else "; ".join(briefly(labels))


@dataclass(frozen=True)
class CaseStudy:
    title: str
    owner: str
    period: str
    fact: str
    chapters: tuple[Chapter, ...]
    small_print: tuple[str, ...] = ()

    @property
    def laid_out(self) -> list[tuple[Chapter, bool]]:
        """Each chapter with whether it goes on below the one before: after a few lines, or a short one after text."""
        before = (None, *self.chapters[:-1])
        return [(one, last is not None and _shares(last, one)) for last, one in zip(before, self.chapters, strict=True)]

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for chapter in self.chapters for block in chapter.blocks)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement in reading order, those of lists, figures and passages included."""
        return tuple(one for block in self.blocks for one in block.items)

    @property
    def fingerprints(self) -> dict[str, str]:
        """What each statement that rests on a record says now, by its key, as a fingerprint."""
        return {one.key: fingerprint(one.text) for one in self.statements if one.sources}

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(block.figure for block in self.blocks if isinstance(block, Drawn) and block.figure)

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes in the order of their numbers."""
        sources: dict[int, dict[Source, None]] = {}
        cited_at: dict[int, str] = {}
        for one in self.statements:
            if one.number:
                sources.setdefault(one.number, {}).update(dict.fromkeys(one.sources))
                cited_at.setdefault(one.number, one.key)
        return tuple(Note(number, tuple(behind), cited_at[number]) for number, behind in sorted(sources.items()))

    @property
    def gaps(self) -> tuple[str, ...]:
        """Fields used in passages that have no record behind them now."""
        return tuple(gap for block in self.blocks if isinstance(block, Written) for gap in block.gaps)

    def with_notes(self) -> "CaseStudy":
        """The same study with its notes numbered: statements that rest on the same records share a note."""
        numbers = numbered((one.key, source.key) for one in self.statements for source in one.sources)
        noted = (
            replace(chapter, blocks=tuple(block.with_notes(numbers) for block in chapter.blocks))
            for chapter in self.chapters
        )
        return replace(self, chapters=tuple(noted))
