"""The printed document around a body: cover, contents, running foot, annex of tables.

A report is gathered once into a frozen value; its body template is included by the web page and by
`templates/rendering/document.html` alike, so page and paper cannot disagree. The body finds `paper` in its context
(true only here) and writes one `<section id="ANCHOR"><h2>the message</h2>` a chapter, each on a new page unless it has
the class `app-article__runs-on`; `<p class="app-article__lead">` opens it, `{% figure %}` shows figures, and
`<div class="app-room">` holds questions for the room. The web page wraps the same body in `<div class="app-article">`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from hwe_portal.rendering.charts.lettering import balanced
from hwe_portal.rendering.figures import Figure
from hwe_portal.rendering.pdf import render_pdf

POINTS_A_MILLIMETRE = 72 / 25.4
COVER_TITLE = 34  # points, as in static/print/document.css
COVER_SUBTITLE = 13


@dataclass(frozen=True)
class Chapter:
    """A line of the contents: the id of the chapter's element, its title, and its place in the report if it has one."""

    anchor: str
    title: str
    name: str = ""


@dataclass(frozen=True)
class PrintedDocument:
    """What stands around the body.

    `owner` heads the cover (the system's name), `fact` closes it and never says more than is true ("17 leaders counted
    together, nobody named, published 10 January 2022"), `running` is the foot of every page. `chapters` makes a
    contents page with page numbers, none where it is empty; `annex` prints the tables behind those figures at the
    end.
    """

    title: str
    subtitle: str
    owner: str
    fact: str
    running: str
    author: str
    issued: date | None = None
    chapters: tuple[Chapter, ...] = ()
    annex: tuple[Figure, ...] = ()
    language: str = "en-GB"

    @property
    def title_lines(self) -> list[str]:
        return balanced(self.title, COVER_TITLE, 150 * POINTS_A_MILLIMETRE)

    @property
    def subtitle_lines(self) -> list[str]:
        return balanced(self.subtitle, COVER_SUBTITLE, 130 * POINTS_A_MILLIMETRE)


def document_html(document: PrintedDocument, *, body: str, context: Mapping) -> str:
    """The whole document as HTML, its body rendered from the template named `body`."""
    values = {**context, "document": document, "body": body, "paper": True}
    return render_to_string("rendering/document.html", values)


def print_document(document: PrintedDocument, *, body: str, context: Mapping) -> bytes:
    """The whole document as PDF/UA-1."""
    return render_pdf(document_html(document, body=body, context=context))
