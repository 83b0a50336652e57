"""Slides as a PDF to hand out: a cover, then one slide a page, 16:9."""

from django.template.loader import render_to_string

from hwe_portal.rendering.pdf import STYLE, render_pdf
from hwe_portal.rendering.slides.canvas import Presentation

SLIDES = STYLE.with_name("slides.css")


def print_slides(presentation: Presentation) -> bytes:
    """The slides as PDF/UA-1; the speaker's notes are not in it."""
    html = render_to_string("rendering/slides.html", {"presentation": presentation})
    return render_pdf(html, style=SLIDES)
