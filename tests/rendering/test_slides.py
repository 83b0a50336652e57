"""Slides for the room: large enough to read, nothing out of its place, the same on the wall and in PowerPoint."""

import io
from itertools import combinations

import pikepdf
import pptx
import pytest
from pptx.util import Pt

from hwe_portal.rendering import charts
from hwe_portal.rendering.palette import MODES
from hwe_portal.rendering.slides import Presentation, Sentences, Slide, Spoken, print_slides, sketches, write
from hwe_portal.rendering.slides.canvas import FOOT_TOP, HEIGHT, LEFT, MEASURE, WIDTH
from hwe_portal.rendering.slides.marks import Words
from tests.rendering import drawings
from tests.rendering.structure import bookmarks, elements

EMU = 9525
LEAST = 24
STATEMENT = "We agree in the room, and then each of us goes home and does what we did before, and nobody says so"
TITLES = ("Trust is furthest away", "Most of us look for a compromise first, " * 4)
TEXTS = ("", "How far do you agree with each of these statements about how we work together, " * 2)
SCALE = ("hardly any", "about a third", "about half", "about two thirds", "nearly all")


def _choices(*counts):
    modes = zip(MODES, counts, strict=True)
    return charts.Choices(tuple(charts.ModeChoices(mode, *count) for mode, count in modes))


def _dimensions(*people):
    modes = zip(MODES, people, strict=True)
    return charts.GroupDimensions(tuple(charts.ModeCount(mode, count) for mode, count in modes))


def _bands(count):
    return charts.BandCounts(tuple(charts.ModeBands(mode, count, 2, 3) for mode in MODES))


def _themes(number, words=STATEMENT):
    heard = tuple(charts.HeardTheme(f"{words} {each}", 1 + each % 5) for each in range(number))
    asked = charts.HeardTheme("What do few of us say?", None)
    return charts.Themes((charts.ThemeKind("Barriers", heard), charts.ThemeKind("Questions", (asked,))), SCALE)


def _gaps(number, **fields):
    items = tuple(
        charts.GapItem(f"{STATEMENT} {each}", 2.5, 4.5, "2.5", "4.5 or more", stands_out=not each, **fields)
        for each in range(number)
    )
    return charts.Gaps(items, 5, "Not at all", "Very much")


def _shares(number, end=None):
    scale = ("under 10%", *(f"{each}%" for each in range(10, 95, 5)), "over 90%") if end else SCALE
    rows = tuple(charts.Share(f"{STATEMENT} {each}", each % len(scale), each == 0) for each in range(number))
    return charts.Distribution(rows, scale, end)


class Counted(charts.Chart):
    """A chart that has no drawing of its own for a room."""

    def table(self):
        return charts.Table(
            (STATEMENT, "Leaders", "Sponsors"), tuple((f"{STATEMENT} {row}", row, 3) for row in range(9))
        )


CHARTS = {
    "few": _choices((3, 4, 5), (4, 4, 0), (9, 8, 1), (7, 2, 2), (0, 3, 12)),
    "many": _choices((30, 44, 3), (41, 5, 4), (90, 8, 80), (7, 0, 33), (1, 3, 21)),
    "words": _choices(*[("about two thirds", "more than half", 3)] * 5),
    "bands": _bands(14),
    "bands of many": _bands(70),
    "where we stand": _dimensions(3, 7, 9, 0, 1),
    "where many stand": _dimensions(90, 90, 90, 90, 90),
    "where we stand in words": _dimensions(*["about two thirds"] * 5),
    "themes": _themes(14),
    "short themes": _themes(3, "Money"),
    "gaps": _gaps(12),
    "means": charts.Gaps((charts.GapItem("Trust", 3.5, None, "3.5"), charts.GapItem("Time", None)), 7, pairs=False),
    "gaps since": _gaps(5, true_before=1.5, matters_before=4.5),
    "shares in words": _shares(12),
    "shares in percent": _shares(12, 10),
    "another chart": Counted(),
}
SKETCHES = {
    **{f"{name} {number}": each for name, chart in CHARTS.items() for number, each in enumerate(sketches(chart))},
    "questions": Sentences(tuple(f"{STATEMENT}? {each}" for each in range(7))),
    "a long quote": Spoken((STATEMENT * 4, STATEMENT), "Heard in most of the conversations."),
    "no quote": Spoken((), "Heard in most of the conversations."),
}
SLIDES = [Slide(title, text, "17 of 19", each) for each in SKETCHES.values() for title in TITLES for text in TEXTS]


@pytest.mark.parametrize("name", SKETCHES)
def test_every_picture_keeps_to_its_place_and_is_large_enough_to_read(name):
    for title in TITLES:
        for text in TEXTS:
            slide = Slide(title, text[:160], "17 of 19", SKETCHES[name])
            drawing = slide.drawing
            assert slide.picture_top + drawing.height <= FOOT_TOP
            assert drawing.width <= MEASURE
            assert drawings.outside(drawings.parse(slide.picture), slack=3) == []
            assert min(mark.size for mark in drawing.marks if isinstance(mark, Words)) >= LEAST
            assert _on_one_another(drawing) == []


def _on_one_another(drawing):
    words = [mark for mark in drawing.marks if isinstance(mark, Words) and mark.lines]
    return [(one.lines, other.lines) for one, other in combinations(words, 2) if _overlap(one, other)]


