"""The run sheet on paper. It is made as it is asked for, in half a second, and kept nowhere: the agenda is."""

from django.template.loader import render_to_string

from hwe_portal.rendering.pdf import render_pdf
from workshops.selectors.run_sheets import RunSheet


def printed(sheet: RunSheet) -> bytes:
    """The run sheet as PDF/UA-1, A4."""
    return render_pdf(render_to_string("workshops/agenda/run_sheet_paper.html", {"sheet": sheet}))
