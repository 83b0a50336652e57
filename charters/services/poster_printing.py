"""The poster as a PDF: printed in the background, kept for as long as it says what it would say now.

Its file is named after what it says. A signature that is added or taken back gives it another name, so nobody
downloads a poster with a name on it that is no longer there; whoever wants it has it made anew.
"""

import os
from collections.abc import Callable
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from charters import poster
from charters.models import CharterVersion
from charters.poster import Poster
from programmes.models import Job, User
from programmes.services import jobs

TASK = "charters.tasks.print_poster"
FOLDER = "charters/posters"
ALIVE = (Job.State.WAITING, Job.State.RUNNING)


def file_of(version: CharterVersion, said: Poster) -> Path | None:
    """The PDF that says exactly this; None while it is not made."""
    path = Path(default_storage.path(_name(version, said)))
    return path if path.exists() else None


@transaction.atomic
def ask(*, version: CharterVersion, by: User) -> Job | None:
    """Have the poster made as it stands now; None where it is there or on its way."""
    said = poster.gather(version)
    if file_of(version, said) or under_way(version, said):
        return None
    subject = {"version": version.pk, "says": said.fingerprint}
    programme = version.charter.programme
    return jobs.enqueue(task=TASK, title="The charter as a poster", by=by, subject=subject, programme=programme)


def under_way(version: CharterVersion, said: Poster) -> Job | None:
    """The job that is making it just now, whoever asked."""
    same = Job.objects.filter(task=TASK, subject__version=version.pk, subject__says=said.fingerprint)
    return same.filter(programme=version.charter.programme_id, state__in=ALIVE).first()


def make(job: Job) -> Callable[[], str]:
    """Print it as it stands now; what is returned removes older ones and answers with the poster's page."""
    related = CharterVersion.objects.select_related("charter__programme__system", "charter__programme__group")
    version = related.get(pk=job.subject["version"])
    said = poster.gather(version)
    path = file_of(version, said) or _keep(version, said)
    return lambda: _made(version, path)


def _made(version: CharterVersion, path: Path) -> str:
    transaction.on_commit(lambda: _remove_others(version, path))
    kwargs = {"programme": version.charter.programme_id, "version": version.pk}
    # Without an anchor: a browser that is on this page already would only scroll to it, and load nothing.
    return reverse("charters:poster", kwargs=kwargs)


def _name(version: CharterVersion, said: Poster) -> str:
    return f"{FOLDER}/{version.pk}-{said.fingerprint}.pdf"


def _keep(version: CharterVersion, said: Poster) -> Path:
    """Write to a temporary name, then rename: a file of this name is whole."""
    path = Path(default_storage.path(_name(version, said)))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    unfinished.write_bytes(poster.printed(said))
    unfinished.replace(path)
    return path


def _remove_others(version: CharterVersion, kept: Path) -> None:
    for path in kept.parent.glob(f"{version.pk}-*.pdf"):
        if path != kept:
            path.unlink(missing_ok=True)
