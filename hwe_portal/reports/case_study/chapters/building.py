"""What the chapters are put together with: statements over records, paragraphs, lists, figures."""

from collections.abc import Iterable, Sequence

from hwe_portal.rendering.figures import Figure
from hwe_portal.reports import evidence
from hwe_portal.reports.case_study.content import Block, Drawn, Listing, Numbers, Paragraph, Statement
from hwe_portal.reports.evidence import Source
from hwe_portal.reports.wording import sentence, stopped
from programmes.models import ProgrammeRecord

# A record with what is said of it, and the words at its head that are to stand out.
Said = tuple[ProgrammeRecord, str, str]
# A count: its key, the number as written, what is counted, and the records that were counted.
Count = tuple[str, str, str, tuple[Source, ...]]


def paragraph(*statements: Statement | None) -> list[Block]:
    """One paragraph of those statements that there are; none where there is none."""
    found = tuple(one for one in statements if one)
    return [Paragraph(found)] if found else []


def listing(word: str, lead: str, said: Iterable[Said], *, ordered: bool = False) -> list[Block]:
    """A list over records with the line that introduces it; nothing where nothing is recorded."""
    items = tuple(item(word, *each) for each in said)
    return [Listing(items, lead, ordered)] if items else []


def item(word: str, row: ProgrammeRecord, text: str, head: str = "") -> Statement:
    """One line of a list: its head, then its text as a sentence."""
    said = f"{head}: {stopped(text)}" if head else sentence(text)
    return Statement(f"{word}.{row.pk}", said, evidence.behind(row), head=f"{head}:" if head else "")


def one_or_list(word: str, alone: str, lead: str, said: Sequence[Said]) -> list[Block]:
    """A sentence of its own where there is one record ("Its aim: …"), a list where there are more."""
    if len(said) != 1:
        return listing(word, lead, said)
    row, text, head = said[0]
    words = f"{head}: {text}" if head else text
    return paragraph(Statement(f"{word}.{row.pk}", f"{alone} {stopped(words)}", evidence.behind(row)))


def numbers(word: str, lead: str, counts: Iterable[Count]) -> list[Block]:
    """Counts side by side; nothing for none."""
    items = tuple(Statement(f"{word}.{key}", f"{n} {words}", sources, head=n) for key, n, words, sources in counts)
    return [Numbers(items, lead)] if items else []


def drawn(figure: Figure | None, *sources: Source) -> list[Block]:
    """A figure with the records that it is drawn from; what it states is its title and its numbers."""
    if figure is None:
        return []
    table = figure.table
    said = f"{figure.title}. {table.rows if table else figure.chart}"
    return [Drawn((Statement(f"figure-{figure.key}", said, sources),), figure)]
