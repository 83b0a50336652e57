"""A document's whole job, from the records to the PDF, beside WeasyPrint alone on the same HTML, styles and fonts."""

from collections.abc import Callable
from functools import partial
from unittest.mock import patch

from weasyprint import HTML

from diagnostics.models import ConflictProfile, Release
from diagnostics.services import printing, snapshot_printing
from hwe_portal.demonstration import development
from hwe_portal.demonstration.load import load
from hwe_portal.rendering import documents, pdf
from hwe_portal.services import case_study
from programmes.models import Job, Programme
from programmes.services import jobs
from tests.bench.figures import Figure, middle, pairs

LIMIT = 1.15
# Short documents are measured more often: another process on the machine weighs more in them.
PAIRS, PAIRS_SHORT = 7, 15

Make = Callable[[Job], object]


def figures() -> list[Figure]:
    """The documents of the demonstration's leadership group, which has records of every kind."""
    load()
    programme = Programme.objects.get(title=development.DETAILS["title"])
    return [
        _figure("case study printed, beside WeasyPrint alone", case_study.prepare, _case_study(programme), PAIRS),
        _figure("team snapshot printed", snapshot_printing.make, _snapshot(programme), PAIRS_SHORT),
        _figure("leader's profile printed", printing.make, _profile(programme), PAIRS_SHORT),
    ]


def _case_study(programme: Programme) -> Job:
    by = programme.reports.get().by
    return case_study.request_issue(programme=programme, title=development.CASE_STUDY, to_sponsors=False, by=by)


def _snapshot(programme: Programme) -> Job:
    Release.objects.update(file="")  # else it is kept as printed
    release = Release.objects.snapshots().to_group(programme).last()
    return snapshot_printing.ask(release=release, by=release.by)


def _profile(programme: Programme) -> Job:
    profile = ConflictProfile.objects.completed().filter(programme=programme)[0]
    return printing.ask(profile=profile, by=profile.released_by)


def _figure(name: str, make: Make, asked: Job, times: int) -> Figure:
    job = jobs.take(asked.pk)
    html, printed = _page_and_paper(make, job)
    if printed != _bare(html):
        raise RuntimeError(f"{name}: WeasyPrint alone makes another document of the same HTML")
    ours, bare = middle(pairs(partial(make, job), partial(_bare, html), times))
    return Figure(name, ours, "s CPU", beside=bare, hold=f"ratio at most {LIMIT}", holds=ours / bare <= LIMIT)


def _page_and_paper(make: Make, job: Job) -> tuple[str, bytes]:
    """The HTML that the job prints, and what comes of it."""
    with patch.object(documents, "render_pdf", wraps=pdf.render_pdf) as printer:
        make(job)
    (html,) = printer.call_args.args
    return html, pdf.render_pdf(html)


def _bare(html: str) -> bytes:
    """With styles and fonts read once, as ours are: what is compared is what we add to each document."""
    kit = pdf._kit()
    document = HTML(string=html, url_fetcher=kit.fetcher)
    return document.write_pdf(stylesheets=kit.styles, font_config=kit.fonts, pdf_variant="pdf/ua-1")
