"""A published picture on paper."""

from diagnostics import snapshot
from diagnostics.models import Release
from diagnostics.services.release_printing import Printer
from hwe_portal.rendering.documents import print_document

TASK = "diagnostics.tasks.print_snapshot"


def printed(release: Release) -> bytes:
    shown = snapshot.read(release.figures)
    return print_document(snapshot.document(shown), body=snapshot.BODY, context={"snapshot": shown})


PRINTER = Printer(TASK, "The team snapshot as a PDF", "diagnostics:snapshot-version", printed)
ask, awaited, make = PRINTER.ask, PRINTER.awaited, PRINTER.make
