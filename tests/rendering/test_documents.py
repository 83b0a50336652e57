"""The printed document: tagged, titled, in its language, with every figure said in words and every page numbered."""

from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.template import engines

from hwe_portal.rendering.charts import Choices, Holding, ModeChoices, PostRow, Posts
from hwe_portal.rendering.documents import Chapter, PrintedDocument, document_html, print_document
from hwe_portal.rendering.figures import Figure
from tests.rendering.structure import bookmarks, elements

CHOICES = Figure(
    "choices",
    "Three compete first",
    "Of 6 people.",
    Choices((ModeChoices("competing", 3, 1, 2), ModeChoices("avoiding", 1, 0, 3))),
    print_table=True,
)
POSTS = Figure(
    "posts",
    "Forty posts",
    "2021.",
    Posts(
        tuple(PostRow(f"Post {row}", (Holding(date(2020, 1, 1)),)) for row in range(40)),
        date(2021, 1, 1),
        date(2021, 12, 1),
    ),
)
DOCUMENT = PrintedDocument(
    title="How we handle conflict, together",
    subtitle="The group\u2019s snapshot",
    owner="A system",
    fact="17 of 19 leaders, counted together, nobody named",
    running="Systems Leaders Group \u00b7 team snapshot",
    author="The facilitators",
    issued=date(2022, 1, 10),
    chapters=(Chapter("first", "Three of us compete first"), Chapter("second", "Forty posts changed hands")),
    annex=(CHOICES,),
)
BODY = """{% load figures %}
<section id="first"><h2>Three of us compete first</h2><p>{{ words }}</p>{% figure choices %}</section>
<section id="second"><h2>Forty posts changed hands</h2>{% figure posts %}</section>"""
CONTEXT = {"choices": CHOICES, "posts": POSTS, "words": "We met. " * 700}


@pytest.fixture(scope="module")
def body():
    return engines["django"].from_string(BODY).template


@pytest.fixture(scope="module")
def printed(body):
    return print_document(DOCUMENT, body=body, context=CONTEXT)


@pytest.fixture
def pdf(printed):
    with pikepdf.open(BytesIO(printed)) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(printed):
    """The words of each page."""
    with pypdfium2.PdfDocument(printed) as opened:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in opened]


def test_it_says_what_it_is(pdf):
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo["/Title"]) == "How we handle conflict, together"
    assert str(pdf.docinfo["/Author"]) == "The facilitators"
    assert pdf.open_metadata()["pdfuaid:part"] == "1"


def test_every_picture_says_its_numbers(pdf):
    spoken = [str(figure.Alt) for figure in elements(pdf, "/Figure")]
    assert spoken[0].startswith("Three compete first. Competing: first choice of 3 people")
    assert [each.partition(".")[0] for each in spoken] == ["Three compete first"] + ["Forty posts"] * 5


def test_every_cell_knows_its_headers(pdf):
    cells = elements(pdf, "/TD")
    assert len(cells) == 2 * 2 * 3
    assert {len(cell.A.Headers) for cell in cells} == {2}
    assert len(elements(pdf, "/Caption")) == 2


def test_its_bookmarks_are_its_headings(pdf):
    assert bookmarks(pdf) == [
        (1, "How we handle conflict, together"),
        (2, "Contents"),
        (2, "Three of us compete first"),
        (3, "Three compete first"),
        (2, "Forty posts changed hands"),
        (3, "Forty posts"),
        (2, "The figures as tables"),
    ]


def test_its_contents_name_the_pages_where_the_chapters_are(pages):
    headings = ("Three of us compete first", "Forty posts changed hands", "The figures as tables")
    found = [
        next(number for number, words in enumerate(pages, 1) if number > 2 and title in words) for title in headings
    ]
    written = [int(line.rpartition(" ")[2]) for line in pages[1].splitlines() if line.startswith(headings)]
    assert written == found


def test_every_page_but_the_cover_has_its_foot(pages):
    last = len(pages)
    assert DOCUMENT.running not in pages[0]
    assert [f"{number} of {last}" in words for number, words in enumerate(pages, 1)] == [False] + [True] * (last - 1)
    assert all(DOCUMENT.running in words for words in pages[1:])


def test_the_cover_states_the_fact(pages):
    assert [line.strip() for line in pages[0].splitlines()] == [
        "A system",
        "How we handle",
        "conflict, together",
        "The group\u2019s snapshot",
        "17 of 19 leaders, counted together, nobody named",
    ]


def test_the_same_document_gives_the_same_bytes(body, printed):
    assert print_document(DOCUMENT, body=body, context=CONTEXT) == printed


def test_a_short_document_needs_no_contents_and_no_annex(body):
    short = PrintedDocument("Title", "Subtitle", "Owner", "Fact", "Foot", "Author")
    html = document_html(short, body=body, context=CONTEXT)
    assert "paper-contents" not in html
    assert "paper-annex" not in html


def test_what_people_typed_stays_words(body):
    hostile = PrintedDocument("<b>x</b>", "<i>", "<u>", "<s>", '"><script>', "<a>", chapters=(Chapter('"><b>', "<b>"),))
    html = document_html(hostile, body=body, context=CONTEXT)
    assert not any(tag in html for tag in ("<b>", "<i>", "<u>", "<s>", "<script>"))
