"""Issuing a case study: made at a moment, printed, and kept as it was with the records behind each statement."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from hwe_portal.rendering.documents import Chapter, PrintedDocument, print_document
from hwe_portal.reports.case_study.content import DOCUMENT, CaseStudy
from hwe_portal.reports.case_study.gather import gather
from hwe_portal.reports.evidence import fingerprint
from programmes.models import Evidence, IssuedReport, Job, Programme, User
from programmes.services import audit, jobs

TASK = "hwe_portal.tasks.issue_case_study"
BODY = "portal/case_study/_body.html"
STEPS = 3
GAPS = (
    "The case study was not issued. Passages use fields with nothing behind them now: {gaps}. "
    "Record it, or take the field out."
)


def request_issue(*, programme: Programme, title: str, to_sponsors: bool, by: User) -> Job:
    """Ask for the case study to be issued in the background. The job leads to the issued report."""
    subject = {"programme": programme.pk, "title": title, "to_sponsors": to_sponsors}
    return jobs.enqueue(task=TASK, title=f"Issuing “{title}”", by=by, subject=subject, programme=programme, steps=STEPS)


def prepare(job: Job) -> Callable[[], str]:
    """Gather, print, and return what stores the report. Raises JobError where a passage has a gap."""
    programme = Programme.objects.select_related("system", "group").get(pk=job.subject["programme"])
    jobs.report(job, step=1, message="Reading the records")
    now = timezone.now()
    study = gather(programme, at=timezone.localdate(now))
    if study.gaps:
        raise jobs.JobError(GAPS.format(gaps=", ".join(study.gaps)))
    jobs.report(job, step=2, message="Printing the document")
    context = {"study": study, "noted": True}
    page = render_to_string(BODY, context)
    pdf = print_document(printed(study, job.subject["title"], now), body=BODY, context=context)
    return lambda: _store(job, programme, study, page, pdf, now)


def printed(study: CaseStudy, title: str, now: datetime) -> PrintedDocument:
    """The cover, the contents and the foot of the document."""
    issued = date_format(timezone.localtime(now), "j F Y")
    chapters = tuple(Chapter(chapter.key, chapter.title, chapter.name) for chapter in study.chapters)
    return PrintedDocument(
        title=title,
        subtitle=f"Case study: {study.title}, {study.period}",
        owner=study.owner,
        fact=f"{study.fact} · issued {issued}",
        running=f"{study.title} · case study · {issued}",
        author=study.owner,
        issued=timezone.localdate(now),
        chapters=(*chapters, Chapter("notes", "What each statement rests on")),
        annex=study.figures,
    )


def _store(job: Job, programme: Programme, study: CaseStudy, page: str, pdf: bytes, now: datetime) -> str:
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        reports = IssuedReport.objects.filter(programme=programme, document=DOCUMENT)
        report = IssuedReport(
            programme=programme,
            document=DOCUMENT,
            number=(reports.aggregate(last=Max("number"))["last"] or 0) + 1,
            title=job.subject["title"],
            covers=study.fact,
            to_sponsors=job.subject["to_sponsors"],
            body=page,
            sha256=hashlib.sha256(pdf).hexdigest(),
            issued_at=now,
            by=job.by,
        )
        report.file.save(f"case-study-{programme.pk}-{report.number}.pdf", ContentFile(pdf), save=False)
        report.save()
        Evidence.objects.bulk_create(_evidence(report, study))
        audit.write(by=job.by, verb="issued", record=report)
    return reverse("report", kwargs={"report": report.pk})


def _evidence(report: IssuedReport, study: CaseStudy) -> list[Evidence]:
    return [
        Evidence(report=report, statement=one.key, record=source.key, label=source.label, said=fingerprint(one.text))
        for one in study.statements
        for source in dict.fromkeys(one.sources)
    ]