def _overlap(one, other):
    """Whether the letters of one stand on those of the other; a line's own leading is not letters."""
    across = one.left < other.left + other.width and other.left < one.left + one.width
    down = one.top + one.size * 0.2 < other.top + other.height - other.size * 0.45
    up = other.top + other.size * 0.2 < one.top + one.height - one.size * 0.45
    return across and down and up


def test_words_are_as_large_as_they_fit_and_never_reach_the_foot():
    for words in ("Short", STATEMENT, (STATEMENT + ". ") * 5, "\n".join(["A line"] * 8), "W" * 160):
        slide = Slide(words[:160], words[:600])
        assert min(slide.heading.size, slide.body.size) >= LEAST
        assert slide.heading.foot <= slide.body.top
        assert slide.body.foot <= FOOT_TOP
    assert (Slide("Short").heading.size, Slide("W" * 160).heading.size) == (68, 48)


def test_a_long_list_is_cut_into_the_same_parts_always_and_nothing_is_lost():
    parts = sketches(_themes(14))
    said = [line.theme.words for part in parts for line in part.lines if line.theme]
    assert said == [theme.words for kind in _themes(14).kinds for theme in kind.heaviest_first()]
    assert sketches(_themes(14)) == parts
    assert [len(part.chart.items) for part in sketches(_gaps(12))] == [4, 4, 4]


# PowerPoint ------------------------------------------------------------


def _opened(slides, notes=()):
    content = write(Presentation("What we heard", "Workshop 1", "A system", "A programme", tuple(slides), tuple(notes)))
    return pptx.Presentation(io.BytesIO(content))


def _shapes(shapes):
    for shape in shapes:
        yield shape
        if shape.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.GROUP:
            yield from _shapes(shape.shapes)


def test_powerpoint_has_messages_in_placeholders_and_pictures_of_native_shapes_that_say_what_they_show():
    slides = [Slide("Trust is furthest away", "Of 19 people", "17 of 19", SKETCHES["gaps 0"]), Slide("And now?")]
    file = _opened(slides)
    assert (file.slide_width, file.slide_height) == (WIDTH * EMU, HEIGHT * EMU)
    assert [slide.shapes.title.text for slide in file.slides] == ["What we heard", "Trust is furthest away", "And now?"]
    first = file.slides[1]
    assert first.placeholders[1].text == "Of 19 people"
    (group,) = [shape for shape in first.shapes if shape.name == "Picture"]
    assert group._element.nvGrpSpPr.cNvPr.get("descr") == slides[0].drawing.spoken
    assert [shape for shape in _shapes(first.shapes) if shape.shape_type == 13] == []
    words = [shape.text_frame.text.replace("\v", " ") for shape in group.shapes if shape.has_text_frame and shape.text]
    assert words == [" ".join(mark.lines) for mark in slides[0].drawing.marks if isinstance(mark, Words)]
    assert "17 of 19" in [shape.text for shape in first.shapes if shape.has_text_frame]


def test_in_powerpoint_nothing_stands_outside_its_slide_nor_below_what_can_be_read():
    for slide in list(_opened(SLIDES).slides)[1:]:
        for shape in _shapes(slide.shapes):
            assert shape.left >= (LEFT - 2) * EMU
            assert shape.top >= 0
            assert shape.left + shape.width <= WIDTH * EMU
            assert shape.top + shape.height <= HEIGHT * EMU
            sizes = (
                [run.font.size for p in shape.text_frame.paragraphs for run in p.runs] if shape.has_text_frame else []
            )
            assert all(size >= Pt(18) for size in sizes)
        foot = next(shape.top for shape in slide.shapes if shape.name == "What it covers")
        picture = next(shape for shape in slide.shapes if shape.name == "Picture")
        title = slide.shapes.title
        assert title.top + title.height <= picture.top + EMU
        assert picture.top + picture.height <= foot


def test_notes_are_in_powerpoint_only_where_they_are_given():
    file = _opened([Slide("One"), Slide("Two")], ["Wait here.", ""])
    assert [slide.has_notes_slide for slide in file.slides] == [False, True, False]
    assert file.slides[1].notes_slide.notes_text_frame.text == "Wait here."
    assert [slide.has_notes_slide for slide in _opened([Slide("One")]).slides] == [False, False]


def test_the_file_is_in_our_letters_and_colours():
    file = _opened([Slide("One")])
    theme = file.slide_masters[0].part.part_related_by(pptx.opc.constants.RELATIONSHIP_TYPE.THEME).blob.decode()
    assert theme.count('<a:latin typeface="Atkinson Hyperlegible Next"') == 2
    assert '<a:accent1><a:srgbClr val="005EB8"/></a:accent1>' in theme
    assert [layout.name for layout in file.slide_layouts] == ["Title Slide", "Title and Content", "Title Only"]


# Paper ------------------------------------------------------------


def test_on_paper_each_slide_is_a_tagged_page_of_its_own():
    slides = tuple(Slide(f"Message {each}", "", "17 of 19", SKETCHES["few 0"]) for each in range(3))
    printed = print_slides(Presentation("What we heard", "Workshop 1", "A system", "A programme", slides))
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert [tuple(map(round, page.mediabox[2:])) for page in pdf.pages] == [(960, 540)] * 4
        assert (str(pdf.docinfo.Title), str(pdf.Root.Lang)) == ("What we heard", "en-GB")
        assert [title for _, title in bookmarks(pdf)] == ["What we heard", *(slide.title for slide in slides)]
        spoken = [str(figure.Alt) for figure in elements(pdf, "/Figure")]
    assert spoken == [f"{slide.title}. {slide.drawing.spoken}" for slide in slides]
