"""Slides as a PowerPoint file that people go on working with.

Messages and words stand in the placeholders of the layouts, pictures are native shapes in one group each, and the
letters and colours are those of the file's own theme: change them there and every slide follows.
"""

import io
import re

import pptx
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from hwe_portal.rendering.palette import BLUE, INK, MODES, NAVY, PALE, PINK, QUIET, STEADY, WHITE
from hwe_portal.rendering.slides.canvas import (
    FOOT,
    FOOT_MEASURE,
    FOOT_TOP,
    HEIGHT,
    LEFT,
    MEASURE,
    TOP,
    WIDTH,
    Block,
    Presentation,
    Slide,
)
from hwe_portal.rendering.slides.marks import Box, Disc, Drawing, Mark, Rule, Words

FAMILY = "Atkinson Hyperlegible Next"
EMU = 9525  # to a unit of the canvas, which is a pixel at 96 dots an inch
POINTS = 0.75
SLACK = 1.12  # a text box is so much wider than its words, for machines that lack the letters
COVER, WORDS, TITLE_ONLY = 0, 1, 5
MESSAGE = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
WORDS_BELOW = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.SUBTITLE)
ALIGNED = {"start": PP_ALIGN.LEFT, "middle": PP_ALIGN.CENTER, "end": PP_ALIGN.RIGHT}
# The theme's colours by the names that PowerPoint has for them.
THEME = {
    "dk1": INK,
    "lt1": WHITE,
    "dk2": NAVY,
    "lt2": PALE,
    "accent1": BLUE,
    "accent2": PINK,
    "accent3": MODES["compromising"].colour,
    "accent4": MODES["accommodating"].colour,
    "accent5": QUIET,
    "accent6": STEADY,
    "hlink": BLUE,
    "folHlink": NAVY,
}


def write(presentation: Presentation) -> bytes:
    """The file: a cover, then the slides."""
    file = pptx.Presentation()
    file.slide_width, file.slide_height = Emu(WIDTH * EMU), Emu(HEIGHT * EMU)
    _dress(file)
    file.core_properties.title = presentation.title
    file.core_properties.author = presentation.author
    file.core_properties.language = "en-GB"
    _cover(file, presentation)
    notes = presentation.notes or ("",) * len(presentation.slides)
    for number, (slide, said) in enumerate(zip(presentation.slides, notes, strict=True), start=1):
        _slide(file, slide, f"{number} of {len(presentation.slides)}", said)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


# The house ------------------------------------------------------------


def _dress(file) -> None:
    """Our letters and colours as the theme; of the layouts the three that are used, laid out for 16:9."""
    master = file.slide_masters[0]
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _themed(theme.blob.decode()).encode()
    kept = [file.slide_layouts[number] for number in (COVER, WORDS, TITLE_ONLY)]
    for layout in list(file.slide_layouts):
        if layout not in kept:
            file.slide_layouts.remove(layout)
    for page in (master, *kept):
        for holder in list(page.placeholders):
            _place_holder(holder)
    _style(master)


def _themed(theme: str) -> str:
    for name, colour in THEME.items():
        value = f'<a:srgbClr val="{colour[1:].upper()}"/>'
        theme = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf"\g<1>{value}\g<2>", theme, flags=re.DOTALL)
    # Family 34 is plain letters of varying width: a machine without ours takes its own of that kind.
    return re.sub(
        r'(<a:(?:major|minor)Font>\s*)<a:latin [^>]*/>',
        rf'\g<1><a:latin typeface="{FAMILY}" pitchFamily="34" charset="0"/>',
        theme,
    )  # fmt: skip


def _place_holder(holder) -> None:
    """Messages on top, words below; date, foot and number are text of the slides themselves."""
    if holder.placeholder_format.type in MESSAGE:
        _put(holder, LEFT, TOP, MEASURE, 120)
    elif holder.placeholder_format.type in WORDS_BELOW:
        _put(holder, LEFT, TOP + 140, MEASURE, FOOT_TOP - TOP - 160)
    else:
        holder._element.getparent().remove(holder._element)


def _style(master) -> None:
    """Messages bold and from the left, words without bullets."""
    styles = master._element.find(qn("p:txStyles"))
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("b", "1")
    for level in styles.find(qn("p:bodyStyle")):
        level.set("marL", "0")
        level.set("indent", "0")
        for bullet in (*level.findall(qn("a:buChar")), *level.findall(qn("a:buFont"))):
            level.remove(bullet)


# A slide ------------------------------------------------------------


def _cover(file, presentation: Presentation) -> None:
    slide = file.slides.add_slide(file.slide_layouts[0])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = _colour(NAVY)
    title, subtitle = slide.placeholders[0], slide.placeholders[1]
    _put(title, LEFT, 240, MEASURE, 220)
    _say(title, presentation.title, 62, WHITE, weight=700, anchor=MSO_ANCHOR.BOTTOM)
    _put(subtitle, LEFT, 478, MEASURE, 90)
    _say(subtitle, presentation.subtitle, 30, WHITE)
    _text(slide.shapes, Words(LEFT, 76, (presentation.owner,), 26, 600, STEADY), "Owner")


