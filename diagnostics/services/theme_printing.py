"""A published list of themes on paper."""

from diagnostics import theme_picture
from diagnostics.models import Release
from diagnostics.services.release_printing import Printer
from hwe_portal.rendering.documents import print_document

TASK = "diagnostics.tasks.print_themes"


def printed(release: Release) -> bytes:
    shown = theme_picture.read(release.figures)
    return print_document(theme_picture.document(shown), body=theme_picture.BODY, context={"picture": shown})


PRINTER = Printer(TASK, "The themes as a PDF", "diagnostics:theme-release-version", printed)
ask, awaited, make = PRINTER.ask, PRINTER.awaited, PRINTER.make
