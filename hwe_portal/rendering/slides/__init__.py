"""Slides for the room: one message on a 16:9 canvas, drawn once for the wall, for paper and for PowerPoint.

A chart (`hwe_portal.rendering.charts`) is small print for readers. For a room `sketches(chart)` draws the same values
anew with large letters, in as many parts as stay readable; each mark of it becomes SVG on the wall and on paper and a
native shape in PowerPoint, so that the three cannot disagree.
"""

from hwe_portal.rendering.slides.canvas import Presentation, Slide
from hwe_portal.rendering.slides.marks import Drawing, Sketch
from hwe_portal.rendering.slides.of_charts import sketches
from hwe_portal.rendering.slides.paper import print_slides
from hwe_portal.rendering.slides.powerpoint import write
from hwe_portal.rendering.slides.words import Sentences, Spoken

__all__ = ["Drawing", "Presentation", "Sentences", "Sketch", "Slide", "Spoken", "print_slides", "sketches", "write"]