def _slide(file, shown: Slide, number: str, said: str) -> None:
    slide = file.slides.add_slide(file.slide_layouts[1 if shown.text else 2])
    _block(slide.shapes.title, shown.heading, shown.title, weight=700)
    if shown.body:
        _block(slide.placeholders[1], shown.body, shown.text)
    if shown.drawing:
        _draw(slide, shown.drawing, shown.picture_top)
    if shown.foot:
        foot = slide.shapes.add_textbox(0, 0, 0, 0)
        foot.name = "What it covers"
        _put(foot, LEFT, FOOT_TOP, FOOT_MEASURE, HEIGHT - FOOT_TOP - 4)
        _say(foot, shown.foot, FOOT, QUIET)
    _text(slide.shapes, Words(WIDTH - LEFT, FOOT_TOP + FOOT, (number,), FOOT, 400, QUIET, "end"), "Number")
    if said:
        slide.notes_slide.notes_text_frame.text = said


def _block(holder, block: Block, words: str, *, weight: int = 400) -> None:
    _put(holder, LEFT, block.top, MEASURE, block.height)
    _say(holder, words, block.size, INK, weight=weight)


def _say(shape, words: str, size: float, colour: str, *, weight: int = 400, anchor=MSO_ANCHOR.TOP) -> None:
    """Words in a frame of their own width: a paragraph a line."""
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.text = words
    for paragraph in frame.paragraphs:
        paragraph.alignment, paragraph.space_before = PP_ALIGN.LEFT, Pt(0)
        for run in paragraph.runs:
            _letter(run, size, colour, weight)


def _letter(run, size: float, colour: str, weight: int) -> None:
    run.font.size, run.font.bold = Pt(size * POINTS), weight >= 600
    run.font.color.rgb = _colour(colour)
    run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK


def _put(shape, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(round(each * EMU)) for each in (left, top, width, height))


def _colour(colour: str) -> RGBColor:
    return RGBColor.from_string(colour[1:].upper())


# A picture ------------------------------------------------------------


def _draw(slide, drawing: Drawing, top: float) -> None:
    """All marks as one group that says in words what it shows, and can be taken apart."""
    shapes = [_shape(slide.shapes, mark) for mark in drawing.marks]
    for shape in shapes:
        shape.left, shape.top = Emu(shape.left + LEFT * EMU), Emu(shape.top + round(top * EMU))
    group = slide.shapes.add_group_shape(shapes)
    group.name = "Picture"
    group._element.nvGrpSpPr.cNvPr.set("descr", drawing.spoken)


def _shape(shapes, mark: Mark):
    if isinstance(mark, Words):
        return _text(shapes, mark, " ".join(mark.lines))
    if isinstance(mark, Rule):
        return _rule(shapes, mark)
    shape = shapes.add_shape(MSO_SHAPE.OVAL if isinstance(mark, Disc) else MSO_SHAPE.RECTANGLE, 0, 0, 0, 0)
    shape.name = "Mark"
    return _filled(shape, mark)


def _filled(shape, mark: Disc | Box):
    _bare(shape)
    _put(shape, mark.left, mark.top, mark.width, mark.height)
    if mark.fill == "none":
        shape.fill.background()
    else:
        shape.fill.solid()
        shape.fill.fore_color.rgb = _colour(mark.fill)
    _stroke(shape, mark.stroke, mark.thickness)
    return shape


def _rule(shapes, mark: Rule):
    ends = [Emu(round(each * EMU)) for each in (mark.x1, mark.y1, mark.x2, mark.y2)]
    shape = shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
    shape.name = "Line"
    _bare(shape)
    _stroke(shape, mark.colour, mark.thickness)
    return shape


def _stroke(shape, colour: str, thickness: float) -> None:
    if colour == "none":
        shape.line.fill.background()
    else:
        shape.line.color.rgb = _colour(colour)
        shape.line.width = Pt(thickness * POINTS)


def _bare(shape) -> None:
    """Without the theme's shadows and gradients."""
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)


def _text(shapes, mark: Words, name: str):
    """A text box about the words, as wide as they may get in another font, growing away from where they are held."""
    edge = WIDTH - LEFT - 6
    width = min(mark.width * SLACK + 4, max(edge - mark.left, mark.width))
    left = mark.x - {"start": 0, "middle": width / 2, "end": width}[mark.anchor]
    shape = shapes.add_textbox(0, 0, 0, 0)
    shape.name = name[:60]
    _put(shape, left, mark.top, width, mark.height)
    _say(shape, "\v".join(mark.lines), mark.size, mark.colour, weight=mark.weight)
    shape.text_frame.word_wrap = False
    shape.text_frame.paragraphs[0].alignment = ALIGNED[mark.anchor]
    return shape
