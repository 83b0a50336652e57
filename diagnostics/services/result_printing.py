"""A published result of a survey on paper, for the group and for sponsors alike."""

from diagnostics import survey_picture
from diagnostics.models import Release
from diagnostics.services.release_printing import Printer
from hwe_portal.rendering.documents import print_document

TASK = "diagnostics.tasks.print_results"


def printed(release: Release) -> bytes:
    shown = survey_picture.read(release.figures)
    return print_document(survey_picture.document(shown), body=survey_picture.BODY, context={"picture": shown})


PRINTER = Printer(TASK, "The results as a PDF", "diagnostics:result-version", printed)
ask, awaited, make = PRINTER.ask, PRINTER.awaited, PRINTER.make
