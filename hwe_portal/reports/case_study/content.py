"""What a case study is made of: chapters of statements, lists, figures and passages, each with its sources."""

from collections.abc import Iterator
from dataclasses import dataclass

from hwe_portal.rendering.figures import Figure
from hwe_portal.reports.evidence import Source, fingerprint

DOCUMENT = "case_study"


@dataclass(frozen=True)
class Statement:
    """A sentence or two that rest on records. `key` stays the same from one gathering to the next."""

    key: str
    text: str
    sources: tuple[Source, ...]
    number: int = 0


@dataclass(frozen=True)
class Listing:
    """Statements that belong together, under a line that introduces them."""

    lead: str
    items: tuple[Statement, ...]


@dataclass(frozen=True)
class Drawn:
    """A figure and the records that it is drawn from."""

    figure: Figure
    statement: Statement


@dataclass(frozen=True)
class Written:
    """A passage of the facilitator, its fields filled. A view needs no record; `gaps` are fields with nothing behind."""

    pk: int
    statement: Statement
    is_view: bool
    gaps: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.statement.text.split("\n\n") if part.strip()]


Block = Statement | Listing | Drawn | Written


@dataclass(frozen=True)
class Chapter:
    """`name` is its place in the report, `title` its message; `blocks` may be empty while nothing is recorded."""

    key: str
    name: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def parts(self) -> list[tuple[str, Block]]:
        """Each block with the name of how it is shown."""
        return [(type(block).__name__.lower(), block) for block in self.blocks]


@dataclass(frozen=True)
class CaseStudy:
    title: str
    owner: str
    period: str
    fact: str
    chapters: tuple[Chapter, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement in reading order, those of lists, figures and passages included."""
        return tuple(one for chapter in self.chapters for block in chapter.blocks for one in _statements(block))

    @property
    def fingerprints(self) -> dict[str, str]:
        """What each statement that rests on a record says now, by its key, as a fingerprint."""
        return {one.key: fingerprint(one.text) for one in self.statements if one.sources}

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(block.figure for chapter in self.chapters for block in chapter.blocks if isinstance(block, Drawn))

    @property
    def gaps(self) -> tuple[str, ...]:
        """Fields used in passages that have no record behind them now."""
        written = (block for chapter in self.chapters for block in chapter.blocks if isinstance(block, Written))
        return tuple(gap for block in written for gap in block.gaps)


def _statements(block: Block) -> Iterator[Statement]:
    if isinstance(block, Statement):
        yield block
    elif isinstance(block, Listing):
        yield from block.items
    else:
        yield block.statement
