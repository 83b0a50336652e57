"""A published picture on paper: printed once, in the background, from what was frozen, and kept as it is."""

import os
from collections.abc import Callable
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from diagnostics import snapshot
from diagnostics.models import Release
from hwe_portal.rendering.documents import print_document
from programmes.models import Job, User
from programmes.services import jobs

TASK = "diagnostics.tasks.print_snapshot"


@transaction.atomic
def ask(*, release: Release, by: User) -> Job | None:
    """Have the document made, unless it is there or on its way."""
    if release.file or under_way(release):
        return None
    title, subject = "The team snapshot as a PDF", {"release": release.pk}
    return jobs.enqueue(task=TASK, title=title, by=by, subject=subject, programme=release.programme)


def under_way(release: Release) -> Job | None:
    """The job that is printing it just now, whoever asked."""
    of_release = Job.objects.filter(programme=release.programme_id, task=TASK, subject__release=release.pk)
    return of_release.filter(state__in=(Job.State.WAITING, Job.State.RUNNING)).first()


def make(job: Job) -> Callable[[], str]:
    """Print it; what is returned notes the file and answers with the address of the picture."""
    release = Release.objects.get(pk=job.subject["release"])
    name = release.file.name or _keep(release, printed(release))
    return lambda: _note(release, name)


def printed(release: Release) -> bytes:
    """The document of what was frozen; the same bytes each time."""
    shown = snapshot.read(release.figures)
    return print_document(snapshot.document(shown), body=snapshot.BODY, context={"snapshot": shown})


def _keep(release: Release, content: bytes) -> str:
    """Write to a temporary name, then rename: a file of this name is whole, and the same however often it is made."""
    name = f"{Release._meta.get_field('file').upload_to}/{release.pk}.pdf"
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return name


def _note(release: Release, name: str) -> str:
    Release.objects.filter(pk=release.pk).update(file=name)
    kwargs = {"programme": release.programme_id, "release": release.pk}
    return reverse("diagnostics:snapshot-version", kwargs=kwargs)
