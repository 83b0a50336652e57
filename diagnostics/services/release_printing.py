"""A published release on paper: printed once, in the background, from what was frozen, and kept as it is."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from diagnostics.models import Release
from programmes.models import Job, User
from programmes.services import jobs


@dataclass(frozen=True)
class Printer:
    """How releases of one subject are printed: by which task, under which title, leading back to which page.

    `printed` makes the document of what was frozen; the same bytes each time.
    """

    task: str
    title: str
    page: str
    printed: Callable[[Release], bytes]

    @transaction.atomic
    def ask(self, *, release: Release, by: User) -> Job | None:
        """Have the document made, unless it is there or on its way."""
        if release.file or self.under_way(release):
            return None
        subject = {"release": release.pk}
        return jobs.enqueue(task=self.task, title=self.title, by=by, subject=subject, programme=release.programme)

    def under_way(self, release: Release) -> Job | None:
        """The job that is printing it just now, whoever asked."""
        of_release = Job.objects.filter(programme=release.programme_id, task=self.task, subject__release=release.pk)
        return of_release.filter(state__in=(Job.State.WAITING, Job.State.RUNNING)).first()

    def awaited(self, release: Release) -> Job | None:
        """The job under way; None where there is none, also because it ended just now: `release` has its file then."""
        if release.file:
            return None
        job = self.under_way(release)
        if job is None:
            release.refresh_from_db(fields=["file"])
        return job

    def make(self, job: Job) -> Callable[[], str]:
        """Print it; what is returned notes the file and answers with the address of the release."""
        release = Release.objects.get(pk=job.subject["release"])
        name = release.file.name or _keep(release, self.printed(release))
        return lambda: self._note(release, name)

    def _note(self, release: Release, name: str) -> str:
        Release.objects.filter(pk=release.pk).update(file=name)
        return reverse(self.page, kwargs={"programme": release.programme_id, "release": release.pk})


def _keep(release: Release, content: bytes) -> str:
    """Write to a temporary name, then rename: a file of this name is whole, and the same however often it is made."""
    name = f"{Release._meta.get_field('file').upload_to}/{release.pk}.pdf"
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return name
